"""The numbers a person is reached at, and which of them counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, func, or_, select

from portal.identity.models import Assurance, Phone
from portal.identity.one_time import phone_blind
from portal.kernel.act import Act, Kind
from portal.kernel.database import db, new_uid
from portal.kernel.identifiers import mobile_number
from portal.kernel.levels import PROVEN, Level

_COUNTING_FIRST = (Phone.level.desc(), Phone.bound_at, Phone.uid)
_OPEN = (
    select(Phone)
    .where(Phone.person_uid == bindparam("person"), Phone.until.is_(None))
    .order_by(*_COUNTING_FIRST)
)
_PROVEN_ONCE = (
    select(Assurance.uid)
    .where(Assurance.person_uid == Phone.person_uid, Assurance.level >= int(PROVEN))
    .exists()
)
_WITH_PROOF = (
    select(Phone, _PROVEN_ONCE)
    .where(Phone.person_uid.in_(bindparam("people", expanding=True)), Phone.until.is_(None))
    .order_by(*_COUNTING_FIRST)
)


def open_phones(person_uid: str) -> Sequence[Phone]:
    """All numbers of a person, the one that counts first.

    The best assured counts; among equals the one used before, so that whoever merely knows an
    ID number cannot turn messages to a phone of their own.
    """
    return db.session.scalars(_OPEN, {"person": person_uid}).all()


def phone_of(person_uid: str, *, typed: bool = False) -> str | None:
    """The number that counts, in full; for sending, never for pages.

    A number somebody typed and answered counts for nobody who was proven otherwise, say at a
    window without a phone: it may be anybody's. ``typed`` takes it all the same, where the
    message is a question that says nothing.
    """
    first, proven = _first_of([person_uid]).get(person_uid, (None, False))
    return first.number if first is not None and (typed or _counts(first, proven)) else None


def reached_by_phone(person_uids: Collection[str]) -> set[str]:
    """Of these persons, those for whom ``phone_of`` knows a number; nothing is deciphered."""
    return {uid for uid, found in _first_of(person_uids).items() if _counts(*found)}


def _first_of(person_uids: Collection[str]) -> dict[str, tuple[Phone, bool]]:
    """The best assured number of each who has one, and whether they were ever proven."""
    found: dict[str, tuple[Phone, bool]] = {}
    for row, proven in db.session.execute(_WITH_PROOF, {"people": list(person_uids)}):
        found.setdefault(row.person_uid, (row, proven))
    return found


def _counts(first: Phone, proven: bool) -> bool:
    """Does the best assured number count for somebody who was, or was not, proven before?"""
    return first.own or first.level >= PROVEN or not proven


def shared_phones(among: Collection[str] | None = None) -> dict[str, frozenset[str]]:
    """Numbers that several persons are reached at, by blind index: who. For staff, never told.

    Only numbers to which a code was sent and typed, or which the person or a window gave: one
    merely typed may be anybody's. ``among``: only numbers of these persons.
    """
    known = (
        Phone.until.is_(None),
        Phone.number_blind != "",
        or_(Phone.own, Phone.proven_at.is_not(None)),
    )
    twice = (
        select(Phone.number_blind)
        .where(*known)
        .group_by(Phone.number_blind)
        .having(func.count(func.distinct(Phone.person_uid)) > 1)
    )
    if among is not None:
        mine = select(Phone.number_blind).where(*known, Phone.person_uid.in_(among))
        twice = twice.where(Phone.number_blind.in_(mine))
    found: dict[str, set[str]] = {}
    for number, person in db.session.execute(
        select(Phone.number_blind, Phone.person_uid).where(*known, Phone.number_blind.in_(twice))
    ):
        found.setdefault(number, set()).add(person)
    return {number: frozenset(people) for number, people in found.items()}


def standing(person_uid: str, phone: str) -> Level:
    """How far this number was proven for the person, if it is the one that counts; else nothing.

    Asked of hashes: nothing is deciphered, and for nobody it costs the same.
    """
    found = open_phones(person_uid)
    counts = bool(found) and found[0].number_blind == phone_blind(mobile_number(phone))
    return Level(found[0].level) if counts else Level.NONE


def bind_phone(act: Act, *, person_uid: str, phone: str, proven: bool) -> Phone:
    """Remember that a person gave this number; ``proven`` when a code sent to it was typed.

    A window, or the person themself signed in at I1R or more, replaces all other numbers;
    anyone else's number only stands beside those known. Raises ``Refused('phone_malformed')``.
    """
    phone = mobile_number(phone)
    known = open_phones(person_uid)
    row = next((one for one in known if one.number_blind == phone_blind(phone)), None)
    if row is None:
        row = Phone(
            uid=new_uid(), person_uid=person_uid, number_blind=phone_blind(phone),
            level=int(Level.I0), bound_at=act.at, since=act.on,
        )  # fmt: skip
        row.number = phone
        db.session.add(row)
    if proven:
        row.proven_at = act.at
        row.level = max(row.level, int(Level.I1))
    if _may_replace(act, person_uid):
        row.own = True
        end_phones([one for one in known if one is not row], act)
    db.session.flush()
    return row


def _may_replace(act: Act, person_uid: str) -> bool:
    if act.by.kind is Kind.STAFF:
        return True
    own = act.by.kind is Kind.RESIDENT and act.by.uid == person_uid
    return own and act.by.level >= PROVEN


def end_phones(phones: Sequence[Phone], act: Act) -> None:
    """These numbers count no more."""
    for one in phones:
        one.until = act.on
