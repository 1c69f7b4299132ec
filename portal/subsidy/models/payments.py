"""What is paid: a month's run, its payments, what was held, what the bank said."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import (
    Row,
    UTCDateTime,
    Versioned,
    case_fk,
    case_key,
    table_args,
)

_OPEN_RUN = text("state IN ('computed', 'approved', 'sent')")
_LIVE_PAYMENT = text("state IN ('listed', 'sent', 'paid')")


class Run(Versioned, Row):
    """All payments of a city for a month, made by one person and approved by another.

    ``turn`` counts the runs of a month: later ones pay what was held or came back.
    """

    __tablename__ = "subsidy_run"
    __table_args__ = table_args(
        case_key(),
        UniqueConstraint("city", "month", "turn"),
        UniqueConstraint("batch"),
        CheckConstraint("approved_by IS NULL OR approved_by <> computed_by", name="two_people"),
        CheckConstraint("count >= 0 AND total_fen >= 0", name="sums"),
        Index(
            "uq_subsidy_run_open", "city", "month", unique=True, sqlite_where=_OPEN_RUN,
            postgresql_where=_OPEN_RUN,
        ),
        retention="record",
    )  # fmt: skip

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    month: Mapped[str] = mapped_column(String(7))
    turn: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    batch: Mapped[str] = mapped_column(String(40))
    template: Mapped[str] = mapped_column(String(20))
    count: Mapped[int]
    total_fen: Mapped[int]
    held: Mapped[int]
    list_hash: Mapped[str] = mapped_column(String(64))
    pay_by: Mapped[date]
    policy: Mapped[str] = mapped_column(String(64))
    computed_by: Mapped[str] = mapped_column(String(22))
    computed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    computed_on: Mapped[date]
    approved_by: Mapped[str | None] = mapped_column(String(22))
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_on: Mapped[date | None]
    file_uid: Mapped[str | None] = mapped_column(ForeignKey("blob.uid"))
    file_hash: Mapped[str | None] = mapped_column(String(64))
    sent_on: Mapped[date | None]
    returned_on: Mapped[date | None]


class Payment(Versioned, Row):
    """One household's money for one month; unique among those that live."""

    __tablename__ = "subsidy_payment"
    __table_args__ = table_args(
        case_key(),
        case_fk("run_uid", "subsidy_run"),
        case_fk("agreement_uid", "agreement"),
        UniqueConstraint("run_uid", "seq"),
        CheckConstraint("fen > 0", name="positive"),
        Index(
            "uq_subsidy_payment_live", "agreement_uid", "month", "kind", unique=True,
            sqlite_where=_LIVE_PAYMENT, postgresql_where=_LIVE_PAYMENT,
        ),
        Index("ix_subsidy_payment_agreement", "agreement_uid", "month"),
        Index("ix_subsidy_payment_city_month", "city", "month", "state"),
        retention="record",
    )  # fmt: skip

    city: Mapped[str] = mapped_column(String(12))
    run_uid: Mapped[str] = mapped_column(String(22))
    seq: Mapped[int]
    agreement_uid: Mapped[str] = mapped_column(String(22))
    household_uid: Mapped[str] = mapped_column(ForeignKey("household.uid"))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    payee_uid: Mapped[str] = mapped_column(ForeignKey("payee.uid"))
    month: Mapped[str] = mapped_column(String(7))
    kind: Mapped[str] = mapped_column(String(20))
    klass: Mapped[str] = mapped_column(String(12))
    persons: Mapped[int]
    fen: Mapped[int]
    working: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    policy: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    paid_on: Mapped[date | None]
    return_code: Mapped[str | None] = mapped_column(String(40))


class Hold(Row):
    """A household left out of a run, with the reason and what it would have got."""

    __tablename__ = "subsidy_hold"
    __table_args__ = table_args(
        case_fk("run_uid", "subsidy_run"),
        UniqueConstraint("run_uid", "agreement_uid"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    run_uid: Mapped[str] = mapped_column(String(22))
    agreement_uid: Mapped[str] = mapped_column(ForeignKey("agreement.uid"))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    reason: Mapped[str] = mapped_column(String(24))
    fen: Mapped[int]


class ReturnFile(Row):
    """A bank's return file, kept sealed; the same bytes again are the same file."""

    __tablename__ = "subsidy_return"
    __table_args__ = table_args(
        case_key(),
        case_fk("run_uid", "subsidy_run"),
        UniqueConstraint("run_uid", "digest"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    run_uid: Mapped[str] = mapped_column(String(22))
    digest: Mapped[str] = mapped_column(String(64))
    blob_uid: Mapped[str] = mapped_column(ForeignKey("blob.uid"))
    lines: Mapped[int]
    matched: Mapped[int]
    read_on: Mapped[date]
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class ReturnOddity(Row):
    """A line of a return file that fits no payment: set apart until a person has looked."""

    __tablename__ = "subsidy_return_oddity"
    __table_args__ = table_args(
        case_fk("file_uid", "subsidy_return"),
        UniqueConstraint("file_uid", "line"),
        Index("ix_subsidy_return_oddity_run", "run_uid"),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12))
    run_uid: Mapped[str] = mapped_column(String(22))
    file_uid: Mapped[str] = mapped_column(String(22))
    line: Mapped[int]
    seq: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(20))
    settled_on: Mapped[date | None]
    settled_by: Mapped[str | None] = mapped_column(String(22))
    finding: Mapped[str | None] = mapped_column(String(30))
