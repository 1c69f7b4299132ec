"""Demo time walks forward, day by day, and does on each day what falls due on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app, url_for

from portal.kernel.act import Kind
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import next_working_day
from portal.kernel.database import write
from portal.kernel.deadlines import next_due
from portal.kernel.demo import legal_today, set_demo_day
from portal.kernel.web.doors import who

FURTHEST = timedelta(days=400)
"""One click goes at most this far: the daily work of every day in between is really done."""


@dataclass(frozen=True)
class Strip:
    """What the strip above every page of the demo shows."""

    today: date
    next_day: date
    next_deadline: date | None
    next_day_url: str
    next_deadline_url: str
    switch_url: str
    who: str


def tomorrow() -> date:
    """The next working day after the demo's today."""
    return next_working_day(legal_today() + timedelta(days=1), load_calendar()).date


def nearest_deadline() -> date | None:
    """The day of the next running deadline, if any is near enough."""
    today = legal_today()
    found = next_due(today)
    return found.due if found and found.due - today <= FURTHEST else None


def strip() -> Strip:
    """For the layout."""
    me = who()
    return Strip(
        today=legal_today(),
        next_day=tomorrow(),
        next_deadline=nearest_deadline(),
        next_day_url=url_for("demo.next_day"),
        next_deadline_url=url_for("demo.next_deadline"),
        switch_url=url_for("demo.door"),
        who=me.name if me.kind in (Kind.RESIDENT, Kind.STAFF) else "",
    )


def walk_to(day: date) -> None:
    """Move the demo to that day, doing each day's work and its consequences on the way."""
    daily: Callable[[date], None] = current_app.extensions["anju.daily"]
    worker = current_app.extensions["anju.worker"]
    today = legal_today()
    while today < day:
        today += timedelta(days=1)
        with write():
            set_demo_day(today)
        daily(today)
        worker.drain()
