"""In the file a desk reads which letters went out, by which ways, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.applications.models import ApplicationMember
from portal.applications.review.casefile import casefile
from portal.exchange import MailSink
from portal.identity import ask_mail, bind_phone, prove_mail
from portal.identity.models import OneTimeCode
from portal.kernel.act import VISITOR, Role
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.errors import Unavailable
from portal.kernel.outbox import Job
from portal.kernel.web.figures import moment
from portal.kernel.worker import Worker
from portal.notifications import Kind as Told
from portal.notifications import letters_about, letters_of, write_to
from portal.notifications.casework import WORDS
from portal.notifications.codes import Channel
from portal.notifications.delivery import State
from portal.notifications.hours import noon
from portal.notifications.posting import mark_posted, to_post
from portal.notifications.templates import TEMPLATES
from tests import casework
from tests.casework import act_of, officer
from tests.conftest import an_act

ABOUT = Told.SUPPLEMENT_REQUESTED
"""None that the file's own events write."""
PHONE, ADDRESS = "13800000026", "nong@example.org"
NOON = noon()
"""Of the real day: the worker looks at the real clock."""
NIGHT = NOON.replace(hour=23)
MORNING = NOON.replace(hour=8) + timedelta(days=1)


class Phones:
    down = False

    def send(self, phone: str, text: str, key: str) -> None:
        if self.down:
            raise Unavailable("sms_silent")


@pytest.fixture
def post(app: Flask) -> Iterator[Any]:
    """Phones, mailboxes and a clock that can be set."""
    before = dict(app.extensions)
    worker: Worker = app.extensions["anju.worker"]
    found = SimpleNamespace(phones=Phones(), now=NOON, work=worker.drain)
    app.extensions["anju.sms"], app.extensions["anju.mail"] = found.phones, MailSink()
    app.extensions["anju.post_clock"] = lambda: found.now
    yield found
    for name in ("anju.sms", "anju.mail", "anju.post_clock"):
        app.extensions[name] = before[name]


def a_letter(case: casework.Case, *, phone: bool = False, mail: bool = False) -> None:
    if phone:
        with write():
            bind_phone(an_act(VISITOR), person_uid=case.applicant, phone=PHONE, proven=True)
    if mail:
        with write():
            ask_mail(an_act(VISITOR), person_uid=case.applicant, address=ADDRESS)
        with write():
            row = db.session.query(OneTimeCode).one()
            row.proven_at = row.ended_at = utcnow()
        with write():
            prove_mail(an_act(VISITOR), person_uid=case.applicant)
    with write():
        write_to(
            an_act(VISITOR), city="450100", person_uid=case.applicant,
            kind=ABOUT, subject=case.uid,
        )  # fmt: skip


def line(case: casework.Case, role: Role = Role.CIVIL_AFFAIRS) -> dict[str, str]:
    db.session.rollback()
    file = casefile(case.uid, act_of(officer(role)))
    title = f"寄出的信：{TEMPLATES[ABOUT].title}"
    (found,) = [one for one in file.timeline if one["title"] == title]
    return found


def test_a_text_by_day_is_sent_and_says_no_number(post: Any) -> None:
    case = casework.submitted()
    a_letter(case, phone=True)
    assert "短信待发" in line(case)["note"]
    post.work()
    found = line(case)
    assert "短信已发出" in found["note"]
    assert found["kind"] == "system"
    assert PHONE not in found["note"]
    assert PHONE[-4:] not in found["note"]


def test_a_text_at_night_waits_for_the_morning(post: Any) -> None:
    case = casework.submitted()
    post.now = NIGHT
    a_letter(case, phone=True)
    post.work()
    with force_locale("zh_Hans_CN"):
        assert f"短信等到早上再发，{moment(MORNING)}" in line(case)["note"]
    title = TEMPLATES[ABOUT].title
    [letter] = [one for one in letters_of(case.applicant) if one.title == title]
    assert [(w.channel, w.state) for w in letter.deliveries] == [(Channel.SMS, State.HELD)]
    post.now = NOON
    assert "短信待发" in line(case)["note"]


def test_what_was_given_up_stands_out(post: Any) -> None:
    case = casework.submitted()
    a_letter(case, phone=True)
    with write():
        job = db.session.query(Job).filter(Job.handler == "notifications.send_sms").one()
        job.state = "parked"
    found = line(case)
    assert "短信没有发出去" in found["note"]
    assert found["kind"] == "bad"


def test_without_phone_it_waits_to_be_posted_and_then_is(post: Any) -> None:
    case = casework.submitted()
    a_letter(case)
    post.work()
    note = line(case)["note"]
    assert "没有可用的手机号" in note
    assert "等着邮寄" in note
    act = act_of(officer(Role.CITY_OFFICER))
    for row in to_post("450100"):
        with write():
            mark_posted(act, uid=row.uid)
    assert "已于2026年3月2日寄出" in line(case)["note"]


def test_mail_is_a_way_of_its_own_and_shows_no_address(post: Any) -> None:
    case = casework.submitted()
    a_letter(case, phone=True, mail=True)
    post.work()
    note = line(case)["note"]
    assert "电子邮件已发出" in note
    assert "短信已发出" in note
    assert "nong" not in note


def test_only_letters_about_this_file_to_its_people(post: Any) -> None:
    case, stranger = casework.submitted(), new_uid()
    a_letter(case)
    with write():
        # Of the same person about something else, and about the file to somebody else.
        write_to(
            an_act(VISITOR), city="450100", person_uid=case.applicant, kind=Told.CASE_DECIDED,
            subject=new_uid(),
        )  # fmt: skip
        write_to(
            an_act(VISITOR), city="450100", person_uid=stranger, kind=Told.APPLICATION_SUBMITTED,
            subject=case.uid,
        )  # fmt: skip
    assert line(case)
    people = {
        row.person_uid
        for row in db.session.query(ApplicationMember).filter_by(application_uid=case.uid)
    }
    assert [one.person for one in letters_about({case.uid}, people)] == [case.applicant]


def test_every_state_of_every_way_has_words() -> None:
    never = {(Channel.POST, s) for s in (State.HELD, State.FAILED, State.UNREACHABLE)}
    ways = {(c, s) for c in Channel if c is not Channel.LETTER for s in State}
    assert set(WORDS) == ways - never
