"""The last days a message names, counted from the city's published periods."""

from __future__ import annotations

from datetime import date

from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import add
from portal.kernel.policy import NoRule, rulebook

REMEDIES = {
    "reexamination": "objection.request",
    "reconsideration": "objection.reconsideration",
    "suit": "objection.suit",
}


def last_day(city: str, on: date, key: str) -> date | None:
    """The last day of the period ``key`` that began on ``on``; ``None`` where no rule says."""
    try:
        period = rulebook(city, on).period(key)
    except NoRule:
        return None
    return add(on, period, load_calendar(), roll=True).date


def remedy_days(city: str, on: date) -> dict[str, str]:
    """ISO days up to which each remedy against a decision served on ``on`` is open."""
    found = {name: last_day(city, on, key) for name, key in REMEDIES.items()}
    return {name: day.isoformat() for name, day in found.items() if day is not None}
