"""Staff and their duties; residents' phones, codes, receipts and how sure we are of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.crypto import sealed
from portal.kernel.database import Row, UTCDateTime, Versioned, table_args

_RUNNING = text("until IS NULL")


class Staff(Versioned, Row):
    """A member of staff. ``totp_counter`` is the last time step used, so no code works twice."""

    __tablename__ = "staff"
    __table_args__ = table_args(UniqueConstraint("login"), retention="record")

    login: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(String(200))
    totp_sealed: Mapped[str] = mapped_column(Text)
    totp_counter: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[str] = mapped_column(String(22))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    totp_secret = sealed("staff.totp", column="totp_sealed")


class DutyRow(Row):
    """A role in a region held by one member of staff; ``until`` is the first day without it.

    ``administrator`` is true for the three administrator roles: a person holds at most one.
    """

    __tablename__ = "duty"
    __table_args__ = table_args(
        CheckConstraint("until IS NULL OR until >= since", name="span"),
        CheckConstraint("given_by <> staff_uid", name="not_oneself"),
        Index("ix_duty_role_region", "role", "region"),
        Index(
            "uq_duty_running", "staff_uid", "role", "region", unique=True,
            sqlite_where=_RUNNING, postgresql_where=_RUNNING,
        ),
        Index(
            "uq_duty_administrator", "staff_uid", unique=True,
            sqlite_where=text("until IS NULL AND administrator"),
            postgresql_where=text("until IS NULL AND administrator"),
        ),
        retention="record",
    )  # fmt: skip

    staff_uid: Mapped[str] = mapped_column(ForeignKey("staff.uid"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    region: Mapped[str] = mapped_column(String(12))
    administrator: Mapped[bool]
    since: Mapped[date]
    until: Mapped[date | None]
    given_by: Mapped[str] = mapped_column(String(22))
    ended_by: Mapped[str | None] = mapped_column(String(22))

    @property
    def place(self) -> str:
        """Where it lies, for whoever gives and ends duties there."""
        return self.region


class Phone(Row):
    """A number a person is reached at. ``level`` is the highest assurance reached with it.

    ``assured_on`` is the day of the last proof from I1R on. ``own``: given by the proven person,
    or at a window.
    """

    __tablename__ = "phone"
    __table_args__ = table_args(
        Index(
            "uq_phone_open", "person_uid", "number_blind", unique=True,
            sqlite_where=_RUNNING, postgresql_where=_RUNNING,
        ),
        retention="record",
    )  # fmt: skip

    person_uid: Mapped[str] = mapped_column(String(22), index=True)
    number_sealed: Mapped[str] = mapped_column(Text)
    number_blind: Mapped[str] = mapped_column(String(60), index=True)
    level: Mapped[int]
    assured_on: Mapped[date | None]
    own: Mapped[bool] = mapped_column(default=False)
    proven_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    bound_at: Mapped[datetime] = mapped_column(UTCDateTime)
    since: Mapped[date]
    until: Mapped[date | None]

    number = sealed("phone.number")


class MailAddress(Row):
    """An address a person left; used once ``proven_at``, until ``until``."""

    __tablename__ = "mail_address"
    __table_args__ = table_args(
        Index(
            "uq_mail_address_proven", "person_uid", unique=True,
            sqlite_where=text("until IS NULL AND proven_at IS NOT NULL"),
            postgresql_where=text("until IS NULL AND proven_at IS NOT NULL"),
        ),
        Index(
            "uq_mail_address_asked", "person_uid", unique=True,
            sqlite_where=text("until IS NULL AND proven_at IS NULL"),
            postgresql_where=text("until IS NULL AND proven_at IS NULL"),
        ),
        retention="record",
    )  # fmt: skip

    person_uid: Mapped[str] = mapped_column(String(22))
    address_sealed: Mapped[str] = mapped_column(Text)
    address_blind: Mapped[str] = mapped_column(String(60))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    proven_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    since: Mapped[date]
    until: Mapped[date | None]

    address = sealed("mail.address")


class WrittenLanguage(Row):
    """The language a person chose to be written to in; no row means Chinese."""

    __tablename__ = "written_language"
    __table_args__ = table_args(UniqueConstraint("person_uid"), retention="record")

    person_uid: Mapped[str] = mapped_column(String(22))
    language: Mapped[str] = mapped_column(String(12))
    since: Mapped[date]


class OneTimeCode(Row):
    """A code sent to a phone: keyed hash, ends after ten minutes or five tries, works once.

    ``ticket`` is the flow it was asked in: what somebody asks or guesses elsewhere in this
    person's name neither ends nor spends it. ``proven_at``: typed rightly; ``ended_at``: spent,
    tried out or replaced by a newer one.
    """

    __tablename__ = "one_time_code"
    __table_args__ = table_args(
        Index("ix_one_time_code_asked", "ticket", "purpose", "sent_at"),
        Index("ix_one_time_code_person", "person_uid", "proven_at"),
        Index("ix_one_time_code_phone", "phone_blind", "sent_at"),
        retention="access",
    )

    person_uid: Mapped[str] = mapped_column(String(22))
    ticket: Mapped[str] = mapped_column(String(22))
    purpose: Mapped[str] = mapped_column(String(40))
    phone_blind: Mapped[str] = mapped_column(String(60))
    code_hash: Mapped[str] = mapped_column(String(60))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    proven_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SecretMessage(Row):
    """A text with a code, kept sealed until it is sent or has ended; then the text is gone.

    ``phone`` is where it goes; an e-mail address if ``by_mail``.
    """

    __tablename__ = "secret_message"
    __table_args__ = table_args(retention="access")

    phone_sealed: Mapped[str | None] = mapped_column(Text)
    text_sealed: Mapped[str | None] = mapped_column(Text)
    by_mail: Mapped[bool] = mapped_column(default=False, server_default=false())
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    phone = sealed("secret_message.phone")
    text = sealed("secret_message.text")


class Receipt(Row):
    """A receipt code given out once for one application; only its keyed hash is kept."""

    __tablename__ = "receipt"
    __table_args__ = table_args(UniqueConstraint("code_hash"), retention="record")

    person_uid: Mapped[str] = mapped_column(String(22), index=True)
    about: Mapped[str] = mapped_column(String(22), default="")
    code_hash: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[date]
    ended_on: Mapped[date | None]


class Assurance(Row):
    """How sure we became of a person with a phone (or with none), by what, through whom.

    A sighting names the ``document`` seen and the ``place`` (region of the clerk's duty).
    """

    __tablename__ = "assurance"
    __table_args__ = table_args(retention="record", append_only=True)

    person_uid: Mapped[str] = mapped_column(String(22), index=True)
    phone_blind: Mapped[str] = mapped_column(String(60), default="")
    level: Mapped[int]
    how: Mapped[str] = mapped_column(String(20))
    document: Mapped[str] = mapped_column(String(20), default="")
    place: Mapped[str] = mapped_column(String(12), default="")
    by_kind: Mapped[str] = mapped_column(String(10))
    by: Mapped[str] = mapped_column(String(22))
    since: Mapped[date]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
