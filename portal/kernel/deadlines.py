"""Deadlines are rows: what, since when, how long, counted by which calendar, paused when.

A due day is never typed in; it is always ``since`` + period + what was paused, so it
can be explained and counted again when a later holiday notice is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from sqlalchemy import JSON, Index, String, bindparam, select, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import Calendar, Due, Period, Unit, add, working_days_between
from portal.kernel.database import Row, Versioned, db, table_args
from portal.kernel.errors import Conflict, Refused
from portal.kernel.rows import only_one

_OPEN = text("closed_on IS NULL")


class Deadline(Versioned, Row):
    """One period running for one subject; at most one open per kind and subject.

    ``paused_days`` counts working days when ``unit`` is working days, else calendar
    days; the day of pausing still counts, the day of resuming does not.
    """

    __tablename__ = "deadline"
    __table_args__ = table_args(
        Index(
            "uq_deadline_open",
            "kind",
            "subject_uid",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_deadline_due_open", "due", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_deadline_subject_uid", "subject_uid"),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(64))
    subject_uid: Mapped[str] = mapped_column(String(22))
    since: Mapped[date]
    n: Mapped[int]
    unit: Mapped[str] = mapped_column(String(16))
    roll: Mapped[bool] = mapped_column(default=False)
    due: Mapped[date]
    provisional: Mapped[bool]
    calendar_version: Mapped[int]
    clause: Mapped[str] = mapped_column(String(200))
    paused_on: Mapped[date | None]
    paused_days: Mapped[int] = mapped_column(default=0)
    paused_spans: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    closed_on: Mapped[date | None]
    closed_why: Mapped[str | None] = mapped_column(String(64))

    @property
    def open(self) -> bool:
        """Not closed; it may be paused."""
        return self.closed_on is None

    @property
    def paused(self) -> bool:
        """Does the time stand still at present?"""
        return self.open and self.paused_on is not None

    def _span(self, after: date, upto: date, calendar: Calendar) -> int:
        if self.unit == Unit.WORKING_DAY:
            return working_days_between(after, upto, calendar)
        return (upto - after).days

    def _stands_on(self, on: date) -> date:
        """The day to look from: time stands still while paused and after closing."""
        return min(day for day in (on, self.paused_on, self.closed_on) if day is not None)

    def left(self, on: date) -> int:
        """Days left after ``on``, in working days if counted so; negative when overdue."""
        return self._span(self._stands_on(on), self.due, load_calendar())

    def used_share(self, on: date) -> Fraction:
        """Used part of the whole time: 0 at the start, 1 on the due day, more when overdue."""
        calendar = load_calendar()
        whole = self._span(self.since, self.due, calendar) - self.paused_days
        if whole <= 0:
            return Fraction(on >= self.due)
        return 1 - Fraction(self.left(on), whole)

    def is_overdue(self, on: date) -> bool:
        """Has the due day passed while the time was running?"""
        return self.open and not self.paused and self.due < on

    def count(self, calendar: Calendar) -> None:
        """Work out ``due``, ``provisional`` and ``paused_days`` from what is recorded."""
        spans = [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in self.paused_spans]
        self.paused_days = sum(self._span(a, b, calendar) for a, b in spans)
        if self.unit == Unit.WORKING_DAY:
            due = add(self.since, Period(self.n + self.paused_days, Unit(self.unit)), calendar)
        else:
            end = add(self.since, Period(self.n, Unit(self.unit)), calendar).date
            rest = Period(self.paused_days, Unit.DAY)
            due = add(end, rest, calendar, roll=self.roll)
        self._take(due, calendar)

    def _take(self, due: Due, calendar: Calendar) -> None:
        self.due, self.provisional = due.date, due.provisional
        self.calendar_version = calendar.version


def open_deadline(
    *,
    kind: str,
    subject_kind: str,
    subject_uid: str,
    city: str,
    since: date,
    period: Period,
    clause: str,
    roll: bool = False,
) -> Deadline:
    """Let a period run for a subject. ``Conflict`` when one of that kind is open already."""
    deadline = Deadline(
        kind=kind,
        subject_kind=subject_kind,
        subject_uid=subject_uid,
        city=city,
        since=since,
        n=period.n,
        unit=period.unit.value,
        roll=roll,
        clause=clause,
        paused_days=0,
        paused_spans=[],
    )
    deadline.count(load_calendar())
    return only_one(deadline, "deadline_open_already")


def pause(deadline: Deadline, *, on: date) -> Deadline:
    """Stop the time from the day after ``on`` (say while the household supplements).

    ``Conflict`` when closed or paused; ``Refused`` when ``on`` lies before the last
    event or after the due day: what is late cannot be made timely by pausing.
    """
    if not deadline.open:
        raise Conflict("deadline_closed")
    if deadline.paused:
        raise Conflict("deadline_paused")
    last = max([deadline.since, *(date.fromisoformat(b) for _, b in deadline.paused_spans)])
    if on < last:
        raise Refused("deadline_pause_too_early")
    if on > deadline.due:
        raise Refused("deadline_passed")
    deadline.paused_on = on
    return deadline


def resume(deadline: Deadline, *, on: date) -> Deadline:
    """Let the time run on; ``due`` moves by exactly what stood still.

    ``Conflict`` when it is not paused, ``Refused`` for a day before the pause.
    """
    if not deadline.open:
        raise Conflict("deadline_closed")
    if deadline.paused_on is None:
        raise Conflict("deadline_not_paused")
    if on < deadline.paused_on:
        raise Refused("deadline_resume_too_early")
    span = [deadline.paused_on.isoformat(), on.isoformat()]
    deadline.paused_spans = [*deadline.paused_spans, span]
    deadline.paused_on = None
    deadline.count(load_calendar())
    return deadline


def close(deadline: Deadline, *, on: date, why: str) -> Deadline:
    """The thing was done, or is no longer needed. ``Conflict`` when closed already."""
    if not deadline.open:
        raise Conflict("deadline_closed")
    deadline.closed_on, deadline.closed_why = on, why
    return deadline


_RUNNING = select(Deadline).where(
    Deadline.subject_uid == bindparam("subject"),
    Deadline.kind.in_(bindparam("kinds", expanding=True)),
    Deadline.closed_on.is_(None),
)
_DUE = (
    select(Deadline)
    .where(
        Deadline.closed_on.is_(None),
        Deadline.paused_on.is_(None),
        Deadline.due <= bindparam("on"),
    )
    .order_by(Deadline.due, Deadline.uid)
)
_DUE_OF_KIND = _DUE.where(Deadline.kind == bindparam("kind"))
_DUE_SUBJECTS = _DUE_OF_KIND.with_only_columns(Deadline.subject_uid)


def running(kind: str, subject_uid: str) -> Deadline | None:
    """The open one of that kind and subject (it may be paused)."""
    return next(iter(all_running(subject_uid, kind)), None)


def all_running(subject_uid: str, *kinds: str) -> Sequence[Deadline]:
    """The open ones of those kinds, at most one of each."""
    return db.session.scalars(_RUNNING, {"subject": subject_uid, "kinds": kinds}).all()


def due_by(on: date, *, kind: str | None = None) -> Sequence[Deadline]:
    """Those that end on or before ``on``, earliest first; paused ones do not end."""
    if kind is None:
        return db.session.scalars(_DUE, {"on": on}).all()
    return db.session.scalars(_DUE_OF_KIND, {"on": on, "kind": kind}).all()


def overdue(on: date, *, kind: str | None = None) -> Sequence[Deadline]:
    """Those whose due day has passed by ``on``, longest first."""
    return due_by(on - timedelta(days=1), kind=kind)


def overdue_subjects(on: date, *, kind: str) -> list[str]:
    """Whose due day of that kind has passed by ``on``, longest first."""
    given = {"on": on - timedelta(days=1), "kind": kind}
    return list(db.session.scalars(_DUE_SUBJECTS, given))


def next_due(after: date) -> Deadline | None:
    """The first to end after ``after``."""
    return db.session.scalar(
        select(Deadline)
        .where(Deadline.closed_on.is_(None), Deadline.paused_on.is_(None), Deadline.due > after)
        .order_by(Deadline.due, Deadline.uid)
        .limit(1)
    )


def recompute_provisional() -> int:
    """Count provisional open ones again by today's calendar; how many due days moved."""
    calendar = load_calendar()
    moved = 0
    for deadline in db.session.scalars(
        select(Deadline).where(Deadline.provisional.is_(True), Deadline.closed_on.is_(None))
    ):
        before = deadline.due
        deadline.count(calendar)
        moved += deadline.due != before
    return moved
