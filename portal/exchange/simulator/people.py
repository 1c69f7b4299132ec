"""What the simulator knows about a person, and the cards it hands out for the seed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.applications import Source

Values = dict[str, Any]


@dataclass
class Person:
    """One made-up person. A source missing in ``facts`` answers "no hit".

    Values may hold ``_known_from``: the register shows that entry only from then on.
    """

    token: str
    id_number: str = field(repr=False)
    name: str = field(repr=False)
    birth: date
    sex: str
    phone: str | None = field(default=None, repr=False)
    facts: dict[Source, Values] = field(default_factory=dict, repr=False)
    silent: set[Source] = field(default_factory=set)
    any_phone: bool = False


@dataclass(frozen=True)
class MemberCard:
    """A member as the seed needs it to fill in forms; ``token`` names it to the admin doors."""

    token: str
    relation: str
    birth: date
    id_number: str = field(repr=False)
    name: str = field(repr=False)
    phone: str | None = field(repr=False)


@dataclass(frozen=True)
class HouseholdCard:
    """A family; the first member is the one who applies. ``profile`` is a world.toml code."""

    code: str
    profile: str
    region: str
    members: tuple[MemberCard, ...]

    @property
    def applicant(self) -> MemberCard:
        """Who applies."""
        return self.members[0]


@dataclass
class Family:
    """People under one roof: persons with their relation to the first of them."""

    code: str
    profile: str
    region: str
    people: list[tuple[str, Person]]

    def card(self) -> HouseholdCard:
        """What the seed may know."""
        return HouseholdCard(
            self.code,
            self.profile,
            self.region,
            tuple(
                MemberCard(p.token, relation, p.birth, p.id_number, p.name, p.phone)
                for relation, p in self.people
            ),
        )


def token_of(id_number: str) -> str:
    """The simulator's own name for a person, fit for a URL; says nothing about them."""
    return hashlib.blake2b(id_number.encode(), key=b"anju-simulator", digest_size=12).hexdigest()
