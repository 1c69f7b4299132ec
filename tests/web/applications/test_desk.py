"""Worklist, file, decision pages: what is shown, to whom, and what a click does."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask

from portal.applications.review import caseload as lists
from portal.applications.review import evidence, objections, stages
from portal.credit import cases_of
from portal.kernel.act import Kind, Role, Who
from portal.kernel.database import db, write
from portal.kernel.journal import views_of
from portal.kernel.levels import Level
from tests import casework
from tests.casework import act_of, browser, house_act
from tests.conftest import TODAY


def test_the_worklist_filters_sorts_and_pages(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE", 2)
    case = casework.accepted(name="韦秀兰")
    casework.accepted(name="农秀珍", team=case, income_annual_fen=99_000_000)
    casework.accepted(name="覃国安", team=case, cars=None)
    desk = browser(app, case.clerk)
    page = desk.see("/desk")
    assert page.h1 == "我的待办"
    second = page.click("下一页")
    seen = page.text + second.text
    assert all(name in seen for name in ("韦秀兰", "农秀珍", "覃国安"))
    assert "农秀珍" in desk.see("/desk?klass=B")
    assert "韦秀兰" not in desk.see("/desk?klass=B")
    assert "覃国安" in desk.see("/desk?findings=unknown&sort=number")
    assert "没有" in desk.see("/desk?q=没有这个人")
    assert desk.see("/desk?kind=nonsense&sort=nonsense&after=").status == 200


def test_the_list_is_for_staff_of_the_place(app: Flask) -> None:
    case = casework.accepted()
    elsewhere = browser(app, casework.officer(Role.WINDOW_CLERK, region="450105"))
    assert "韦秀兰" not in elsewhere.see("/desk?kind=all")
    elsewhere.see(f"/desk/case/{case.uid}", status=404)
    assert "/sign-in" in app.test_client().get("/desk").location


def test_the_file_shows_what_the_desk_needs_and_remembers_the_look(app: Flask) -> None:
    case = casework.accepted(cars=None)
    page = browser(app, case.clerk).see(f"/desk/case/{case.uid}")
    assert page.h1.startswith("韦秀兰")
    for words in ("先看这", "没有小汽车", "黄志强", "同意，往下走", "请对方补材料"):
        assert words in page, words
    views = views_of(case.uid)
    assert [(v.viewer, v.what) for v in views] == [(case.clerk.uid, "file")]


def test_decide_preview_sign(app: Flask) -> None:
    case = casework.accepted()
    desk = browser(app, case.clerk)
    page = desk.see(f"/desk/case/{case.uid}/decide?verb=ask")
    preview = page.submit(items="")
    assert preview.status == 422
    preview = page.submit(items="1. 车辆照片\n2. 租房合同")
    assert "只请您补这一次" in preview
    assert "车辆照片" in preview
    assert case.row.state == "in_review"
    done = preview.submit()
    assert case.row.state == "supplement"
    assert done.h1.startswith("韦秀兰")


def test_a_bar_imposed_after_the_comparison_is_seen_first(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = casework.accepted()
    desk = browser(app, case.clerk)
    assert "请重新比对" not in desk.see(f"/desk/case/{case.uid}")
    bar = SimpleNamespace(until=date(2031, 1, 5))
    who = case.row.applicant_uid
    monkeypatch.setattr(evidence, "bar_running", lambda uid, on: bar if uid == who else None)
    assert "2031年1月5日前被限制申请" in desk.see(f"/desk/case/{case.uid}")


def test_signed_twice_by_a_double_click_is_signed_once(app: Flask) -> None:
    case = casework.submitted()
    desk = browser(app, case.clerk)
    preview = desk.see(f"/desk/case/{case.uid}/decide/accept").submit()
    assert preview.submit().status == 200
    assert preview.submit().status == 200
    assert case.row.stage == "street_check"


def test_a_stale_page_gets_the_conflict_page_with_what_changed(app: Flask) -> None:
    case = casework.accepted()
    desk = browser(app, case.clerk)
    preview = desk.see(f"/desk/case/{case.uid}/decide/pass_stage").submit(text="可以")
    with write():
        stages.pass_stage(act_of(case.clerk), application_uid=case.uid)
    page = preview.submit()
    assert page.status == 409
    assert "street_check" in page
    assert case.row.stage == "community_publicity"


def test_what_is_not_possible_says_why(app: Flask) -> None:
    case, day = casework.at_decision(cars=None)
    desk = browser(app, case.city, day)
    page = desk.see(f"/desk/case/{case.uid}")
    assert "还有不知道的" in page
    assert "还有不知道的" in desk.see(f"/desk/case/{case.uid}/decide/approve")
    desk.see(f"/desk/case/{case.uid}/decide/nonsense", status=404)


def test_refusing_shows_reasons_and_dated_remedies_before_signing(app: Flask) -> None:
    case, day = casework.at_district(area_total=9_999_900)
    desk = browser(app, case.district, day)
    page = desk.see(f"/desk/case/{case.uid}/decide/refuse")
    preview = page.submit(reasons="housing", text="住房面积超过")
    for words in ("要求我们复核", "行政复议", "法院", "最后一天"):
        assert words in preview, words
    preview.submit()
    assert case.row.state == "refused"


def test_a_note_a_tie_and_the_next_case(app: Flask) -> None:
    case = casework.accepted()
    desk = browser(app, case.clerk)
    page = desk.see("/desk/next")
    assert page.h1.startswith("韦秀兰")
    page = page.submit(action="/note", text="已电话核实")
    assert "已电话核实" in page
    page = page.submit(action="/take")
    assert case.row.assignee == case.clerk.uid
    page = page.submit(action="/recuse")
    assert "请换一位" in page


def test_a_promise_that_was_not_true_becomes_a_clue(app: Flask) -> None:
    case, day = casework.approved()
    desk = browser(app, case.district, day)
    page = desk.see(f"/desk/case/{case.uid}").click("承诺不实")
    assert page.submit(text="").status == 422
    done = page.submit(code="AP2", text="名下另有住房")
    assert done.status == 200
    db.session.rollback()
    assert [c.code for c in cases_of([case.applicant])] == ["AP2"]
    # Nothing changes for the household until a case decides.
    assert case.row.state == "approved"
    browser(app, case.clerk, day).see(f"/desk/case/{case.uid}/false-promise", status=404)


def test_objections_are_listed_and_answered(app: Flask) -> None:
    case = casework.on_notice()
    with write():
        entry = db.session.scalars(db.select(objections.NoticeEntry.uid)).one()
        objections.raise_objection(act_of(case.clerk), entry_uid=entry, text="还有一套房")
    desk = browser(app, case.district)
    page = desk.see("/desk/objections").click("韦秀兰")
    assert "还有一套房" in page
    page = page.submit(outcome="dismiss", text="查无此事")
    assert "查无此事" in page
    assert "没有等答复的" in desk.see("/desk/objections")


def test_an_auditor_reads_and_writes_nothing(app: Flask) -> None:
    case = casework.accepted()
    auditor = casework.officer(Role.AUDITOR, region="450000")
    desk = browser(app, auditor)
    page = desk.see(f"/desk/case/{case.uid}")
    posts = [f.action for f in page.read.forms if f.method == "post"]
    assert not [action for action in posts if f"/case/{case.uid}/" in action]
    stages.publicity_due(house_act(TODAY + timedelta(days=1)))


def test_notes_are_for_colleagues_and_auditors_and_assignments_stay_readable(app: Flask) -> None:
    case = casework.accepted()
    with write():
        stages.add_note(act_of(case.clerk), application_uid=case.uid, text="邻居说已搬走")
        stages.assign(act_of(case.clerk), application_uid=case.uid, staff_uid=case.clerk.uid)
    with write():
        stages.assign(act_of(case.clerk), application_uid=case.uid, staff_uid=None)
    auditor = casework.officer(Role.AUDITOR)
    page = browser(app, auditor).see(f"/desk/case/{case.uid}")
    for words in ("邻居说已搬走", case.clerk.name, "退回本组"):
        assert words in page, words
    assert not [form for form in page.read.forms if form.action.endswith("/note")]
    applicant = Who(Kind.RESIDENT, case.applicant, level=Level.I2)
    for path in ("/my/application", "/my"):
        assert "邻居" not in browser(app, applicant).see(path)
