"""Who one can be at the demo's door, and what may happen to them outside the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l

from portal.applications import State, applications_of
from portal.exchange import MemberCard, admin_token, cast_cards, stranger
from portal.front.stories import DESKS
from portal.households import find_person, id_number_of
from portal.identity import duties_of, staff_names
from portal.kernel.act import Role
from portal.kernel.demo import demo_roles
from portal.kernel.errors import Missing
from portal.kernel.regions import region
from portal.kernel.web.navigation import ROLE_LABELS

NEW = "new-"
"""Codes of people who are made up when they are needed: ``new-1``, ``new-2`` …"""

WORKING = ("staff", "colleague")
"""Who sits at a desk: the posts, and the second persons for what takes two."""


@dataclass(frozen=True)
class Seat:
    """One member of staff one can be."""

    code: str
    role: str
    name: str
    place: str


@dataclass(frozen=True)
class Newcomer:
    """Somebody of no story; ``came`` says whether they have applied."""

    code: str
    name: str
    came: bool


@dataclass(frozen=True)
class Fate:
    """Something a register says from now on; without ``since`` it happens today."""

    words: Any
    kind: str
    area: int
    since: date | None = None


FATES: dict[str, Fate] = {
    "buys-home": Fate(_l("Buys a home of 89 m²"), "buy_home", 8900),
    "home-found": Fate(
        _l("A home bought in 2022 turns up"), "buy_home", 6400, since=date(2022, 5, 10)
    ),
}


def card_of(code: str) -> MemberCard:
    """ID card and phone of a resident of the demo. Raises ``Missing``."""
    if code.startswith(NEW):
        n = code.removeprefix(NEW)
        if n.isascii() and n.isdigit() and 1 <= int(n) <= 1000:
            return stranger(int(n))
    for household in cast_cards().values():
        for member in household.members:
            if member.token == code:
                return member
    raise Missing("demo")


def applicant(card: MemberCard) -> str:
    """The person of that card once an application is handed in; nothing before."""
    found = find_person(card.id_number)
    if found is None or all(a.state == State.DRAFT for a in applications_of(found.uid)):
        return ""
    return found.uid


def newcomers() -> list[Newcomer]:
    """Those who have begun, and the one who may come next."""
    found = []
    for n in count(1):
        card = stranger(n)
        found.append(Newcomer(f"{NEW}{n}", card.name, bool(applicant(card))))
        if find_person(card.id_number) is None:
            return found
    raise AssertionError("count() has no end")


def seats() -> list[tuple[Any, list[Seat]]]:
    """The posts by field of work."""
    rows = [row for row in demo_roles() if row.kind in WORKING]
    names = staff_names(row.uid for row in rows)
    by_role: dict[Role, list[Seat]] = {}
    for row in rows:
        duty = next((d for d in duties_of(row.uid) if d.uid == row.duty_uid), None)
        if duty:
            by_role.setdefault(duty.role, []).append(
                Seat(row.code, str(ROLE_LABELS[duty.role]), names[row.uid],
                     region(duty.region).label())
            )  # fmt: skip
    return [
        (title, [seat for role in roles for seat in by_role.get(role, [])])
        for title, roles in DESKS
    ]


def happen(person_uid: str, what: str, on: date) -> None:
    """Let it happen to that person: the simulated registers say so when they are asked next.

    Raises ``Missing`` for what cannot happen, ``Unavailable`` when the simulator is silent.
    """
    fate = FATES.get(what)
    if fate is None:
        raise Missing("demo")
    current_app.extensions["anju.simulator"].change(
        admin_token(id_number_of(person_uid)), fate.kind, on=fate.since or on, area=fate.area
    )
