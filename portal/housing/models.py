"""Estates and their units, with what the asset card asks for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Row, Versioned, case_fk, case_key, table_args


class Estate(Versioned, Row):
    """A housing estate: one project of one owner. ``place`` is its county."""

    __tablename__ = "estate"
    __table_args__ = table_args(
        case_key(), UniqueConstraint("city", "project_code"), retention="record"
    )

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    project_code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(200))
    owner_kind: Mapped[str] = mapped_column(String(12))
    owner: Mapped[str] = mapped_column(String(100), default="")
    operator: Mapped[str] = mapped_column(String(100), default="")
    completed_on: Mapped[date | None]


class Unit(Versioned, Row):
    """One home. ``area`` in hundredths of m² of floor area; ``holder`` is the uid of the
    offer or lease it is kept for."""

    __tablename__ = "unit"
    __table_args__ = table_args(
        case_key(),
        case_fk("estate_uid", "estate"),
        UniqueConstraint("estate_uid", "building", "room"),
        UniqueConstraint("real_estate_number"),
        Index("ix_unit_city_state", "city", "state", "uid"),
        Index("ix_unit_estate_order", "estate_uid", "building", "floor", "room"),
        CheckConstraint("area > 0", name="area"),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    estate_uid: Mapped[str] = mapped_column(String(22))
    building: Mapped[str] = mapped_column(String(20))
    floor: Mapped[int]
    floor_position: Mapped[str] = mapped_column(String(8))
    room: Mapped[str] = mapped_column(String(20))
    layout: Mapped[str] = mapped_column(String(12))
    area: Mapped[int]
    accessible: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(20))
    state_since: Mapped[date]
    holder: Mapped[str | None] = mapped_column(String(22))
    real_estate_number: Mapped[str | None] = mapped_column(String(28))
    registration_no: Mapped[str | None] = mapped_column(String(60))
    registered_on: Mapped[date | None]
