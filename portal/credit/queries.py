"""What others and the pages ask of credit cases, bars and standing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select

from portal.credit.codes import OPEN, STANDING, BarKind, Clock, MarkKind
from portal.credit.models import (
    BarMark,
    BarRow,
    CaseOfficer,
    CaseParty,
    Defence,
    Evidence,
)
from portal.credit.models import Case as Case
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import Due, add
from portal.kernel.database import db, load
from portal.kernel.deadlines import Deadline
from portal.kernel.payloads import text_of as text_of
from portal.kernel.policy import rulebook
from portal.kernel.regions import lies_in


@dataclass(frozen=True)
class Bar:
    """A bar as it stands: ``until`` is its last day, none while the home is not yet back."""

    uid: str
    person_uid: str
    kind: str
    since: date
    until: date | None
    clause: str
    repairable: bool
    repair_from: date | None
    case_uid: str
    lifted_on: date | None

    def runs(self, on: date) -> bool:
        """Does it hold on that day? The last day still counts."""
        if on < self.since or (self.lifted_on is not None and on >= self.lifted_on):
            return False
        return self.until is None or on <= self.until


@dataclass(frozen=True)
class Standing:
    """Points left of the start, and the tier they (or one serious act) lead to."""

    points: int
    tier: str


def case_row(uid: str) -> Case:
    """The case itself, for verbs and loaders; or ``Missing``."""
    return load(Case, uid)


def act_row(city: str, code: str, on: date) -> dict[str, Any]:
    """The catalogue's row of an act. Raises ``NoRule``."""
    return rulebook(city, on=on).row("credit.acts", code)


def _bars(rows: Iterable[BarRow]) -> list[Bar]:
    kept = list(rows)
    if not kept:
        return []
    marks: dict[tuple[str, str], BarMark] = {
        (mark.bar_uid, mark.kind): mark
        for mark in db.session.scalars(
            select(BarMark).where(BarMark.bar_uid.in_([row.uid for row in kept]))
        )
    }
    found = []
    for row in kept:
        started = marks.get((row.uid, MarkKind.STARTED))
        lifted = marks.get((row.uid, MarkKind.LIFTED))
        found.append(
            Bar(
                row.uid, row.person_uid, row.kind, row.since,
                started.until if started else row.until, row.clause, row.repairable,
                row.repair_from, row.case_uid, lifted.on if lifted else None,
            )
        )  # fmt: skip
    return found


_OF_PERSON = (
    select(BarRow)
    .where(BarRow.person_uid == bindparam("person"))
    .order_by(BarRow.since.desc(), BarRow.uid)
)


def bars_of(person_uid: str) -> list[Bar]:
    """Every bar a person ever had, newest first."""
    return _bars(db.session.scalars(_OF_PERSON, {"person": person_uid}))


def bars_of_case(case_uid: str) -> list[Bar]:
    """The bars a case led to."""
    return _bars(
        db.session.scalars(select(BarRow).where(BarRow.case_uid == case_uid).order_by(BarRow.uid))
    )


def bar_running(person_uid: str, on: date) -> Bar | None:
    """The bar on applying that holds on that day; the one that ends last, if several."""
    running = [bar for bar in bars_of(person_uid) if bar.kind == BarKind.APPLY and bar.runs(on)]
    return max(running, key=lambda bar: bar.until or date.max, default=None)


def cases_of(person_uids: Collection[str]) -> Sequence[Case]:
    """Cases that name any of these persons, newest first."""
    named = select(CaseParty.case_uid).where(CaseParty.person_uid.in_(set(person_uids)))
    return db.session.scalars(
        select(Case)
        .where(Case.uid.in_(named))
        .order_by(Case.reported_on.desc(), Case.number.desc())
    ).all()


def case_under_way(person_uids: Collection[str]) -> bool:
    """Is a case that names any of these persons still to be brought to its end?"""
    return any(case.state in OPEN for case in cases_of(person_uids))


def _standing_cases(person_uid: str) -> list[Case]:
    return [
        case
        for case in cases_of([person_uid])
        if case.state in STANDING and case.person_uid == person_uid
    ]


def commitment_allowed(person_uid: str, on: date) -> bool:
    """May this person promise instead of bringing papers? (国办发〔2020〕42号)

    No while a bar of either kind runs, or a decision of a barred tier stands.
    """
    if any(bar.runs(on) for bar in bars_of(person_uid)):
        return False
    return not any(
        case.tier in rulebook(case.city, on=on).value("credit.commitment_barred_by")
        for case in _standing_cases(person_uid)
    )


def standing(person_uid: str, city: str, on: date) -> Standing:
    """Points and tier of a person by the decisions that stand; it sanctions nothing."""
    rules = rulebook(city, on=on)
    cases = _standing_cases(person_uid)
    base: int = rules.value("credit.base")
    points = max(0, base - sum(case.points for case in cases))
    tiers = sorted(rules.rows("credit.tiers"), key=lambda row: -row["from_points"])
    if any(case.tier == "serious" for case in cases):
        return Standing(points, "serious")
    return Standing(points, next(row["code"] for row in tiers if points >= row["from_points"]))


def deadlines_of(uid: str) -> Sequence[Deadline]:
    """All periods of a case, in the order they began."""
    return db.session.scalars(
        select(Deadline).where(Deadline.subject_uid == uid).order_by(Deadline.since, Deadline.due)
    ).all()


def officers(case_uid: str) -> Sequence[CaseOfficer]:
    """Who investigates, in the order they took part."""
    return db.session.scalars(
        select(CaseOfficer).where(CaseOfficer.case_uid == case_uid).order_by(CaseOfficer.at)
    ).all()


def evidence_of(case_uid: str) -> Sequence[Evidence]:
    """What was found, oldest first."""
    return db.session.scalars(
        select(Evidence).where(Evidence.case_uid == case_uid).order_by(Evidence.at)
    ).all()


def defences_of(case_uid: str) -> Sequence[Defence]:
    """What was said in defence, oldest first."""
    return db.session.scalars(
        select(Defence).where(Defence.case_uid == case_uid).order_by(Defence.at)
    ).all()


@dataclass(frozen=True)
class QueueRow:
    """A case in the queue with the first deadline that runs for it."""

    case: Case
    due: Deadline | None


def queue(region: str, states: Collection[str], limit: int = 100) -> list[QueueRow]:
    """Cases in those states within a region, the first due first."""
    rows = db.session.scalars(
        select(Case).where(Case.state.in_(set(states)), lies_in(Case, region))
    ).all()
    first: dict[str, Deadline] = {}
    for deadline in db.session.scalars(
        select(Deadline)
        .where(
            Deadline.subject_uid.in_([row.uid for row in rows]),
            Deadline.closed_on.is_(None),
            Deadline.kind != Clock.RECORD,
        )
        .order_by(Deadline.due.desc())
    ):
        first[deadline.subject_uid] = deadline
    found = [QueueRow(row, first.get(row.uid)) for row in rows]
    found.sort(key=lambda r: (r.due.due if r.due else date.max, r.case.reported_on, r.case.number))
    return found[:limit]


def counts(region: str) -> dict[str, int]:
    """How many cases stand in each state within a region."""
    rows = db.session.execute(
        select(Case.state, func.count()).where(lies_in(Case, region)).group_by(Case.state)
    )
    return {str(state): n for state, n in rows}


def cases_decided(code: str, since: date, until: date) -> int:
    """Decisions signed from ``since`` to ``until`` in a city (for the monthly report)."""
    return len(
        db.session.scalars(
            select(Case.uid).where(
                Case.city == code, Case.decided_on >= since, Case.decided_on <= until
            )
        ).all()
    )


@dataclass(frozen=True)
class Remedy:
    """A way to object and its last day."""

    kind: str
    last: Due
    clause: str


def remedies_of(city: str, served_on: date) -> tuple[Remedy, ...]:
    """Re-examination, reconsideration and suit with their last days, easiest first."""
    rules = rulebook(city, on=served_on)
    ways: Mapping[str, str] = {
        "reexamination": "objection.request",
        "reconsideration": "objection.reconsideration",
        "suit": "objection.suit",
    }
    calendar = load_calendar()
    return tuple(
        Remedy(kind, add(served_on, rules.period(key), calendar, roll=True), rules.get(key).clause)
        for kind, key in ways.items()
    )
