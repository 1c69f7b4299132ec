"""The log of questions to departments: kept apart, so that a refused request leaves it too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select

from portal.applications import FactAnswer, FactQuestion, LogEntry, Outcome, Source
from portal.exchange.contract import requested_fields
from portal.exchange.models import RequestLog
from portal.kernel.database import aside, db, new_uid


@dataclass(frozen=True)
class Timed:
    """An answer, how long it took, and in one word why there was none."""

    answer: FactAnswer
    milliseconds: int
    detail: str = ""


def log_entries(
    questions: Sequence[FactQuestion], answers: Sequence[Timed], *, at: datetime
) -> list[LogEntry]:
    """One entry per question; ``at`` is real time.

    Raises ``ValueError`` if the two do not belong together.
    """
    return [
        LogEntry(
            source=q.source,
            person=q.person,
            purpose=q.purpose,
            basis=q.basis,
            authorisation=q.authorisation,
            fields=requested_fields(q.source),
            at=at,
            outcome=t.answer.outcome,
            detail=t.detail,
            valid_until=t.answer.valid_until,
            milliseconds=t.milliseconds,
            request=q.request,
            case=q.case,
            requester=q.requester,
            requester_kind=q.requester_kind,
        )
        for q, t in zip(questions, answers, strict=True)
    ]


def record(entries: Sequence[LogEntry]) -> None:
    """Remember what was asked, at once and for good, whatever becomes of the request.

    A short transaction of its own, as the journal's notes: never while ``write()`` is open.
    """
    if not entries:
        return
    rows = [
        {
            "uid": new_uid(),
            "source": e.source.value,
            "person": e.person,
            "purpose": e.purpose,
            "basis": e.basis,
            "authorisation": e.authorisation,
            "fields": list(e.fields),
            "at": e.at,
            "outcome": e.outcome.value,
            "detail": e.detail,
            "valid_until": e.valid_until,
            "milliseconds": e.milliseconds,
            "request": e.request,
            "case_uid": e.case,
            "requester": e.requester,
            "requester_kind": e.requester_kind,
        }
        for e in entries
    ]
    with aside() as connection:
        connection.execute(insert(RequestLog), rows)


def asked_about(*, person: str = "", case: str = "", limit: int = 100) -> list[LogEntry]:
    """What departments were asked about a person, for a case (uids), newest first."""
    wanted: list[ColumnElement[bool]] = []
    if person:
        wanted.append(RequestLog.person == person)
    if case:
        wanted.append(RequestLog.case_uid == case)
    if not wanted:
        return []
    rows = db.session.scalars(
        select(RequestLog)
        .where(*wanted)
        .order_by(RequestLog.at.desc(), RequestLog.uid)
        .limit(limit)
    )
    return [
        LogEntry(
            source=Source(r.source),
            person=r.person,
            purpose=r.purpose,
            basis=r.basis,
            authorisation=r.authorisation,
            fields=tuple(r.fields),
            at=r.at,
            outcome=Outcome(r.outcome),
            detail=r.detail,
            valid_until=r.valid_until,
            milliseconds=r.milliseconds,
            request=r.request,
            case=r.case_uid,
            requester=r.requester,
            requester_kind=r.requester_kind,
        )
        for r in rows
    ]
