"""Questions to the register of persons and households."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from portal.households.codes import COMPULSORY, DocumentKind, Relation
from portal.households.models import (
    DOCUMENT_INDEX,
    Household,
    Membership,
    Person,
    PersonDocument,
)
from portal.kernel.crypto import blind, blinds
from portal.kernel.database import db, load
from portal.kernel.errors import Missing
from portal.kernel.identifiers import mask_id, plain

_BATCH = 500


@dataclass(frozen=True)
class PersonCard:
    """A person for pages: the number only masked. ``city`` is where they were registered."""

    uid: str
    name: str
    sex: str
    birth: date
    dead_on: date | None
    city: str | None

    @property
    def id_masked(self) -> str:
        """The number as pages show it; deciphered only where it is shown. ``Missing``."""
        return mask_id(id_number_of(self.uid))

    def age(self, on: date) -> int:
        """Full years on that day; one born on 29 February ages on 1 March."""
        before = (on.month, on.day) < (self.birth.month, self.birth.day)
        return on.year - self.birth.year - before


@dataclass(frozen=True)
class Member:
    """One line of a composition; ``until`` is the first day it no longer holds."""

    person_uid: str
    relation: str
    role: str
    since: date
    until: date | None
    source: str


@dataclass(frozen=True)
class HouseholdCard:
    """A household without its people."""

    uid: str
    city: str
    place: str | None
    formed_on: date
    closed_on: date | None
    version: int


@dataclass(frozen=True)
class PersonPlace:
    """A person, their household, and the region whose staff care for them (none: nobody's)."""

    uid: str
    household: str | None
    city: str | None
    place: str | None


_BLINDS: BindParameter[str] = bindparam("blinds", expanding=True)
_HOLDER = (
    select(Person)
    .join(PersonDocument, PersonDocument.person_uid == Person.uid)
    .where(
        PersonDocument.kind == bindparam("kind"),
        PersonDocument.until.is_(None),
        or_(PersonDocument.blind.in_(_BLINDS), PersonDocument.blind_next.in_(_BLINDS)),
    )
)


def find_person(id_number: str, *, kind: str = DocumentKind.RESIDENT_ID) -> Person | None:
    """Whose number this is now, typed in whatever form; ``None`` if nobody's we know."""
    wanted = blinds(DOCUMENT_INDEX, plain(id_number))
    return db.session.scalar(_HOLDER, {"kind": kind, "blinds": wanted})


_VALID_DOCUMENT = (
    select(PersonDocument)
    .where(
        PersonDocument.person_uid == bindparam("person"),
        PersonDocument.kind == bindparam("kind"),
        PersonDocument.until.is_(None),
    )
    .order_by(PersonDocument.since.desc())
    .limit(1)
)


def valid_document(person_uid: str, kind: str = DocumentKind.RESIDENT_ID) -> PersonDocument:
    """The document that holds now, or ``Missing``."""
    found = db.session.scalar(_VALID_DOCUMENT, {"person": person_uid, "kind": kind})
    if found is None:
        raise Missing("person_document")
    return found


def id_number_of(person_uid: str) -> str:
    """The full ID number, for asking departments only; the caller notes why. ``Missing``."""
    number = valid_document(person_uid).number
    assert number is not None
    return number


def masked_numbers(uids: Iterable[str]) -> dict[str, str]:
    """uid → ID number with its middle covered; who has no valid document is left out."""
    wanted = sorted(set(uids))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        rows = db.session.scalars(
            select(PersonDocument).where(
                PersonDocument.person_uid.in_(part),
                PersonDocument.kind == DocumentKind.RESIDENT_ID,
                PersonDocument.until.is_(None),
            )
        )
        found.update((row.person_uid, mask_id(row.number or "")) for row in rows)
    return found


def person(uid: str) -> PersonCard:
    """A person by uid, or ``Missing``."""
    return _card(load(Person, uid))


def _card(row: Person) -> PersonCard:
    return PersonCard(row.uid, row.name, row.sex, row.birth, row.dead_on, row.city)


_PERSONS = select(Person).where(Person.uid.in_(bindparam("uids", expanding=True)))


def persons(uids: Iterable[str]) -> list[PersonCard]:
    """Several persons at once, in that order (a household; ``people_names`` takes thousands).

    Raises ``Missing``.
    """
    wanted = list(uids)
    found = {row.uid: row for row in db.session.scalars(_PERSONS, {"uids": wanted})}
    if not found.keys() >= set(wanted):
        raise Missing("Person")
    return [_card(found[uid]) for uid in wanted]


def people_names(uids: Iterable[str]) -> dict[str, str]:
    """uid → name; unknown uids are left out."""
    wanted = sorted(set(uids))
    names: dict[str, str] = {}
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        rows = db.session.execute(select(Person.uid, Person.name).where(Person.uid.in_(part)))
        names.update((uid, name) for uid, name in rows)
    return names


def namesakes(among: Collection[str] | None = None) -> dict[str, frozenset[str]]:
    """Persons of one name and birth with different numbers, by the keyed hash of both.

    ``among``: only groups in which one of these stands. A name that is missing is nobody's.
    """
    query = (
        select(Person.name_match, Person.birth)
        .where(Person.name_match != "", Person.birth.is_not(None))
        .group_by(Person.name_match, Person.birth)
        .having(func.count() > 1)
    )
    if among is not None:
        other = aliased(Person)
        mine = select(other.name_match).where(other.uid.in_(among))
        query = query.where(Person.name_match.in_(mine))
    twice = query.subquery()
    rows = db.session.execute(
        select(Person.uid, Person.name_match, Person.birth).join(
            twice,
            and_(Person.name_match == twice.c.name_match, Person.birth == twice.c.birth),
        )
    )
    found: dict[tuple[str, date], set[str]] = {}
    for uid, name, birth in rows:
        found.setdefault((name, birth), set()).add(uid)
    return {
        blind(DOCUMENT_INDEX, f"namesake.{name}.{birth}"): frozenset(uids)
        for (name, birth), uids in found.items()
        if among is None or uids & set(among)
    }


def _runs(on: date | BindParameter[date]) -> ColumnElement[bool]:
    return and_(Membership.since <= on, or_(Membership.until.is_(None), Membership.until > on))


_COMPOSITION = select(Membership).where(
    Membership.household_uid == bindparam("household"), _runs(bindparam("on"))
)
_OF_PERSON = select(Membership).where(
    Membership.person_uid == bindparam("person"), _runs(bindparam("on"))
)


def _member(row: Membership) -> Member:
    return Member(row.person_uid, row.relation, row.role, row.since, row.until, row.source)


_ORDER = {relation.value: place for place, relation in enumerate(Relation)}


def _in_order(rows: Iterable[Membership]) -> tuple[Member, ...]:
    key = lambda row: (_ORDER[row.relation], row.since, row.person_uid)  # noqa: E731
    return tuple(_member(row) for row in sorted(rows, key=key))


def household(uid: str) -> HouseholdCard:
    """A household by uid, or ``Missing``."""
    row = load(Household, uid)
    return HouseholdCard(row.uid, row.city, row.place, row.formed_on, row.closed_on, row.version)


def composition(household_uid: str, on: date) -> tuple[Member, ...]:
    """Who belonged to it on that day, the main applicant first."""
    rows = db.session.scalars(_COMPOSITION, {"household": household_uid, "on": on})
    return _in_order(rows)


def compositions(household_uids: Collection[str], on: date) -> dict[str, tuple[Member, ...]]:
    """The compositions of many households on one day, in few queries."""
    wanted = sorted(set(household_uids))
    found: dict[str, list[Membership]] = {}
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        for row in db.session.scalars(
            select(Membership).where(Membership.household_uid.in_(part), _runs(on))
        ):
            found.setdefault(row.household_uid, []).append(row)
    return {uid: _in_order(rows) for uid, rows in found.items()}


def history(household_uid: str) -> tuple[Member, ...]:
    """Every membership there ever was, oldest first."""
    rows = db.session.scalars(
        select(Membership)
        .where(Membership.household_uid == household_uid)
        .order_by(Membership.since, Membership.uid)
    )
    return tuple(_member(row) for row in rows)


def _memberships(person_uid: str, on: date) -> Sequence[Membership]:
    rows = db.session.scalars(_OF_PERSON, {"person": person_uid, "on": on})
    return sorted(rows, key=lambda row: (row.relation not in COMPULSORY, row.since, row.uid))


def household_of(person_uid: str, on: date) -> str | None:
    """Their household on that day: the one they must belong to, else the oldest."""
    return next((row.household_uid for row in _memberships(person_uid, on)), None)


def households_of(person_uid: str, on: date) -> tuple[str, ...]:
    """All households they belong to on that day; more than one as parent or other kin."""
    return tuple(row.household_uid for row in _memberships(person_uid, on))


def kin_of(person_uid: str) -> dict[str, str]:
    """Those who ever stood in one household with them: uid → relation to its applicant."""
    own = select(Membership.household_uid).where(Membership.person_uid == person_uid)
    rows = db.session.scalars(
        select(Membership)
        .where(Membership.household_uid.in_(own), Membership.person_uid != person_uid)
        .order_by(Membership.since)
    )
    return {row.person_uid: row.relation for row in rows}


def place_of_person(uid: str, on: date) -> PersonPlace:
    """Where they are cared for: their household's place, else where they were registered."""
    row = load(Person, uid)
    home = household_of(uid, on)
    if home is None:
        return PersonPlace(uid, None, row.city, None)
    card = household(home)
    return PersonPlace(uid, home, card.city, card.place)
