"""Files: one row each, the content sealed in a folder outside the database.

The address is a keyed hash of the content: equal files share one place, and nobody
without the key can tell from an address which file it is. Files reach the disk before
their row is committed and leave it in ``sweep``, after the forgetting is committed; so a
rolled back transaction loses nothing.
"""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.crypto import keyed_digest, seal_bytes, unseal_bytes
from portal.kernel.database import Row, UTCDateTime, db, load, new_uid, table_args
from portal.kernel.errors import Missing

_FIELD = "blob.content"
SWEEP_AFTER_SECONDS = 3600
"""Younger files without a row may belong to a transaction that is still open."""


class Blob(Row):
    """A file somebody handed in or the system made; ``size`` in bytes."""

    __tablename__ = "blob"
    __table_args__ = table_args(Index("ix_blob_address", "address"), retention="evidence")

    address: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    forgotten_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


def _folder() -> Path:
    return Path(current_app.config["BLOB_FOLDER"])


def _place(address: str) -> Path:
    return _folder() / address[:2] / address


def _write(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = place.with_name(f".{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@dataclass(frozen=True)
class Stowed:
    """A file that lies sealed in its place and has no row yet."""

    address: str
    size: int
    media_type: str


def stow(content: bytes, *, media_type: str) -> Stowed:
    """Seal a file and write it to its place, before ``write()``; ``keep`` makes its row.

    It is always written anew, so that a sweep spares it.
    """
    address = keyed_digest(_FIELD, content)
    _write(_place(address), seal_bytes(_FIELD, address, content))
    return Stowed(address, len(content), media_type)


def keep(stowed: Stowed, *, at: datetime) -> Blob:
    """The row of a file that was stowed."""
    blob = Blob(
        uid=new_uid(), address=stowed.address, size=stowed.size,
        media_type=stowed.media_type, created_at=at,
    )  # fmt: skip
    db.session.add(blob)
    return blob


def put(content: bytes, *, media_type: str, at: datetime) -> Blob:
    """Keep a small file in one go."""
    return keep(stow(content, media_type=media_type), at=at)


def open_blob(uid: str) -> bytes:
    """The content; ``Missing`` when forgotten or unknown, ``Unsealable`` when altered."""
    blob = load(Blob, uid)
    if blob.forgotten_at is not None:
        raise Missing("Blob")
    try:
        data = _place(blob.address).read_bytes()
    except FileNotFoundError as error:
        raise Missing("Blob") from error
    return unseal_bytes(_FIELD, blob.address, data)


def forget(uid: str, *, at: datetime) -> Blob:
    """Never show it again; the next ``sweep`` takes the file, unless an equal one is kept."""
    blob = load(Blob, uid)
    blob.forgotten_at = blob.forgotten_at or at
    return blob


def sweep(*, older_than: float = SWEEP_AFTER_SECONDS) -> int:
    """Delete files no kept row points at, last written over ``older_than`` seconds ago.

    How many were deleted. For the daily clock, after its transaction.
    """
    kept = set(db.session.scalars(select(Blob.address).where(Blob.forgotten_at.is_(None))))
    before = time.time() - older_than
    deleted = 0
    for place in _folder().glob("*/*"):
        if place.name not in kept and place.stat().st_mtime <= before:
            place.unlink(missing_ok=True)
            deleted += 1
    return deleted
