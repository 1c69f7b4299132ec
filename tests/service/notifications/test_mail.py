"""E-mail beside letters: after the code only, saying little, tried again, parked, told of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.exchange import MailSink
from portal.identity import ask_mail, bind_phone, choose_language, forget_mail, mail_of, prove_mail
from portal.identity.models import MailAddress, OneTimeCode
from portal.kernel.act import VISITOR
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.errors import Missing, Refused, TooMany, Unavailable
from portal.kernel.outbox import MAX_ATTEMPTS, Job, put_back
from portal.kernel.worker import Worker
from portal.notifications import DemoMailboxes, Kind, demo_messages, letters_of, write_to
from portal.notifications.delivery import State
from portal.notifications.models import DemoSms
from tests.conftest import an_act
from tests.pages import FULL_ID

CITY = "450100"
BOX = "li.ming@example.com"


@pytest.fixture
def sink(app: Flask) -> Iterator[MailSink]:
    before = dict(app.extensions)
    found = app.extensions["anju.mail"] = MailSink()
    app.extensions["anju.sms"] = Quiet()
    yield found
    app.extensions.update({name: before[name] for name in ("anju.mail", "anju.sms")})


class Quiet:
    def send(self, phone: str, text: str, key: str) -> None:
        pass


class Broken:
    def __init__(self, error: Exception) -> None:
        self.error, self.tries = error, 0

    def send(self, address: str, subject: str, text: str, key: str) -> None:
        self.tries += 1
        raise self.error


def typed(person: str) -> None:
    """The code in the mailbox was typed."""
    with write():
        row = db.session.scalars(
            select(OneTimeCode).where(
                OneTimeCode.person_uid == person, OneTimeCode.ended_at.is_(None)
            )
        ).one()
        row.proven_at = row.ended_at = utcnow()


def asked(person: str, address: str = BOX) -> None:
    with write():
        ask_mail(an_act(VISITOR), person_uid=person, address=address)


def proven(address: str = BOX) -> str:
    person = new_uid()
    asked(person, address)
    typed(person)
    with write():
        prove_mail(an_act(VISITOR), person_uid=person)
    return person


def tell(person: str, kind: Kind = Kind.APPLICATION_REFUSED) -> str:
    with write():
        return write_to(
            an_act(VISITOR), city=CITY, person_uid=person, kind=kind, subject=new_uid()
        ).uid


def states(person: str) -> dict[str, str]:
    db.session.rollback()
    [one] = letters_of(person)
    return {way.channel.value: way.state.value for way in one.deliveries}


def try_once(worker: Worker) -> None:
    """All that is ready now, and what was put off is ready again afterwards."""
    worker.drain()
    with write():
        for job in db.session.query(Job).filter_by(state="ready"):
            job.run_at = utcnow() - timedelta(seconds=1)


def test_mail_says_that_there_is_a_letter_and_not_what_it_says(
    app: Flask, sink: MailSink, drain: Any
) -> None:
    person = proven()
    sink.sent.clear()
    uid = tell(person)
    drain()
    drain()
    found = [one for one in sink.sent if one.key.startswith("mail:")]
    [mail] = found
    assert (mail.address, mail.subject) == (BOX, "安居：有一封信给您")
    assert "NN2026-L-000001" in mail.text
    assert f"/letters/{uid}" in mail.text
    for secret in ("没有通过", person, letters_of(person)[0].code):
        assert secret not in mail.subject + mail.text
    assert not FULL_ID.search(mail.text)
    assert states(person) == {"sms": State.UNREACHABLE, "mail": State.SENT}


def test_a_last_day_is_named_in_the_language_chosen(app: Flask, sink: MailSink, drain: Any) -> None:
    person = proven()
    with write():
        choose_language(an_act(VISITOR), person_uid=person, language="en")
    tell(person, Kind.EXIT_NOTICE_SERVED)
    drain()
    mail = sink.sent[-1]
    assert mail.subject == "Anju: a letter for you"
    assert "It names a last day: " in mail.text
    assert not any("\u4e00" <= mark <= "\u9fff" for mark in mail.text)


def test_nothing_goes_to_an_address_whose_code_was_not_typed(
    app: Flask, sink: MailSink, drain: Any
) -> None:
    person = new_uid()
    asked(person)
    tell(person)
    drain()
    assert [one.key.split(":")[0] for one in sink.sent] == ["secret"]
    assert states(person) == {"sms": State.UNREACHABLE, "post": State.QUEUED}
    with pytest.raises(Refused, match="code_wrong"), write():
        prove_mail(an_act(VISITOR), person_uid=person)
    assert mail_of(person) is None


def test_a_code_proves_the_address_it_went_to_and_no_other(app: Flask) -> None:
    person = new_uid()
    asked(person)
    typed(person)
    asked(person, "other@example.com")
    with pytest.raises(Refused, match="code_wrong"), write():
        prove_mail(an_act(VISITOR), person_uid=person)
    assert mail_of(person) is None


def test_a_code_typed_long_ago_proves_nothing(app: Flask) -> None:
    person = new_uid()
    asked(person)
    typed(person)
    with write():
        db.session.query(OneTimeCode).one().proven_at = utcnow() - timedelta(minutes=10)
    with pytest.raises(Refused, match="code_wrong"), write():
        prove_mail(an_act(VISITOR), person_uid=person)


def test_the_old_address_is_used_until_the_new_one_is_proven(app: Flask) -> None:
    person = proven()
    asked(person, "new@example.com")
    assert mail_of(person) == BOX
    typed(person)
    with write():
        prove_mail(an_act(VISITOR), person_uid=person)
    assert mail_of(person) == "new@example.com"
    assert db.session.query(MailAddress).filter_by(until=None).count() == 1


def test_two_proven_addresses_at_once_are_refused_by_the_table(app: Flask) -> None:
    person = proven()
    row = MailAddress(
        uid=new_uid(), person_uid=person, address_blind="x", asked_at=utcnow(),
        proven_at=utcnow(), since=an_act(VISITOR).on,
    )  # fmt: skip
    row.address = BOX
    with pytest.raises(IntegrityError), write():
        db.session.add(row)


def test_five_codes_to_one_address_are_enough(app: Flask) -> None:
    for _ in range(5):
        asked(new_uid())
    with pytest.raises(TooMany, match="codes_too_many"):
        asked(new_uid())
    asked(new_uid(), "else@example.com")


def test_whoever_wants_no_mail_gets_none_even_of_what_waits(
    app: Flask, sink: MailSink, drain: Any
) -> None:
    person = proven()
    drain()
    sink.sent.clear()
    tell(person)
    with write():
        forget_mail(an_act(VISITOR), person_uid=person)
    drain()
    assert sink.sent == []
    assert states(person)["mail"] == State.UNREACHABLE


@pytest.mark.parametrize("error", [Unavailable("mail_silent"), Refused("mail_refused")])
def test_what_cannot_be_sent_is_tried_again_then_parked_and_told_of(
    app: Flask, sink: MailSink, error: Exception
) -> None:
    person = proven()
    worker: Worker = app.extensions["anju.worker"]
    worker.drain()
    tell(person)
    port = app.extensions["anju.mail"] = Broken(error)
    assert states(person)["mail"] == State.QUEUED
    for number in range(1, MAX_ATTEMPTS):
        worker.drain()
        job = db.session.query(Job).filter_by(handler="notifications.send_mail").one()
        assert (job.state, job.attempts) == ("ready", number)
        assert job.run_at > utcnow(), "not at once"
        assert BOX not in (job.last_error or "") + job.payload
        try_once(worker)
    assert port.tries >= MAX_ATTEMPTS - 1
    worker.drain()
    assert states(person)["mail"] == State.FAILED
    tries = port.tries
    try_once(worker)
    assert port.tries == tries == MAX_ATTEMPTS
    with write():
        put_back(an_act(VISITOR), db.session.query(Job).filter_by(state="parked").one().id)
    app.extensions["anju.mail"] = sink
    worker.drain()
    assert states(person)["mail"] == State.SENT


def test_an_installation_without_mail_keeps_it_waiting(app: Flask, sink: MailSink) -> None:
    person = proven()
    app.extensions["anju.mail"] = None
    tell(person)
    app.extensions["anju.worker"].drain()
    assert states(person)["mail"] == State.QUEUED


def test_text_and_mail_are_told_apart(app: Flask, sink: MailSink, drain: Any) -> None:
    person = proven()
    with write():
        bind_phone(an_act(VISITOR), person_uid=person, phone="13800000026", proven=True)
    tell(person)
    assert states(person) == {"sms": State.QUEUED, "mail": State.QUEUED}
    drain()
    assert states(person) == {"sms": State.SENT, "mail": State.SENT}


def test_the_address_is_sealed(app: Flask) -> None:
    proven()
    raw = db.session.scalars(select(MailAddress.address_sealed)).one()
    assert "example" not in raw
    assert raw.startswith("v1:")


def test_demo_mail_lands_beside_the_phones_and_in_demo_mode_only(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Missing):
        DemoMailboxes().send(BOX, "s", "t", "k")
    monkeypatch.setitem(app.config, "DEMO", True)
    for _ in range(2):
        DemoMailboxes().send(BOX, "subject", "123456", "k")
    [text] = demo_messages()
    assert (text.masked, text.text, text.lang) == ("l***@example.com", "subject\n123456", "en")
    assert "123456" not in str(db.session.scalars(select(DemoSms.text_sealed)).all())
