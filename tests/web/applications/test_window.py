"""The window: a fresh client each time, a file typed in, a person seen."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from portal import identity
from portal.applications.models import Application, Consent, NoticeEntry, Objection
from portal.households import people_names
from portal.kernel.act import Kind, Role, Who
from portal.kernel.database import db, new_uid
from portal.kernel.journal import views_of
from portal.kernel.levels import Level
from tests import casework
from tests.casework import browser
from tests.intake import NONG, NONG_HUSBAND, WEI, City, applied
from tests.people import an_id


def test_seen_in_person_raises_to_the_highest(app: Flask) -> None:
    case = casework.submitted(level=Level.I1)
    desk = browser(app, case.clerk)
    page = desk.see("/desk/window")
    assert "韦秀兰" in page
    page = page.submit(action="/window/client")
    page = page.click("看人看证").submit(sought="NN2026-999999-X")
    assert page.status == 422
    page = page.submit(sought=case.row.number)
    assert "韦秀兰" in page
    db.session.rollback()
    assert views_of(case.applicant)[0].purpose == "window"
    assert page.submit(action="/sight").status == 422
    page.submit(action="/sight", seen="card")
    assert case.row.proof_level == Level.I2
    assert identity.assured_level(case.applicant) == Level.I2


def test_nothing_is_recorded_without_a_person_at_the_window(app: Flask) -> None:
    case = casework.submitted(level=Level.I1)
    desk = browser(app, case.clerk)
    page = desk.see("/desk/window/sighting").submit(sought=case.row.number)
    assert "有人来了" in page
    assert "/desk/window" in desk.get("/desk/window/new").location
    assert case.row.proof_level == Level.I1


def test_other_duties_have_no_window(app: Flask) -> None:
    browser(app, casework.officer(Role.CITY_OFFICER)).see("/desk/window", status=404)


def test_a_file_is_typed_in_and_handed_in(app: Flask, city: City) -> None:
    clerk = casework.officer(Role.WINDOW_CLERK, region="450103")
    desk = browser(app, clerk)
    desk.see("/desk/window").submit(action="/window/client")
    page = desk.see("/desk/window/new")
    assert page.submit(id_number="1").status == 422
    assert db.session.scalars(select(Application)).all() == []
    page = page.submit(
        id_number=WEI.id_number, name=WEI.name, agree="yes", sensitive="yes", seen="card"
    )
    assert page.status == 200
    assert WEI.name in page
    page = page.submit(wish="unit", district="450103", route="commitment", signature="写错了")
    assert page.status == 422
    page = page.submit(wish="unit", district="450103", route="commitment", signature=WEI.name)
    db.session.rollback()
    application = db.session.scalars(select(Application)).one()
    assert (application.state, application.channel) == ("submitted", "window")
    assert (application.entered_by, application.proof_level) == (clerk.uid, Level.I2)
    assert "只显示这一次" in page
    page.submit(action="/window/done")
    again = desk.see(f"/desk/window/entry/{application.uid}/receipt")
    assert "已经显示过了" in again
    # Whoever typed it in sees it, and is told that somebody else accepts it.
    assert "请换一位" in desk.see(f"/desk/case/{application.uid}")


def test_the_other_adult_answers_at_the_window(app: Flask, city: City) -> None:
    applied(city, NONG)
    clerk = casework.officer(Role.WINDOW_CLERK, region="450103")
    desk = browser(app, clerk)
    desk.see("/desk/window").submit(action="/window/client")
    page = desk.see("/desk/window/sighting").submit(sought=NONG_HUSBAND.id_number)
    page = page.click("请这位作为家里的成年人")
    page = page.submit(agree="yes", sensitive="yes", family="no", signature=NONG_HUSBAND.name)
    assert page.status == 200
    db.session.rollback()
    told = db.session.scalars(select(Consent.how).where(Consent.by_uid == clerk.uid)).all()
    assert set(told) == {"window"}


def test_an_objection_told_in_person(app: Flask) -> None:
    case = casework.on_notice()
    desk = browser(app, case.clerk)
    page = desk.see("/desk/window/objection")
    assert page.h1 == "今天的窗口", page.h1
    page = desk.see("/desk/window").submit(action="/window/client").click("记录异议（当面）")
    assert "韦*兰" in page
    assert "韦秀兰" not in page.text
    entry = db.session.scalars(select(NoticeEntry.uid)).one()
    told = {"entry": entry, "text": "他家还有一套房", "id_number": an_id(955), "name": "覃国安"}
    assert page.submit(told).status == 422, "card and face were not seen"
    assert page.submit({**told, "id_number": "450103198001010000"}, seen="card").status == 422
    assert page.submit({**told, "entry": new_uid()}, seen="card").status == 422
    done = page.submit(told, seen="card")
    assert "已记录" in done
    db.session.rollback()
    row = db.session.scalars(select(Objection)).one()
    assert people_names([row.by_uid or ""])[row.by_uid or ""] == "覃国安"
    again = desk.see("/desk/window/objection").submit(told, seen="card")
    assert again.status == 409


def test_an_objection_is_taken_by_the_window_of_the_place_only(app: Flask) -> None:
    case = casework.on_notice()
    browser(app, case.district).see("/desk/window/objection", status=404)
    elsewhere = browser(app, casework.officer(Role.WINDOW_CLERK, region="450105"))
    page = elsewhere.see("/desk/window").submit(action="/window/client")
    page = page.click("记录异议（当面）")
    assert "今天这里没有公示名单" in page
    household = Who(Kind.RESIDENT, case.applicant, level=Level.I2)
    browser(app, household).see("/desk/window/objection", status=404)
