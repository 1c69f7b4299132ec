"""The leased worker: kill it at any moment, nothing is lost and no effect repeats.

A job's effect and its "done" mark commit in one transaction, guarded by the lease token; a
worker that lost its lease rolls back. Work outside the house (SMS, bank) happens between two
transactions and carries the job's key, so the partner can refuse a repeat.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, update

from portal.kernel.act import Act, system_act
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.outbox import MAX_ATTEMPTS, EventRow, Job
from portal.kernel.rows import append_all

logger = logging.getLogger("anju.worker")

LEASE = timedelta(seconds=60)
BATCH = 50
CHORES_EVERY = 20.0
"""Seconds; what is logged is sealed within a minute."""


_IS_FRESH = EventRow.expanded_at.is_(None)
_FRESH = select(EventRow.id).where(_IS_FRESH).limit(1)
_TO_EXPAND = (
    select(EventRow)
    .where(_IS_FRESH)
    .order_by(EventRow.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)
_IS_READY = and_(
    Job.state == "ready",
    Job.run_at <= bindparam("now"),
    or_(Job.lease_until.is_(None), Job.lease_until < bindparam("now")),
)
_READY = select(Job.id).where(_IS_READY).limit(1)
_NEXT = (
    select(Job)
    .where(_IS_READY)
    .order_by(Job.run_at, Job.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)


class NotYet(Exception):
    """A job's ``outside`` says: not before ``until``. It is put off; no try is counted."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


@dataclass(frozen=True)
class Handler:
    """A reaction. ``effect(payload, act)`` runs inside ``write()``.

    With ``outside``, that runs first, in no transaction, as ``outside(payload, key)``, and its
    answer goes to ``effect(payload, act, answer)``.
    """

    name: str
    effect: Callable[..., object]
    outside: Callable[[dict[str, Any], str], Any] | None = None


Subscriptions = Mapping[str, tuple[Handler, ...]]


class Worker:
    """Expands events and runs jobs, one at a time; several may run side by side."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        jobs: tuple[Handler, ...],
        lease: timedelta = LEASE,
        chores: tuple[Callable[[], object], ...] = (),
    ) -> None:
        self.subscriptions = subscriptions
        self.lease = lease
        self.chores = chores
        self.handlers = {h.name: h for h in jobs}
        for handlers in subscriptions.values():
            self.handlers.update({h.name: h for h in handlers})

    def drain(self, limit: int = 100_000) -> int:
        """Work until nothing is ready; how many jobs were done."""
        done = 0
        while done < limit:
            expanded = self.expand()
            worked = self.work_one()
            if not worked and not expanded:
                break
            done += worked
        return done

    def run_forever(self, pause: float = 0.4, stop: Callable[[], bool] = lambda: False) -> None:
        """Work, sleep a little when there is nothing, until ``stop()``.

        Chores (sealing the log) are done every ``CHORES_EVERY`` seconds, work or no work.
        """
        next_chores = 0.0
        while not stop():
            try:
                if time.monotonic() >= next_chores:
                    next_chores = time.monotonic() + CHORES_EVERY
                    self.do_chores()
                if not (self.expand() or self.work_one()):
                    time.sleep(pause)
            except Exception:
                logger.exception("worker stumbled")
                db.session.rollback()
                time.sleep(pause)

    def do_chores(self) -> None:
        """Each in a transaction of its own; one that fails is logged and holds up nobody."""
        for chore in self.chores:
            try:
                chore()
            except Exception:
                logger.exception("a chore failed")
            finally:
                db.session.rollback()

    def expand(self) -> int:
        """Turn published events into jobs, in one transaction."""
        if db.session.scalar(_FRESH) is None:
            db.session.rollback()
            return 0
        with write():
            rows = db.session.scalars(_TO_EXPAND).all()
            now = utcnow()
            jobs = [
                {
                    "dedup_key": f"event:{row.id}:{handler.name}",
                    "handler": handler.name,
                    "payload": row.payload,
                    "legal_day": row.on,
                    "run_at": now,
                }
                for row in rows
                for handler in self.subscriptions.get(row.type, ())
            ]
            append_all(Job, jobs)
            for row in rows:
                row.expanded_at = now
            return len(rows)

    def _lease(self) -> tuple[int, str] | None:
        now = utcnow()
        if db.session.scalar(_READY, {"now": now}) is None:
            db.session.rollback()
            return None
        with write():
            job = db.session.scalar(_NEXT, {"now": now})
            if job is None:
                return None
            if job.attempts >= MAX_ATTEMPTS:
                # Only a job whose workers died comes here: one that raises is parked by _fail.
                job.state, job.lease_until = "parked", None
                job.last_error = "WorkerDied: no attempt came to its end"
                return job.id, ""
            job.lease_token = new_uid()
            job.lease_until = now + self.lease
            job.attempts += 1
            leased = job.id, job.lease_token
        return leased

    def work_one(self) -> int:
        """Lease one job and do it; 1 if there was one."""
        leased = self._lease()
        if leased is None:
            return 0
        job_id, token = leased
        if not token:
            return 1
        job = db.session.get_one(Job, job_id)
        handler = self.handlers.get(job.handler)
        payload: dict[str, Any] = json.loads(job.payload)
        key, on = job.dedup_key, date.fromisoformat(job.on)
        db.session.rollback()
        try:
            if handler is None:
                raise LookupError(f"no handler named {job.handler}")
            answer = (handler.outside(payload, key),) if handler.outside else ()
            with write():
                if not self._finish(job_id, token):
                    return 1
                handler.effect(payload, self._act(on, key), *answer)
        except NotYet as later:
            self._put_off(job_id, token, later.until)
        except Exception as error:
            logger.warning("job %s failed: %s", job_id, type(error).__name__, exc_info=True)
            self._fail(job_id, token, error)
        return 1

    @staticmethod
    def _act(on: date, key: str) -> Act:
        return system_act(on, utcnow(), request=f"job:{key}"[:32])

    @staticmethod
    def _finish(job_id: int, token: str) -> bool:
        """Mark done while we still hold the lease; the effect follows in the same transaction."""
        changed = db.session.execute(
            update(Job)
            .where(Job.id == job_id, Job.lease_token == token, Job.state == "ready")
            .values(state="done", done_at=utcnow(), lease_until=None)
        )
        return bool(changed.rowcount == 1)  # type: ignore[attr-defined]

    @staticmethod
    def _put_off(job_id: int, token: str, until: datetime) -> None:
        with write():
            job = db.session.get_one(Job, job_id)
            if job.lease_token == token:
                job.run_at, job.lease_until = until, None
                job.attempts -= 1

    @staticmethod
    def _fail(job_id: int, token: str, error: Exception) -> None:
        with write():
            job = db.session.get_one(Job, job_id)
            if job.lease_token != token:
                return
            job.last_error = f"{type(error).__name__}: {error}"[:300]
            job.lease_until = None
            if job.attempts >= MAX_ATTEMPTS:
                job.state = "parked"
            else:
                job.run_at = utcnow() + timedelta(seconds=2 ** min(job.attempts, 9))
