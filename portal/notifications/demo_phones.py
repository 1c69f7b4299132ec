"""The demonstration's phones and mailboxes: both land in a table that the demo door shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.errors import Missing
from portal.kernel.identifiers import mask_mail, mask_mobile
from portal.notifications.models import DemoSms


@dataclass(frozen=True)
class DemoText:
    """A text on a demonstration's phone, or a mail in its mailbox."""

    masked: str
    text: str
    at: datetime

    @property
    def lang(self) -> str:
        """As HTML says it: ``zh-CN`` or ``en``."""
        return "zh-CN" if any("\u4e00" <= mark <= "\u9fff" for mark in self.text) else "en"


class DemoPhones:
    """A gateway that keeps what it is given; the same key twice is one text."""

    def send(self, phone: str, text: str, key: str) -> None:
        """Keep the text. Raises ``Missing`` outside demo mode."""
        _received(phone, mask_mobile(phone), text, key)


class DemoMailboxes:
    """A mail server that keeps what it is given; the same key twice is one mail."""

    def send(self, address: str, subject: str, text: str, key: str) -> None:
        """Keep subject and text. Raises ``Missing`` outside demo mode."""
        _received(address, mask_mail(address), f"{subject}\n{text}", key)


def _received(where: str, masked: str, text: str, key: str) -> None:
    _only_in_demo()
    with write():
        if db.session.scalar(select(DemoSms.uid).where(DemoSms.key == key)) is not None:
            return
        row = DemoSms(uid=new_uid(), key=key, masked=masked[:20], at=utcnow())
        row.phone, row.text = where, text
        db.session.add(row)


def _only_in_demo() -> None:
    if not current_app.config.get("DEMO"):
        raise Missing("demo")


def demo_messages(limit: int = 20, phone: str | None = None) -> list[DemoText]:
    """What the phones (or one of them) received, newest first. ``Missing`` outside demo mode."""
    _only_in_demo()
    rows = db.session.scalars(select(DemoSms).order_by(DemoSms.at.desc(), DemoSms.uid).limit(500))
    found = [r for r in rows if phone is None or r.phone == phone]
    return [DemoText(r.masked, r.text or "", r.at) for r in found[:limit]]
