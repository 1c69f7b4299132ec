from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal import credit
from portal.credit import Result, State
from portal.kernel.act import Duty, Kind, Role, Who
from portal.kernel.database import db, new_uid, write
from portal.kernel.demo import set_demo_day
from portal.kernel.levels import Level
from tests.pages import HouseClient
from tests.service.credit.conftest import AFTER_WINDOW, SERVED_NOTICE, START, Course
from tests.service.credit.conftest import course as course
from tests.visits import staff, visit_as

ENFORCE = Role.ENFORCEMENT


def known(role: Role, uid: str) -> Who:
    return Who(Kind.STAFF, uid, duty=Duty(new_uid(), role, "450100"), name="办案人")


def today(day: date) -> None:
    with write():
        set_demo_day(day)


@pytest.fixture(params=["zh-CN", "en"])
def speak(request: pytest.FixtureRequest) -> Callable[[HouseClient], HouseClient]:
    def switch(client: HouseClient) -> HouseClient:
        if request.param == "en":
            with client.session_transaction() as session:
                session["language"] = "en"
        assert client.see("/preferences/none", status=404).read.lang == request.param
        return client

    return switch


def sign(client: HouseClient, uid: str, verb: str, **values: Any) -> Any:
    preview = client.see(f"/credit/case/{uid}/do/{verb}").submit(values, action=f"do/{verb}")
    assert preview.status == 200, preview.text[:300]
    return preview.submit(action=f"do/{verb}")


def test_the_officers_lead_a_case_by_its_pages(
    app: Flask, course: Course, monkeypatch: Any, speak: Any
) -> None:
    today(START)
    course.clue()
    one = speak(visit_as(app, known(ENFORCE, course.first), monkeypatch))
    two = speak(visit_as(app, known(ENFORCE, course.second), monkeypatch))
    queue = one.see("/credit")
    assert "韦秀兰" in queue
    case = queue.click("韦秀兰")
    assert "accept" in case.html
    sign(one, course.uid, "accept")
    sign(one, course.uid, "take_part", interest="no")
    alone = one.see(f"/credit/case/{course.uid}")
    assert "do/file" not in alone.html
    sign(two, course.uid, "take_part", interest="no")
    sign(one, course.uid, "file")
    sign(one, course.uid, "add_evidence", kind="visit", text="上门三次")
    sign(one, course.uid, "report", text="转租属实")
    today(SERVED_NOTICE)
    sign(one, course.uid, "serve_notice", result="bar", fine="500", ground="art36", text="拟处罚")
    assert course.case.state == State.NOTICED
    assert course.case.meant_fine_fen == 50000
    today(AFTER_WINDOW)
    sign(one, course.uid, "to_review")
    lawyer = speak(visit_as(app, staff(Role.LEGAL_REVIEWER), monkeypatch))
    sign(lawyer, course.uid, "pass_review", text="程序合法")
    chief = speak(visit_as(app, staff(Role.DECISION_MAKER), monkeypatch))
    again = chief.see(f"/credit/case/{course.uid}/do/decide").submit(
        result="bar", fine="600", ground="art36", home="held", text="决定"
    )
    refused = again.submit(action="do/decide")
    assert refused.status == 422
    sign(
        chief,
        course.uid,
        "decide",
        result="bar",
        fine="500",
        ground="art36",
        home="held",
        text="决定",
    )
    sign(one, course.uid, "serve", how="handed_over")
    assert course.case.state == State.SERVED
    page = one.see(f"/credit/case/{course.uid}")
    assert "决定" in page


def test_a_signature_twice_is_one_step(app: Flask, course: Course, monkeypatch: Any) -> None:
    today(START)
    course.clue()
    one = visit_as(app, known(ENFORCE, course.first), monkeypatch)
    preview = one.see(f"/credit/case/{course.uid}/do/accept").submit(action="do/accept")
    assert preview.submit(action="do/accept").status == 200
    assert preview.submit(action="do/accept").status == 200


def test_whoever_may_not_sees_no_form(app: Flask, course: Course, monkeypatch: Any) -> None:
    course.clue()
    lawyer = visit_as(app, staff(Role.LEGAL_REVIEWER), monkeypatch)
    lawyer.see(f"/credit/case/{course.uid}/do/accept", status=404)
    clerk = visit_as(app, staff(Role.WINDOW_CLERK), monkeypatch)
    clerk.see("/credit", status=404)
    far = visit_as(app, staff(ENFORCE, "450200"), monkeypatch)
    far.see(f"/credit/case/{course.uid}", status=404)
    assert "韦秀兰" not in far.see("/credit")


def test_a_person_reads_the_notice_and_answers(
    app: Flask, course: Course, monkeypatch: Any, speak: Any
) -> None:
    course.noticed()
    today(date(2026, 3, 12))
    me = Who(Kind.RESIDENT, course.person, level=Level.I1R, name="韦秀兰")
    client = speak(visit_as(app, me, monkeypatch))
    page = client.see(f"/my/credit/{course.uid}")
    assert "拟作出的决定" in page
    sent = page.submit(action="/defend", text="不是转租，是妹妹来照顾孩子")
    assert "妹妹" in sent
    asked = sent.submit(action="/hearing")
    assert asked.status == 200
    assert course.case.state == State.HEARING
    empty = client.see(f"/my/credit/{course.uid}").submit(action="/defend", text="  ")
    assert empty.status == 422


def test_a_decision_shows_bar_and_remedies(
    app: Flask, course: Course, monkeypatch: Any, speak: Any
) -> None:
    course.reviewed()
    course.decide(home="none")
    course.do(credit.serve_decision, course.by(ENFORCE, AFTER_WINDOW), how="handed_over")
    today(AFTER_WINDOW)
    me = Who(Kind.RESIDENT, course.spouse, level=Level.I1R, name="黄志强")
    client = speak(visit_as(app, me, monkeypatch))
    days = {
        "zh-CN": ("2026年5月18日", "2026年9月18日"),
        "en": ("18 May 2026", "18 September 2026"),
    }
    assert "2031" in client.see("/my/credit")
    page = client.see(f"/my/credit/{course.uid}")
    for day in days[page.read.lang]:
        assert day in page
    assert "/defend" not in page.html


def test_a_clue_is_not_shown_and_strangers_see_nothing(
    app: Flask, course: Course, monkeypatch: Any
) -> None:
    course.clue()
    me = Who(Kind.RESIDENT, course.person, level=Level.I1R, name="韦秀兰")
    client = visit_as(app, me, monkeypatch)
    client.see(f"/my/credit/{course.uid}", status=404)
    course.uid = ""
    assert client.see("/my/credit").status == 200
    weak = Who(Kind.RESIDENT, course.person, level=Level.I1, name="韦秀兰")
    visit_as(app, weak, monkeypatch).see("/my/credit", status=404)


def test_a_keeper_lifts_a_promise_bar(app: Flask, course: Course, monkeypatch: Any) -> None:
    course.reviewed(code="AP2", result=Result.NO_COMMITMENT, fine_fen=0)
    course.decide(result=Result.NO_COMMITMENT, home="none", fine_fen=0)
    course.do(credit.serve_decision, course.by(ENFORCE, AFTER_WINDOW), how="posted")
    course.do(credit.perform, course.by(ENFORCE, AFTER_WINDOW), text="已补正")
    today(date(2027, 3, 18))
    keeper = visit_as(app, staff(Role.CREDIT_OFFICER), monkeypatch)
    bar = credit.bars_of(course.person)[0]
    page = keeper.see(f"/credit/case/{course.uid}/lift/{bar.uid}")
    page.submit(text="一年已满，已改正")
    db.session.rollback()
    assert credit.commitment_allowed(course.person, date(2027, 3, 18))
