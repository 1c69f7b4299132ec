"""Leases, who lives under them, monthly bills and what was paid."""

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
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.households import NamedInContract
from portal.kernel.database import (
    Row,
    UTCDateTime,
    Versioned,
    case_fk,
    case_key,
    table_args,
)

_OPEN = text("state IN ('drafted', 'signed', 'occupied')")


class Lease(Versioned, Row):
    """One home for one household; rent and its working are as agreed, never recomputed.

    ``place`` is the home's: whoever works for that county or street works on the lease.
    """

    __tablename__ = "lease"
    __table_args__ = table_args(
        case_key(),
        UniqueConstraint("number"),
        UniqueConstraint("offer_uid"),
        CheckConstraint("rent_fen > 0", name="rent"),
        CheckConstraint("deposit_fen >= 0", name="deposit"),
        CheckConstraint("state IN ('drafted','signed','occupied','ended','void')", name="state"),
        Index("uq_lease_unit", "unit_uid", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(
            "uq_lease_household",
            "household_uid",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_lease_city_state", "city", "state"),
        Index("ix_lease_place_state", "place", "state"),
        Index("ix_lease_person", "person_uid"),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    number: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(20))
    unit_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"))
    household_uid: Mapped[str] = mapped_column(ForeignKey("household.uid"))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    offer_uid: Mapped[str] = mapped_column(String(22))
    entry_uid: Mapped[str] = mapped_column(String(22), default="")
    application_uid: Mapped[str] = mapped_column(String(22), default="")
    owner_kind: Mapped[str] = mapped_column(String(12))
    area: Mapped[int]
    rent_fen: Mapped[int]
    deposit_fen: Mapped[int]
    working: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    clause: Mapped[str] = mapped_column(String(200))
    policy: Mapped[str] = mapped_column(String(64))
    text_version: Mapped[str] = mapped_column(String(40))
    text_hash: Mapped[str] = mapped_column(String(64))
    drafted_on: Mapped[date]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    signed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signed_by: Mapped[str | None] = mapped_column(ForeignKey("person.uid"))
    countersigned_on: Mapped[date | None]
    countersigned_by: Mapped[str | None] = mapped_column(String(22))
    handed_over_on: Mapped[date | None]
    handed_over_by: Mapped[str | None] = mapped_column(String(22))
    keys_handed: Mapped[int | None]
    filed_on: Mapped[date | None]
    filing_number: Mapped[str | None] = mapped_column(String(40))
    hold_over_since: Mapped[date | None]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(String(30))

    members: Mapped[list[LeaseMember]] = relationship(
        order_by="LeaseMember.position", viewonly=True
    )

    @property
    def people(self) -> tuple[str, ...]:
        """Whose home it is, for ``own``: every member named in the lease."""
        return (self.person_uid, *(m.person_uid for m in self.members))


class LeaseMember(NamedInContract, Row):
    """A person named in a lease, as of its drafting."""

    __tablename__ = "lease_member"
    __table_args__ = table_args(
        case_fk("lease_uid", "lease"),
        UniqueConstraint("lease_uid", "person_uid"),
        retention="record",
        append_only=True,
    )

    lease_uid: Mapped[str] = mapped_column(String(22))


class RentBill(Row):
    """What one lease owes for one month; never edited, unique per lease, month and kind.

    ``kind`` is a ``BillKind``; ``working`` is empty where the lease's own working stands for it.
    """

    __tablename__ = "rent_bill"
    __table_args__ = table_args(
        case_key(),
        case_fk("lease_uid", "lease"),
        UniqueConstraint("lease_uid", "month", "kind"),
        CheckConstraint("kind IN ('rent', 'hold_over')", name="kind"),
        CheckConstraint("fen > 0", name="positive"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    lease_uid: Mapped[str] = mapped_column(String(22))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    month: Mapped[str] = mapped_column(String(7))
    kind: Mapped[str] = mapped_column(String(12))
    fen: Mapped[int]
    days: Mapped[int]
    of_days: Mapped[int]
    working: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    policy: Mapped[str] = mapped_column(String(64))
    due_on: Mapped[date]
    billed_on: Mapped[date]
    transfer_uid: Mapped[str] = mapped_column(ForeignKey("ledger_transfer.uid"))


class RentCancelled(Row):
    """A bill that should not have been made: its amount was taken off again, once."""

    __tablename__ = "rent_cancelled"
    __table_args__ = table_args(
        case_fk("bill_uid", "rent_bill"),
        UniqueConstraint("bill_uid"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    bill_uid: Mapped[str] = mapped_column(String(22))
    reason: Mapped[str] = mapped_column(String(30))
    by_uid: Mapped[str] = mapped_column(String(22))
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    transfer_uid: Mapped[str] = mapped_column(ForeignKey("ledger_transfer.uid"))


class RentPayment(Row):
    """What a tenant paid on a bill, with the receipt's number; never edited."""

    __tablename__ = "rent_payment"
    __table_args__ = table_args(
        case_fk("bill_uid", "rent_bill"),
        UniqueConstraint("receipt"),
        CheckConstraint("fen > 0", name="positive"),
        Index("ix_rent_payment_bill", "bill_uid"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    bill_uid: Mapped[str] = mapped_column(String(22))
    fen: Mapped[int]
    method: Mapped[str] = mapped_column(String(12))
    receipt: Mapped[str] = mapped_column(String(30))
    taken_by: Mapped[str] = mapped_column(String(22))
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    transfer_uid: Mapped[str] = mapped_column(ForeignKey("ledger_transfer.uid"))
