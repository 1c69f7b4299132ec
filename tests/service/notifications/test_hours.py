"""Nobody is woken: what is written at night leaves in the morning; codes leave at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from portal.exchange import MailSink
from portal.identity import ask_mail, bind_phone, prove_mail
from portal.identity.models import OneTimeCode
from portal.kernel.act import VISITOR
from portal.kernel.clock import SHANGHAI
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.outbox import Job
from portal.kernel.policy import NoRule
from portal.kernel.worker import Worker
from portal.notifications import Kind, hours, write_to
from portal.notifications.hours import leaves_at
from tests.conftest import an_act

CITY = "450100"


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-03-02T00:00:00", "2026-03-02T08:00:00"),
        ("2026-03-02T07:59:59.999999", "2026-03-02T08:00:00"),
        ("2026-03-02T08:00:00", None),
        ("2026-03-02T20:59:59.999999", None),
        ("2026-03-02T21:00:00", "2026-03-03T08:00:00"),
        ("2026-12-31T23:59:59", "2027-01-01T08:00:00"),
    ],
)
def test_the_borders_of_the_day(app: Flask, now: str, leaves: str | None) -> None:
    moment = shanghai(now)
    assert leaves_at(CITY, moment) == (shanghai(leaves) if leaves else moment)
    assert leaves_at(CITY, moment.astimezone(UTC)) == leaves_at(CITY, moment)


def test_where_no_rule_says_messages_leave(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(city: str, on: Any) -> Any:
        raise NoRule("messages.from_hour", city, on)

    monkeypatch.setattr(hours, "rulebook", none)
    night = shanghai("2026-03-02T03:00:00")
    assert leaves_at(CITY, night) == night


class Phones:
    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, phone: str, text: str, key: str) -> None:
        self.sent.append(key)


@pytest.fixture
def post(app: Flask) -> Iterator[Any]:
    """Phones, mailboxes and a clock that can be set."""
    before = dict(app.extensions)
    found = SimpleNamespace(phones=Phones(), boxes=MailSink(), now=utcnow())
    app.extensions["anju.sms"], app.extensions["anju.mail"] = found.phones, found.boxes
    app.extensions["anju.post_clock"] = lambda: found.now
    yield found
    for name in ("anju.sms", "anju.mail", "anju.post_clock"):
        app.extensions[name] = before[name]


def reachable() -> str:
    person = new_uid()
    with write():
        bind_phone(an_act(VISITOR), person_uid=person, phone="13800000026", proven=True)
        ask_mail(an_act(VISITOR), person_uid=person, address="li@example.com")
    with write():
        row = db.session.query(OneTimeCode).one()
        row.proven_at = row.ended_at = utcnow()
    with write():
        prove_mail(an_act(VISITOR), person_uid=person)
    return person


def test_at_night_only_codes_leave_and_no_try_is_counted(app: Flask, post: Any) -> None:
    worker: Worker = app.extensions["anju.worker"]
    tonight = utcnow().astimezone(SHANGHAI).replace(hour=21, minute=0, second=0, microsecond=0)
    post.now = tonight
    person = reachable()
    with write():
        write_to(
            an_act(VISITOR), city=CITY, person_uid=person, kind=Kind.OFFER_MADE, subject=new_uid()
        )
    worker.drain()
    assert post.phones.sent == []
    assert [one.key.split(":")[0] for one in post.boxes.sent] == ["secret"]
    jobs = db.session.query(Job).filter_by(state="ready").all()
    morning = (tonight + timedelta(days=1)).replace(hour=8)
    assert sorted(job.handler for job in jobs) == [
        "notifications.send_mail", "notifications.send_sms",
    ]  # fmt: skip
    assert {(job.run_at, job.attempts, job.last_error) for job in jobs} == {(morning, 0, None)}
    # Nine nights would park what counted as tries.
    for _night in range(9):
        with write():
            for job in db.session.query(Job).filter_by(state="ready"):
                job.run_at = utcnow() - timedelta(seconds=1)
        worker.drain()
    assert {job.attempts for job in db.session.query(Job).filter_by(state="ready")} == {0}
    post.now = morning
    with write():
        for job in db.session.query(Job).filter_by(state="ready"):
            job.run_at = utcnow() - timedelta(seconds=1)
    worker.drain()
    assert [key.split(":")[0] for key in post.phones.sent] == ["sms"]
    assert len(post.boxes.sent) == 2


def test_a_demonstration_has_no_night(app: Flask) -> None:
    assert app.extensions["anju.post_clock"] is hours.noon
    assert leaves_at(CITY, hours.noon()) == hours.noon()
