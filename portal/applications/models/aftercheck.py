"""After-checks: the month's draw, frozen, and one row per promise that is looked at again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Row, UTCDateTime, Versioned, case_fk, table_args


class CheckDraw(Row):
    """What a month's sample was drawn from: roster of (application number, risk), shares, seed."""

    __tablename__ = "check_draw"
    __table_args__ = table_args(
        UniqueConstraint("city", "month"), retention="record", append_only=True
    )

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    month: Mapped[str] = mapped_column(String(7))
    policy: Mapped[str] = mapped_column(String(64))
    shares: Mapped[dict[str, list[int]]] = mapped_column(JSON)
    roster: Mapped[list[list[str]]] = mapped_column(JSON)
    roster_root: Mapped[str] = mapped_column(String(64))
    seed: Mapped[str] = mapped_column(String(64))
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class AfterCheck(Versioned, Row):
    """One promise drawn to be looked at again, by somebody who did not approve it."""

    __tablename__ = "after_check"
    __table_args__ = table_args(
        case_fk("application_uid", "application"),
        UniqueConstraint("draw_uid", "application_uid"),
        Index("ix_after_check_state", "city", "state"),
        retention="case",
    )

    city: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(12))
    application_uid: Mapped[str] = mapped_column(String(22))
    draw_uid: Mapped[str] = mapped_column(ForeignKey("check_draw.uid"))
    risk: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    approved_by: Mapped[str] = mapped_column(ForeignKey("staff.uid"))
    deadline_uid: Mapped[str] = mapped_column(ForeignKey("deadline.uid"))
    compared_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))
    settled_on: Mapped[date | None]
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("staff.uid"))
    text_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))
