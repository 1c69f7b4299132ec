"""The worklist: what waits for one duty, soonest due first, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select, tuple_

from portal.applications.codes import ObjectionState, State
from portal.applications.models import Application, ApplicationMember, Objection, Screening
from portal.applications.review import clocks, manual
from portal.applications.review.cards import (
    PAUSED,
    DueCard,
    due_card,
    group_words,
    klass_words,
    tag_of,
)
from portal.applications.review.selecting import KINDS, Filters, narrowed, of_kind
from portal.households import people_names
from portal.kernel.act import Duty
from portal.kernel.database import db
from portal.kernel.deadlines import Deadline
from portal.kernel.regions import lies_in

PAGE = 20
CHUNK = 500
CAP = 1000


@dataclass(frozen=True)
class CaseRow:
    """One line of the worklist; staff see the name because deciding about it is their duty."""

    uid: str
    name: str
    number: str
    size: int
    kind: str
    groups: str
    met: int
    not_met: int
    unknown: int
    stage: str
    due: DueCard | None
    family: str
    label: str
    late: bool
    days: int
    assignee: str | None
    person: str = ""
    place: str = ""
    received: date | None = None
    url: str = ""


@dataclass(frozen=True)
class CaseloadPage:
    """A page of the worklist; ``total`` stops at ``CAP``; ``next`` continues after the last."""

    rows: tuple[CaseRow, ...]
    total: int
    capped: bool
    next: str
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


def _order(sort: str) -> tuple[Any, Any]:
    keys = {"received": Application.submitted_on, "number": Application.number}
    return keys.get(sort, Deadline.due), Application.uid


def _start(after: str, sort: str) -> tuple[Any, str] | None:
    """Where the page before ended; ``None`` for the first page and for what no page ever said."""
    value, _sep, uid = after.rpartition("|")
    if sort == "number":
        return (value, uid) if value else None
    try:
        return date.fromisoformat(value), uid
    except ValueError:
        return None


def caseload(duty: Duty, filters: Filters, on: date, after: str = "", me: str = "") -> CaseloadPage:
    """One page of the list of that duty; ``after`` is the ``next`` of the page before."""
    kind = filters.kind if filters.kind in KINDS else "work"
    wanted = narrowed(of_kind(kind, duty, on), filters, me)
    count = db.session.scalar(select(func.count()).select_from(wanted.limit(CAP + 1).subquery()))
    found = _after(wanted, filters.sort, _start(after, filters.sort), PAGE + 1)
    page, more = found[:PAGE], len(found) > PAGE
    total = min(count or 0, CAP)
    return CaseloadPage(
        rows=_rows([row[0] for row in page], on),
        total=total,
        capped=(count or 0) > CAP,
        next=f"{page[-1][1]}|{page[-1][0]}" if more else "",
        facets={} if (count or 0) > CAP else _facets(of_kind(kind, duty, on), me),
    )


def _after(
    wanted: Select[Any], sort: str, start: tuple[Any, str] | None, size: int
) -> list[tuple[str, Any]]:
    """The next uids of a list with what they are ordered by."""
    keys = _order(sort)
    query = wanted.add_columns(keys[0]).order_by(*keys)
    if start is not None:
        query = query.where(tuple_(*keys) > start)
    return [(row[0], row[1]) for row in db.session.execute(query.limit(size))]


def whole_caseload(
    duty: Duty, filters: Filters, on: date, me: str = ""
) -> Iterator[tuple[CaseRow, ...]]:
    """All of the list in its order, ``CHUNK`` rows at a time; for files, within a snapshot."""
    wanted = narrowed(of_kind(filters.kind, duty, on), filters, me)
    start: tuple[Any, str] | None = None
    while found := _after(wanted, filters.sort, start, CHUNK):
        yield _rows([uid for uid, _key in found], on)
        start = (found[-1][1], found[-1][0])


def _rows(uids: list[str], on: date) -> tuple[CaseRow, ...]:
    applications = {
        a.uid: a for a in db.session.scalars(select(Application).where(Application.uid.in_(uids)))
    }
    clock = {
        d.subject_uid: d
        for d in db.session.scalars(
            select(Deadline).where(
                Deadline.subject_uid.in_(uids),
                Deadline.closed_on.is_(None),
                Deadline.kind.in_((*clocks.WORK, clocks.PUBLIC)),
            )
        )
    }
    names = people_names([a.applicant_uid for a in applications.values()])
    counted = db.session.execute(
        select(ApplicationMember.application_uid, func.count())
        .where(ApplicationMember.application_uid.in_(uids))
        .group_by(ApplicationMember.application_uid)
    )
    sizes = {uid: size for uid, size in counted}
    seen = newest_screenings(uids)
    return tuple(
        _row(applications[uid], clock.get(uid), names, sizes.get(uid, 1), seen.get(uid), on)
        for uid in uids
    )


def newest_screenings(uids: Iterable[str]) -> dict[str, Any]:
    """application uid → (met, not met, unknown) of its newest screening."""
    rows = db.session.execute(
        select(Screening.application_uid, Screening.met, Screening.not_met, Screening.unknown)
        .where(Screening.application_uid.in_(list(uids)))
        .order_by(Screening.at, Screening.uid.desc())
    )
    return {row[0]: row[1:] for row in rows}


def _row(
    application: Application, clock: Deadline | None, names: dict[str, str], size: int,
    counts: Any, on: date,
) -> CaseRow:  # fmt: skip
    family, label = tag_of(application, clock, on)
    met, not_met, unknown = counts or (0, 0, 0)
    why = str(PAUSED.get(State(application.state), "")) if clock is not None else ""
    return CaseRow(
        uid=application.uid,
        name=names.get(application.applicant_uid, ""),
        number=application.number or "",
        size=size,
        kind=klass_words(application.klass),
        groups=group_words(application.groups),
        met=met,
        not_met=not_met,
        unknown=unknown,
        stage=application.stage,
        due=due_card(clock, on, why) if clock is not None else None,
        family=family,
        label=label,
        late=family == "late",
        days=(on - (application.submitted_on or on)).days,
        assignee=application.assignee,
        person=application.applicant_uid,
        place=application.place,
        received=application.submitted_on,
    )


def _facets(base: Select[Any], me: str) -> dict[str, dict[str, int]]:
    uids = base.subquery()
    klass: dict[str, int] = {}
    rows = db.session.execute(
        select(Application.uid, Application.klass, Application.assignee).where(
            Application.uid.in_(select(uids.c.uid))
        )
    ).all()
    for row in rows:
        klass[row.klass or ""] = klass.get(row.klass or "", 0) + 1
    seen = newest_screenings([row.uid for row in rows])
    findings = {
        "met": sum(not c[1] and not c[2] for c in seen.values()),
        "unknown": sum(c[2] > 0 for c in seen.values()),
        "not_met": sum(c[1] > 0 for c in seen.values()),
    }
    return {"klass": klass, "findings": findings,
            "mine": {"me": sum(row.assignee == me for row in rows), "team": len(rows)}}  # fmt: skip


def work_counts(duty: Duty, on: date) -> dict[str, int]:
    """Per kind of work how much there is (``CAP + 1`` means more than ``CAP``)."""
    counts = {}
    for kind in KINDS:
        few = of_kind(kind, duty, on).limit(CAP + 1).subquery()
        counts[kind] = db.session.scalar(select(func.count()).select_from(few)) or 0
    open_ones = (
        select(Objection.uid)
        .join(Application, Application.uid == Objection.application_uid)
        .where(Objection.state == ObjectionState.OPEN, lies_in(Application, duty.region))
        .limit(CAP + 1)
        .subquery()
    )
    counts["items"] = manual.how_many(duty, CAP + 1)
    counts["objections"] = db.session.scalar(select(func.count()).select_from(open_ones)) or 0
    return counts


def next_case(duty: Duty, on: date, me: str, skip: str = "") -> str | None:
    """“Do the next one”: the soonest due that is mine or nobody's."""
    query = (
        of_kind("work", duty, on)
        .where(
            or_(Application.assignee.is_(None), Application.assignee == me),
            Application.uid != skip,
        )
        .order_by(Deadline.due, Application.uid)
        .limit(1)
    )
    found: str | None = db.session.scalar(query)
    return found
