"""The pages of what waits for a person, and of who was asked about whom."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from portal.applications.intake import manual
from portal.applications.intake.people import members
from portal.applications.models import Answer, Application, Screening
from portal.exchange import InProcess, asked_about, record
from portal.kernel.act import Kind, Role, Who
from portal.kernel.database import db
from portal.kernel.levels import Level
from tests.casework import browser, officer
from tests.intake import HUANG, HUANG_HUSBAND, NONG, WEI, City, agrees, applied, press
from tests.pages import HouseClient
from tests.visits import in_english, resident, visit_as


@pytest.fixture
def heard(city: City) -> City:
    """The city, and every question to its departments is written down."""
    city.partners = InProcess(city.partners.world, on_asked=record)
    city.app.extensions["anju.facts"] = city.partners.facts
    return city


def clerk_of(city: City) -> HouseClient:
    return browser(city.app, officer(Role.WINDOW_CLERK))


def test_with_one_department_down_it_is_accepted_with_an_open_item(heard: City) -> None:
    """The whole way through pages: the resident hands in, the clerk sees what is open."""
    heard.partners.admin.fault("vehicle", "down")
    page = heard.apply(heard.browser(), HUANG)
    assert page.url == "/apply/done"
    application = db.session.query(Application).one()
    agrees(heard, application, HUANG_HUSBAND)
    clerk = clerk_of(heard)
    desk = clerk.see("/desk")
    assert "待人工核查 2" in desk
    waiting = clerk.see("/desk/items")
    assert "公安车管没有答复" in waiting
    assert HUANG_HUSBAND.name in waiting
    file = clerk.see(f"/desk/case/{application.uid}")
    assert "待人工核查 2 项" in file
    clerk.see(f"/desk/case/{application.uid}/decide/accept").submit().submit()
    db.session.rollback()
    assert db.session.get_one(Application, application.uid).state == "in_review"
    assert len(manual.open_items(application.uid)) == 2


def test_with_all_up_it_is_a_proposal_in_the_same_minute(heard: City) -> None:
    client = heard.browser()
    heard.apply(client, HUANG)
    application = db.session.query(Application).one()
    agrees(heard, application, HUANG_HUSBAND)
    findings = client.see("/my/application/findings")
    assert "满足 8" in findings
    db.session.rollback()
    compared = db.session.query(Screening).order_by(Screening.at.desc()).first()
    assert compared is not None
    assert (compared.not_met, compared.unknown) == (0, 0)
    handed_in = db.session.query(Application).one().received_at
    assert handed_in is not None
    assert compared.at - handed_in < timedelta(minutes=1)
    clerk = clerk_of(heard)
    assert "待人工核查 0" in clerk.see("/desk")
    assert "没有待人工核查的事项" in clerk.see("/desk/items")
    assert "待人工核查" not in clerk.see(f"/desk/case/{application.uid}").text


def test_somebody_looks_into_it(heard: City) -> None:
    heard.partners.admin.fault("health", "down")
    application = applied(heard, HUANG)
    clerk = clerk_of(heard)
    item_uid = manual.open_items(application.uid)[0].uid
    address = f"/desk/case/{application.uid}/items/{item_uid}"
    page = clerk.see(address)
    assert "卫生健康没有答复" in page
    assert "查到什么" in page
    refused = page.submit({"text": " "})
    assert refused.status == 422
    done = clerk.see(address).submit({"text": "卫健系统维护，已电话核实"})
    assert done.url == f"/desk/case/{application.uid}"
    assert "已电话核实" in done
    assert "了结" in clerk.see(address)
    db.session.rollback()
    left = manual.open_items(application.uid)
    assert item_uid not in {i.uid for i in left}


def test_a_grandmother_is_told_and_a_desk_says_who_the_guardian_is(heard: City) -> None:
    client = heard.browser()
    page = heard.to_facts(client, WEI)
    told = client.see("/apply/facts")
    for words in ("韦家豪", "等父母或监护人同意", "要经同意才能查的，我们先不查"):
        assert words in told
    page = press(page, "/apply/facts")
    page = press(page, "/apply/wish", {"wish": "unit", "district": "450103", "lives_in": "450103"})
    page = press(client.see("/apply/sign"), "/apply/sign",
                 {"route": "commitment", "signature": WEI.name})  # fmt: skip
    assert page.url == "/apply/done"
    assert "韦家豪要由父母或监护人同意" in client.see("/my/application")
    application = db.session.query(Application).one()
    clerk = browser(heard.app, officer(Role.WINDOW_CLERK, region="450102"))
    file = clerk.see(f"/desk/case/{application.uid}")
    assert "等父母或监护人同意" in file
    item = file.click("有未成年人还没有父母或监护人表态：谁是监护人？")
    assert "不等于就是监护人" in item
    assert item.submit(text="看过").status == 422, "words alone settle nothing"
    done = clerk.see(item.url).submit(guardian="applicant", text="看过居委会的指定书")
    assert done.url == f"/desk/case/{application.uid}"
    before = {a.source for a in about_grandson(application)}
    heard.drain()
    db.session.rollback()
    asked = {a.source for a in about_grandson(application)}
    assert "property" not in before
    assert "property" in asked, "what waited is asked now"
    assert "要由父母或监护人同意" not in client.see("/my/application")
    assert "等父母或监护人同意" not in clerk.see(f"/desk/case/{application.uid}")


def about_grandson(application: Application) -> list[Answer]:
    db.session.rollback()
    grandson = next(m.person_uid for m in members(application.uid) if m.relation == "other")
    return db.session.query(Answer).filter(Answer.person_uid == grandson).all()


def test_an_item_of_another_file_and_an_auditor(heard: City) -> None:
    heard.partners.admin.fault("vehicle", "down")
    one, other = applied(heard, HUANG), applied(heard, NONG)
    item = manual.open_items(one.uid)[0]
    clerk = clerk_of(heard)
    clerk.see(f"/desk/case/{other.uid}/items/{item.uid}", status=404)
    clerk.see(f"/desk/case/{one.uid}/items/none", status=404)
    away = browser(heard.app, officer(Role.WINDOW_CLERK, region="450107"))
    away.see(f"/desk/case/{one.uid}/items/{item.uid}", status=404)
    auditor = browser(heard.app, officer(Role.AUDITOR))
    page = auditor.see(f"/desk/case/{one.uid}/items/{item.uid}")
    assert "查到什么" not in page
    assert "公安车管没有答复" in auditor.see("/desk/items")


def test_the_file_says_who_was_asked_about_whom(heard: City) -> None:
    application = applied(heard, HUANG)
    clerk = clerk_of(heard)
    file = clerk.see(f"/desk/case/{application.uid}")
    assert "向哪些部门查询过" in file
    page = clerk.see(f"/desk/case/{application.uid}/asked")
    rows = len(re.findall(r"<th scope=\"row\"", page.html))
    assert rows == len(asked_about(case=application.uid, limit=500)) > 16
    for words in ("公安户籍", "依法查询", "经本人同意", "申请", HUANG.name, HUANG_HUSBAND.name):
        assert words in page
    assert "《公共租赁住房管理办法》第八条" in page
    assert HUANG.id_number not in page.html
    assert "24,000" not in page, "the log holds no values"
    english = in_english(clerk).see(f"/desk/case/{application.uid}/asked")
    assert "Police: household register" in english
    assert "with agreement" in english


def test_everybody_reads_about_themselves_and_nobody_else(
    heard: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = heard.browser()
    heard.apply(client, HUANG)
    page = client.see("/my/asked")
    assert "向谁查过我的情况" in page
    for words in ("税务", "您本人", "经您同意", "有效到 2026年4月1日"):
        assert words in page, words
    assert HUANG_HUSBAND.name not in page
    mine = asked_about(person=db.session.query(Application).one().applicant_uid, limit=500)
    assert len(re.findall(r'<li class="mt3">', page.html)) == len(mine)
    assert "向谁查过我的情况" in client.see("/my")

    application = db.session.query(Application).one()
    husband = next(m for m in members(application.uid) if m.relation == "spouse")
    his = visit_as(heard.app, Who(Kind.RESIDENT, husband.person_uid, level=Level.I1R), monkeypatch)
    page = his.see("/my/asked")
    assert "公安户籍" in page
    assert "税务" not in page, "he has not agreed yet"
    assert "家人的申请" in page


@pytest.mark.parametrize(
    ("level", "status"), [(Level.I0, 404), (Level.I1, 404), (Level.I1R, 200), (Level.I2, 200)]
)
def test_only_a_proven_person_reads_the_log(
    app: Flask, monkeypatch: pytest.MonkeyPatch, level: Level, status: int
) -> None:
    page = visit_as(app, resident(level), monkeypatch).see("/my/asked", status=status)
    if status == 200:
        assert "还没有向任何部门查询过" in page


def test_a_night_without_anybody_says_so(heard: City, monkeypatch: pytest.MonkeyPatch) -> None:
    heard.partners.admin.fault("tax", "down")
    application = applied(heard, HUANG)
    heard.partners.admin.fault("tax", "none")
    heard.app.extensions["anju.facts"] = InProcess(heard.partners.world, on_asked=record).facts
    heard.drain()
    me = Who(Kind.RESIDENT, application.applicant_uid, level=Level.I1R)
    page = visit_as(heard.app, me, monkeypatch).see("/my/asked")
    assert "系统自动补查" in page
    assert "没有回音" in page


def test_the_list_goes_on_page_by_page(heard: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.applications.review.manual.PAGE", 2)
    heard.partners.admin.fault("vehicle", "down")
    heard.partners.admin.fault("property", "down")
    applied(heard, HUANG)
    clerk, seen = clerk_of(heard), []
    page = clerk.see("/desk/items")
    while True:
        seen += re.findall(r"/items/([\w-]{22})", page.html)
        more = re.search(r'href="(/desk/items\?after=[^"]+)"', page.html)
        if more is None:
            break
        page = clerk.see(more[1].replace("&amp;", "&"))
    items = {i.uid for i in manual.open_items(db.session.query(Application).one().uid)}
    assert len(seen) == len(set(seen)) == len(items) >= 2
