"""What is late, counted for chiefs; and what offices asked each other to verify."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask

from portal.applications.review import clocks, entrust, stages
from portal.applications.review.late import what_is_late
from portal.applications.review.selecting import Filters
from portal.kernel.act import Duty, Role, Who
from portal.kernel.database import write
from portal.kernel.deadlines import running
from tests import casework
from tests.casework import act_of, browser
from tests.conftest import TODAY


def duty(who: Who) -> Duty:
    assert who.duty is not None
    return who.duty


def last_day(uid: str) -> date:
    clock = running(clocks.STAGE, uid)
    assert clock is not None
    return clock.due


def test_late_begins_after_the_last_working_day_and_not_on_it(app: Flask) -> None:
    case = casework.accepted()
    due = last_day(case.uid)
    assert what_is_late(duty(case.city), due).total == 0
    late = what_is_late(duty(case.city), due + timedelta(days=1))
    assert late.total == 1
    (row,) = late.stages
    assert (row.count, row.since) == (1, due)
    assert row.filters == Filters(kind="late", place="450103", stage="street_check")


def test_a_clock_that_stands_still_is_nobodys_delay(app: Flask) -> None:
    public = casework.on_notice()
    held = casework.accepted(team=public)
    with write():
        clocks.hold(held.uid, clocks.STAGE, on=TODAY)
    assert what_is_late(duty(public.city), TODAY + timedelta(days=90)).total == 1


def test_counted_by_stage_and_person_and_linked_to_the_list(app: Flask) -> None:
    fresh = casework.submitted(name="农秀珍")
    case = casework.accepted(name="韦秀兰", team=fresh)
    casework.accepted(name="覃国安", team=fresh)
    with write():
        stages.assign(act_of(case.clerk), application_uid=case.uid, staff_uid=case.clerk.uid)
    day = TODAY + timedelta(days=40)
    late = what_is_late(duty(case.city), day)
    assert [row.count for row in late.stages] == [2, 1]
    assert {row.label: row.count for row in late.people} == {case.clerk.name: 1, "还没有分到人": 2}
    chief = browser(app, case.city, day)
    page = chief.see("/desk").click("逾期情况")
    assert page.h1 == "逾期情况"
    mine = page.click(case.clerk.name)
    assert "韦秀兰" in mine
    assert "覃国安" not in mine
    first = page.click("待受理")
    assert "农秀珍" in first
    assert "韦秀兰" not in first
    assert "农秀珍" not in chief.see("/desk?kind=late&stage=street_check&place=450103")
    assert (
        chief.see("/desk?kind=late&place=nowhere&stage=%27&person=%00x", status=None).status < 500
    )


def test_the_page_is_for_chiefs_of_the_place(app: Flask) -> None:
    case = casework.accepted()
    browser(app, case.clerk).see("/desk/late", status=404)
    day = TODAY + timedelta(days=40)
    elsewhere = casework.officer(Role.CITY_OFFICER, region="450200")
    assert "没有逾期的" in browser(app, elsewhere, day).see("/desk/late")
    next_door = casework.officer(Role.DISTRICT_REVIEWER, region="450105")
    assert what_is_late(duty(next_door), day).total == 0


def test_entrusted_verification_with_its_deadline_and_answer(app: Flask) -> None:
    case, day = casework.after_notice(name="韦秀兰")
    with write():
        entrust.entrust(
            act_of(case.civil, day), application_uid=case.uid, role=Role.WINDOW_CLERK,
            text="请入户看看",
        )  # fmt: skip
    (asked,) = entrust.entrusted_to(duty(case.clerk), day)
    assert asked.due is not None
    assert (asked.mine, asked.late, asked.answered_on) == (True, False, None)
    due = asked.due.due
    assert entrust.entrusted_late(duty(case.clerk), due) == 0
    assert entrust.entrusted_late(duty(case.city), due + timedelta(days=1)) == 1
    assert entrust.entrusted_to(duty(case.civil), day) == []
    other = casework.officer(Role.WINDOW_CLERK, region="450105")
    assert entrust.entrusted_to(duty(other), day) == []
    page = browser(app, case.clerk, day).see("/desk/entrusted")
    assert "韦秀兰" in page
    assert "请入户看看" not in page
    assert page.click("核查").status == 200
    with write():
        entrust.report_back(
            act_of(case.clerk, day), application_uid=case.uid, text="人在家，情况属实"
        )
    (answered,) = entrust.entrusted_to(duty(case.clerk), due + timedelta(days=9))
    assert (answered.answered_on, answered.late) == (day, False)
    assert entrust.entrusted_late(duty(case.city), due + timedelta(days=9)) == 0
    assert "已回答" in browser(app, case.city, day).see("/desk/entrusted")
