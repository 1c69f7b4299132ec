"""Entrusted verification (委托审核): another office looks and reports; the clock runs on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select

from portal.applications.machine import APPLICATION
from portal.applications.models import Application, Entrustment
from portal.applications.procedure import rules_of
from portal.applications.review import clocks
from portal.applications.review.cards import DueCard, due_card
from portal.applications.review.stages import taken
from portal.applications.review.texts import kept, said
from portal.households import people_names
from portal.kernel.act import Act, Duty, Role
from portal.kernel.database import db
from portal.kernel.deadlines import Deadline
from portal.kernel.errors import Missing, Refused
from portal.kernel.regions import city_of, covers, lies_in
from portal.kernel.web.navigation import ROLE_LABELS

OFFICES = (Role.WINDOW_CLERK, Role.CIVIL_AFFAIRS, Role.DISTRICT_REVIEWER)
"""Who may be asked to look: the street, civil affairs, the district."""

CHIEFS = (Role.DISTRICT_REVIEWER, Role.CITY_OFFICER, Role.AUDITOR)
"""Who sees the questions of all offices in their region."""


def entrust(
    act: Act, *, application_uid: str, role: str, text: str, place: str = "",
    version: int | None = None,
) -> Entrustment:  # fmt: skip
    """Ask another office to verify something and to report back within its days.

    ``place`` is where that office sits (default: where the file belongs). Raises
    ``Refused``: ``office_unknown``, ``office_own``, ``place_outside``, and as ``pass_stage``.
    """
    application = taken(application_uid, version)
    if role not in OFFICES:
        raise Refused("office_unknown", field="role")
    if role == act.by.role:
        raise Refused("office_own", field="role")
    place = place or application.place
    if not covers(city_of(application.place), place):
        raise Refused("place_outside", field="place")
    question = kept(act, "application.entrusted", {"text": said(text, "text"), "role": role})
    APPLICATION.advance(
        application, "entrust", act, reason=role, payload=question,
        policy=rules_of(application).fingerprint,
    )  # fmt: skip
    deadline = clocks.start_by_rule(
        application, clocks.ENTRUSTMENT, "procedure.entrustment", since=act.on
    )
    row = Entrustment(
        city=application.city,
        application_uid=application.uid,
        role=str(role),
        place=place,
        question_uid=question,
        asked_on=act.on,
        asked_by=act.by.uid,
        deadline_uid=deadline.uid,
    )
    db.session.add(row)
    db.session.flush()
    return row


def entrustments_of(application_uid: str) -> list[Entrustment]:
    """What was entrusted in this application, oldest first."""
    rows = db.session.scalars(
        select(Entrustment).where(Entrustment.application_uid == application_uid)
    )
    return sorted(rows, key=lambda row: (row.asked_on, row.answered_on is None))


def open_entrustment(application_uid: str) -> Entrustment | None:
    """The question still to be answered."""
    return next((e for e in entrustments_of(application_uid) if e.answered_on is None), None)


def report_back(
    act: Act, *, application_uid: str, text: str, version: int | None = None
) -> Entrustment:
    """What the entrusted office found; the file goes on where it stood.

    Raises ``Refused``: ``not_entrusted_to_you`` (another duty or place), ``self_review``
    (whoever asked does not answer), ``text_missing``; ``Conflict('not_from_here')``.
    """
    application = taken(application_uid, version)
    row = open_entrustment(application.uid)
    found = kept(act, "application.reported", {"text": said(text, "text")})
    if row is not None:
        _check(act, row)
    APPLICATION.advance(application, "report_back", act, payload=found)
    if row is None:
        raise Missing("entrustment")
    row.answered_on, row.answered_by, row.answer_uid = act.on, act.by.uid, found
    clocks.end(application.uid, clocks.ENTRUSTMENT, on=act.on, why="answered")
    return row


def _check(act: Act, row: Entrustment) -> None:
    if act.duty is None or act.by.role != row.role or not covers(act.duty.region, row.place):
        raise Refused("not_entrusted_to_you")
    if act.by.uid == row.asked_by:
        raise Refused("self_review")


def may_report(act: Act, application: Application) -> str | None:
    """For the decide panel: why this person cannot report back, if so."""
    row = open_entrustment(application.uid)
    if row is None:
        return "not_from_here"
    try:
        _check(act, row)
    except Refused as refusal:
        return refusal.code
    return None


@dataclass(frozen=True)
class Asked:
    """A question from desk to desk with its clock; what was asked and found is in the file.

    Reading the file is recorded, reading this list is not: so it holds no findings.
    """

    uid: str
    name: str
    number: str
    office: str
    asked_on: date
    due: DueCard | None
    late: bool
    mine: bool
    answered_on: date | None


def _concerning(duty: Duty) -> ColumnElement[bool]:
    """Those put to this duty; a chief sees all of the region."""
    here = lies_in(Entrustment, duty.region)
    return here if duty.role in CHIEFS else and_(here, Entrustment.role == duty.role)


def entrusted_to(duty: Duty, on: date, limit: int = 100) -> list[Asked]:
    """The open questions, soonest due first, and after them the newest answers."""
    found = db.session.execute(
        select(Entrustment, Application, Deadline)
        .join(Application, Application.uid == Entrustment.application_uid)
        .join(Deadline, Deadline.uid == Entrustment.deadline_uid)
        .where(_concerning(duty))
        .order_by(
            Entrustment.answered_on.is_not(None), Entrustment.answered_on.desc(),
            Deadline.due, Entrustment.uid,
        )
        .limit(limit)
    ).all()  # fmt: skip
    names = people_names([application.applicant_uid for _e, application, _d in found])
    return [
        Asked(
            a.uid, names.get(a.applicant_uid, ""), a.number or "", str(ROLE_LABELS[Role(e.role)]),
            e.asked_on, due_card(d, on),
            e.answered_on is None and d.is_overdue(on), e.role == duty.role,
            e.answered_on,
        )
        for e, a, d in found
    ]  # fmt: skip


def entrusted_late(duty: Duty, on: date) -> int:
    """How many open questions are past their last day."""
    query = (
        select(func.count())
        .select_from(Entrustment)
        .join(Deadline, Deadline.uid == Entrustment.deadline_uid)
        .where(_concerning(duty), Entrustment.answered_on.is_(None), Deadline.due < on)
    )
    return db.session.scalar(query) or 0
