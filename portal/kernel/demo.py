"""Demo time: in demo mode "today" is one row; outside it the row must not exist.

Only legal dates follow it. Sessions, codes, leases of jobs and log times use real time.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.clock import legal_date
from portal.kernel.database import Model, db, table_args, utcnow


class DemoDay(Model):
    """The one row (id 1) that says which day the demo plays."""

    __tablename__ = "demo_day"
    __table_args__ = table_args(retention="operations")

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    today: Mapped[date]


_TODAY = select(DemoDay.today)


def legal_today() -> date:
    """The legal date in force: the demo's day if there is one, else Shanghai's date."""
    day = db.session.scalar(_TODAY)
    return day or legal_date(utcnow())


def demo_runs() -> bool:
    """Does a demo day exist in this database?"""
    return db.session.scalar(select(DemoDay.id)) is not None


def set_demo_day(day: date) -> None:
    """Put the demo on that day (never back)."""
    row = db.session.get(DemoDay, 1)
    if row is None:
        db.session.add(DemoDay(id=1, today=day))
    elif day < row.today:
        raise ValueError("demo time does not run backwards")
    else:
        row.today = day


class DemoRole(Model):
    """Somebody a visitor of the demo may become with one click.

    ``kind``: resident, staff, or colleague (a second person, for what takes two).
    """

    __tablename__ = "demo_role"
    __table_args__ = table_args(retention="operations")

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    uid: Mapped[str] = mapped_column(String(22))
    duty_uid: Mapped[str] = mapped_column(String(22), default="")
    position: Mapped[str] = mapped_column(String(60), default="")
    place: Mapped[int]


def add_demo_role(
    code: str, *, kind: str, uid: str, duty_uid: str = "", position: str = ""
) -> DemoRole:
    """Put somebody behind the demo door; the same code again names the same one anew."""
    row = db.session.get(DemoRole, code)
    if row is None:
        count = db.session.scalar(select(func.count()).select_from(DemoRole)) or 0
        row = DemoRole(code=code, place=count + 1)
        db.session.add(row)
    row.kind, row.uid, row.duty_uid, row.position = kind, uid, duty_uid, position
    db.session.flush()
    return row


def demo_roles(kind: str | None = None) -> tuple[DemoRole, ...]:
    """Who stands behind the demo door, in the order they were put there."""
    query = select(DemoRole).order_by(DemoRole.place)
    if kind is not None:
        query = query.where(DemoRole.kind == kind)
    return tuple(db.session.scalars(query))
