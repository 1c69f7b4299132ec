"""The auditor's own eye: every table as it stands, found by the columns it declares.

A package that forgot to list its rows with the auditor would be the one to look at. So this
module asks no package what it keeps: whatever table names a household, a person or a number
is read here, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table, select, union

from portal.kernel.database import Base, db
from portal.kernel.journal import Leaf, Step, View

AT_ONCE = 500
_OWNERS = ("person_uid", "applicant_uid")
_NOT_THEIRS = frozenset({"person_document", "membership"})
Item = TypeVar("Item")


def some(items: Collection[Item]) -> Iterator[Sequence[Item]]:
    """Portions that fit into one question."""
    kept = list(items)
    for first in range(0, len(kept), AT_ONCE):
        yield kept[first : first + AT_ONCE]


def table(name: str) -> Table | None:
    """A table by name, if the house has it."""
    return Base.metadata.tables.get(name)


def _naming(*columns: str) -> list[Table]:
    return [
        each
        for each in Base.metadata.sorted_tables
        if "uid" in each.c and each.name not in _NOT_THEIRS and any(c in each.c for c in columns)
    ]


def subjects(household_uid: str, people: Collection[str]) -> dict[str, str]:
    """uid → table of everything that names this household or one of these people."""
    found: dict[str, str] = {}
    for each in _naming("household_uid"):
        rows = db.session.scalars(select(each.c.uid).where(each.c.household_uid == household_uid))
        found.update((uid, each.name) for uid in rows)
    for each in _naming(*_OWNERS):
        for column in (each.c[name] for name in _OWNERS if name in each.c):
            for part in some(people):
                rows = db.session.scalars(select(each.c.uid).where(column.in_(part)))
                found.update((uid, each.name) for uid in rows if uid not in found)
    return found


def households_by_number(number: str) -> list[str]:
    """Households that a case of this number belongs to (application, queue, lease …)."""
    wanted = number.strip().upper()
    asked = [
        select(each.c.household_uid).where(each.c.number == wanted)
        for each in _naming("household_uid")
        if "number" in each.c
    ]
    if not asked or not wanted:
        return []
    return [uid for (uid,) in db.session.execute(union(*asked)) if uid]


def people_named(match: str, limit: int = 20) -> list[str]:
    """Persons whose name compares equal (``names.name_match``)."""
    people = Base.metadata.tables["person"]
    return list(
        db.session.scalars(
            select(people.c.uid)
            .where(people.c.name_match == match)
            .order_by(people.c.uid)
            .limit(limit)
        )
    )


def steps(subjects: Collection[str]) -> list[Step]:
    """All moves of these things, oldest first."""
    found = [
        row
        for part in some(subjects)
        for row in db.session.scalars(select(Step).where(Step.subject.in_(part)))
    ]
    return sorted(found, key=lambda row: row.id)


def leaves(subjects: Collection[str]) -> list[Leaf]:
    """All lines of the log about these things, oldest first."""
    found = [
        row
        for part in some(subjects)
        for row in db.session.scalars(select(Leaf).where(Leaf.object.in_(part)))
    ]
    return sorted(found, key=lambda row: row.id)


def looks(subjects: Collection[str], limit: int = 200) -> list[View]:
    """Who looked at these things, newest first."""
    found = [
        row
        for part in some(subjects)
        for row in db.session.scalars(
            select(View).where(View.subject.in_(part)).order_by(View.id.desc()).limit(limit)
        )
    ]
    return sorted(found, key=lambda row: row.id, reverse=True)[:limit]


def screening_classes() -> Iterator[type[Any]]:
    """Tables that keep what a decision stood on: facts, findings and the rules' fingerprint."""
    for mapper in Base.registry.mappers:
        kind = mapper.class_
        if all(hasattr(kind, name) for name in ("facts", "findings", "policy", "uid", "at")):
            yield kind


def screenings(only: Iterable[str] | None = None) -> Iterator[Any]:
    """Every stored comparison of facts with rules, or those with these uids."""
    for kind in screening_classes():
        if only is None:
            yield from db.session.scalars(select(kind).order_by(kind.uid))
            continue
        for part in some(list(only)):
            yield from db.session.scalars(select(kind).where(kind.uid.in_(part)))


def screenings_about(subjects: Collection[str]) -> list[Any]:
    """The stored comparisons that belong to any of these cases, oldest first."""
    found: dict[str, Any] = {}
    for kind in screening_classes():
        columns = kind.__table__.c
        for column in (c for c in columns if c.name.endswith("_uid")):
            for part in some(subjects):
                for row in db.session.scalars(select(kind).where(column.in_(part))):
                    found[row.uid] = row
    return sorted(found.values(), key=lambda row: (row.at, row.uid))


def households_about(uids: Collection[str]) -> dict[str, str]:
    """uid of a case or a person → the household it belongs to (unknown ones are left out)."""
    found: dict[str, str] = {}
    for each in _naming("household_uid"):
        for part in some(uids):
            rows = db.session.execute(
                select(each.c.uid, each.c.household_uid).where(each.c.uid.in_(part))
            )
            found.update((uid, home) for uid, home in rows if home)
    people = Base.metadata.tables["membership"]
    for part in some(uids):
        rows = db.session.execute(
            select(people.c.person_uid, people.c.household_uid).where(
                people.c.person_uid.in_(part), people.c.until.is_(None)
            )
        )
        found.update((uid, home) for uid, home in rows)
    homes = Base.metadata.tables["household"]
    for part in some(uids):
        own = db.session.scalars(select(homes.c.uid).where(homes.c.uid.in_(part)))
        found.update((uid, uid) for uid in own)
    return found
