"""Files with something in common, as pages show them: beside each other, names covered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import selectinload

from portal.applications.codes import DuplicateState, Permission
from portal.applications.models import (
    Application,
    ApplicationMember,
    DuplicateFile,
    DuplicateSet,
)
from portal.applications.review.cards import TAGS, tag_of
from portal.applications.review.casefile import RELATIONS
from portal.applications.review.texts import read
from portal.households import masked_numbers, people_names
from portal.kernel.access import allowed
from portal.kernel.act import Duty, Role, Who
from portal.kernel.database import db, load
from portal.kernel.levels import PROVEN
from portal.kernel.names import masked_name
from portal.kernel.paging import place_after, read_place
from portal.kernel.regions import lies_in

PAGE = 50

Files = DuplicateSet


@dataclass(frozen=True)
class SetRow:
    """One line of the worklist."""

    uid: str
    ground: str
    names: tuple[str, ...]
    cities: tuple[str, ...]
    many: int
    since: date


@dataclass(frozen=True)
class SetPage:
    """A page of what waits, oldest first; ``next`` continues after the last."""

    rows: tuple[SetRow, ...]
    next: str


@dataclass(frozen=True)
class FileSide:
    """One file of a set; ``opens`` only for whoever may read it anyway."""

    uid: str
    number: str
    city: str
    tag: tuple[str, str]
    name: str
    id_number: str
    relation: str
    people: int
    handed_in: date | None
    proven: bool
    opens: bool


@dataclass(frozen=True)
class Side:
    """A set with everything its page shows; the last file handed in comes last.

    ``over``: number and state of the files whose end closed it, as they stood that day.
    """

    files: tuple[FileSide, ...]
    text: str
    over: tuple[tuple[str, str], ...]


def open_set(uid: str) -> DuplicateSet:
    """A set; its places are its files'."""
    return load(DuplicateSet, uid)


def open_duplicates(city: str) -> list[str]:
    """The open sets with a file in that city, oldest first."""
    here = select(DuplicateFile.set_uid).where(DuplicateFile.city == city)
    return list(
        db.session.scalars(
            select(DuplicateSet.uid)
            .where(DuplicateSet.state == DuplicateState.OPEN, DuplicateSet.uid.in_(here))
            .order_by(DuplicateSet.found_on, DuplicateSet.uid)
        )
    )


def _of(duty: Duty) -> ColumnElement[bool]:
    """``Permission.SEE_DUPLICATES`` for lists: a file lies here; the region looks across cities."""
    here = select(DuplicateFile.set_uid).where(lies_in(DuplicateFile, duty.region))
    if duty.role is not Role.REGION_SUPERVISOR:
        return DuplicateSet.uid.in_(here)
    across = (
        select(DuplicateFile.set_uid)
        .group_by(DuplicateFile.set_uid)
        .having(func.count(func.distinct(DuplicateFile.city)) > 1)
    )
    return DuplicateSet.uid.in_(here) & DuplicateSet.uid.in_(across)


def _waiting(duty: Duty) -> Select[Any]:
    return select(DuplicateSet).where(DuplicateSet.state == DuplicateState.OPEN, _of(duty))


def waiting(duty: Duty, after: str = "") -> SetPage:
    """A page of the open sets that reach into the region of a duty."""
    keys = (DuplicateSet.found_on, DuplicateSet.uid)
    query = _waiting(duty).options(selectinload(DuplicateSet.files))
    start = read_place(after, date.fromisoformat)
    if start:
        query = query.where(tuple_(*keys) > start)
    found = db.session.scalars(query.order_by(*keys).limit(PAGE + 1)).all()
    page = found[:PAGE]
    names = people_names({file.person_uid for row in page for file in row.files})
    rows = tuple(
        SetRow(
            row.uid, row.ground,
            tuple(dict.fromkeys(masked_name(names.get(f.person_uid, "")) for f in row.files)),
            tuple(sorted({f.city for f in row.files})), row.many, row.found_on,
        )
        for row in page
    )  # fmt: skip
    more = place_after(rows[-1].since, rows[-1].uid) if len(found) > PAGE else ""
    return SetPage(rows, more)


def side_by_side(found: DuplicateSet, who: Who, on: date) -> Side:
    """The files of a set beside each other, in the order they were handed in."""
    uids = [file.application_uid for file in found.files]
    rows = {
        a.uid: a for a in db.session.scalars(select(Application).where(Application.uid.in_(uids)))
    }
    members: dict[str, list[ApplicationMember]] = {}
    for member in db.session.scalars(
        select(ApplicationMember).where(ApplicationMember.application_uid.in_(uids))
    ):
        members.setdefault(member.application_uid, []).append(member)
    people = {file.person_uid for file in found.files}
    names, numbers = people_names(people), masked_numbers(people)
    files = [
        _side(rows[file.application_uid], file, members.get(file.application_uid, []),
              masked_name(names.get(file.person_uid, "")), numbers.get(file.person_uid, ""), who,
              on)
        for file in found.files
    ]  # fmt: skip
    files.sort(key=lambda side: (side.handed_in or date.min, side.number))
    told = read(found.text_uid)
    over = tuple((number, str(TAGS[state][1])) for number, state in told.get("over", ()))
    return Side(tuple(files), str(told.get("text", "")), over)


def _side(
    application: Application, file: DuplicateFile, members: list[ApplicationMember], name: str,
    number: str, who: Who, on: date,
) -> FileSide:  # fmt: skip
    relation = next((m.relation for m in members if m.person_uid == file.person_uid), "")
    return FileSide(
        application.uid, application.number or "", application.city,
        tag_of(application, None, on), name, number, str(RELATIONS.get(relation, "")), len(members),
        application.submitted_on, application.proof_level >= int(PROVEN),
        allowed(who, Permission.SEE_CASE, application),
    )  # fmt: skip
