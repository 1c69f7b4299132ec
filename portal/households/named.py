"""The people a contract names: one shape for leases and agreements, as of their drafting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.households.queries import composition, person


@dataclass(frozen=True)
class Living:
    """A living member of a household, in the order of its composition."""

    person_uid: str
    relation: str
    adult: bool
    position: int


def living_members(household_uid: str, on: date, *, grown: int) -> Iterator[Living]:
    """Who is named when a contract is drafted on that day; adults are ``grown`` or older."""
    position = 0
    for member in composition(household_uid, on):
        found = person(member.person_uid)
        if found.dead_on is None:
            yield Living(found.uid, str(member.relation), found.age(on) >= grown, position)
            position += 1


class NamedInContract:
    """Columns of a table of the people named in a contract; its rows are never edited."""

    city: Mapped[str] = mapped_column(String(12))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    relation: Mapped[str] = mapped_column(String(12))
    adult: Mapped[bool]
    position: Mapped[int]
