"""The writers of the register: persons and their numbers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from portal.households.codes import DocumentKind
from portal.households.events import PersonDied
from portal.households.models import (
    DOCUMENT_FIELD,
    DOCUMENT_INDEX,
    Person,
    PersonDocument,
)
from portal.households.queries import find_person, place_of_person, valid_document
from portal.kernel.act import Act
from portal.kernel.crypto import blind, blind_next, reseal, seal, stale
from portal.kernel.database import db, lock, new_uid, one_winner
from portal.kernel.errors import Conflict, Refused
from portal.kernel.identifiers import IdNumber
from portal.kernel.journal import log
from portal.kernel.names import name_match, stored_name
from portal.kernel.outbox import publish


def register_person(
    act: Act,
    *,
    id_number: str,
    name: str,
    kind: str = DocumentKind.RESIDENT_ID,
    city: str | None = None,
) -> Person:
    """The person of this number: the one we know, else a new one; never two.

    A known person keeps the name we have: compare with ``same_names`` and let only the
    register of residents correct it (``correct_name``). Raises ``Refused`` with the codes
    of ``IdNumber.parse`` (field ``id_number``) and ``stored_name`` (field ``name``), or
    ``document_kind_unknown``.
    """
    if kind != DocumentKind.RESIDENT_ID:
        raise Refused("document_kind_unknown")
    number = IdNumber.parse(id_number, on=act.on)
    kept = stored_name(name)
    known = find_person(number.value, kind=kind)
    return known if known is not None else _new(act, number, kept, kind, city)


def _new(act: Act, number: IdNumber, name: str, kind: str, city: str | None) -> Person:
    try:
        return one_winner(lambda: _insert(act, number, name, kind, city), "person_known")
    except Conflict:
        # Someone registered the same number between our question and our insert.
        winner = find_person(number.value, kind=kind)
        if winner is None:
            raise
        return winner


def register_typed(act: Act, *, id_number: str, name: str, city: str | None = None) -> Person:
    """Like ``register_person``, where anybody may type: known or new, the work is the same.

    A number known already is sealed anew and noted, as a new one would be, so that the time an
    answer takes says nothing.
    """
    number = IdNumber.parse(id_number, on=act.on)
    kept = stored_name(name)
    known = find_person(number.value)
    if known is None:
        return _new(act, number, kept, DocumentKind.RESIDENT_ID, city)
    with db.session.begin_nested():
        document = valid_document(known.uid)
        document.number = number.value
        document.key_id = document.number_sealed.split(":")[2]
        log(act, "person.named", known.uid, {"on": act.on})
    return known


def _insert(act: Act, number: IdNumber, name: str, kind: str, city: str | None) -> Person:
    person = Person(
        uid=new_uid(),
        name=name,
        name_match=name_match(name)[:400],
        sex=number.sex,
        birth=number.birth,
        city=city,
    )
    db.session.add(person)
    db.session.flush()
    db.session.add(_document(person.uid, kind, number.value, act.on))
    log(act, "person.register", person.uid, {"kind": kind, "on": act.on})
    return person


def _document(person_uid: str, kind: str, number: str, since: date) -> PersonDocument:
    document = PersonDocument(
        uid=new_uid(),
        person_uid=person_uid,
        kind=kind,
        blind=blind(DOCUMENT_INDEX, number),
        blind_next=blind_next(DOCUMENT_INDEX, number),
        since=since,
    )
    document.number = number
    document.key_id = document.number_sealed.split(":")[2]
    return document


def same_names(person: Person, typed: str) -> bool:
    """Would a clerk take what was typed for this person's name?"""
    return person.name_match == name_match(typed)[:400]


def correct_name(act: Act, *, person_uid: str, name: str, source: str) -> Person:
    """Take over the name as the register of residents has it (``source`` says which)."""
    person = lock(Person, person_uid)
    kept = stored_name(name)
    if person.name != kept:
        person.name, person.name_match = kept, name_match(kept)[:400]
        log(act, "person.correct_name", person_uid, {"source": source, "on": act.on})
    return person


def correct_number(act: Act, *, person_uid: str, id_number: str, source: str) -> Person:
    """The number was wrong or has been replaced: the old document ends, a new one begins.

    Raises ``Conflict('number_of_other_person')``, ``Missing``, or ``Refused`` like
    ``register_person``.
    """
    number = IdNumber.parse(id_number, on=act.on)
    person = lock(Person, person_uid)
    owner = find_person(number.value)
    if owner is not None and owner.uid == person_uid:
        return person
    if owner is not None:
        raise Conflict("number_of_other_person")
    old = valid_document(person_uid)
    old.until = act.on

    def insert() -> None:
        db.session.add(_document(person_uid, old.kind, number.value, act.on))

    one_winner(insert, "number_of_other_person")
    person.sex, person.birth = number.sex, number.birth
    log(act, "person.correct_number", person_uid, {"source": source, "on": act.on})
    return person


def record_death(act: Act, *, person_uid: str, died_on: date, source: str) -> Person:
    """A death became known; hearing of it again changes nothing.

    Raises ``Refused('death_in_future')``, ``Refused('death_before_birth')`` or
    ``Conflict('death_recorded_otherwise')`` when another day is on record.
    """
    person = lock(Person, person_uid)
    if died_on > act.on:
        raise Refused("death_in_future", field="died_on")
    if died_on < person.birth:
        raise Refused("death_before_birth", field="died_on")
    if person.dead_on == died_on:
        return person
    if person.dead_on is not None:
        raise Conflict("death_recorded_otherwise")
    home = place_of_person(person_uid, act.on)
    person.dead_on = died_on
    log(act, "person.record_death", person_uid, {"source": source, "died_on": died_on})
    if home.household is not None and home.city is not None:
        publish(PersonDied(uid=home.household, city=home.city, person_uid=person_uid), act)
    return person


def refresh_documents(act: Act, *, limit: int = 500) -> int:
    """Bring up to ``limit`` documents under today's sealing key and index; how many were.

    Run until it answers 0: then an index rotation may be turned, and, once turned and
    run again, the old keys may go.
    """
    head = seal(DOCUMENT_FIELD, "probe", "").rsplit(":", 2)[0] + ":"
    index = blind(DOCUMENT_INDEX, "").split(":")[0] + ":"
    coming = blind_next(DOCUMENT_INDEX, "")
    next_wrong = (
        PersonDocument.blind_next.is_not(None)
        if coming is None
        else or_(
            PersonDocument.blind_next.is_(None),
            ~PersonDocument.blind_next.startswith(coming.split(":")[0] + ":"),
        )
    )
    rows = db.session.scalars(
        select(PersonDocument)
        .where(
            or_(
                ~PersonDocument.number_sealed.startswith(head),
                ~PersonDocument.blind.startswith(index),
                next_wrong,
            )
        )
        .order_by(PersonDocument.uid)
        .limit(limit)
    ).all()
    for row in rows:
        _refresh(row)
    if rows:
        log(act, "person_document.refresh", "", {"count": len(rows)})
    return len(rows)


def _refresh(document: PersonDocument) -> None:
    number = document.number
    assert number is not None
    if stale(document.number_sealed):
        document.number_sealed = reseal(DOCUMENT_FIELD, document.uid, document.number_sealed)
        document.key_id = document.number_sealed.split(":")[2]
    document.blind = blind(DOCUMENT_INDEX, number)
    document.blind_next = blind_next(DOCUMENT_INDEX, number)
