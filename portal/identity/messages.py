"""Secret messages: written with the request, sent by the worker, never kept readable."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Protocol

from flask import current_app

from portal.identity.models import SecretMessage
from portal.kernel.act import Act
from portal.kernel.database import db, new_uid, utcnow
from portal.kernel.outbox import enqueue
from portal.kernel.worker import Handler

SMS = "anju.sms"
"""Name of the gateway among the application's extensions."""
LIFE = timedelta(minutes=10)


class SmsGateway(Protocol):
    """Whoever carries text messages."""

    def send(self, phone: str, text: str, key: str) -> None:
        """Send once per ``key``, however often called; raises when it is not known to be sent."""


def gateway() -> SmsGateway:
    """The gateway the application was wired to."""
    found: SmsGateway = current_app.extensions[SMS]
    return found


def write_secret(act: Act, *, phone: str, text: str) -> str:
    """Keep a secret text for sending; its uid. It is given up ten minutes from now.

    With an empty ``phone`` it looks the same here and goes nowhere.
    """
    row = SecretMessage(uid=new_uid(), ends_at=act.at + LIFE)
    row.phone, row.text = phone, text
    db.session.add(row)
    enqueue(SEND_SECRET.name, {"uid": row.uid}, key=f"secret:{row.uid}", act=act)
    return row.uid


def _send(payload: dict[str, Any], key: str) -> bool:
    row = db.session.get(SecretMessage, payload["uid"])
    if row is None or row.sent_at is not None or utcnow() >= row.ends_at:
        return False
    if not row.phone or not row.text:
        return False
    gateway().send(row.phone, row.text, key)
    return True


def _sent(payload: dict[str, Any], act: Act, sent: bool) -> None:
    row = db.session.get(SecretMessage, payload["uid"])
    if row is None:
        return
    if sent:
        row.sent_at = act.at
    row.text = row.phone = None


SEND_SECRET = Handler("identity.send_secret", effect=_sent, outside=_send)
