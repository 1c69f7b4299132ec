"""Whoever has neither phone nor e-mail gets a letter by post, noted by a clerk, once."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from portal.identity import bind_phone
from portal.kernel.act import VISITOR, Duty, Kind, Role, Who
from portal.kernel.database import db, load, new_uid, write
from portal.kernel.errors import Conflict, Missing, NotYours
from portal.kernel.levels import Level
from portal.notifications import Kind as Told
from portal.notifications import letters_of, write_to
from portal.notifications.models import Message
from portal.notifications.posting import mark_posted, to_post
from tests.conftest import TODAY, an_act
from tests.web.identity.conftest import hire as hire
from tests.web.identity.conftest import seat as seat

CITY = "450100"


def told(person: str, city: str = CITY) -> str:
    with write():
        return write_to(
            an_act(VISITOR), city=city, person_uid=person, kind=Told.OFFER_MADE, subject=new_uid()
        ).uid


def clerk(region: str = CITY, role: Role = Role.WINDOW_CLERK) -> Who:
    return Who(Kind.STAFF, new_uid(), duty=Duty(new_uid(), role, region), name="林晓")


def test_only_who_cannot_be_reached_otherwise_gets_a_letter_by_post(app: Flask) -> None:
    reached, other = new_uid(), new_uid()
    with write():
        bind_phone(an_act(VISITOR), person_uid=reached, phone="13800000026", proven=True)
    told(reached)
    sheet = told(other)
    [row] = to_post(CITY)
    assert (row.person_uid, row.letter, row.number) == (other, sheet, "NN2026-L-000002")
    assert to_post("450200") == []


def test_a_clerk_prints_posts_and_notes_it(app: Flask, seat: Any, hire: Any) -> None:
    person = new_uid()
    told(person)
    staff = hire(Role.WINDOW_CLERK)
    browser = seat(Kind.STAFF, staff.uid, duty=staff.duties[0])
    page = browser.see("/desk/letters-to-post")
    sheet = page.click("NN2026-L-000001")
    assert "打印" in sheet
    page = page.submit(action="/desk/letters-to-post/")
    assert "没有等着寄出的信" in page
    db.session.rollback()
    row = db.session.query(Message).filter_by(channel="post").one()
    assert row.posted_by == staff.uid
    assert row.posted_on is not None
    box = seat(Kind.RESIDENT, person, level=Level.I1R).see("/my/letters")
    assert "寄出" in box


def test_posted_twice_is_told_to_the_second(app: Flask) -> None:
    told(new_uid())
    [row] = to_post(CITY)
    with write():
        mark_posted(an_act(clerk()), uid=row.uid)
    with pytest.raises(Conflict, match="letter_posted"), write():
        mark_posted(an_act(clerk()), uid=row.uid)
    kept = load(Message, row.uid)
    assert kept.posted_on == TODAY
    assert to_post(CITY) == []


@pytest.mark.parametrize(
    "who",
    [clerk("450200"), clerk("450103"), clerk(role=Role.AUDITOR), VISITOR],
    ids=["another city", "a county", "auditor", "visitor"],
)
def test_nobody_else_notes_it(app: Flask, who: Who) -> None:
    told(new_uid())
    [row] = to_post(CITY)
    with pytest.raises(NotYours), write():
        mark_posted(an_act(who), uid=row.uid)


def test_what_is_no_posting_cannot_be_posted(app: Flask) -> None:
    person = new_uid()
    sheet = told(person)
    with pytest.raises(Missing), write():
        mark_posted(an_act(clerk()), uid=sheet)
    assert {way.channel.value: way.state.value for way in letters_of(person)[0].deliveries} == {
        "post": "queued",
        "sms": "queued",
    }
