"""Queues, entries with their keys, counted fences, moves, and lists as they were published."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import (
    Codes,
    Model,
    Row,
    UTCDateTime,
    Versioned,
    case_fk,
    case_key,
    table_args,
)

SERIAL = BigInteger().with_variant(Integer, "sqlite")


class Queue(Row):
    """One line of a city: programme × class. ``comparator`` is the order its keys were made by."""

    __tablename__ = "waitlist_queue"
    __table_args__ = table_args(
        case_key(), UniqueConstraint("city", "programme", "klass"), retention="record"
    )

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    programme: Mapped[str] = mapped_column(String(10))
    klass: Mapped[str] = mapped_column(String(4))
    comparator: Mapped[str] = mapped_column(String(200))
    comparator_version: Mapped[int]
    opened_on: Mapped[date]


class Entry(Versioned, Row):
    """A household in a queue. ``ord`` is its key while it stands in line, else none."""

    __tablename__ = "waitlist_entry"
    __table_args__ = table_args(
        case_key(),
        case_fk("queue_uid", "waitlist_queue"),
        Index("uq_waitlist_entry_ord", "queue_uid", "ord", unique=True),
        Index("ix_waitlist_entry_household", "household_uid"),
        Index("ix_waitlist_entry_person", "person_uid"),
        Index("ix_waitlist_entry_queue_state", "queue_uid", "state", "number"),
        UniqueConstraint("number"),
        UniqueConstraint("application_uid"),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    queue_uid: Mapped[str] = mapped_column(String(22))
    household_uid: Mapped[str] = mapped_column(ForeignKey("household.uid"))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    application_uid: Mapped[str] = mapped_column(ForeignKey("application.uid"))
    number: Mapped[str] = mapped_column(String(20))
    number_year: Mapped[int]
    number_n: Mapped[int]
    klass: Mapped[str] = mapped_column(String(4))
    size: Mapped[int]
    groups: Mapped[tuple[str, ...]] = mapped_column(Codes, default=())
    priority: Mapped[bool]
    approved_on: Mapped[date]
    registered_on: Mapped[date]
    submitted_on: Mapped[date]
    confirmed_on: Mapped[date]
    qualified_until: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(30), default="")
    ord: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    policy: Mapped[str] = mapped_column(String(64))


class Fence(Model):
    """How many stand in line from key ``k`` up to the next fence; they make a rank cheap."""

    __tablename__ = "waitlist_fence"
    __table_args__ = table_args(CheckConstraint("n >= 0", name="n"), retention="operations")

    queue_uid: Mapped[str] = mapped_column(ForeignKey("waitlist_queue.uid"), primary_key=True)
    k: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    n: Mapped[int]


class QueueMove(Model):
    """One placement, change of key or exit; ``from_ord`` or ``to_ord`` none means outside."""

    __tablename__ = "queue_move"
    __table_args__ = table_args(
        case_fk("queue_uid", "waitlist_queue"),
        case_fk("entry_uid", "waitlist_entry"),
        Index("ix_queue_move_queue", "queue_uid", "id"),
        Index("ix_queue_move_entry", "entry_uid", "id"),
        retention="record",
        append_only=True,
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    city: Mapped[str] = mapped_column(String(12))
    queue_uid: Mapped[str] = mapped_column(String(22))
    entry_uid: Mapped[str] = mapped_column(String(22))
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    from_ord: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    to_ord: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    reason: Mapped[str] = mapped_column(String(30))
    step: Mapped[int | None]


class PublicList(Row):
    """A queue as it was published: never changed, followed by the next version."""

    __tablename__ = "waitlist_public"
    __table_args__ = table_args(
        case_key(),
        case_fk("queue_uid", "waitlist_queue"),
        UniqueConstraint("queue_uid", "number"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    queue_uid: Mapped[str] = mapped_column(String(22))
    number: Mapped[int]
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    households: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    by_uid: Mapped[str] = mapped_column(String(22))


class PublicLine(Model):
    """One line of a published list: nothing but queue number, masked name, size, class, rank."""

    __tablename__ = "waitlist_public_line"
    __table_args__ = table_args(
        Index("ix_waitlist_public_line_number", "list_uid", "queue_number"),
        retention="record",
        append_only=True,
    )

    list_uid: Mapped[str] = mapped_column(ForeignKey("waitlist_public.uid"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    queue_number: Mapped[str] = mapped_column(String(20))
    masked_name: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    klass: Mapped[str] = mapped_column(String(4))
