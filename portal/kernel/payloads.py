"""Free text and evidence that may have to be erased, apart from rows that never change.

An append-only row holds a payload's uid and its *commitment*: SHA-256 of a random salt
and the canonical body. While the payload stands, anyone allowed to read it can check the
commitment; once body and salt are erased, nothing can be learnt from it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.canonical import canonical
from portal.kernel.crypto import sealed
from portal.kernel.database import Row, UTCDateTime, db, load, new_uid, table_args
from portal.kernel.errors import Missing

_SALT_BYTES = 32


def commitment(salt: str, body: Mapping[str, Any]) -> str:
    """Hex SHA-256 of the salt (hex) and the canonical body."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical(body)).hexdigest()


class Payload(Row):
    """A body of its own life: kept sealed, erased without touching what points here."""

    __tablename__ = "payload"
    __table_args__ = table_args(retention="evidence")

    kind: Mapped[str] = mapped_column(String(64))
    body_sealed: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str | None] = mapped_column(String(2 * _SALT_BYTES))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    body_text = sealed("payload.body", column="body_sealed")

    @property
    def body(self) -> dict[str, Any]:
        """What was kept, in canonical form; ``Missing`` once erased."""
        if self.body_text is None:
            raise Missing("payload")
        body: dict[str, Any] = json.loads(self.body_text)
        return body

    @property
    def commitment(self) -> str:
        """What the append-only row holds; ``Missing`` once erased."""
        if self.salt is None:
            raise Missing("payload")
        return commitment(self.salt, self.body)


def keep(kind: str, body: Mapping[str, Any], *, at: datetime) -> Payload:
    """Keep a body of ``kind`` sealed. ``TypeError`` for what has no canonical form."""
    payload = Payload(uid=new_uid(), kind=kind, salt=token_hex(_SALT_BYTES), created_at=at)
    payload.body_text = canonical(body).decode()
    db.session.add(payload)
    return payload


def read_payload(uid: str) -> dict[str, Any]:
    """The body of that uid; ``Missing`` when there is none, or none any more."""
    return load(Payload, uid).body


def text_of(uid: str | None) -> str:
    """The ``text`` of a payload; empty when there is none (any more)."""
    try:
        return str(read_payload(uid).get("text", "")) if uid else ""
    except Missing:
        return ""


def erase(uid: str, *, at: datetime) -> Payload:
    """Erase body and salt for good; the row says when. Erasing again changes nothing."""
    payload = load(Payload, uid)
    if payload.erased_at is None:
        payload.body_text = None
        payload.salt = None
        payload.erased_at = at
    return payload
