"""Every message in both languages, whole; in the language of whom it is for; kept as sent."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.identity import choose_language, reach_of
from portal.kernel.act import VISITOR, Who
from portal.kernel.act import Kind as By
from portal.kernel.database import db, load, new_uid, write
from portal.kernel.errors import Refused
from portal.kernel.levels import Level
from portal.notifications import Kind, letter, write_to
from portal.notifications.models import Message
from portal.notifications.reading import sms_text
from portal.notifications.templates import REMEDY_WORDS, TEMPLATES
from tests.conftest import TODAY, an_act

CITY = "450100"
ZH, EN = "zh_Hans_CN", "en"

CONTESTED = {
    Kind.APPLICATION_REFUSED,
    Kind.OFFER_EXPIRED,
    Kind.EXIT_NOTICE_SERVED,
    Kind.CASE_DECIDED,
    Kind.SUBSIDY_STOPPED,
    Kind.ENTRY_REMOVED,
    Kind.HOLD_OVER_BEGAN,
    Kind.RECOVERY_CONFIRMED,
    Kind.ENTRY_SUSPENDED,
    Kind.OFFER_FORFEITED,
}
"""Decisions against somebody: 行政复议法 and 行政诉讼法 want the ways to contest told with them."""

UNTRANSLATED = re.compile(r"[a-z]{3,}")
CHINESE = re.compile(r"[\u4e00-\u9fff，。？！：；（）]")


def told(kind: Kind, language: str, person: str = "") -> str:
    person = person or new_uid()
    me = an_act(Who(By.RESIDENT, person, level=Level.I1))
    with write():
        choose_language(me, person_uid=person, language=language)
    with write():
        return write_to(
            an_act(VISITOR), city=CITY, person_uid=person, kind=kind, subject=new_uid()
        ).uid


def text_beside(uid: str) -> Message:
    found = db.session.query(Message).filter_by(letter=uid, channel="sms").one()
    assert isinstance(found, Message)
    return found


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", [ZH, EN])
def test_every_kind_is_whole_in_the_language_of_whom_it_is_for(
    app: Flask, kind: Kind, language: str
) -> None:
    uid = told(kind, language)
    # Who reads it, or works meanwhile, changes nothing.
    with force_locale(EN if language == ZH else ZH):
        found, text = letter(uid), sms_text(text_beside(uid))
    template = TEMPLATES[kind]
    assert len(found.lines) == len(template.lines) > 0, "a blank stayed open"
    assert len(found.next) == len(template.next) > 0, "it does not say what happens next"
    remedies = [f"{one['title']} {one['text']}" for one in found.remedies]
    text = text.split(" http")[0].split(" /")[0]
    for words in (found.title, *found.lines, *found.next, *remedies, text):
        assert words
        assert "%(" not in words
        strange = CHINESE if language == EN else UNTRANSLATED
        assert not strange.search(words), words
    assert text.startswith("[Anju] " if language == EN else "【安居】")
    assert found.title.rstrip("?？.。") in text


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", [ZH, EN])
def test_a_decision_against_somebody_names_each_remedy_with_its_last_day(
    app: Flask, kind: Kind, language: str
) -> None:
    found = letter(told(kind, language))
    assert bool(found.remedies) == (kind in CONTESTED)
    if kind in CONTESTED:
        assert len(found.remedies) == len(REMEDY_WORDS)
        days = [one["last_day"] for one in found.remedies]
        assert days == [date(2026, 3, 23), date(2026, 5, 6), date(2026, 9, 2)]


def test_a_letter_stays_as_it_was_sent(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    person = new_uid()
    before = told(Kind.OFFER_MADE, ZH, person)
    after = told(Kind.OFFER_MADE, EN, person)
    assert letter(before).title == "有一套房子给您"
    assert letter(after).title == "There is a home for you"
    assert (letter(before).lang, letter(after).lang) == ("zh-CN", "en")
    monkeypatch.setitem(TEMPLATES, Kind.OFFER_MADE, TEMPLATES[Kind.LEASE_SIGNED])
    assert letter(before).title == "有一套房子给您"
    assert sms_text(text_beside(after)).startswith("[Anju] There is a home for you. ")


def test_a_letter_of_before_words_were_kept_is_still_read(app: Flask) -> None:
    uid = told(Kind.OFFER_MADE, EN)
    with write():
        for row in db.session.query(Message):
            row.language = row.words = None
    found = letter(uid)
    assert (found.title, found.language) == ("有一套房子给您", ZH)
    assert sms_text(text_beside(uid)).startswith("【安居】有一套房子给您。")


def test_whoever_chose_nothing_is_written_to_in_chinese(app: Flask) -> None:
    someone, other = new_uid(), new_uid()
    with write():
        choose_language(an_act(VISITOR), person_uid=other, language=EN)
    found = reach_of([someone, other])
    assert (found[someone].language, found[other].language) == (ZH, EN)
    with write():
        choose_language(an_act(VISITOR), person_uid=other, language=ZH)
    assert reach_of([other])[other].language == ZH


def test_a_language_we_do_not_write_is_refused(app: Flask) -> None:
    with pytest.raises(Refused, match="language_unknown"), write():
        choose_language(an_act(VISITOR), person_uid=new_uid(), language="fr")


def test_the_words_that_are_kept_name_nobody(app: Flask) -> None:
    person = new_uid()
    row = load(Message, told(Kind.CASE_DECIDED, ZH, person))
    assert row.words
    assert person not in row.words
    assert row.on == TODAY
