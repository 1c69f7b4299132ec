"""Holdings watched, re-checks, what each found, and what a person decided on it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.crypto import sealed
from portal.kernel.database import (
    Row,
    UTCDateTime,
    Versioned,
    case_fk,
    case_key,
    table_args,
)

_OPEN = text("state NOT IN ('confirmed', 'closed')")
_LIVE = text("ended_on IS NULL")


class Watch(Versioned, Row):
    """A lease or agreement that runs, and the day its next re-check opens."""

    __tablename__ = "review_watch"
    __table_args__ = table_args(
        Index("uq_review_watch_live", "holding_uid", unique=True, sqlite_where=_LIVE,
              postgresql_where=_LIVE),
        Index("ix_review_watch_next", "next_on", sqlite_where=_LIVE, postgresql_where=_LIVE),
        Index("ix_review_watch_household", "household_uid"),
        retention="operations",
    )  # fmt: skip

    city: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(10))
    holding_uid: Mapped[str] = mapped_column(String(22))
    household_uid: Mapped[str] = mapped_column(ForeignKey("household.uid"))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    last_on: Mapped[date]
    next_on: Mapped[date]
    ended_on: Mapped[date | None]


class Review(Versioned, Row):
    """One re-check of one household; if it must leave, its way out. One open per holding."""

    __tablename__ = "review"
    __table_args__ = table_args(
        case_key(),
        CheckConstraint("(lease_uid IS NULL) <> (agreement_uid IS NULL)", name="holding"),
        Index("uq_review_open", "holding_uid", unique=True, sqlite_where=_OPEN,
              postgresql_where=_OPEN),
        Index("ix_review_city_state", "city", "state"),
        Index("ix_review_household", "household_uid"),
        retention="record",
    )  # fmt: skip

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    state: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(10))
    trigger: Mapped[str] = mapped_column(String(10))
    holding_uid: Mapped[str] = mapped_column(String(22))
    household_uid: Mapped[str] = mapped_column(ForeignKey("household.uid"))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    lease_uid: Mapped[str | None] = mapped_column(ForeignKey("lease.uid"))
    agreement_uid: Mapped[str | None] = mapped_column(ForeignKey("agreement.uid"))
    named: Mapped[list[str]] = mapped_column(JSON)
    opened_on: Mapped[date]
    proposal: Mapped[str | None] = mapped_column(String(10))
    grounds: Mapped[list[str]] = mapped_column(JSON, default=list)
    drafted_by: Mapped[str | None] = mapped_column(String(22))
    drafted_on: Mapped[date | None]
    notice_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))
    served_by: Mapped[str | None] = mapped_column(String(22))
    served_on: Mapped[date | None]
    move_by: Mapped[date | None]
    decided_on: Mapped[date | None]
    hold_over_on: Mapped[date | None]
    handed_back_on: Mapped[date | None]
    unit_uid: Mapped[str | None] = mapped_column(ForeignKey("unit.uid"))
    keys_back: Mapped[int | None]
    water: Mapped[int | None]
    electricity: Mapped[int | None]
    closed_on: Mapped[date | None]

    @property
    def people(self) -> tuple[str, ...]:
        """The adults of the household when it was opened, for ``own``."""
        return tuple(self.named)


class Examination(Row):
    """What the departments answered and what the rules made of it; it proposes only."""

    __tablename__ = "examination"
    __table_args__ = table_args(
        case_fk("review_uid", "review"),
        Index("ix_examination_review", "review_uid", "at"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    review_uid: Mapped[str] = mapped_column(String(22))
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    facts_sealed: Mapped[str] = mapped_column(Text)
    facts = sealed("exit_review.facts")
    findings_sealed: Mapped[str] = mapped_column(Text)
    findings = sealed("exit_review.findings")
    policy: Mapped[str] = mapped_column(String(64))
    region: Mapped[str] = mapped_column(String(12))
    klass: Mapped[str] = mapped_column(String(4))
    proposal: Mapped[str] = mapped_column(String(10))
    failing: Mapped[list[str]] = mapped_column(JSON)
    met: Mapped[int]
    not_met: Mapped[int]
    unknown: Mapped[int]


class ReviewDecision(Row):
    """What a person signed, and the examination it stood on."""

    __tablename__ = "review_decision"
    __table_args__ = table_args(
        case_fk("review_uid", "review"),
        Index("ix_review_decision_review", "review_uid"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    review_uid: Mapped[str] = mapped_column(String(22))
    examination_uid: Mapped[str | None] = mapped_column(ForeignKey("examination.uid"))
    verb: Mapped[str] = mapped_column(String(16))
    grounds: Mapped[list[str]] = mapped_column(JSON)
    policy: Mapped[str] = mapped_column(String(64))
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_uid: Mapped[str] = mapped_column(String(22))
    payload_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))
