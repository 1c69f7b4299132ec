"""The refused household's page: why, what it may do and until when, asking, taking back."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from portal.applications.models import Objection
from portal.applications.review import decisions, reexamination
from portal.kernel.act import Kind, Who
from portal.kernel.database import db, write
from portal.kernel.levels import Level
from portal.kernel.web.figures import day as day_words
from tests import casework
from tests.casework import act_of, browser

PATH = "/my/application/reexamination"


def refused_case() -> tuple[casework.Case, date]:
    case, day = casework.at_district(area_total=20_000)
    with write():
        decisions.refuse(act_of(case.district, day), application_uid=case.uid, reasons=["housing"])
    return case, day


def applicant(case: casework.Case, level: Level = Level.I1R) -> Who:
    return Who(Kind.RESIDENT, case.applicant, level=level)


def states() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Objection.state)))


def test_asked_answered_and_told(app: Flask) -> None:
    case, day = refused_case()
    me = browser(app, applicant(case), day)
    page = me.see("/my/application")
    last = reexamination.last_day(case.uid)
    assert last is not None
    for words in ("最后一天", "行政复议", "人民法院"):
        assert words in page, words
    with app.test_request_context():
        assert day_words(last) in page.text
    form = page.click("申请复核")
    assert form.submit(text="  ").status == 422
    page = form.submit(text="面积算错了")
    assert "面积算错了" in page
    assert "您申请了复核" in page
    assert not any(href == PATH for href, _ in page.read.links)
    me.see(PATH, status=404)
    form.submit(text="面积算错了")  # the same form again: one request
    assert states() == ["open"]
    uid = db.session.scalars(select(Objection.uid)).one()
    with write():
        reexamination.confirm(act_of(case.city, day), objection_uid=uid, text="房产登记无误")
    page = me.see("/my/application")
    assert "房产登记无误" in page
    assert "复核结果：维持原决定" in page


def test_taken_back_and_asked_again_too_late_is_said(app: Flask) -> None:
    case, day = refused_case()
    me = browser(app, applicant(case), day)
    page = me.see(PATH).submit(text="请复核")
    page = page.submit(action="/withdraw")
    assert "您撤回了复核申请" in page
    assert states() == ["withdrawn"]
    last = reexamination.last_day(case.uid)
    assert last is not None
    assert "已过最后一天" not in browser(app, applicant(case), last).see(PATH)
    late = browser(app, applicant(case), last + timedelta(days=1))
    form = late.see(PATH)
    assert "已过最后一天" in form
    form.submit(text="迟了也请看")
    db.session.rollback()
    kinds = db.session.scalars(select(Objection.kind).order_by(Objection.raised_on)).all()
    assert kinds == [reexamination.KIND, reexamination.KIND_LATE]


def test_not_for_the_unproven_the_other_adult_or_before_a_refusal(app: Flask) -> None:
    case, day = refused_case()
    weak = browser(app, applicant(case, Level.I1), day)
    weak.see(PATH, status=404)
    running = casework.accepted()
    browser(app, applicant(running), day).see(PATH, status=404)
    browser(app, casework.officer(casework.Role.WINDOW_CLERK), day).see(PATH, status=404)
    assert states() == []
