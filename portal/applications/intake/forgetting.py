"""Papers and words that are kept no longer: of what was withdrawn, lapsed, or never handed in."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import and_, or_, select

from portal.applications.codes import PaperState, State
from portal.applications.intake import people
from portal.applications.intake.machines import EVIDENCE
from portal.applications.models import Application, Dispute, Evidence
from portal.credit import case_under_way
from portal.kernel import blobs
from portal.kernel.act import Act
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import add
from portal.kernel.daily import daily
from portal.kernel.database import db, load, lock
from portal.kernel.journal import last_step
from portal.kernel.payloads import Payload, erase
from portal.kernel.policy import rulebook

KEEP = "intake.papers_keep"


def _papers_due(act: Act) -> list[str]:
    """Papers whose time is over, by uid."""
    rows = db.session.execute(
        select(Evidence, Application)
        .join(Application, Application.uid == Evidence.application_uid)
        .where(
            Evidence.state != PaperState.FORGOTTEN.value,
            or_(_OVER, and_(_UNSENT, Application.state != State.DRAFT.value)),
        )
        .order_by(Evidence.uid)
    )
    return [paper.uid for paper, application in rows if _due(paper, application, act.on)]


@daily(_papers_due)
def papers_due(act: Act, evidence_uid: str) -> None:
    """Erase the papers that fall due on ``act.on``; the rows stay and say when.

    A lapsed draft's papers go at once (it lay long enough), a withdrawn application's after
    ``intake.papers_keep``, unless a case about this household is under way; so do papers that
    were put in and never handed in.
    """
    paper = lock(Evidence, evidence_uid)
    if _due(paper, load(Application, paper.application_uid), act.on):
        EVIDENCE.advance(paper, "forget", act, reason="due")
        blobs.forget(paper.blob_uid, at=act.at)


def _words_due(act: Act) -> list[str]:
    """Applications of which words are left that fall due with the papers, by uid."""
    words = (
        select(Dispute.application_uid)
        .join(Payload, Payload.uid == Dispute.payload_uid)
        .where(Payload.erased_at.is_(None))
    )
    rows = db.session.scalars(
        select(Application).where(_OVER, Application.uid.in_(words)).order_by(Application.uid)
    )
    return [application.uid for application in rows if _over(application, act.on)]


@daily(_words_due)
def words_due(act: Act, application_uid: str) -> None:
    """Erase what was said to be wrong, and our answer to it, when the papers are."""
    if not _over(load(Application, application_uid), act.on):
        return
    rows = db.session.scalars(select(Dispute).where(Dispute.application_uid == application_uid))
    for row in rows:
        for uid in (row.payload_uid, row.answer_uid):
            if uid:
                erase(uid, at=act.at)


_OVER = or_(
    Application.state == State.WITHDRAWN.value,
    and_(Application.state == State.ENDED.value, Application.submitted_on.is_(None)),
)
"""Withdrawn, or lapsed as a draft."""
_UNSENT = Evidence.state == PaperState.ADDED.value


def _due(paper: Evidence, application: Application, on: date) -> bool:
    if paper.state == PaperState.FORGOTTEN:
        return False
    put_in = paper.state == PaperState.ADDED and application.state != State.DRAFT
    return (put_in and _after(application, paper.given_on) < on) or _over(application, on)


def _over(application: Application, on: date) -> bool:
    lapsed = application.state == State.ENDED and application.submitted_on is None
    if application.state != State.WITHDRAWN and not lapsed:
        return False
    return _kept_until(application) < on and not _held(application)


def _kept_until(application: Application) -> date:
    """The last day on which they are kept."""
    step = last_step(application.uid)
    ended = step.on if step is not None else application.lapses_on
    if application.submitted_on is None:
        return ended - timedelta(days=1)
    return _after(application, ended)


def _after(application: Application, since: date) -> date:
    rules = rulebook(application.place, on=since)
    return add(since, rules.period(KEEP), load_calendar()).date


def _held(application: Application) -> bool:
    """May they be needed to hear the household in a case of a false promise?"""
    return case_under_way([m.person_uid for m in people.members(application.uid)])
