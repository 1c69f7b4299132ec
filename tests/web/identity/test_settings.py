"""A resident says how they are written to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from portal.exchange import MailSink
from portal.identity import mail_of, reach_of
from portal.kernel.act import Kind
from portal.kernel.database import db, new_uid
from portal.kernel.levels import Level


def chosen(person: str) -> str:
    db.session.rollback()
    return reach_of([person])[person].language


def test_a_resident_chooses_the_language_they_are_written_to_in(seat: Any) -> None:
    person = new_uid()
    browser = seat(Kind.RESIDENT, person, level=Level.I1)
    page = browser.see("/my/settings")
    assert page.form("/my/settings/language").fields["language"] == ["zh_Hans_CN"]
    page = page.submit(action="/my/settings/language", language="en")
    assert "以后用这种语言写信给您" in page
    assert page.form("/my/settings/language").fields["language"] == ["en"]
    assert page.read.lang == "zh-CN", "the language of pages is another choice"
    assert chosen(person) == "en"


@pytest.mark.parametrize("language", ["fr", ""])
def test_what_is_not_offered_is_refused_beside_the_field(seat: Any, language: str) -> None:
    person = new_uid()
    page = seat(Kind.RESIDENT, person, level=Level.I1).see("/my/settings")
    answer = page.submit(action="/my/settings/language", language=language)
    assert answer.status == 422
    assert chosen(person) == "zh_Hans_CN"


def test_whoever_only_typed_an_id_number_chooses_nothing(seat: Any) -> None:
    person = new_uid()
    browser = seat(Kind.RESIDENT, person, level=Level.I0)
    page = browser.see("/my/settings")
    assert "/my/settings/language" not in page.html
    token = page.form("/sign-out").fields["csrf_token"][0]
    answer = browser.post("/my/settings/language", data={"csrf_token": token, "language": "en"})
    assert answer.status_code == 404
    assert chosen(person) == "zh_Hans_CN"


@pytest.fixture
def boxes(app: Flask) -> Iterator[MailSink]:
    before = app.extensions["anju.mail"]
    found = app.extensions["anju.mail"] = MailSink()
    yield found
    app.extensions["anju.mail"] = before


def code_in(boxes: MailSink) -> str:
    return re.findall(r"\d{6}", boxes.sent[-1].text)[0]


def test_an_address_is_used_once_its_code_was_typed(seat: Any, boxes: MailSink, drain: Any) -> None:
    person = new_uid()
    browser = seat(Kind.RESIDENT, person, level=Level.I1R)
    page = browser.see("/my/settings").submit(
        {"mail": "Li.Ming＠Example.com "}, action="/my/settings/mail"
    )
    assert "L***@example.com" in page
    assert "i.Ming@" not in page.html
    assert mail_of(person) is None
    drain()
    assert boxes.sent[-1].address == "Li.Ming@example.com"
    wrong = f"{(int(code_in(boxes)) + 1) % 1_000_000:06d}"
    page = page.submit({"code": wrong}, action="/my/settings/mail/code")
    assert page.status == 422
    db.session.rollback()
    assert mail_of(person) is None
    page = page.submit({"code": code_in(boxes)}, action="/my/settings/mail/code")
    assert "以后也会发到这个邮箱" in page
    db.session.rollback()
    assert mail_of(person) == "Li.Ming@example.com"
    page = page.submit(action="/my/settings/mail/forget")
    assert "不再给您发邮件了" in page
    db.session.rollback()
    assert mail_of(person) is None


@pytest.mark.parametrize("typed", ["", "li", "li@", "@example.com", "li@example", "a b@c@d.com"])
def test_what_is_no_address_is_told_beside_the_field(
    seat: Any, boxes: MailSink, drain: Any, typed: str
) -> None:
    page = seat(Kind.RESIDENT, new_uid(), level=Level.I1R).see("/my/settings")
    assert page.submit({"mail": typed}, action="/my/settings/mail").status == 422
    drain()
    assert boxes.sent == []


@pytest.mark.parametrize("level", [Level.I0, Level.I1])
def test_a_stranger_cannot_turn_messages_to_a_mailbox_of_their_own(
    seat: Any, boxes: MailSink, drain: Any, level: Level
) -> None:
    browser = seat(Kind.RESIDENT, new_uid(), level=level)
    page = browser.see("/my/settings")
    assert "/my/settings/mail" not in page.html
    token = page.form("/sign-out").fields["csrf_token"][0]
    for path in ("", "/code", "/forget"):
        body = {"csrf_token": token, "mail": "li@example.com", "code": "123456"}
        assert browser.post(f"/my/settings/mail{path}", data=body).status_code == 404
    drain()
    assert boxes.sent == []


def test_nobody_floods_mailboxes(seat: Any, boxes: MailSink) -> None:
    page = seat(Kind.RESIDENT, new_uid(), level=Level.I2).see("/my/settings")
    told = [
        page.submit({"mail": f"li{n}@example.com"}, action="/my/settings/mail").status
        for n in range(6)
    ]
    assert told == [200] * 5 + [429]


def test_where_no_mail_goes_out_none_is_offered(seat: Any, boxes: MailSink, app: Flask) -> None:
    browser = seat(Kind.RESIDENT, new_uid(), level=Level.I2)
    page = browser.see("/my/settings")
    app.extensions["anju.mail"] = None
    assert page.submit({"mail": "li@example.com"}, action="/my/settings/mail").status == 404
    assert "/my/settings/mail" not in browser.see("/my/settings").html
