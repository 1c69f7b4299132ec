"""The log of questions to departments: kept apart, so that a refused request leaves it too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from portal.applications import FactAnswer, FactQuestion, Outcome, Source
from portal.exchange.contract import requested_fields
from portal.exchange.models import RequestLog
from portal.kernel.database import aside, db, new_uid


@dataclass(frozen=True)
class LogEntry:
    """One question as it will be remembered; ``milliseconds`` it took, repeats included."""

    source: Source
    person: str
    purpose: str
    basis: str
    fields: tuple[str, ...]
    at: datetime
    outcome: Outcome
    milliseconds: int
    request: str


def log_entries(
    questions: Sequence[FactQuestion],
    answers: Sequence[FactAnswer],
    timings: Sequence[int],
    *,
    at: datetime,
) -> list[LogEntry]:
    """One entry per question; ``at`` is real time, ``timings`` are milliseconds.

    Raises ``ValueError`` if the three do not belong together.
    """
    return [
        LogEntry(
            source=q.source,
            person=q.person,
            purpose=q.purpose,
            basis=q.basis,
            fields=requested_fields(q.source),
            at=at,
            outcome=a.outcome,
            milliseconds=ms,
            request=q.request,
        )
        for q, a, ms in zip(questions, answers, timings, strict=True)
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
            "fields": list(e.fields),
            "at": e.at,
            "outcome": e.outcome.value,
            "milliseconds": e.milliseconds,
            "request": e.request,
        }
        for e in entries
    ]
    with aside() as connection:
        connection.execute(insert(RequestLog), rows)


def asked_about(person: str, limit: int = 100) -> list[LogEntry]:
    """What departments were asked about that person (uid), newest first."""
    rows = db.session.scalars(
        select(RequestLog)
        .where(RequestLog.person == person)
        .order_by(RequestLog.at.desc(), RequestLog.uid)
        .limit(limit)
    )
    return [
        LogEntry(
            Source(r.source), r.person, r.purpose, r.basis, tuple(r.fields), r.at,
            Outcome(r.outcome), r.milliseconds, r.request,
        )
        for r in rows
    ]  # fmt: skip
