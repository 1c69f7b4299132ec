"""Whoever has neither phone nor e-mail gets a letter by post, noted by a clerk, once."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.applications.models import Answer
from portal.identity import bind_phone
from portal.kernel.act import VISITOR, Duty, Kind, Role, Who
from portal.kernel.database import db, load, new_uid, utcnow, write
from portal.kernel.errors import Conflict, Missing, NotYours
from portal.kernel.levels import Level
from portal.notifications import Kind as Told
from portal.notifications import letters_of, write_to
from portal.notifications.models import Message
from portal.notifications.posting import mark_posted, to_post
from tests.conftest import TODAY, an_act
from tests.service.applications.test_duplicates import a_file, someone
from tests.web.identity.conftest import hire as hire
from tests.web.identity.conftest import seat as seat

CITY = "450100"
ROOT = Path(__file__).resolve().parents[3]


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


def registered(person: str, address: str) -> None:
    """The household register names an address, in the file they once handed in."""
    file = a_file(person)
    with write():
        row = Answer(
            uid=new_uid(), city=CITY, application_uid=file, person_uid=person,
            source="hukou", outcome="hit", as_of=utcnow(), asked_at=utcnow(), request="x",
        )  # fmt: skip
        row.values = json.dumps({"address": address}, ensure_ascii=False)
        db.session.add(row)


def test_the_address_stands_in_the_window_for_who_posts_it(
    app: Flask, seat: Any, hire: Any
) -> None:
    known, unknown = someone("农秀珍"), new_uid()
    registered(known, "广西南宁市青秀区民族大道 1 号")
    sheets = {person: told(person) for person in (known, unknown)}
    staff = hire(Role.WINDOW_CLERK)
    browser = seat(Kind.STAFF, staff.uid, duty=staff.duties[0])
    page = browser.see("/desk/letters-to-post")
    assert page.text.count("没有地址：到窗口当面交") == 1
    assert page.text.count("户口登记地址") == 1
    assert "民族大道" not in page, "the list says that there is one, not which"
    sheet = browser.see(f"/letters/{sheets[known]}").html
    assert 'class="sheet sheet--window"' in sheet
    window = sheet.split('<address class="sheet__to"')[1].split("</address>")[0]
    assert "民族大道 1 号" in window
    assert "农秀珍" in window
    assert "sheet__to" not in browser.see(f"/letters/{sheets[unknown]}").html
    legal = hire(Role.LEGAL_REVIEWER, login="legal")
    reader = seat(Kind.STAFF, legal.uid, duty=legal.duties[0])
    assert "民族大道" not in reader.see(f"/letters/{sheets[known]}").html
    own = seat(Kind.RESIDENT, known, level=Level.I1R).see(f"/letters/{sheets[known]}")
    assert "sheet__to" not in own.html


def test_who_is_reached_otherwise_has_no_address_on_the_sheet(
    app: Flask, seat: Any, hire: Any
) -> None:
    person = someone()
    registered(person, "民族大道 2 号")
    with write():
        bind_phone(an_act(VISITOR), person_uid=person, phone="13800000026", proven=True)
    sheet = told(person)
    staff = hire(Role.WINDOW_CLERK)
    browser = seat(Kind.STAFF, staff.uid, duty=staff.duties[0])
    assert "民族大道" not in browser.see(f"/letters/{sheet}").html


def test_the_window_is_where_a_dl_envelope_has_it() -> None:
    css = (ROOT / "static" / "src" / "scss" / "_print.scss").read_text(encoding="utf-8")
    page = re.search(r"@page \{[^}]*margin: (\d+)mm (\d+)mm", css)
    box = re.search(r"\.sheet__to \{[^}]*top: (\d+)mm;\s*left: (\d+)mm;[^}]*", css)
    assert page is not None
    assert box is not None
    assert int(page[1]) + int(box[1]) == 45
    assert int(page[2]) + int(box[2]) == 20
    assert "width: 85mm" in box[0]
    assert "height: 45mm" in box[0]


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
