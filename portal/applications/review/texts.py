"""What people write: kept sealed beside the rows that never change."""

from __future__ import annotations

from typing import Any

from portal.kernel.act import Act
from portal.kernel.database import db
from portal.kernel.errors import Missing, Refused
from portal.kernel.payloads import keep, read_payload

LONGEST = 2000


def kept(act: Act, kind: str, body: dict[str, Any]) -> str:
    """Keep it; its uid."""
    payload = keep(kind, body, at=act.at)
    # Rows of other tables point at it in the same transaction.
    db.session.flush()
    return payload.uid


def said(text: str, field: str) -> str:
    """The text without outer space. ``Refused``: ``text_missing``, ``text_long``."""
    text = text.strip()
    if not text:
        raise Refused("text_missing", field=field)
    if len(text) > LONGEST:
        raise Refused("text_long", field=field, limit=LONGEST)
    return text


def read(uid: str | None) -> dict[str, Any]:
    """The body, or nothing where there is none (any more)."""
    if not uid:
        return {}
    try:
        return read_payload(uid)
    except Missing:
        return {}
