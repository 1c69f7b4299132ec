"""Messages to people, and the demonstration's phones."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.crypto import sealed
from portal.kernel.database import Row, UTCDateTime, table_args

_TO_POST = text("channel = 'post' AND posted_on IS NULL")


class Message(Row):
    """One thing told to one person through one channel.

    ``params`` is JSON of uids, codes, numbers and days only. A letter has ``number``, ``code`` and
    its ``words`` (JSON), which stay as they were sent; what goes out beside it has the uid of its
    ``letter``. ``language`` and ``words`` are empty in what was written before they were kept.
    """

    __tablename__ = "message"
    __table_args__ = table_args(
        UniqueConstraint("person_uid", "kind", "subject", "on_event", "channel"),
        UniqueConstraint("code"),
        Index("ix_message_person", "person_uid", "created"),
        Index(
            "ix_message_to_post",
            "city",
            "created",
            sqlite_where=_TO_POST,
            postgresql_where=_TO_POST,
        ),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12))
    person_uid: Mapped[str] = mapped_column(String(22))
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(22))
    on_event: Mapped[str] = mapped_column(String(80), default="")
    params: Mapped[str] = mapped_column(Text, default="{}")
    channel: Mapped[str] = mapped_column(String(10))
    letter: Mapped[str | None] = mapped_column(String(22))
    number: Mapped[str | None] = mapped_column(String(30))
    code: Mapped[str | None] = mapped_column(String(12))
    language: Mapped[str | None] = mapped_column(String(12))
    words: Mapped[str | None] = mapped_column(Text)
    on: Mapped[date] = mapped_column("legal_day")
    created: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    posted_on: Mapped[date | None]
    posted_by: Mapped[str | None] = mapped_column(String(22))


class DemoSms(Row):
    """What a demonstration's phone or mailbox received; outside demo mode the table stays empty."""

    __tablename__ = "demo_sms"
    __table_args__ = table_args(UniqueConstraint("key"), retention="operations")

    key: Mapped[str] = mapped_column(String(160))
    phone_sealed: Mapped[str] = mapped_column(Text)
    masked: Mapped[str] = mapped_column(String(20))
    text_sealed: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    phone = sealed("demo_sms.phone")
    text = sealed("demo_sms.text")
