"""What may exist only once: one row per (kind, subject) that is still open.

Only a proven person (I1R, I2) takes a claim; a refusal says "already claimed", never whose.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String, bindparam, select, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.crypto import blind
from portal.kernel.database import Row, db, table_args
from portal.kernel.errors import Conflict
from portal.kernel.rows import only_one


class Claim(Row):
    """``subject`` is a keyed hash; ``holder`` the uid of what holds it."""

    __tablename__ = "claim"
    __table_args__ = table_args(
        Index(
            "uq_claim_open",
            "kind",
            "subject",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        Index("ix_claim_holder", "holder"),
        retention="record",
    )

    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    holder: Mapped[str] = mapped_column(String(22))
    since: Mapped[date]
    until: Mapped[date | None]


_OPEN = select(Claim).where(
    Claim.kind == bindparam("kind"), Claim.subject == bindparam("subject"), Claim.until.is_(None)
)


def _open(kind: str, subject: str) -> Claim | None:
    return db.session.scalar(_OPEN, {"kind": kind, "subject": blind(f"claim.{kind}", subject)})


def take(kind: str, subject: str, *, holder: str, on: date) -> Claim:
    """Take the claim, or raise ``Conflict('already_claimed')``; one's own is simply kept."""
    claim = Claim(kind=kind, subject=blind(f"claim.{kind}", subject), holder=holder, since=on)
    try:
        return only_one(claim, "already_claimed")
    except Conflict:
        mine = _open(kind, subject)
        if mine is None or mine.holder != holder:
            raise
        return mine


def release(kind: str, subject: str, *, holder: str, on: date) -> None:
    """End one's claim; ending what is not held is nothing."""
    claim = _open(kind, subject)
    if claim is not None and claim.holder == holder:
        claim.until = on


def release_all(holder: str, *, on: date, kind: str | None = None) -> None:
    """End every open claim of a holder (of one kind, if given)."""
    query = select(Claim).where(Claim.holder == holder, Claim.until.is_(None))
    if kind:
        query = query.where(Claim.kind == kind)
    for claim in db.session.scalars(query):
        claim.until = on


def holder_of(kind: str, subject: str) -> str | None:
    """The uid of what holds this claim now."""
    claim = _open(kind, subject)
    return claim.holder if claim else None
