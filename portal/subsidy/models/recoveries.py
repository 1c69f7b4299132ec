"""What was paid too much: which months, why, and how it came back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.database import (
    Row,
    UTCDateTime,
    Versioned,
    case_fk,
    case_key,
    table_args,
)
from portal.subsidy.models.agreements import Agreement


class Recovery(Versioned, Row):
    """Months of one agreement that were paid too much; proposed by one, confirmed by another.

    ``ground`` is a row of ``subsidy.recovery_grounds`` with its ``clause``; ``fen`` the sum of
    its months; ``due_on`` the last day to pay back where it is not set off.
    """

    __tablename__ = "subsidy_recovery"
    __table_args__ = table_args(
        case_key(),
        case_fk("agreement_uid", "agreement"),
        UniqueConstraint("number"),
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two_people"),
        CheckConstraint("fen > 0", name="positive"),
        CheckConstraint("way IN ('set_off', 'pay_back')", name="way"),
        Index("ix_subsidy_recovery_agreement", "agreement_uid", "state"),
        Index("ix_subsidy_recovery_place_state", "place", "state"),
        Index("ix_subsidy_recovery_city_state", "city", "state"),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    number: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(12))
    agreement_uid: Mapped[str] = mapped_column(String(22))
    household_uid: Mapped[str] = mapped_column(ForeignKey("household.uid"))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    ground: Mapped[str] = mapped_column(String(30))
    clause: Mapped[str] = mapped_column(String(200))
    policy: Mapped[str] = mapped_column(String(64))
    reasons_uid: Mapped[str] = mapped_column(ForeignKey("payload.uid"))
    fen: Mapped[int]
    way: Mapped[str] = mapped_column(String(10))
    proposed_by: Mapped[str] = mapped_column(String(22))
    proposed_on: Mapped[date]
    decided_by: Mapped[str | None] = mapped_column(String(22))
    decided_on: Mapped[date | None]
    due_on: Mapped[date | None]
    settled_on: Mapped[date | None]
    revoked_on: Mapped[date | None]

    months: Mapped[list[RecoveryMonth]] = relationship(
        lazy="selectin", order_by="RecoveryMonth.month", viewonly=True
    )
    agreement: Mapped[Agreement] = relationship(lazy="select", viewonly=True)

    @property
    def people(self) -> tuple[str, ...]:
        """Whose it is, for ``own``: everyone the agreement counts."""
        return self.agreement.people


class RecoveryMonth(Row):
    """How much of one payment was too much; never edited."""

    __tablename__ = "subsidy_recovery_month"
    __table_args__ = table_args(
        case_fk("recovery_uid", "subsidy_recovery"),
        case_fk("payment_uid", "subsidy_payment"),
        UniqueConstraint("recovery_uid", "payment_uid"),
        CheckConstraint("fen > 0", name="positive"),
        Index("ix_subsidy_recovery_month_payment", "payment_uid"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    recovery_uid: Mapped[str] = mapped_column(String(22))
    payment_uid: Mapped[str] = mapped_column(String(22))
    month: Mapped[str] = mapped_column(String(7))
    fen: Mapped[int]


class SetOff(Row):
    """What a payment was cut by for a recovery; below 0 what it gave back of a revoked one.

    It counts while the payment is on its way or paid, and is nothing when that comes back.
    """

    __tablename__ = "subsidy_set_off"
    __table_args__ = table_args(
        case_fk("recovery_uid", "subsidy_recovery"),
        case_fk("payment_uid", "subsidy_payment"),
        UniqueConstraint("payment_uid", "recovery_uid"),
        CheckConstraint("fen <> 0", name="something"),
        Index("ix_subsidy_set_off_recovery", "recovery_uid"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    recovery_uid: Mapped[str] = mapped_column(String(22))
    payment_uid: Mapped[str] = mapped_column(String(22))
    fen: Mapped[int]


class Repayment(Row):
    """What a household paid back at the counter, with the receipt's number; never edited."""

    __tablename__ = "subsidy_repayment"
    __table_args__ = table_args(
        case_fk("recovery_uid", "subsidy_recovery"),
        UniqueConstraint("receipt"),
        CheckConstraint("fen > 0", name="positive"),
        Index("ix_subsidy_repayment_recovery", "recovery_uid"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    recovery_uid: Mapped[str] = mapped_column(String(22))
    fen: Mapped[int]
    method: Mapped[str] = mapped_column(String(12))
    receipt: Mapped[str] = mapped_column(String(30))
    taken_by: Mapped[str] = mapped_column(String(22))
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    transfer_uid: Mapped[str] = mapped_column(ForeignKey("ledger_transfer.uid"))
