"""Decisions a person signs: approve, refuse with reasons and remedies; what each stood on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.applications.codes import Permission, State
from portal.applications.events import ApplicationApproved
from portal.applications.intake import drafts, screening
from portal.applications.machine import APPLICATION
from portal.applications.models import Application, Decision, Screening, Supplement
from portal.applications.procedure import (
    APPROVED,
    REFUSED,
    open_record,
    procedure_of,
    rules_of,
    stage_after,
)
from portal.applications.review import clocks
from portal.applications.review.objections import UPHELD, any_upheld
from portal.applications.review.stages import close_stage, taken
from portal.applications.review.texts import kept
from portal.eligibility import Outcome
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import add
from portal.kernel.database import db, new_uid
from portal.kernel.deadlines import Deadline
from portal.kernel.errors import Refused
from portal.kernel.outbox import publish
from portal.kernel.policy import rulebook

APPROVE, REFUSE = "approve", "refuse"
UNANSWERED = "supplement_unanswered"
"""A reason of its own: what was asked for never came, so conditions stay unknown."""


@dataclass(frozen=True)
class Remedy:
    """A way to object to a decision, easiest first, with its last day."""

    code: str
    last_day: date
    clause: str


@dataclass(frozen=True)
class StoodOn:
    """A decision and what it was based on, to be judged again (``eligibility.replay``)."""

    uid: str
    city: str
    application_uid: str
    verb: str
    decided_on: date
    facts: dict[str, Any]
    policy: str
    rules_on: date
    rules_region: str
    findings: dict[str, Any]


def rescreen(act: Act, *, application_uid: str) -> Screening:
    """Compare the newest answers with the rules again; it proposes, it never decides."""
    application = taken(application_uid)
    require(act.by, Permission.ASSIGN, application)
    if application.state not in (State.SUBMITTED, State.IN_REVIEW, State.ENTRUSTED):
        raise Refused("not_from_here")
    return screening.run(act, application)


def approve(
    act: Act, *, application_uid: str, text: str = "", version: int | None = None
) -> Decision:
    """The household qualifies: registered to wait, or on to a subsidy agreement.

    Raises ``Refused``: ``stages_open``, ``notice_hangs``, ``objection_open``, ``facts_newer``,
    ``dispute_open``, ``findings_not_met``, ``findings_unknown``, ``signer_not_proven``,
    ``self_review``, ``not_your_stage``; ``Conflict('not_from_here')``; ``NotYours``.
    """
    application = taken(application_uid, version)
    policy = rules_of(application).fingerprint
    APPLICATION.advance(application, "approve", act, policy=policy)
    decision = _sign(act, application, APPROVE, reasons=(), text=text)
    record = close_stage(act, application, APPROVED, text_uid=decision.payload_uid or "")
    clocks.end_all(application.uid, on=act.on, why=APPROVED)
    following = stage_after(procedure_of(application), record.stage)
    if following is not None:
        # What follows the decision is done by the waitlist, not at a desk.
        application.stage = following.code
    publish(
        ApplicationApproved(
            uid=application.uid,
            city=application.city,
            household_uid=application.household_uid or "",
            person_uid=application.applicant_uid,
            wish=application.wish or "",
            klass=application.klass or "",
        ),
        act,
    )
    return decision


def _sign(
    act: Act, application: Application, verb: str, *, reasons: Sequence[str], text: str
) -> Decision:
    stood = screening.latest(application.uid)
    if stood is None:
        raise Refused("not_screened")
    body = kept(act, "application.decision", {"text": text.strip()}) if text.strip() else None
    decision = Decision(
        uid=new_uid(),
        city=application.city,
        application_uid=application.uid,
        screening_uid=stood.uid,
        verb=verb,
        reasons=json.dumps(list(reasons)),
        policy=stood.policy,
        on=act.on,
        at=act.at,
        by_uid=act.by.uid,
        payload_uid=body,
    )
    db.session.add(decision)
    db.session.flush()
    return decision


def reasons_possible(application: Application) -> list[str]:
    """What a refusal may rest on: conditions not met, an upheld objection, no answer."""
    stood = screening.latest_screening(application.uid)
    findings = stood.ruling.findings if stood is not None else ()
    found = [f.code for f in findings if f.outcome is Outcome.NOT_MET]
    if any_upheld(application.uid):
        found.append(UPHELD)
    if _unanswered(application.uid) and any(f.outcome is Outcome.UNKNOWN for f in findings):
        found.append(UNANSWERED)
    return found


def _unanswered(application_uid: str) -> bool:
    row = db.session.scalar(select(Supplement).where(Supplement.application_uid == application_uid))
    if row is None or row.answered_on is not None:
        return False
    clock = db.session.get(Deadline, row.deadline_uid)
    return clock is not None and not clock.open


def refuse(
    act: Act,
    *,
    application_uid: str,
    reasons: Sequence[str],
    text: str = "",
    version: int | None = None,
) -> Decision:
    """Does not qualify: in writing, with the conditions it fails and the ways to object.

    Raises ``Refused('reasons_missing' | 'reason_not_found' | 'facts_newer' | 'self_review')``,
    ``Conflict('not_from_here')``, ``NotYours``.
    """
    application = taken(application_uid, version)
    chosen = list(dict.fromkeys(reasons))
    if not chosen:
        raise Refused("reasons_missing", field="reasons")
    if not set(chosen) <= set(reasons_possible(application)):
        raise Refused("reason_not_found", field="reasons")
    APPLICATION.advance(
        application, "refuse", act, reason=chosen[0], policy=rules_of(application).fingerprint
    )
    decision = _sign(act, application, REFUSE, reasons=chosen, text=text)
    if open_record(application.uid) is not None:
        close_stage(act, application, REFUSED, text_uid=decision.payload_uid or "")
    drafts.let_go(act, application)
    clocks.start_by_rule(
        application, clocks.REQUEST, "objection.request", since=act.on,
        rules=rulebook(application.place, on=act.on),
    )  # fmt: skip
    return decision


def decision_of(application_uid: str, *verbs: str) -> Decision | None:
    """The newest decision about an application (of these verbs)."""
    query = select(Decision).where(Decision.application_uid == application_uid)
    if verbs:
        query = query.where(Decision.verb.in_(verbs))
    return db.session.scalar(query.order_by(Decision.at.desc(), Decision.uid).limit(1))


def reasons_of(decision: Decision) -> list[str]:
    """The codes a decision gives."""
    found: list[str] = json.loads(decision.reasons)
    return found


REMEDIES = {"reexamination": "objection.request", "reconsideration": "objection.reconsideration",
            "suit": "objection.suit"}  # fmt: skip


def remedies(place: str, served: date) -> list[Remedy]:
    """The ways to object to a decision served on that day, each with its last day."""
    rules, calendar = rulebook(place, on=served), load_calendar()
    return [
        Remedy(
            code,
            add(served, rules.period(key), calendar, roll=True).date,
            clocks.ground(rules.get(key)),
        )
        for code, key in REMEDIES.items()
    ]


def decisions(
    city: str | None = None, since: date | None = None, until: date | None = None
) -> Iterator[StoodOn]:
    """Every decision with the screening it stood on, oldest first (for replay)."""
    query = (
        select(Decision, Screening, Application)
        .join(Screening, Screening.uid == Decision.screening_uid)
        .join(Application, Application.uid == Decision.application_uid)
        .order_by(Decision.at, Decision.uid)
    )
    if city is not None:
        query = query.where(Decision.city == city)
    if since is not None:
        query = query.where(Decision.on >= since)
    if until is not None:
        query = query.where(Decision.on <= until)
    for decision, stood, application in db.session.execute(query.execution_options(yield_per=200)):
        yield StoodOn(
            uid=decision.uid,
            city=decision.city,
            application_uid=decision.application_uid,
            verb=decision.verb,
            decided_on=decision.on,
            facts=json.loads(stood.facts or "{}"),
            policy=stood.policy,
            rules_on=application.submitted_on or stood.on,
            rules_region=application.place,
            findings=json.loads(stood.findings or "{}"),
        )
