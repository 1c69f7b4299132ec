"""What was asked of whom: one append-only row per question. No values, nothing personal."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import UID_LENGTH, Row, UTCDateTime, table_args


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
