"""The one list of what is missing (N1 art. 8): asked once while the clock stands still."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.applications.codes import State
from portal.applications.intake import papers
from portal.applications.machine import APPLICATION
from portal.applications.models import Application, Supplement
from portal.applications.procedure import open_record, rules_of
from portal.applications.review import clocks
from portal.applications.review.stages import begin_procedure, taken
from portal.applications.review.texts import kept, said
from portal.kernel.act import Act
from portal.kernel.daily import daily
from portal.kernel.database import db, lock, one_winner
from portal.kernel.deadlines import close, overdue_subjects, running
from portal.kernel.errors import Missing, Refused

MOST_ITEMS = 20
HELD = (clocks.ACCEPTANCE, clocks.STAGE, clocks.TOTAL)


def ask(
    act: Act,
    *,
    application_uid: str,
    items: Sequence[str],
    facts: Sequence[tuple[str, str]] = (),
    version: int | None = None,
) -> Supplement:
    """Ask, once, for everything that is missing; the office's time stands still meanwhile.

    ``facts``: (source, person) whose value only a paper can bring now. Raises ``Refused``:
    ``asked_already``, ``items_missing``, ``notice_hangs``,
    ``not_your_stage``, ``self_review``; ``Conflict('not_from_here')``.
    """
    application = taken(application_uid, version)
    wanted: list[Any] = [{"source": source, "person": person_uid} for source, person_uid in facts]
    wanted += [said(item, "items") for item in items if item.strip()]
    wanted = wanted[:MOST_ITEMS]
    if not wanted:
        raise Refused("items_missing", field="items")
    listed = kept(act, "application.supplement", {"items": wanted})
    APPLICATION.advance(
        application, "ask", act, payload=listed, policy=rules_of(application).fingerprint
    )
    deadline = clocks.start_by_rule(
        application, clocks.SUPPLEMENT, "procedure.supplement", since=act.on
    )
    clocks.hold(application.uid, *HELD, on=act.on)
    row = Supplement(
        city=application.city,
        application_uid=application.uid,
        items_uid=listed,
        asked_on=act.on,
        asked_by=act.by.uid,
        deadline_uid=deadline.uid,
    )

    def insert() -> Supplement:
        db.session.add(row)
        return row

    return one_winner(insert, "asked_already")


def supplement_of(application_uid: str) -> Supplement | None:
    """What was asked for, if anything was."""
    return db.session.scalar(
        select(Supplement).where(Supplement.application_uid == application_uid)
    )


def answer(
    act: Act,
    *,
    application_uid: str,
    text: str = "",
    version: int | None = None,
) -> Supplement:
    """The household's answer, complete as it is, with the papers put in so far.

    Raises ``Conflict('not_from_here')`` when nothing is asked (any more), ``NotYours``,
    ``Refused('nothing_sent')``.
    """
    application = taken(application_uid, version)
    sent = papers.hand_in(act, application.uid)
    if not text.strip() and not sent:
        raise Refused("nothing_sent", field="text")
    row = supplement_of(application.uid)
    words = said(text, "text") if text.strip() else ""
    told = kept(act, "application.answer", {"text": words, "files": [p.uid for p in sent]})
    APPLICATION.advance(application, "answer", act, payload=told)
    if row is None:
        raise Missing("supplement")
    row.answered_on, row.answer_uid = act.on, told
    _go_on(act, application, "answered", act.on)
    return row


def _unanswered(act: Act) -> list[str]:
    return overdue_subjects(act.on, kind=clocks.SUPPLEMENT)


@daily(_unanswered)
def supplements_due(act: Act, application_uid: str) -> None:
    """Nobody answered in time: the file is decided on what is there.

    Papers that were put in count as sent; only the last button was not pressed.
    """
    application = lock(Application, application_uid)
    deadline = running(clocks.SUPPLEMENT, application_uid)
    if deadline is None:
        return
    if application.state != State.SUPPLEMENT:
        close(deadline, on=act.on, why="ended")
        return
    row = supplement_of(application.uid)
    if papers.hand_in(act, application.uid) and row is not None:
        row.answered_on = act.on
    APPLICATION.advance(application, "answer", act, reason="unanswered")
    _go_on(act, application, "unanswered", deadline.due)


def _go_on(act: Act, application: Application, why: str, until: date) -> None:
    clocks.end(application.uid, clocks.SUPPLEMENT, on=act.on, why=why)
    clocks.go_on(application.uid, *HELD, on=until)
    if open_record(application.uid) is None:
        begin_procedure(act, application)
