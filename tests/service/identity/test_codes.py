"""One-time codes: wrong, twice, ended, tried out, replaced, of another person."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.identity import check_code, code_is_fresh, send_code
from portal.identity.models import OneTimeCode, SecretMessage
from portal.kernel.act import VISITOR
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.errors import Refused, TooMany
from portal.kernel.outbox import Job
from tests.conftest import an_act

PHONE = "13800000026"


class Phones:
    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.broken = False

    def send(self, phone: str, text: str, key: str) -> None:
        if self.broken:
            raise ConnectionError("no gateway")
        self.sent.append((phone, text, key))

    @property
    def code(self) -> str:
        found = re.search(r"(?<!\d)\d{6}(?!\d)", self.sent[-1][1])
        assert found is not None
        return found[0]


@pytest.fixture
def phones(app: Flask) -> Any:
    before = app.extensions.get("anju.sms")
    found = app.extensions["anju.sms"] = Phones()
    yield found
    app.extensions["anju.sms"] = before


@pytest.fixture
def ask(app: Flask, phones: Phones, drain: Callable[[], int]) -> Callable[..., str]:
    def asked(person: str, purpose: str = "apply", phone: str = PHONE) -> str:
        with write():
            send_code(an_act(VISITOR), person_uid=person, phone=phone, purpose=purpose)
        drain()
        return phones.code

    return asked


def check(person: str, typed: str, purpose: str = "apply") -> None:
    check_code(an_act(VISITOR), person_uid=person, purpose=purpose, typed=typed)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_right_code_is_taken_once(ask: Callable[..., str]) -> None:
    person = new_uid()
    code = ask(person)
    assert len(code) == 6
    assert not code_is_fresh(person)
    check(person, code)
    assert code_is_fresh(person)
    assert code_is_fresh(person, phone=PHONE)
    assert not code_is_fresh(person, phone="13900000000")
    assert not code_is_fresh(person, purpose="sign")
    with pytest.raises(Refused) as refused:
        check(person, code)
    assert (refused.value.code, refused.value.field) == ("code_wrong", "code")


def test_a_wrong_try_counts_although_it_is_refused(ask: Callable[..., str]) -> None:
    person = new_uid()
    code = ask(person)
    for _ in range(5):
        with pytest.raises(Refused):
            check(person, wrong(code))
    with pytest.raises(TooMany) as refused:
        check(person, code)
    assert 1 <= refused.value.facts["minutes"] <= 10


def test_the_fifth_try_may_still_be_right(ask: Callable[..., str]) -> None:
    person = new_uid()
    code = ask(person)
    for _ in range(4):
        with pytest.raises(Refused):
            check(person, wrong(code))
    check(person, code)


@pytest.mark.parametrize(("seconds", "taken"), [(598, True), (601, False)])
def test_a_code_lives_ten_minutes_of_real_time(
    ask: Callable[..., str], seconds: int, taken: bool
) -> None:
    person = new_uid()
    code = ask(person)
    with time_machine.travel(utcnow() + timedelta(seconds=seconds), tick=True):
        if taken:
            check(person, code)
        else:
            with pytest.raises(Refused):
                check(person, code)


def test_a_newer_code_ends_the_older_of_the_same_purpose_only(ask: Callable[..., str]) -> None:
    person = new_uid()
    signing = ask(person, "sign")
    first = ask(person)
    second = ask(person)
    if first != second:
        with pytest.raises(Refused):
            check(person, first)
    check(person, second)
    check(person, signing, "sign")


def test_a_code_is_of_one_person_and_one_purpose(ask: Callable[..., str]) -> None:
    person = new_uid()
    code = ask(person)
    with pytest.raises(Refused):
        check(new_uid(), code)
    with pytest.raises(Refused):
        check(person, code, "sign")
    check(person, code)


def test_the_sixth_code_in_ten_minutes_has_to_wait(ask: Callable[..., str]) -> None:
    for _ in range(5):
        ask(new_uid())
    with pytest.raises(TooMany):
        ask(new_uid())
    ask(new_uid(), phone="13900000000")
    with time_machine.travel(utcnow() + timedelta(minutes=11), tick=True):
        ask(new_uid())


def test_nothing_readable_is_kept(ask: Callable[..., str], phones: Phones) -> None:
    person = new_uid()
    code = ask(person)
    row = db.session.scalars(select(SecretMessage)).one()
    assert row.sent_at is not None
    assert row.text_sealed is None
    assert row.phone_sealed is None
    assert code not in db.session.scalars(select(OneTimeCode)).one().code_hash
    job = db.session.scalars(select(Job)).one()
    assert PHONE not in job.payload
    assert code not in job.payload
    assert phones.sent[0][2] == job.dedup_key


def test_a_silent_gateway_is_asked_again_but_not_for_ever(
    app: Flask, phones: Phones, drain: Callable[[], int]
) -> None:
    phones.broken = True
    with write():
        send_code(an_act(VISITOR), person_uid=new_uid(), phone=PHONE, purpose="apply")
    drain()
    assert db.session.scalars(select(Job)).one().state == "ready"
    phones.broken = False
    with time_machine.travel(utcnow() + timedelta(seconds=30), tick=True):
        drain()
    assert len(phones.sent) == 1


def test_a_message_that_ended_is_given_up(
    app: Flask, phones: Phones, drain: Callable[[], int]
) -> None:
    with write():
        send_code(an_act(VISITOR), person_uid=new_uid(), phone=PHONE, purpose="apply")
    with time_machine.travel(utcnow() + timedelta(minutes=10, seconds=1), tick=True):
        drain()
    assert phones.sent == []
    row = db.session.scalars(select(SecretMessage)).one()
    assert row.text_sealed is None
    assert row.sent_at is None
