"""What a refused household may still do, with days, and how its request stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.applications.codes import ObjectionState, State
from portal.applications.models import Application, Objection
from portal.applications.review.decisions import REFUSE, decision_of
from portal.applications.review.letters import reason_words, ways
from portal.applications.review.reexamination import (
    CONFIRM,
    KIND,
    KIND_LATE,
    last_day,
    last_reasons,
    request_since,
)
from portal.applications.review.texts import read
from portal.kernel.database import db
from portal.kernel.deadlines import Deadline
from portal.kernel.errors import Missing
from portal.kernel.policy import rulebook


@dataclass(frozen=True)
class Request:
    """A request for re-examination as its household sees it; ``due``: answered by then."""

    uid: str
    raised_on: date
    open: bool
    text: str
    answer: str
    answered_on: date | None
    due: date | None


@dataclass(frozen=True)
class Contest:
    """A refusal: why, the ways against it, the last day to ask here, and what was asked.

    ``answer_days``: working days within which a request is answered.
    """

    reasons: tuple[str, ...]
    ways: tuple[dict[str, Any], ...]
    last_day: date | None
    late: bool
    answer_days: int
    request: Request | None

    @property
    def may_ask(self) -> bool:
        """Was nothing asked yet (or taken back)?"""
        return self.request is None


def contest_of(application: Application, on: date) -> Contest | None:
    """How a refused household may contest; ``None`` for any other application."""
    decision = decision_of(application.uid, REFUSE, CONFIRM)
    if application.state != State.REFUSED or decision is None:
        return None
    # A confirmed refusal is answered already: what counts is the refusal it answered.
    refusal = decision_of(application.uid, REFUSE) or decision
    asked, last = request_since(refusal), last_day(application.uid)
    return Contest(
        reasons=tuple(reason_words(code) for code in last_reasons(application.uid)),
        ways=ways(application.place, decision.on),
        last_day=last,
        late=last is not None and on > last,
        answer_days=rulebook(application.place, on=on).period("objection.reexamination").n,
        request=_request(asked) if asked is not None else None,
    )


def _request(row: Objection) -> Request:
    clock = db.session.get(Deadline, row.deadline_uid)
    return Request(
        uid=row.uid,
        raised_on=row.raised_on,
        open=row.state == ObjectionState.OPEN,
        text=str(read(row.text_uid).get("text", "")),
        answer=str(read(row.answer_uid).get("text", "")),
        answered_on=row.settled_on,
        due=clock.due if clock is not None and clock.open else None,
    )


def may_be_asked(application: Application, on: date) -> Contest:
    """The refusal, while a request can be made; ``Missing`` otherwise."""
    found = contest_of(application, on)
    if found is None or not found.may_ask:
        raise Missing("refusal")
    return found


def requests_of(application_uid: str) -> list[str]:
    """The household's own requests, for its timeline; what others objected is not among them."""
    return list(
        db.session.scalars(
            select(Objection.uid).where(
                Objection.application_uid == application_uid,
                Objection.kind.in_((KIND, KIND_LATE)),
            )
        )
    )
