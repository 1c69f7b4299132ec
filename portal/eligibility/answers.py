"""What eligibility is told: who belongs to the household, and what departments answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

PAPERS = "papers"


@dataclass(frozen=True)
class Member:
    """A person of the household; ``relation`` is to the applicant ("self" for himself)."""

    uid: str
    relation: str
    birth: date


@dataclass(frozen=True)
class Composition:
    """Who belongs to the household on the day it is judged."""

    applicant: str
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Answer:
    """A department's answer about one person, or what papers show in its place.

    ``outcome``: hit | no_hit (registered: none) | conflict | unavailable | waiting (the
    person has not consented) | disputed (they say it is wrong). ``values`` as agreed per
    source; ``as_of`` its legal day; ``origin`` is ``PAPERS`` when staff took it from papers.
    """

    source: str
    person: str
    outcome: str
    values: Mapping[str, Any] = field(repr=False)
    as_of: date
    valid_until: date | None = None
    origin: str = ""


def age(birth: date, on: date) -> int:
    """Completed years; one born on 29 February completes a year on 1 March."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
