"""The course of days: who acts when, what falls due, what follows from events."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any, TypeVar

from sqlalchemy import bindparam, select, update

from portal.applications import LogEntry
from portal.exchange import record
from portal.kernel.act import VISITOR, Act, Channel, Kind, Who, system_act
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import SHANGHAI, Calendar, Period, Unit, add
from portal.kernel.database import db, utcnow, write
from portal.kernel.levels import Level
from portal.kernel.outbox import Job
from portal.kernel.package import Package
from portal.kernel.rows import table_of
from portal.kernel.worker import Worker

T = TypeVar("T")
TOGETHER = 200
"""Jobs done in one transaction."""

OPENS = time(9, 0)
"""When the first act of a day happens."""

TICK = timedelta(seconds=7)
"""How far two acts of a day lie apart at least."""


_JOBS = table_of(Job).c
_READY = (
    select(_JOBS.id, _JOBS.handler, _JOBS.payload, _JOBS.dedup_key, _JOBS.legal_day)
    .where(_JOBS.state == "ready", _JOBS.run_at <= bindparam("now"))
    .order_by(_JOBS.run_at, _JOBS.id)
    .limit(TOGETHER)
)
_DONE = (
    update(table_of(Job))
    .where(_JOBS.id == bindparam("job"))
    .values(state="done", done_at=bindparam("now"), attempts=1)
)


@dataclass(order=True)
class _Plan:
    day: date
    turn: int
    work: Callable[[], None] = field(compare=False)


class _Worker(Worker):
    """The worker on the demo's clock; many jobs in one transaction while all goes well.

    What follows from an event happens on the event's day. A job that fails goes the ordinary
    way, one by one, with its error kept.
    """

    def __init__(self, base: Worker, moment: Callable[[date], datetime]) -> None:
        super().__init__(base.subscriptions, tuple(base.handlers.values()))
        self._moment = moment

    def _act(self, on: date, key: str) -> Act:  # type: ignore[override]
        return system_act(on, self._moment(on), request=f"job:{key}"[:32])

    def work_one(self) -> int:
        """As many as are ready, together; if one of them fails, the first one alone."""
        rows = db.session.execute(_READY, {"now": utcnow()}).all()
        if not rows:
            db.session.rollback()
            return 0
        if any(row.handler not in self.handlers for row in rows):
            return super().work_one()
        try:
            self._together(rows)
        except Exception:
            # The ordinary way names the culprit and keeps its error.
            return super().work_one()
        return len(rows)

    def one_by_one(self, n: int) -> None:
        """Do the first n jobs that are ready, and no more."""
        self.expand()
        for _ in range(n):
            super().work_one()

    def _together(self, rows: Sequence[Any]) -> None:
        tasks = []
        for row in rows:
            handler, payload = self.handlers[row.handler], json.loads(row.payload)
            answer = (
                (handler.outside(payload, row.dedup_key),) if handler.outside is not None else ()
            )
            tasks.append((handler.effect, payload, row, answer))
        db.session.rollback()
        with write():
            db.session.connection().execute(
                _DONE, [{"job": row.id, "now": utcnow()} for row in rows]
            )
            for effect, payload, row, answer in tasks:
                on = date.fromisoformat(row.legal_day)
                effect(payload, self._act(on, row.dedup_key), *answer)


class Course:
    """Plays the days in order; every act gets a moment of its own within its day."""

    def __init__(
        self, *, seed: int, house: tuple[Package, ...], worker: Worker, until: date
    ) -> None:
        self.random = Random(seed)
        self.until = until
        self.house = house
        self.calendar: Calendar = load_calendar()
        self.worker = _Worker(worker, self.moment)
        self._plans: list[_Plan] = []
        self._turns = count()
        self._requests = count(1)
        self._last: dict[date, datetime] = {}
        self._played: set[date] = set()
        self._followed = 0
        self.day = date.min

    # --- when -------------------------------------------------------------------

    def moment(self, day: date) -> datetime:
        """The next free moment of that legal day, during working hours, in UTC."""
        last = self._last.get(day)
        start = datetime.combine(day, OPENS, SHANGHAI)
        found = start if last is None else last + TICK
        self._last[day] = found
        return found.astimezone(UTC)

    def working_days(self, day: date, n: int) -> date:
        """The n-th working day after a day."""
        return add(day, Period(n, Unit.WORKING_DAY), self.calendar).date

    def so_that_due(self, due: date, period: Period) -> date:
        """The last working day from which that period ends on ``due`` (or the day before it)."""
        day = due
        while add(day, period, self.calendar).date > due or not self.calendar.works(day):
            day -= timedelta(days=1)
        return day

    # --- who --------------------------------------------------------------------

    def _of(self, who: Who, channel: Channel) -> Act:
        request = f"demo{next(self._requests):011x}"
        return Act(who, who.duty, self.day, self.moment(self.day), channel, request)

    def by(self, who: Who, channel: Channel = Channel.ONLINE) -> Act:
        """An act of a member of staff on the day being played."""
        return self._of(who, channel)

    def visitor(self, channel: Channel = Channel.ONLINE) -> Act:
        """An act of somebody not signed in."""
        return self._of(VISITOR, channel)

    def resident(self, person_uid: str, level: Level = Level.I1R) -> Act:
        """An act of a resident as proven as ``level`` says."""
        return self._of(Who(Kind.RESIDENT, person_uid, level=level), Channel.ONLINE)

    def system(self) -> Act:
        """An act of the house itself."""
        return system_act(self.day, self.moment(self.day), "demo")

    # --- what -------------------------------------------------------------------

    def plan(self, day: date, work: Callable[..., Any], *given: Any, **named: Any) -> None:
        """Do that on that day; after the last day of the demo nothing is done."""
        day = max(day, self.day)
        if day <= self.until:
            heapq.heappush(
                self._plans, _Plan(day, next(self._turns), lambda: work(*given, **named))
            )

    def visit(self, days: Iterable[date]) -> None:
        """Play these days even if nothing else happens on them."""
        for day in days:
            self.plan(day, _nothing)

    def do(self, verb: Callable[..., T], act: Act, **named: Any) -> T:
        """One verb in a transaction of its own."""
        with write():
            return verb(act, **named)

    def play(self) -> None:
        """All planned days in order: what falls due first, then the plans, then what follows."""
        while self._plans:
            self.day = self._plans[0].day
            self._falls_due()
            while self._plans and self._plans[0].day == self.day:
                heapq.heappop(self._plans).work()
                if not self._plans or self._plans[0].day != self.day:
                    self.follow()
            db.session.rollback()

    def follow(self) -> None:
        """Let every reaction to what happened so far happen; to nothing written there is none."""
        writes = db.session.info.get("writes", 0)
        if writes != self._followed:
            self.worker.drain()
            self._followed = db.session.info["writes"]

    def _falls_due(self) -> None:
        if self.day in self._played:
            return
        self._played.add(self.day)
        with write():
            for package in self.house:
                for work in package.daily:
                    act = self.system()
                    for uid in work.due(act):
                        work.do(act, uid)
        self.follow()

    def remember(self, entries: Sequence[LogEntry]) -> None:
        """Keep the log of questions with the moments of the demo."""
        at = self._last.get(self.day)
        moment = at.astimezone(UTC) if at is not None else self.moment(self.day)
        record([replace(entry, at=moment) for entry in entries])


def _nothing() -> None:
    """A day on which only what falls due happens."""
