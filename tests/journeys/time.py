"""Days pass: on each one the house does its daily work and whatever follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from flask import Flask

from portal.app import HOUSE
from portal.cli import run_daily
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import next_working_day
from portal.kernel.database import db, write
from portal.kernel.demo import legal_today, set_demo_day


@contextmanager
def _aside(app: Flask) -> Iterator[None]:
    """An app context of its own, as a cron job has."""
    with app.app_context():
        yield
        db.session.remove()


def work(app: Flask) -> None:
    """Let the worker do everything that is ready."""
    with _aside(app):
        app.extensions["anju.worker"].drain()


def today(app: Flask) -> date:
    with _aside(app):
        return legal_today()


def walk_to(app: Flask, day: date) -> None:
    """Every day until then is lived through, none is skipped."""
    now = today(app)
    while now < day:
        now += timedelta(days=1)
        with _aside(app):
            with write():
                set_demo_day(now)
            run_daily(HOUSE, now)
        work(app)


def next_day(app: Flask) -> date:
    """The next working day."""
    with _aside(app):
        day = next_working_day(legal_today() + timedelta(days=1), load_calendar()).date
    walk_to(app, day)
    return day
