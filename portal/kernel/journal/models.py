"""Four append-only tables; nothing in them is personal but uids."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Model, UTCDateTime, table_args

SERIAL = BigInteger().with_variant(Integer, "sqlite")


class Step(Model):
    """One move of a state machine: who, in which duty, why, under which policy version."""

    __tablename__ = "step"
    __table_args__ = table_args(
        Index("ix_step_subject", "subject", "id"), retention="record", append_only=True
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    machine: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(22))
    city: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(30))
    verb: Mapped[str] = mapped_column(String(40))
    target: Mapped[str] = mapped_column(String(30))
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor: Mapped[str] = mapped_column(String(22))
    role: Mapped[str] = mapped_column(String(30), default="")
    region: Mapped[str] = mapped_column(String(12), default="")
    reason: Mapped[str] = mapped_column(String(60), default="")
    clause: Mapped[str] = mapped_column(String(200), default="")
    policy: Mapped[str] = mapped_column(String(64), default="")
    payload: Mapped[str | None] = mapped_column(String(22))
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    channel: Mapped[str] = mapped_column(String(10))
    request: Mapped[str] = mapped_column(String(32))


class View(Model):
    """Someone looked at a person's data: who, what, for which purpose."""

    __tablename__ = "view"
    __table_args__ = table_args(
        Index("ix_view_subject", "subject", "id"), retention="record", append_only=True
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    viewer_kind: Mapped[str] = mapped_column(String(10))
    viewer: Mapped[str] = mapped_column(String(22))
    role: Mapped[str] = mapped_column(String(30), default="")
    region: Mapped[str] = mapped_column(String(12), default="")
    subject: Mapped[str] = mapped_column(String(22))
    what: Mapped[str] = mapped_column(String(60))
    purpose: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    request: Mapped[str] = mapped_column(String(32))


class Attempt(Model):
    """A refused attempt: wrong person, wrong code, too many tries."""

    __tablename__ = "attempt"
    __table_args__ = table_args(retention="access", append_only=True)

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor: Mapped[str] = mapped_column(String(22))
    code: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(22), default="")
    endpoint: Mapped[str] = mapped_column(String(80), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    request: Mapped[str] = mapped_column(String(32))


class Leaf(Model):
    """A line of the log, waiting to be sealed into the Merkle tree by ``audit``."""

    __tablename__ = "leaf"
    __table_args__ = table_args(
        Index("ix_leaf_object", "object", "id"), retention="record", append_only=True
    )

    id: Mapped[int] = mapped_column(SERIAL, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(80))
    object: Mapped[str] = mapped_column(String(22))
    salt: Mapped[str] = mapped_column(String(32))
    body: Mapped[str] = mapped_column(Text)
    commitment: Mapped[str] = mapped_column(String(64))
