"""Plans with their homes, the households of a round, and the offers made to them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Codes, Row, Versioned, case_fk, case_key, table_args

_OPEN = text("state = 'open'")


class Plan(Versioned, Row):
    """One round of allocation: which homes, for which queue, when, by which method."""

    __tablename__ = "allocation_plan"
    __table_args__ = table_args(
        case_key(),
        case_fk("queue_uid", "waitlist_queue"),
        UniqueConstraint("city", "year", "number"),
        Index("ix_allocation_plan_city_state", "city", "state"),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    year: Mapped[int]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    title_en: Mapped[str] = mapped_column(String(100))
    method: Mapped[str] = mapped_column(String(20))
    queue_uid: Mapped[str] = mapped_column(String(22))
    klass: Mapped[str] = mapped_column(String(4))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    drafted_by: Mapped[str] = mapped_column(String(22))
    published_by: Mapped[str | None] = mapped_column(String(22))
    published_on: Mapped[date | None]
    checked_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    void_reason: Mapped[str | None] = mapped_column(String(20))
    void_asked_by: Mapped[str | None] = mapped_column(String(22))
    roster_hash: Mapped[str | None] = mapped_column(String(64))
    policy: Mapped[str] = mapped_column(String(64))


class PlanUnit(Row):
    """A home in a plan. ``rent_price`` is fen per m² and month on the day of drafting."""

    __tablename__ = "allocation_plan_unit"
    __table_args__ = table_args(
        case_fk("plan_uid", "allocation_plan"),
        UniqueConstraint("plan_uid", "unit_uid"),
        Index("ix_allocation_plan_unit_unit", "unit_uid"),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12))
    plan_uid: Mapped[str] = mapped_column(String(22))
    unit_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"))
    layout: Mapped[str] = mapped_column(String(12))
    place_in_plan: Mapped[int]
    rent_price: Mapped[int]


class Candidate(Versioned, Row):
    """A household that registered for a round. ``seq`` is its place once the list is frozen."""

    __tablename__ = "allocation_candidate"
    __table_args__ = table_args(
        case_key(),
        case_fk("plan_uid", "allocation_plan"),
        UniqueConstraint("plan_uid", "entry_uid"),
        Index("ix_allocation_candidate_household", "household_uid"),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    plan_uid: Mapped[str] = mapped_column(String(22))
    entry_uid: Mapped[str] = mapped_column(ForeignKey("waitlist_entry.uid"))
    household_uid: Mapped[str] = mapped_column(ForeignKey("household.uid"))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    application_uid: Mapped[str] = mapped_column(ForeignKey("application.uid"))
    number: Mapped[str] = mapped_column(String(20))
    size: Mapped[int]
    layout: Mapped[str] = mapped_column(String(12))
    registered_on: Mapped[date]
    seq: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(20), default="")
    proposal: Mapped[str] = mapped_column(String(20), default="")
    findings: Mapped[tuple[str, ...]] = mapped_column(Codes, default=())
    policy: Mapped[str] = mapped_column(String(64), default="")
    examined_on: Mapped[date | None]


class Offer(Versioned, Row):
    """One home offered to one household, to be answered once."""

    __tablename__ = "allocation_offer"
    __table_args__ = table_args(
        case_key(),
        case_fk("plan_uid", "allocation_plan"),
        case_fk("candidate_uid", "allocation_candidate"),
        Index("ix_allocation_offer_plan", "plan_uid", "unit_uid"),
        Index("ix_allocation_offer_household", "household_uid"),
        Index("ix_allocation_offer_entry", "entry_uid"),
        Index(
            "uq_allocation_offer_open_household",
            "household_uid",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    plan_uid: Mapped[str] = mapped_column(String(22))
    candidate_uid: Mapped[str] = mapped_column(String(22))
    unit_uid: Mapped[str] = mapped_column(ForeignKey("unit.uid"))
    household_uid: Mapped[str] = mapped_column(ForeignKey("household.uid"))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    entry_uid: Mapped[str] = mapped_column(ForeignKey("waitlist_entry.uid"))
    application_uid: Mapped[str] = mapped_column(ForeignKey("application.uid"))
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(20), default="")
    made_on: Mapped[date]
    due: Mapped[date]
    answered_on: Mapped[date | None]
    policy: Mapped[str] = mapped_column(String(64))


class WaiverReview(Versioned, Row):
    """The last waiver of an entry, to be decided by a person: off the list, or excused."""

    __tablename__ = "allocation_waiver"
    __table_args__ = table_args(
        case_key(),
        case_fk("offer_uid", "allocation_offer"),
        UniqueConstraint("offer_uid"),
        Index(
            "uq_allocation_waiver_open", "entry_uid", unique=True, sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_allocation_waiver_place_state", "place", "state"),
        Index("ix_allocation_waiver_city_state", "city", "state"),
        Index("ix_allocation_waiver_household", "household_uid"),
        retention="record",
    )  # fmt: skip

    city: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    state: Mapped[str] = mapped_column(String(12))
    entry_uid: Mapped[str] = mapped_column(ForeignKey("waitlist_entry.uid"))
    offer_uid: Mapped[str] = mapped_column(String(22))
    household_uid: Mapped[str] = mapped_column(ForeignKey("household.uid"))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    counted: Mapped[int]
    clause: Mapped[str] = mapped_column(String(200))
    policy: Mapped[str] = mapped_column(String(64))
    opened_on: Mapped[date]
    statement_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))
    told_on: Mapped[date | None]
    decided_by: Mapped[str | None] = mapped_column(String(22))
    decided_on: Mapped[date | None]
    reasons_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))
