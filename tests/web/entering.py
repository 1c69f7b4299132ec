"""Signing in without the pages of identity: a session row as sign-in would leave it."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from portal import waitlist
from portal.identity.models import DutyRow, Staff
from portal.kernel.act import Kind, Role
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.demo import DemoDay
from portal.kernel.levels import Level
from portal.kernel.web.sessions import VISIT_COOKIE, WebSession


def on_day(day: Any) -> None:
    """The house's calendar stands on that day."""
    with write():
        row = db.session.get(DemoDay, 1)
        if row is None:
            db.session.add(DemoDay(id=1, today=day))
        else:
            row.today = day


def _enter(client: Any, kind: Kind, uid: str, level: Level, duty: str = "") -> None:
    secret = secrets.token_urlsafe(32)
    now = utcnow()
    with write():
        db.session.execute(
            insert(WebSession).values(
                id_hash=hashlib.sha256(secret.encode()).hexdigest(), kind=kind, uid=uid, duty=duty,
                level=int(level), created=now, last_seen=now, stepped_up=now,
                ends=now + timedelta(hours=8), data='{"purpose": "work"}',
            )
        )  # fmt: skip
    client.set_cookie(VISIT_COOKIE, secret)


def as_resident(client: Any, person_uid: str, level: Level = Level.I2) -> None:
    """This browser is that person's now."""
    _enter(client, Kind.RESIDENT, person_uid, level)


def as_staff(client: Any, role: Role = Role.CITY_OFFICER, region: str = "450100") -> str:
    """This browser is that of a new member of staff; their uid."""
    with write():
        staff = Staff(
            uid=new_uid(), login=f"u{secrets.token_hex(5)}", name="覃立新", password_hash="x",
            totp_secret="x", created_by="test", created_at=utcnow(),
        )  # fmt: skip
        db.session.add(staff)
        db.session.flush()
        duty = DutyRow(
            uid=new_uid(), staff_uid=staff.uid, role=role, region=region,
            since=utcnow().date() - timedelta(days=3650), given_by="test", administrator=False,
        )  # fmt: skip
        db.session.add(duty)
        uid, duty_uid = staff.uid, duty.uid
    _enter(client, Kind.STAFF, uid, Level.NONE, duty_uid)
    return uid


def in_english(client: Any) -> None:
    """This browser reads English from now on."""
    with client.session_transaction() as session:
        session["language"] = "en"


def fresh_entry(uid: str) -> Any:
    """An entry as the pages left it, not as this test read it before."""
    db.session.rollback()
    return waitlist.entry(uid)


def fresh_rank(uid: str) -> Any:
    """A rank as the pages left it."""
    db.session.rollback()
    return waitlist.rank_of(uid)
