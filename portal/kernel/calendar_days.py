"""The working days of the State Council's holiday notices, as rows.

Seeded from the chinesecalendar package; a later year is loaded from its notice. Each
load takes the next ``calendar_version``, so every deadline can say what it was
counted with.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from chinese_calendar.constants import holidays, workdays  # type: ignore[import-untyped]
from flask import current_app
from sqlalchemy import String, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.clock import SATURDAY, Calendar
from portal.kernel.database import Model, db, table_args
from portal.kernel.errors import Conflict
from portal.kernel.rows import ask_anew, once, table_of


class WorkingDay(Model):
    """One day of a year whose holiday notice is known: is it worked?"""

    __tablename__ = "working_day"
    __table_args__ = table_args(retention="reference")

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    source: Mapped[str] = mapped_column(String(200))
    calendar_version: Mapped[int] = mapped_column(index=True)


def _kept() -> dict[int, Calendar]:
    """What this app remembers: one calendar by its version."""
    found: dict[int, Calendar] = current_app.extensions.setdefault("anju.calendar", {})
    return found


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days)]


_NEWEST = select(func.max(table_of(WorkingDay).c.calendar_version))


def _version() -> int:
    return db.session.connection().scalar(_NEWEST) or 0


def load_calendar() -> Calendar:
    """The calendar as loaded so far; kept per process until a newer version is there."""
    return once("calendar", _calendar)


def _calendar() -> Calendar:
    version, kept = _version(), _kept()
    found = kept.get(version)
    if found is None:
        rows = db.session.execute(select(WorkingDay.day, WorkingDay.working))
        found = Calendar.from_rows(((day, working) for day, working in rows), version)
        kept.clear()
        kept[version] = found
    return found


def forget_calendar() -> None:
    """Drop what this process remembers (after days were written by hand)."""
    _kept().clear()
    ask_anew()


def seed_working_days() -> int:
    """Insert the years chinesecalendar knows and the table lacks; how many days were new.

    What is there is kept: a notice loaded by hand stands above a package.
    """
    present = set(db.session.scalars(select(WorkingDay.day)))
    years = sorted({day.year for day in holidays})
    version = _version() + 1
    rows = [
        {
            "day": day,
            "working": day in workdays or (day.weekday() < SATURDAY and day not in holidays),
            "source": "chinesecalendar",
            "calendar_version": version,
        }
        for year in years
        for day in _days_of(year)
        if day not in present
    ]
    if rows:
        db.session.execute(insert(WorkingDay), rows)
    forget_calendar()
    return len(rows)


def load_notice(
    *, year: int, off: Collection[date], made_up: Collection[date], source: str
) -> Calendar:
    """Load a year's holiday notice: weekdays ``off``, weekend days ``made_up`` by work.

    ``source`` is the notice's document number. Raises ``Conflict`` for a year already
    known, ``ValueError`` for a day of another year. Recompute provisional deadlines after.
    """
    if any(day.year != year for day in (*off, *made_up)):
        raise ValueError(f"a notice for {year} lists days of {year} only")
    if db.session.get(WorkingDay, date(year, 1, 1)) is not None:
        raise Conflict("calendar_year_known", year=year)
    version = _version() + 1
    db.session.execute(
        insert(WorkingDay),
        [
            {
                "day": day,
                "working": day in made_up or (day.weekday() < SATURDAY and day not in off),
                "source": source,
                "calendar_version": version,
            }
            for day in _days_of(year)
        ],
    )
    forget_calendar()
    return load_calendar()
