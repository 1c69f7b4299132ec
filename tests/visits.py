"""Sign a client in as anyone, past the sign-in pages."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

from flask import Flask

from portal.kernel.act import Duty, Kind, Role, Who
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.levels import Level
from portal.kernel.web.sessions import VISIT_COOKIE, WebSession
from tests.pages import HouseClient


def visit_as(app: Flask, who: Who, monkeypatch: Any) -> HouseClient:
    """A browser whose visit belongs to ``who``."""
    secret = new_uid()
    now = utcnow()
    with write():
        db.session.add(
            WebSession(
                id_hash=hashlib.sha256(secret.encode()).hexdigest(), kind=who.kind, uid=who.uid,
                level=int(who.level), created=now, last_seen=now, ends=now + timedelta(hours=1),
                data=json.dumps({"about": who.about, "draft": who.about} if who.about else {}),
            )
        )  # fmt: skip
    real = app.extensions["anju.principal"]
    monkeypatch.setitem(
        app.extensions,
        "anju.principal",
        lambda visit: who if visit.uid == who.uid else real(visit),
    )
    client = app.test_client()
    assert isinstance(client, HouseClient)
    client.set_cookie(VISIT_COOKIE, secret)
    return client


def staff(role: Role, region: str = "450100") -> Who:
    return Who(Kind.STAFF, new_uid(), duty=Duty(new_uid(), role, region), name=f"{role} 某")


def resident(level: Level = Level.I2) -> Who:
    return Who(Kind.RESIDENT, new_uid(), level=level, name="居民")


def in_english(client: HouseClient) -> HouseClient:
    """Press the language button as a visitor would."""
    page = client.see("/estates").submit(action="/preferences/language")
    assert page.read.lang == "en", page.text[:200]
    return client
