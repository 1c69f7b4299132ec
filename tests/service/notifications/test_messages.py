"""Letters and texts: one each per event and person, with real last days, sent once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.identity import bind_phone
from portal.kernel.act import VISITOR
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.errors import Missing
from portal.kernel.outbox import EventRow, Job
from portal.kernel.worker import Worker
from portal.notifications import (
    EVENTS,
    SEND_SMS,
    DemoPhones,
    Kind,
    demo_messages,
    letter,
    letters_of,
    prove_letter,
    subscriptions,
    told_by,
    write_to,
)
from portal.notifications.models import DemoSms, Message
from portal.notifications.templates import TEMPLATES
from tests.conftest import TODAY, an_act

CITY = "450100"


class Phones:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, phone: str, text: str, key: str) -> None:
        self.sent.append((phone, text))


@pytest.fixture
def phones(app: Flask) -> Iterator[Phones]:
    before = app.extensions.get("anju.sms")
    found = app.extensions["anju.sms"] = Phones()
    yield found
    app.extensions["anju.sms"] = before


@pytest.fixture
def person(app: Flask) -> str:
    uid = new_uid()
    with write():
        bind_phone(an_act(VISITOR), person_uid=uid, phone="13800000026", proven=True)
    return uid


def happened(event: str, payload: str) -> None:
    with write():
        db.session.add(
            EventRow(type=event, v=1, payload=payload, on=TODAY.isoformat(), at=utcnow())
        )


def worker(lookups: dict[str, Any] | None = None) -> Worker:
    return Worker(subscriptions(lookups or {}), (SEND_SMS,))


def test_an_event_becomes_one_letter_and_one_text(app: Flask, phones: Phones, person: str) -> None:
    uid = new_uid()
    happened(
        "subsidy.SubsidyPaid", f'{{"uid": "{uid}", "city": "{CITY}", "person_uid": "{person}"}}'
    )
    work = worker()
    work.drain()
    work.drain()
    [found] = letters_of(person)
    assert found.title == "您的补贴到账了"
    assert found.number == "NN2026-L-000001"
    assert len(phones.sent) == 1
    assert phones.sent[0][0] == "13800000026"
    assert "%(" not in phones.sent[0][1]


def test_people_are_looked_up_where_the_event_names_nobody(
    app: Flask, phones: Phones, person: str
) -> None:
    other = new_uid()
    payload = f'{{"uid": "{new_uid()}", "city": "{CITY}"}}'
    happened("applications.ApplicationSubmitted", payload)
    happened("applications.PublicityOpened", payload)
    worker(
        {
            "applications": lambda uid: SimpleNamespace(applicant_uid=person),
            "applications.PublicityOpened": lambda uid: [person, other, person],
        }
    ).drain()
    titles = {one.title for one in letters_of(person)}
    assert titles == {"我们收到了您的申请", "您的名字在公示名单上"}
    assert len(letters_of(other)) == 1
    assert len(phones.sent) == 2


def test_an_event_nobody_can_be_found_for_is_kept_and_tried_again(app: Flask) -> None:
    happened("waitlist.EntryRegistered", f'{{"uid": "{new_uid()}", "city": "{CITY}"}}')
    worker().drain()
    job = db.session.scalars(select(Job)).one()
    assert (job.state, job.attempts) == ("ready", 1)
    assert "LookupError" in (job.last_error or "")
    assert db.session.scalar(select(Message)) is None


def test_someone_without_a_phone_still_has_the_letter(app: Flask, phones: Phones) -> None:
    uid = new_uid()
    with write():
        write_to(
            an_act(VISITOR), city=CITY, person_uid=uid, kind=Kind.LEASE_SIGNED, subject=new_uid()
        )
    worker().drain()
    assert phones.sent == []
    assert len(letters_of(uid)) == 1
    text = db.session.scalars(select(Message).where(Message.channel == "sms")).one()
    assert text.sent_at is None


def test_last_days_are_counted_from_the_day_of_the_event(app: Flask, person: str) -> None:
    with write():
        uid = write_to(
            an_act(VISITOR, on=date(2026, 3, 2)), city=CITY, person_uid=person,
            kind=Kind.APPLICATION_REFUSED, subject=new_uid(),
        ).uid  # fmt: skip
    days = [remedy["last_day"] for remedy in letter(uid).remedies]
    assert days == [date(2026, 3, 23), date(2026, 5, 6), date(2026, 9, 2)]


def test_every_kind_is_told_by_an_event() -> None:
    assert set(EVENTS.values()) == set(Kind) == set(TEMPLATES)


def test_a_letter_code_proves_number_and_date_only(app: Flask, person: str) -> None:
    with write():
        row = write_to(
            an_act(VISITOR), city=CITY, person_uid=person, kind=Kind.OFFER_MADE, subject=new_uid()
        )
        code, number = row.code or "", row.number
    proof = prove_letter(code.lower().replace(" ", ""))
    assert proof is not None
    assert (proof.number, proof.on) == (number, TODAY)
    assert vars(proof).keys() == {"number", "on"}
    other = ("0" if code[0] != "0" else "1") + code[1:]
    assert prove_letter(other) is None


def test_told_by_prefers_whom_the_event_names() -> None:
    asked = told_by(lambda uid: "nobody")
    assert list(asked({"uid": "x", "person_uid": "p"})) == ["p"]
    assert list(asked({"uid": "x"})) == ["nobody"]


def test_demo_phones_exist_in_demo_mode_only(app: Flask, monkeypatch: Any) -> None:
    with pytest.raises(Missing):
        DemoPhones().send("13800000026", "x", "k")
    with pytest.raises(Missing):
        demo_messages()
    monkeypatch.setitem(app.config, "DEMO", True)
    for _ in range(2):
        DemoPhones().send("13800000026", "您的验证码 123456", "k1")
    DemoPhones().send("13900000000", "b", "k2")
    assert [m.masked for m in demo_messages(phone="13800000026")] == ["138 **** 0026"]
    assert len(demo_messages()) == 2
    assert demo_messages(1)[0].text == "b"
    assert "123456" not in str(db.session.scalars(select(DemoSms.text_sealed)).all())


def test_the_same_event_twice_is_refused_by_the_table(app: Flask, person: str) -> None:
    act, subject = an_act(VISITOR), new_uid()

    def again() -> None:
        with write():
            write_to(act, city=CITY, person_uid=person, kind=Kind.OFFER_MADE, subject=subject)

    again()
    with pytest.raises(IntegrityError):
        again()
