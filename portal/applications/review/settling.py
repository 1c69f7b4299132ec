"""A fact settled by a person: read off papers, corrected by its department, or not accepted.

Whoever lets a value stand does not decide on the file (``guards.own_value``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from portal.applications.codes import (
    Fault,
    Origin,
    PaperState,
    Permission,
    Proves,
    State,
)
from portal.applications.intake import facts, people, screening, values
from portal.applications.intake import papers as intake_papers
from portal.applications.intake.disputes import open_disputes
from portal.applications.intake.machines import DISPUTE, EVIDENCE, not_own_hands
from portal.applications.machine import APPLICATION
from portal.applications.models import Answer, Application, Dispute, Evidence
from portal.applications.ports import Outcome
from portal.applications.review.looking import has_looked
from portal.applications.review.stages import taken
from portal.applications.review.texts import kept, said
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import SHANGHAI, add
from portal.kernel.database import db, load, new_uid, write
from portal.kernel.errors import Conflict, Missing, Refused
from portal.kernel.journal import record_step
from portal.kernel.policy import rulebook

SETTLING = (
    State.SUBMITTED, State.IN_REVIEW, State.SUPPLEMENT, State.ENTRUSTED, State.REFUSED,
)  # fmt: skip
"""A refusal too: what is settled late is what a re-examination looks at."""
VALID = "intake.paper_valid"


def accept_papers(
    act: Act,
    *,
    application_uid: str,
    source: str,
    person_uid: str,
    typed: Mapping[str, Any],
    dated: date,
    evidence: Sequence[str],
    text: str,
) -> Answer:
    """Take a value from papers: it counts in the department's place, with who, when and why.

    It holds for ``intake.paper_valid`` from today on. ``typed`` as ``values.FIELDS`` names it;
    ``dated`` the day of the newest paper. Raises
    ``NotYours``, ``Conflict('not_from_here')``, ``Missing`` and ``Refused``: ``papers_missing``,
    ``paper_not_seen``, ``paper_in_future``, ``text_missing``, ``self_review``.
    """
    application = _settled(act, application_uid, person_uid)
    if dated > act.on:
        raise Refused("paper_in_future", field="dated")
    rest = _resting_on(act, application, source, person_uid, evidence)
    outcome, shown = values.build(source, typed, application.city)
    reason = kept(
        act, "application.value", {"text": said(text, "text"), "evidence": [p.uid for p in rest]}
    )
    row = _stand(
        act, application, source, person_uid, Origin.PAPERS, reason,
        outcome=outcome.value, body=shown, as_of=datetime.combine(dated, time(12), SHANGHAI),
        valid_until=_holds_until(application, act.on),
    )  # fmt: skip
    for paper in rest:
        if paper.state == PaperState.RECEIVED:
            EVIDENCE.advance(paper, "check", act, payload=reason)
    _close(act, application, source, person_uid, "accept", reason)
    _told(act, application, "take_value", source, reason)
    return row


def let_department_stand(
    act: Act, *, application_uid: str, source: str, person_uid: str, text: str, corrected: bool
) -> Dispute | None:
    """The department's answer counts: it was corrected meanwhile, or was right all along.

    Settles what is said to be wrong (``corrected`` or not accepted), and a difference between
    papers and department. Raises ``Refused``: ``not_answered_since`` when it was to be corrected
    and the department has not answered since, ``nothing_to_settle``, ``text_missing``,
    ``self_review``; ``NotYours``, ``Conflict('not_from_here')``.
    """
    application = _settled(act, application_uid, person_uid)
    key = (source, person_uid)
    dispute = open_disputes(application.uid).get(key)
    known = facts.standing(application.uid, application.city).get(key)
    answer = people.newest(application.uid, spoken=True).get(key)
    if dispute is None and (known is None or not known.split):
        raise Refused("nothing_to_settle")
    since = dispute.raised_at if dispute is not None and corrected else None
    if since is not None and (answer is None or answer.asked_at <= since or not _clear(answer)):
        raise Refused("not_answered_since")
    reason = kept(act, "application.settled", {"text": said(text, "text")})
    if known is not None and known.answer.origin == Origin.PAPERS and answer is not None:
        _stand(
            act, application, source, person_uid, Origin.DEPARTMENT, reason,
            outcome=answer.outcome, body=people.told(answer), as_of=answer.as_of,
            valid_until=answer.valid_until,
        )  # fmt: skip
    verb = "correct" if corrected else "dismiss"
    settled = _close(act, application, source, person_uid, verb, reason)
    _told(act, application, "let_stand", source, reason)
    return settled


def ask_department(act: Act, *, application_uid: str, source: str, person_uid: str) -> None:
    """Ask one department about one person again, keep what it says, compare again.

    Runs outside ``write()`` and writes in one step. Raises ``NotYours``, ``Refused``:
    ``may_not_ask`` where no ground allows it; ``Conflict('not_from_here')``.
    """
    application = load(Application, application_uid)
    require(act.by, Permission.CHECK_PAPERS, application)
    asked = [
        question
        for question in facts.questions(
            application, act.on, only=[person_uid], by=act.by, again=True
        )
        if question.source == source
    ]
    if not asked:
        raise Refused("may_not_ask")
    db.session.rollback()
    answers = facts.ask(asked)
    with write():
        application = _settled(act, application_uid, person_uid)
        facts.keep(act, application, answers)
        screening.run(act, application)


def check_papers(
    act: Act, *, application_uid: str, evidence: Sequence[str], fault: str = ""
) -> None:
    """Looked at: in order, or not accepted because of ``fault``.

    Raises ``NotYours``, ``Refused``: ``papers_missing``, ``paper_not_seen``, ``self_review``;
    ``Conflict('not_from_here')`` when somebody else was first.
    """
    application = taken(application_uid)
    require(act.by, Permission.CHECK_PAPERS, application)
    for paper in _seen(act, application, evidence):
        if fault:
            intake_papers.reject(act, paper, Fault(fault))
        else:
            EVIDENCE.advance(paper, "check", act)


def _settled(act: Act, application_uid: str, person_uid: str) -> Application:
    application = taken(application_uid)
    require(act.by, Permission.CHECK_PAPERS, application)
    if application.state not in SETTLING:
        raise Conflict("not_from_here")
    member = people.member(application.uid, person_uid)
    if member is None:
        raise Missing("member")
    code = not_own_hands(member, act)
    if code:
        raise Refused(code)
    return application


def _resting_on(
    act: Act, application: Application, source: str, person_uid: str, evidence: Sequence[str]
) -> list[Evidence]:
    found = _seen(act, application, evidence)
    for paper in found:
        about = (paper.what, paper.person_uid) == (source, person_uid)
        if paper.proves == Proves.PROMISE or (paper.proves == Proves.FACT and not about):
            raise Missing("evidence")
        if paper.state not in (PaperState.RECEIVED, PaperState.CHECKED):
            raise Conflict("not_from_here")
    return found


def _seen(act: Act, application: Application, evidence: Sequence[str]) -> list[Evidence]:
    if not evidence:
        raise Refused("papers_missing", field="evidence")
    found = [load(Evidence, uid) for uid in dict.fromkeys(evidence)]
    if any(p.application_uid != application.uid for p in found):
        raise Missing("evidence")
    if not all(intake_papers.servable(p) and has_looked(act, p) for p in found):
        raise Refused("paper_not_seen", field="evidence")
    return found


def _holds_until(application: Application, settled_on: date) -> date:
    """From the day somebody looked: a certificate of long ago may well hold today."""
    rules = rulebook(application.place, on=settled_on)
    return add(settled_on, rules.period(VALID), load_calendar()).date


def _clear(answer: Answer) -> bool:
    return answer.outcome in (Outcome.HIT, Outcome.NO_HIT)


def _stand(
    act: Act,
    application: Application,
    source: str,
    person_uid: str,
    origin: Origin,
    reason: str,
    *,
    outcome: str,
    body: Mapping[str, Any],
    as_of: datetime,
    valid_until: date | None = None,
) -> Answer:
    row = Answer(
        uid=new_uid(), city=application.city, application_uid=application.uid,
        person_uid=person_uid, source=source, outcome=outcome, as_of=as_of,
        valid_until=valid_until, asked_at=act.at, request=act.request[:32],
        origin=origin.value, by_uid=act.by.uid, clause=_clause(application, source),
        payload_uid=reason,
    )  # fmt: skip
    row.values = json.dumps(body, ensure_ascii=False) if body else None
    db.session.add(row)
    db.session.flush()
    return row


def _clause(application: Application, source: str) -> str:
    """The ground on which this fact is looked into."""
    rules = rulebook(application.place, on=application.submitted_on or application.started_on)
    rows = {row["code"]: row["basis"] for row in rules.rows("intake.sources")}
    return str(rows.get(source) or rules.get("intake.sources").clause)[:200]


def _close(
    act: Act, application: Application, source: str, person_uid: str, verb: str, reason: str
) -> Dispute | None:
    dispute = open_disputes(application.uid).get((source, person_uid))
    if dispute is not None:
        DISPUTE.advance(dispute, verb, act, payload=reason)
        dispute.settled_on, dispute.settled_by = act.on, act.by.uid
        dispute.answer_uid = reason
        db.session.flush()
    return dispute


def _told(act: Act, application: Application, verb: str, source: str, reason: str) -> None:
    record_step(
        act, machine=APPLICATION.name, thing=application, source=application.state, verb=verb,
        target=application.state, reason=source, payload=reason,
        clause=_clause(application, source),
    )  # fmt: skip
    screening.run(act, application)
