"""People of the sign-in tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.identity import bind_phone, create_staff, give_duty, hash_password, issue_receipt
from portal.kernel.act import VISITOR, Kind, Role, Who
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.levels import Level
from portal.kernel.web.sessions import VISIT_COOKIE, WebSession, _hash
from tests.conftest import TODAY, an_act
from tests.pages import HouseClient

PASSWORD = "correct horse battery"
HASHED = hash_password(PASSWORD)
PHONE = "13800000026"


class Phones:
    """A gateway that remembers what it sent."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, phone: str, text: str, key: str) -> None:
        self.sent.append(text)

    @property
    def code(self) -> str:
        digits = "".join(c if c.isdigit() else " " for c in self.sent[-1])
        return next(part for part in digits.split() if len(part) == 6)


@pytest.fixture
def phones(app: Flask) -> Iterator[Phones]:
    before = app.extensions.get("anju.sms")
    found = app.extensions["anju.sms"] = Phones()
    yield found
    app.extensions["anju.sms"] = before


@dataclass
class Clerk:
    uid: str
    login: str
    secret: str
    duties: list[str]

    def totp(self, shift: int = 0) -> str:
        step = int(utcnow().timestamp()) // 30 + shift
        return pyotp.TOTP(self.secret).generate_otp(step)


@pytest.fixture
def hire(app: Flask) -> Callable[..., Clerk]:
    """Make a member of staff with duties in Nanning."""

    def hired(*roles: Role, login: str = "lin") -> Clerk:
        system = an_act(Who(Kind.SYSTEM, uid="system"))
        with write():
            row = create_staff(system, login=login, name="林晓", password=HASHED)
            duties = [
                give_duty(system, staff_uid=row.uid, role=role, region="450100").uid
                for role in roles
            ]
            return Clerk(row.uid, row.login, row.totp_secret or "", duties)

    return hired


@pytest.fixture
def receipt(app: Flask) -> tuple[str, str]:
    """A person with a phone, and their receipt code."""
    person = new_uid()
    with write():
        bind_phone(an_act(VISITOR), person_uid=person, phone=PHONE, proven=True)
        return person, issue_receipt(an_act(VISITOR), person_uid=person)


@pytest.fixture
def seat(app: Flask) -> Callable[..., HouseClient]:
    """A browser that is signed in already."""

    def seated(
        kind: Kind, uid: str, *, duty: str = "", level: Level = Level.NONE, about: str = ""
    ) -> HouseClient:
        browser: Any = app.test_client()
        put_visit(browser, kind, uid, duty=duty, level=level, about=about)
        assert isinstance(browser, HouseClient)
        return browser

    return seated


def put_visit(
    browser: FlaskClient,
    kind: Kind,
    uid: str,
    *,
    duty: str = "",
    level: Level = Level.NONE,
    about: str = "",
) -> str:
    """Write a visit's row and give the browser its cookie; the secret."""
    secret, now = new_uid() * 2, utcnow()
    with write():
        db.session.add(
            WebSession(
                id_hash=_hash(secret), kind=kind, uid=uid, duty=duty, level=int(level),
                created=now, last_seen=now, stepped_up=now, ends=now + timedelta(hours=8),
                data=json.dumps({"about": about}),
            )
        )  # fmt: skip
    browser.set_cookie(VISIT_COOKIE, secret)
    return secret


__all__ = ["PASSWORD", "TODAY", "Clerk", "Phones"]
