"""Secret messages: written with the request, sent by the worker, never kept readable."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Protocol

from flask import current_app

from portal.identity.models import SecretMessage
from portal.kernel.act import Act
from portal.kernel.database import db, new_uid, utcnow
from portal.kernel.errors import Unavailable
from portal.kernel.outbox import enqueue
from portal.kernel.worker import Handler

SMS = "anju.sms"
MAIL = "anju.mail"
"""Names of gateway and mail port among the application's extensions."""
LIFE = timedelta(minutes=10)


class SmsGateway(Protocol):
    """Whoever carries text messages."""

    def send(self, phone: str, text: str, key: str) -> None:
        """Send once per ``key``, however often called; raises when it is not known to be sent."""


def gateway() -> SmsGateway:
    """The gateway the application was wired to."""
    found: SmsGateway = current_app.extensions[SMS]
    return found


class MailPort(Protocol):
    """Whoever carries e-mail."""

    def send(self, address: str, subject: str, text: str, key: str) -> None:
        """Send; raises when it is not known to be sent."""


def mail_port() -> MailPort | None:
    """The way mail goes out; ``None`` where the installation has none."""
    found: MailPort | None = current_app.extensions.get(MAIL)
    return found


def write_secret(act: Act, *, to: str, text: str, by_mail: bool = False) -> str:
    """Keep a secret text for sending; its uid. It is given up ten minutes from now.

    With an empty ``to`` it looks the same here and goes nowhere.
    """
    row = SecretMessage(uid=new_uid(), ends_at=act.at + LIFE, by_mail=by_mail)
    row.phone, row.text = to, text
    db.session.add(row)
    enqueue(SEND_SECRET.name, {"uid": row.uid}, key=f"secret:{row.uid}", act=act)
    return row.uid


def _send(payload: dict[str, Any], key: str) -> bool:
    row = db.session.get(SecretMessage, payload["uid"])
    if row is None or row.sent_at is not None or utcnow() >= row.ends_at:
        return False
    if not row.phone or not row.text:
        return False
    _carry(row.phone, row.text, key, row.by_mail)
    return True


def _carry(to: str, text: str, key: str, by_mail: bool) -> None:
    if not by_mail:
        gateway().send(to, text, key)
        return
    port = mail_port()
    if port is None:
        raise Unavailable("mail_silent")
    # Nothing about the text in the subject: it shows on locked screens.
    port.send(to, "Anju 安居", text, key)


def _sent(payload: dict[str, Any], act: Act, sent: bool) -> None:
    row = db.session.get(SecretMessage, payload["uid"])
    if row is None:
        return
    if sent:
        row.sent_at = act.at
    row.text = row.phone = None


SEND_SECRET = Handler("identity.send_secret", effect=_sent, outside=_send)
