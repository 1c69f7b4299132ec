"""Persons, their documents, and the households they form; compositions are dated."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.crypto import sealed
from portal.kernel.database import Row, Versioned, case_fk, case_key, table_args

DOCUMENT_FIELD = "person.document"
DOCUMENT_INDEX = "person.document"

_VALID = text("until IS NULL")
_COMPULSORY = text("until IS NULL AND relation IN ('applicant', 'spouse', 'child')")


class Person(Versioned, Row):
    """A human being, once: who they are, never what they asked for."""

    __tablename__ = "person"
    __table_args__ = table_args(Index("ix_person_name_match", "name_match"), retention="record")

    name: Mapped[str] = mapped_column(String(100))
    name_match: Mapped[str] = mapped_column(String(400))
    sex: Mapped[str] = mapped_column(String(1))
    birth: Mapped[date]
    dead_on: Mapped[date | None]
    city: Mapped[str | None] = mapped_column(String(12), ForeignKey("region.code"))


class PersonDocument(Row):
    """A number that names a person, sealed; found again by its blind index.

    ``until`` is the first day it no longer holds. While the index is rotated
    ``blind_next`` holds the coming one beside it.
    """

    __tablename__ = "person_document"
    __table_args__ = table_args(
        Index(
            "uq_person_document_valid",
            "kind",
            "blind",
            unique=True,
            sqlite_where=_VALID,
            postgresql_where=_VALID,
        ),
        Index(
            "uq_person_document_next",
            "kind",
            "blind_next",
            unique=True,
            sqlite_where=_VALID,
            postgresql_where=_VALID,
        ),
        Index("ix_person_document_person", "person_uid"),
        retention="record",
    )

    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    kind: Mapped[str] = mapped_column(String(20))
    number_sealed: Mapped[str] = mapped_column(Text)
    number = sealed(DOCUMENT_FIELD)
    blind: Mapped[str] = mapped_column(String(64))
    blind_next: Mapped[str | None] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(8))
    since: Mapped[date]
    until: Mapped[date | None]


class Household(Versioned, Row):
    """People who ask together; it outlives every application.

    ``place`` is the street or county whose staff care for it. ``changes`` counts its
    compositions, so that two changes at once are noticed.
    """

    __tablename__ = "household"
    __table_args__ = table_args(
        case_key(), Index("ix_household_city", "city", "uid"), retention="record"
    )

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    place: Mapped[str | None] = mapped_column(String(12), ForeignKey("region.code"))
    formed_on: Mapped[date]
    closed_on: Mapped[date | None]
    changes: Mapped[int] = mapped_column(default=0)


class Membership(Row):
    """One person in one household from ``since`` until the day before ``until``.

    Never edited: ``until`` is written once, anything else is a new row.
    """

    __tablename__ = "membership"
    __table_args__ = table_args(
        case_fk("household_uid", "household"),
        CheckConstraint("until IS NULL OR until >= since", name="span"),
        Index(
            "uq_membership_compulsory",
            "person_uid",
            unique=True,
            sqlite_where=_COMPULSORY,
            postgresql_where=_COMPULSORY,
        ),
        Index(
            "uq_membership_open",
            "household_uid",
            "person_uid",
            unique=True,
            sqlite_where=_VALID,
            postgresql_where=_VALID,
        ),
        Index("ix_membership_household", "household_uid", "since"),
        Index("ix_membership_person", "person_uid"),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12))
    household_uid: Mapped[str] = mapped_column(String(22))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    relation: Mapped[str] = mapped_column(String(12))
    role: Mapped[str] = mapped_column(String(16))
    since: Mapped[date]
    until: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(20))
