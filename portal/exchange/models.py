"""What was asked of whom: one append-only row per question. No answer, nothing personal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import UID_LENGTH, Row, UTCDateTime, table_args


class RequestLog(Row):
    """One question to one department, for whom and on what basis (domain.md §13.2)."""

    __tablename__ = "request_log"
    __table_args__ = table_args(
        Index("ix_request_log_person_at", "person", "at"),
        retention="exchange",
        append_only=True,
    )

    source: Mapped[str] = mapped_column(String(20))
    person: Mapped[str] = mapped_column(String(UID_LENGTH))
    purpose: Mapped[str] = mapped_column(String(64))
    basis: Mapped[str] = mapped_column(String(200))
    fields: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    outcome: Mapped[str] = mapped_column(String(12))
    milliseconds: Mapped[int]
    request: Mapped[str] = mapped_column(String(64))
