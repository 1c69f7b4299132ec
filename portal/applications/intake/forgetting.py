"""Papers and words that are kept no longer: of what was withdrawn, lapsed, or never handed in."""

from __future__ import annotations

from collections.abc import Iterable
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
from portal.kernel.database import db
from portal.kernel.journal import last_step
from portal.kernel.payloads import Payload, erase
from portal.kernel.policy import rulebook

KEEP = "intake.papers_keep"


def papers_due(act: Act) -> None:
    """Erase what falls due on ``act.on`` (daily); the rows stay and say when.

    A lapsed draft's papers go at once (it lay long enough), a withdrawn application's after
    ``intake.papers_keep``, unless a case about this household is under way; so do papers that
    were put in and never handed in.
    """
    for application in _left_over():
        if _kept_until(application) < act.on and not _held(application):
            _forget(act, _papers(application.uid))
            _erase_words(act, application.uid)
    _forget(act, _never_handed_in(act.on))


def _left_over() -> list[Application]:
    """Withdrawn or lapsed, with papers or words that are still there."""
    over = or_(
        Application.state == State.WITHDRAWN.value,
        and_(Application.state == State.ENDED.value, Application.submitted_on.is_(None)),
    )
    papers = select(Evidence.application_uid).where(Evidence.state != PaperState.FORGOTTEN.value)
    words = (
        select(Dispute.application_uid)
        .join(Payload, Payload.uid == Dispute.payload_uid)
        .where(Payload.erased_at.is_(None))
    )
    there = or_(Application.uid.in_(papers), Application.uid.in_(words))
    return list(db.session.scalars(select(Application).where(over, there)))


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


def _papers(application_uid: str) -> list[Evidence]:
    return list(
        db.session.scalars(
            select(Evidence).where(
                Evidence.application_uid == application_uid,
                Evidence.state != PaperState.FORGOTTEN.value,
            )
        )
    )


def _never_handed_in(on: date) -> list[Evidence]:
    rows = db.session.execute(
        select(Evidence, Application)
        .join(Application, Application.uid == Evidence.application_uid)
        .where(Evidence.state == PaperState.ADDED.value, Application.state != State.DRAFT.value)
    )
    return [paper for paper, application in rows if _after(application, paper.given_on) < on]


def _forget(act: Act, papers: Iterable[Evidence]) -> None:
    for paper in papers:
        EVIDENCE.advance(paper, "forget", act, reason="due")
        blobs.forget(paper.blob_uid, at=act.at)


def _erase_words(act: Act, application_uid: str) -> None:
    rows = db.session.scalars(select(Dispute).where(Dispute.application_uid == application_uid))
    for row in rows:
        for uid in (row.payload_uid, row.answer_uid):
            if uid:
                erase(uid, at=act.at)
