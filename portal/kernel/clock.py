"""Legal dates and periods: how long, in which unit, from when, and on which day it ends.

Pure: the calendar of working days is handed in. The day of the event never counts
(Civil Code art. 201); months are clamped to the last day of a shorter month (art. 202).
"""

from __future__ import annotations

import calendar as gregorian
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""The zone in which legal dates are read off moments."""

ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5


class Unit(StrEnum):
    """What a period is counted in."""

    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"


class BadPeriod(ValueError):
    """A period that does not say how many, of what and from when."""


@dataclass(frozen=True, slots=True)
class Period:
    """``n`` units counted from the event named ``start`` (say ``notice``)."""

    n: int
    unit: Unit
    start: str = ""

    def __post_init__(self) -> None:
        """Raises ``BadPeriod`` for a count that is no natural number."""
        if isinstance(self.n, bool) or not isinstance(self.n, int) or self.n < 0:
            raise BadPeriod(f"a period counts whole units from 0, not {self.n!r}")
        try:
            object.__setattr__(self, "unit", Unit(self.unit))
        except ValueError as error:
            raise BadPeriod(f"no such unit: {self.unit!r}") from error

    @classmethod
    def parse(cls, value: object) -> Period:
        """Read ``{n = 5, unit = "working_day", from = "notice"}``.

        Raises ``BadPeriod`` for a bare number, a missing or an unknown key.
        """
        if not isinstance(value, Mapping):
            raise BadPeriod(f"a period needs n, unit and from, not {value!r}")
        if set(value) != {"n", "unit", "from"}:
            raise BadPeriod(f"a period has exactly n, unit and from, not {sorted(value)}")
        if not isinstance(value["from"], str) or not value["from"]:
            raise BadPeriod("from names the event a period is counted from")
        return cls(value["n"], value["unit"], value["from"])

    def as_dict(self) -> dict[str, int | str]:
        """The form policies and stored decisions hold; ``parse`` reads it back."""
        return {"n": self.n, "unit": self.unit.value, "from": self.start}


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period; provisional while a year on the way has no holiday notice."""

    date: dt.date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked, for the years whose holiday notice is known.

    ``exceptions`` holds weekdays that are off and weekend days that are worked;
    ``version`` grows with every notice loaded.
    """

    years: frozenset[int]
    exceptions: frozenset[dt.date]
    version: int = 0

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[dt.date, bool]], version: int = 0) -> Calendar:
        """From (day, is it worked); a year counts as known only when complete."""
        days: dict[int, int] = {}
        exceptions = set()
        for day, working in rows:
            days[day.year] = days.get(day.year, 0) + 1
            if working != (day.weekday() < SATURDAY):
                exceptions.add(day)
        known = frozenset(
            year for year, count in days.items() if count == 365 + gregorian.isleap(year)
        )
        return cls(known, frozenset(day for day in exceptions if day.year in known), version)

    def knows(self, day: dt.date) -> bool:
        """Is the holiday notice of that day's year loaded?"""
        return day.year in self.years

    def works(self, day: dt.date) -> bool:
        """Is it a working day? In an unknown year: is it a weekday?"""
        return (day.weekday() < SATURDAY) != (day in self.exceptions)


def _plus_months(start: dt.date, months: int) -> dt.date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = gregorian.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(start.day, last))


def _plus_working_days(start: dt.date, n: int, calendar: Calendar) -> Due:
    day, known = start, True
    while n > 0:
        day += ONE_DAY
        known = known and calendar.knows(day)
        n -= calendar.works(day)
    return Due(day, not known)


def next_working_day(day: dt.date, calendar: Calendar) -> Due:
    """That day if it is worked, else the first worked day after it."""
    known = calendar.knows(day)
    while not calendar.works(day):
        day += ONE_DAY
        known = known and calendar.knows(day)
    return Due(day, not known)


def add(start: dt.date, period: Period, calendar: Calendar, *, roll: bool = False) -> Due:
    """The last day of ``period`` when the event happened on ``start``.

    ``roll``: a period of days or months that ends on a day off ends on the next working
    day instead (Civil Code art. 203); a period of working days cannot end on one.
    """
    if period.unit is Unit.WORKING_DAY:
        return _plus_working_days(start, period.n, calendar)
    if period.unit is Unit.MONTH:
        end = _plus_months(start, period.n)
    else:
        end = start + dt.timedelta(days=period.n)
    return next_working_day(end, calendar) if roll else Due(end, provisional=False)


def working_days_between(after: dt.date, upto: dt.date, calendar: Calendar) -> int:
    """Working days after ``after`` up to and with ``upto``; negative when it lies before."""
    if upto < after:
        return -working_days_between(upto, after, calendar)
    span = (upto - after).days
    return sum(calendar.works(after + dt.timedelta(days=i)) for i in range(1, span + 1))


def legal_date(moment: dt.datetime) -> dt.date:
    """The date on the wall in Shanghai at that moment; ``ValueError`` for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(SHANGHAI).date()
