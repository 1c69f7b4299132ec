"""What was asked of whom, and what departments told us unasked.

``RequestLog`` is one append-only row per question: no values, nothing personal.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.crypto import sealed
from portal.kernel.database import (
    UID_LENGTH,
    Model,
    Row,
    UTCDateTime,
    Versioned,
    case_fk,
    case_key,
    table_args,
)


class RequestLog(Row):
    """One question to one department: about whom, why, on what ground, by whom (domain.md §13.2).

    ``person`` is the subject's token, ``detail`` one word on why no answer came.
    """

    __tablename__ = "request_log"
    __table_args__ = table_args(
        Index("ix_request_log_person_at", "person", "at"),
        Index("ix_request_log_case_at", "case_uid", "at"),
        Index("ix_request_log_source_at", "source", "at"),
        retention="exchange",
        append_only=True,
    )

    source: Mapped[str] = mapped_column(String(20))
    person: Mapped[str] = mapped_column(String(UID_LENGTH))
    purpose: Mapped[str] = mapped_column(String(64))
    basis: Mapped[str] = mapped_column(String(200))
    authorisation: Mapped[str] = mapped_column(String(40), default="")
    fields: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    outcome: Mapped[str] = mapped_column(String(12))
    detail: Mapped[str] = mapped_column(String(20), default="")
    valid_until: Mapped[date | None]
    milliseconds: Mapped[int]
    request: Mapped[str] = mapped_column(String(64))
    case_uid: Mapped[str] = mapped_column(String(UID_LENGTH), default="")
    requester: Mapped[str] = mapped_column(String(UID_LENGTH))
    requester_kind: Mapped[str] = mapped_column(String(10))


class Nonce(Model):
    """A request a partner signed, so that it cannot be said twice by whatever process hears it."""

    __tablename__ = "exchange_nonce"
    __table_args__ = table_args(Index("ix_exchange_nonce_until", "until"), retention="operations")

    key_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime] = mapped_column(UTCDateTime)


class NoticeReceipt(Row):
    """That a notice of this id came, and a keyed digest of what it said; nothing personal.

    It stands for every notice, also about somebody we have nothing to do with: the answer to
    the next one of the same id must not betray who is known here.
    """

    __tablename__ = "notice_receipt"
    __table_args__ = table_args(
        UniqueConstraint("source", "notice_id"), retention="exchange", append_only=True
    )

    source: Mapped[str] = mapped_column(String(20))
    notice_id: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    way: Mapped[str] = mapped_column(String(4))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    concerns: Mapped[bool]


class NoticeCursor(Row):
    """How far we have read what a partner has to tell (``uid`` is the partner's name)."""

    __tablename__ = "notice_cursor"
    __table_args__ = table_args(retention="operations")

    after: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class DepartmentNotice(Row):
    """What a department says has happened to a person, for one city that deals with them."""

    __tablename__ = "department_notice"
    __table_args__ = table_args(
        case_key(),
        UniqueConstraint("receipt_uid", "city"),
        Index("ix_department_notice_person", "person_uid"),
        retention="case",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    receipt_uid: Mapped[str] = mapped_column(ForeignKey("notice_receipt.uid"))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    source: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    happened_on: Mapped[date]
    way: Mapped[str] = mapped_column(String(4))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    body_sealed: Mapped[str] = mapped_column(Text)
    body = sealed("exchange.notice")


class NoticeMatter(Versioned, Row):
    """One file of one household that a notice touches, and what was found when we asked.

    ``found`` is what the registers said, held against what was judged; ``led_to`` names the
    re-check or the earlier matter that goes on with it.
    """

    __tablename__ = "notice_matter"
    __table_args__ = table_args(
        case_key(),
        case_fk("notice_uid", "department_notice"),
        UniqueConstraint("notice_uid", "subject_uid"),
        Index("ix_notice_matter_city_state", "city", "state", "at"),
        Index("ix_notice_matter_subject", "subject_uid"),
        retention="case",
    )

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    notice_uid: Mapped[str] = mapped_column(String(22))
    subject: Mapped[str] = mapped_column(String(12))
    subject_uid: Mapped[str] = mapped_column(String(22))
    application_uid: Mapped[str | None] = mapped_column(ForeignKey("application.uid"))
    household_uid: Mapped[str] = mapped_column(ForeignKey("household.uid"))
    state: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    asked_on: Mapped[date | None]
    found_sealed: Mapped[str | None] = mapped_column(Text)
    found = sealed("exchange.matter")
    led_to: Mapped[str | None] = mapped_column(String(22))
    outcome: Mapped[str | None] = mapped_column(String(20))
    settled_on: Mapped[date | None]
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("staff.uid"))
    payload_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))
