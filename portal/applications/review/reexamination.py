"""Re-examination (N1 art. 9): the household asks, another person answers in writing."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from portal.applications.codes import ObjectionState, Permission, State
from portal.applications.intake import drafts, people
from portal.applications.machine import APPLICATION
from portal.applications.models import Application, Decision, Objection
from portal.applications.procedure import newest_records, procedure_of, round_of, rules_of
from portal.applications.review import clocks
from portal.applications.review.decisions import REFUSE, decision_of, reasons_of
from portal.applications.review.machines import OBJECTION
from portal.applications.review.stages import open_stage, taken
from portal.applications.review.texts import kept, said
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.database import db, lock, new_uid
from portal.kernel.deadlines import Deadline, close
from portal.kernel.errors import Conflict, Missing, Refused
from portal.kernel.policy import rulebook

KIND = "reexamination"
KIND_LATE = "reexamination_late"
CONFIRM = "confirm"
REOPEN = "reopen"


def request(act: Act, *, application_uid: str, text: str) -> Objection:
    """The household asks to look again at a refusal; one request per refusal is answered.

    A request after its days is still read, marked late; one taken back may be made again. Raises
    ``NotYours`` (below I1R too), ``Refused('not_refused' | 'text_missing')``,
    ``Conflict('asked_already')``.
    """
    application = taken(application_uid)
    require(act.by, Permission.ASK_REEXAMINATION, application)
    decision = decision_of(application.uid, REFUSE, CONFIRM)
    if application.state != State.REFUSED or decision is None:
        raise Refused("not_refused")
    if request_since(decision) is not None:
        raise Conflict("asked_already")
    last = last_day(application.uid)
    late = last is None or act.on > last
    clocks.end(application.uid, clocks.REQUEST, on=act.on, why="asked")
    body = kept(act, "application.reexamination", {"text": said(text, "text")})
    uid = new_uid()
    deadline = clocks.start_by_rule(
        application, clocks.REEXAMINATION, "objection.reexamination", since=act.on,
        rules=rulebook(application.place, on=act.on), subject=uid,
    )  # fmt: skip
    row = Objection(
        uid=uid,
        city=application.city,
        application_uid=application.uid,
        kind=KIND_LATE if late else KIND,
        by_uid=application.applicant_uid,
        text_uid=body,
        raised_on=act.on,
        deadline_uid=deadline.uid,
    )
    OBJECTION.begin(row, act)
    return row


def request_since(decision: Decision) -> Objection | None:
    """The request for re-examination made after that decision and not taken back."""
    return db.session.scalar(
        select(Objection)
        .where(
            Objection.application_uid == decision.application_uid,
            Objection.kind.in_((KIND, KIND_LATE)),
            Objection.state != ObjectionState.WITHDRAWN,
            Objection.raised_on >= decision.on,
        )
        .order_by(Objection.raised_on.desc(), Objection.uid)
        .limit(1)
    )


def last_day(application_uid: str) -> date | None:
    """The last day to ask for a re-examination of the newest refusal in time."""
    return db.session.scalar(
        select(Deadline.due)
        .where(Deadline.kind == clocks.REQUEST, Deadline.subject_uid == application_uid)
        .order_by(Deadline.since.desc())
        .limit(1)
    )


def withdraw(act: Act, *, objection_uid: str) -> Objection:
    """The household takes its request back; the refusal then stands as it was.

    Raises ``NotYours``, ``Conflict('not_from_here')`` once it is answered.
    """
    row = lock(Objection, objection_uid)
    lock(Application, row.application_uid)
    OBJECTION.advance(row, "withdraw", act)
    row.settled_on = act.on
    _stop_clock(row, on=act.on, why="withdraw")
    return row


def reopen(act: Act, *, objection_uid: str, text: str, version: int | None = None) -> Objection:
    """The refusal does not stand: the file is looked at again from where it was refused.

    Raises ``NotYours``, ``Refused('self_review')`` for whoever refused, ``text_missing``,
    ``Conflict('not_from_here')``, ``Conflict('already_applied')`` when they apply anew already.
    """
    row, application = _taken(act, objection_uid, version)
    answer = _settle(act, row, "uphold", text)
    APPLICATION.advance(
        application, "reopen", act, reason=KIND, payload=answer,
        policy=rules_of(application).fingerprint,
    )  # fmt: skip
    for member in people.members(application.uid):
        if member.adult:
            drafts.take_claim(act, application, member.person_uid)
    clocks.start_total(application, since=act.on)
    stages = procedure_of(application)
    newest = newest_records(application.uid)
    at = next((s for s in stages if s.code in newest and newest[s.code].outcome == "refused"), None)
    open_stage(act, application, at or stages[0], number=round_of(application.uid) + 1)
    return row


def confirm(act: Act, *, objection_uid: str, text: str, version: int | None = None) -> Objection:
    """The refusal stands, in writing; a decision of its own. Raises as ``reopen``."""
    row, application = _taken(act, objection_uid, version)
    before = decision_of(application.uid, REFUSE, CONFIRM)
    answer = _settle(act, row, "dismiss", text)
    if before is not None:
        db.session.add(
            Decision(
                uid=new_uid(),
                city=application.city,
                application_uid=application.uid,
                screening_uid=before.screening_uid,
                verb=CONFIRM,
                reasons=before.reasons,
                policy=before.policy,
                on=act.on,
                at=act.at,
                by_uid=act.by.uid,
                payload_uid=answer,
            )
        )
        db.session.flush()
    return row


def _taken(act: Act, uid: str, version: int | None) -> tuple[Objection, Application]:
    row = lock(Objection, uid)
    if version is not None and version != row.version:
        raise Conflict("changed_meanwhile", uid=uid)
    application = lock(Application, row.application_uid)
    require(act.by, Permission.REEXAMINE, application)
    if row.kind not in (KIND, KIND_LATE):
        raise Missing("objection")
    decided = decision_of(application.uid, REFUSE)
    if decided is not None and decided.by_uid == act.by.uid:
        raise Refused("self_review")
    return row, application


def _settle(act: Act, row: Objection, verb: str, text: str) -> str:
    answer = kept(act, "application.reexamined", {"text": said(text, "text")})
    OBJECTION.advance(row, verb, act, payload=answer)
    row.settled_on, row.settled_by, row.answer_uid = act.on, act.by.uid, answer
    _stop_clock(row, on=act.on, why=verb)
    return answer


def _stop_clock(row: Objection, *, on: date, why: str) -> None:
    clock = db.session.get(Deadline, row.deadline_uid)
    if clock is not None and clock.open:
        close(clock, on=on, why=why)
    db.session.flush()


def last_reasons(application_uid: str) -> list[str]:
    """The reasons of the refusal in force."""
    decision = decision_of(application_uid, REFUSE, CONFIRM)
    return reasons_of(decision) if decision is not None else []
