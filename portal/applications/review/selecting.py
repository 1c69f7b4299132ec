"""What waits for one duty, as queries: kinds of work, region, filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from portal.applications.codes import UNDECIDED_STATES, State
from portal.applications.models import Application, Entrustment, Screening, StageRecord
from portal.applications.review import clocks
from portal.households import Person
from portal.kernel.act import Duty
from portal.kernel.deadlines import Deadline
from portal.kernel.errors import Refused
from portal.kernel.identifiers import parse_application_number
from portal.kernel.names import name_match
from portal.kernel.policy import NoRule, rulebook
from portal.kernel.regions import lies_in

KINDS = ("work", "supplement", "notice", "entrusted", "overdue", "late", "all")
SORTS = ("due", "received", "number")
FRESH, NOBODY = "acceptance", "nobody"
"""As a stage: not accepted yet. As a person: with the team."""

FINDINGS = ("met", "unknown", "not_met")


@dataclass(frozen=True)
class Filters:
    """What the list shows: one kind of work, narrowed down, in one order.

    ``place`` is a region, ``stage`` a stage or ``FRESH``, ``person`` a staff uid or ``NOBODY``.
    """

    kind: str = "work"
    q: str = ""
    klass: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    mine: bool = False
    sort: str = "due"
    place: str = ""
    stage: str = ""
    person: str = ""


def _accepts(duty: Duty, on: date) -> bool:
    try:
        rules = rulebook(duty.region, on=on)
        firsts = {rules.procedure(f"class_{k}")[0].duty for k in ("a", "b")}
    except NoRule:
        return False
    return duty.role in firsts


def _mine_to_do(duty: Duty, on: date) -> ColumnElement[bool]:
    staged = and_(
        Deadline.kind == clocks.STAGE,
        Application.state == State.IN_REVIEW,
        Application.uid.in_(
            select(StageRecord.application_uid).where(
                StageRecord.closed_on.is_(None), StageRecord.role == duty.role
            )
        ),
    )
    fresh = and_(Deadline.kind == clocks.ACCEPTANCE, Application.state == State.SUBMITTED)
    return or_(staged, fresh) if _accepts(duty, on) else staged


def _belongs(kind: str, duty: Duty, on: date) -> ColumnElement[bool]:
    if kind == "work":
        return _mine_to_do(duty, on)
    if kind == "supplement":
        return Application.state == State.SUPPLEMENT
    if kind == "notice":
        return Deadline.kind == clocks.PUBLIC
    if kind == "overdue":
        return and_(_mine_to_do(duty, on), Deadline.due < on, Deadline.paused_on.is_(None))
    if kind == "late":
        # Whosever duty it is; a clock that stands still is nobody's delay.
        return and_(
            Deadline.due < on, Deadline.paused_on.is_(None), Application.state.in_(UNDECIDED_STATES)
        )
    if kind == "entrusted":
        asked = select(Entrustment.application_uid).where(
            Entrustment.answered_on.is_(None), Entrustment.role == duty.role
        )
        return and_(Application.state == State.ENTRUSTED, Application.uid.in_(asked))
    return Application.state.in_(
        [State.SUBMITTED, State.IN_REVIEW, State.SUPPLEMENT, State.ENTRUSTED]
    )


def of_kind(kind: str, duty: Duty, on: date) -> Select[Any]:
    """The applications (uids) of one kind of work for a duty, with their running clock."""
    return (
        select(Application.uid)
        .join(Deadline, Deadline.subject_uid == Application.uid)
        .where(
            Deadline.closed_on.is_(None),
            Deadline.kind.in_((*clocks.WORK, clocks.PUBLIC)),
            lies_in(Application, duty.region),
            _belongs(kind, duty, on),
        )
    )


def _latest_screening() -> Any:
    inner = (
        select(Screening.uid)
        .where(Screening.application_uid == Application.uid)
        .order_by(Screening.at.desc(), Screening.uid)
        .limit(1)
        .correlate(Application)
        .scalar_subquery()
    )
    return inner


def narrowed(query: Select[Any], filters: Filters, me: str) -> Select[Any]:
    """The same, as far as the filters let through."""
    if filters.klass:
        query = query.where(Application.klass.in_(filters.klass))
    if filters.mine:
        query = query.where(Application.assignee == me)
    if filters.place:
        query = query.where(lies_in(Application, filters.place))
    if filters.stage:
        query = query.where(Application.stage == ("" if filters.stage == FRESH else filters.stage))
    if filters.person:
        query = query.where(
            Application.assignee.is_(None) if filters.person == NOBODY
            else Application.assignee == filters.person
        )  # fmt: skip
    if filters.findings:
        wanted = {
            "met": and_(Screening.not_met == 0, Screening.unknown == 0),
            "unknown": Screening.unknown > 0,
            "not_met": Screening.not_met > 0,
        }
        query = query.join(Screening, Screening.uid == _latest_screening()).where(
            or_(*(wanted[code] for code in filters.findings if code in wanted))
        )
    return query.where(_sought(filters.q)) if filters.q.strip() else query


def _sought(typed: str) -> ColumnElement[bool]:
    """By the number as people type it, else by the whole name."""
    try:
        return Application.number == parse_application_number(typed)
    except Refused:
        matched = name_match(typed)
    if not matched:
        return false()
    return Application.applicant_uid.in_(select(Person.uid).where(Person.name_match == matched))
