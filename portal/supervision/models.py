"""Targets as they were printed; monthly reports with every version that was handed in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import (
    Row,
    UTCDateTime,
    Versioned,
    case_fk,
    case_key,
    table_args,
)


class Target(Row):
    """One printed cell: what a unit has to reach in a year. Empty cells have no row.

    ``counts_in_total``: this cell is part of the printed total of its column. ``city`` is the
    region code of a city's row, empty for other units and for the total.
    """

    __tablename__ = "target"
    __table_args__ = table_args(
        UniqueConstraint("year", "metric", "unit_name"),
        CheckConstraint("value >= 0", name="value"),
        retention="policy",
        append_only=True,
    )

    year: Mapped[int]
    metric: Mapped[str] = mapped_column(String(30))
    unit: Mapped[str] = mapped_column(String(10))
    unit_name: Mapped[str] = mapped_column(String(60))
    city: Mapped[str | None] = mapped_column(String(12), ForeignKey("region.code"))
    value: Mapped[int]
    counts_in_total: Mapped[bool]
    source: Mapped[str] = mapped_column(String(200))


class MonthlyReport(Versioned, Row):
    """A city's figures for a month (``period`` as 2026-03), from draft to acceptance.

    ``figures``: one entry per metric with ``computed`` (from facts, with its ``origin``),
    ``manual`` and ``note``. ``turn`` counts how often it was handed in.
    """

    __tablename__ = "monthly_report"
    __table_args__ = table_args(
        case_key(),
        UniqueConstraint("city", "period"),
        CheckConstraint("state IN ('drafted','submitted','returned','accepted')", name="state"),
        CheckConstraint("decided_by IS NULL OR decided_by <> submitted_by", name="two_people"),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    period: Mapped[str] = mapped_column(String(7))
    state: Mapped[str] = mapped_column(String(12))
    turn: Mapped[int] = mapped_column(default=0)
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    due_on: Mapped[date]
    prepared_by: Mapped[str] = mapped_column(String(22))
    prepared_on: Mapped[date]
    submitted_by: Mapped[str | None] = mapped_column(String(22))
    submitted_on: Mapped[date | None]
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(22))
    decided_on: Mapped[date | None]
    return_reason: Mapped[str] = mapped_column(String(300), default="")
    policy: Mapped[str] = mapped_column(String(64))

    def late(self, on: date) -> bool:
        """Handed in after the due day, or not yet and the due day has passed."""
        return (self.submitted_on or on) > self.due_on


class ReportVersion(Row):
    """The figures as they were handed in, once for each time; never changed."""

    __tablename__ = "monthly_report_version"
    __table_args__ = table_args(
        case_fk("report_uid", "monthly_report"),
        UniqueConstraint("report_uid", "turn"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    report_uid: Mapped[str] = mapped_column(String(22))
    turn: Mapped[int]
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    by_uid: Mapped[str] = mapped_column(String(22))
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
