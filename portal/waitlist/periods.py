"""Days counted back from a day, for "3 months before the end". Pure."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from portal.kernel.clock import Period, Unit


def back(day: date, period: Period) -> date:
    """The day ``period`` before ``day``; months are clamped to the last day of a shorter one.

    ``ValueError`` for working days: they are only counted forward here.
    """
    if period.unit is Unit.DAY:
        return day - timedelta(days=period.n)
    if period.unit is not Unit.MONTH:
        raise ValueError("working days are not counted back")
    year, month = divmod(day.year * 12 + day.month - 1 - period.n, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_between(since: date, on: date) -> int:
    """Whole months from ``since`` to ``on``; 0 when it lies before."""
    whole = (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)
    return max(whole, 0)
