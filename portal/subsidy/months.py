"""Months as ``YYYY-MM``: they sort as text. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from portal.kernel.errors import Missing

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


def month_of(day: date) -> str:
    """``2026-03`` for a day of March 2026."""
    return f"{day.year}-{day.month:02d}"


def first_day(month: str) -> date:
    """The 1st of a month; ``Missing`` for what is no month (it comes from a URL)."""
    match = _MONTH.fullmatch(month)
    if match is None:
        raise Missing("month")
    return date(int(match[1]), int(match[2]), 1)


def last_day(month: str) -> date:
    """The last day of a month."""
    first = first_day(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def next_month(month: str) -> str:
    """The month after."""
    first = first_day(month)
    return f"{first.year + first.month // 12}-{first.month % 12 + 1:02d}"


def month_before(month: str) -> str:
    """The month before."""
    first = first_day(month)
    if first.month == 1:
        return f"{first.year - 1}-12"
    return f"{first.year}-{first.month - 1:02d}"


def pay_by(month: str, year_end: date) -> date:
    """The last day to pay a month: its end, but never after the year's last payment day."""
    end = last_day(month)
    return min(end, year_end) if end.year == year_end.year else end
