"""Events and jobs: written with the decision, done by leased workers, never twice.

``publish`` inserts one row in the same transaction as the decision. A worker expands it, in one
transaction, into one job per handler (dedup key = event id + handler). Each job has its own
lease, attempts, back-off and parked state. Payloads hold ids only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.act import Act
from portal.kernel.database import Model, UTCDateTime, db, table_args, utcnow
from portal.kernel.errors import Conflict, Missing
from portal.kernel.journal import SERIAL
from portal.kernel.rows import append, append_if_free

MAX_ATTEMPTS = 8


@dataclass(frozen=True)
class Event:
    """Something that happened, past tense. Fields are ids and codes only."""

    uid: str
    city: str

    v: ClassVar[int] = 1

    @classmethod
    def type(cls) -> str:
        """The event's stable name: package and class."""
        return f"{cls.__module__.split('.')[1]}.{cls.__name__}"


class EventRow(Model):
    """A published event, until a worker has expanded it into jobs."""

    __tablename__ = "event"
    __table_args__ = table_args(Index("ix_event_expanded_at", "expanded_at"), retention="record")

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    type: Mapped[str] = mapped_column(String(80))
    v: Mapped[int]
    payload: Mapped[str] = mapped_column(Text)
    on: Mapped[str] = mapped_column("legal_day", String(10))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    expanded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Job(Model):
    """One piece of work for one handler. States: ready, done, parked."""

    __tablename__ = "job"
    __table_args__ = table_args(
        UniqueConstraint("dedup_key"),
        Index("ix_job_state_run_at", "state", "run_at"),
        retention="operations",
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    dedup_key: Mapped[str] = mapped_column(String(160))
    handler: Mapped[str] = mapped_column(String(120))
    payload: Mapped[str] = mapped_column(Text)
    on: Mapped[str] = mapped_column("legal_day", String(10))
    state: Mapped[str] = mapped_column(String(10), default="ready")
    run_at: Mapped[datetime] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lease_token: Mapped[str | None] = mapped_column(String(22))
    last_error: Mapped[str | None] = mapped_column(String(300))
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


def publish(event: Event, act: Act) -> None:
    """Tell the future: one row, in the transaction of the decision."""
    append(
        EventRow,
        {
            "type": event.type(),
            "v": event.v,
            "payload": json.dumps(asdict(event), ensure_ascii=False, sort_keys=True),
            "legal_day": act.on.isoformat(),
            "at": act.at,
        },
    )


def enqueue(handler: str, payload: dict[str, Any], *, key: str, act: Act) -> None:
    """Ask for work outside any event; the same key twice is one job."""
    append_if_free(
        Job,
        {
            "dedup_key": key,
            "handler": handler,
            "payload": json.dumps(payload, ensure_ascii=False, sort_keys=True),
            "legal_day": act.on.isoformat(),
            "run_at": utcnow(),
        },
    )


def job_states(keys: Iterable[str]) -> dict[str, str]:
    """Ready, done or parked, by the key a job was asked for with; absent where there is none."""
    rows = db.session.execute(select(Job.dedup_key, Job.state).where(Job.dedup_key.in_(set(keys))))
    return {key: state for key, state in rows}


def parked_jobs(limit: int = 50) -> Sequence[Job]:
    """Jobs that were given up, newest first."""
    return db.session.scalars(
        select(Job).where(Job.state == "parked").order_by(Job.id.desc()).limit(limit)
    ).all()


def waiting_jobs() -> int:
    """How many jobs still wait or run."""
    return db.session.scalar(select(func.count()).where(Job.state == "ready")) or 0


def put_back(act: Act, job_id: int) -> None:
    """Let a parked job be tried afresh. Raises ``Missing``, ``Conflict('job_not_parked')``."""
    job = db.session.get(Job, job_id)
    if job is None:
        raise Missing("Job")
    if job.state != "parked":
        raise Conflict("job_not_parked")
    job.state, job.attempts, job.lease_until = "ready", 0, None
    job.run_at = act.at
