"""The other adult: asked on their own phone, seen by nobody without their word."""

from __future__ import annotations

from typing import Any

from portal.applications import CoApplicantAsked
from portal.applications.models import Answer, ApplicationMember, Consent, Screening
from portal.kernel.database import db
from portal.kernel.outbox import EventRow
from tests.intake import NONG, NONG_HUSBAND, City, press
from tests.pages import HouseClient, Page


def husband() -> ApplicationMember:
    return db.session.query(ApplicationMember).filter_by(relation="spouse").one()


def ask(client: HouseClient, phone: str) -> Page:
    page = client.see("/apply/facts")
    return press(page, "/apply/facts/co", {"phone": phone})


def answer(city: City, client: HouseClient, **more: Any) -> Page:
    link = f"/sign/co/{husband().uid}"
    page = press(client.see(link), link, {"last_four": "5518"})
    assert page.url == "/sign/co/code"
    page = press(page, "/sign/co/code", {"code": city.code(NONG_HUSBAND.phone)})
    assert page.url == "/sign/co"
    given = {
        "agree": "yes", "sensitive": "yes", "family": "no", "signature": "黄志强", **more,
    }  # fmt: skip
    return press(page, "/sign/co", given)


def answers_about_husband() -> set[str]:
    rows = db.session.query(Answer).filter_by(person_uid=husband().person_uid)
    return {row.source for row in rows}


def test_asked_by_a_link_that_names_nobody(city: City) -> None:
    client = city.browser()
    city.to_facts(client, NONG)
    page = ask(client, NONG_HUSBAND.phone)
    assert page.url == "/apply/facts"
    assert "139 **** 2208" in page
    events = [e for e in db.session.query(EventRow) if e.type == CoApplicantAsked.type()]
    assert len(events) == 1
    assert NONG_HUSBAND.phone not in events[0].payload
    page = city.browser().see(f"/sign/co/{husband().uid}")
    assert "农" not in page
    assert "黄" not in page
    assert "139" not in page


def test_nothing_that_needs_agreement_is_asked_before(city: City) -> None:
    client = city.browser()
    city.apply(client, NONG)
    assert answers_about_husband() == {"hukou", "marriage", "assistance", "benefits"}
    screening = db.session.query(Screening).one()
    assert screening.unknown > 0


def test_agreement_opens_the_departments_and_screens_again(city: City) -> None:
    client = city.browser()
    city.to_facts(client, NONG)
    ask(client, NONG_HUSBAND.phone)
    page = press(client.see("/apply/facts"), "/apply/facts")
    press(page, "/apply/wish", {"wish": "unit", "district": "450103"})
    page = press(
        client.see("/apply/sign"), "/apply/sign",
        {"route": "commitment", "signature": NONG.name},
    )  # fmt: skip
    assert "黄志强" in page
    his = city.browser()
    page = answer(city, his)
    assert page.url == "/my/application"
    assert {"property", "income", "vehicle", "health"} <= answers_about_husband()
    assert db.session.query(Screening).count() == 2
    page = client.see("/my/application/findings")
    assert "黄志强" in page
    assert "6.00" not in page
    assert "14,200" not in page
    page = his.see("/my/application/findings")
    assert "含农秀珍" in page
    press(client.see("/my/application"), "/my/application/family/yes")
    assert "14,200" in his.see("/my/application/findings")
    assert "14,200" not in client.see("/my/application/findings")


def test_refusing_is_an_answer(city: City) -> None:
    client = city.browser()
    city.to_facts(client, NONG)
    ask(client, NONG_HUSBAND.phone)
    answer(city, city.browser(), agree="no", sensitive="no")
    assert "income" not in answers_about_husband()
    page = client.see("/apply/facts")
    assert "自己交材料" in page
    said = db.session.query(Consent).filter_by(person_uid=husband().person_uid)
    assert {c.given for c in said} == {False}


def test_own_phone_of_the_applicant_is_not_taken(city: City) -> None:
    client = city.browser()
    city.to_facts(client, NONG)
    page = ask(client, NONG.phone)
    assert page.status == 422
    assert "您自己的号" in page


def test_wrong_last_four_and_strange_links(city: City) -> None:
    client = city.browser()
    city.to_facts(client, NONG)
    ask(client, NONG_HUSBAND.phone)
    link = f"/sign/co/{husband().uid}"
    page = press(city.browser().see(link), link, {"last_four": "0000"})
    assert page.status == 422
    city.browser().see("/sign/co/AAAAAAAAAAAAAAAAAAAAAA", status=404)
    city.browser().see("/sign/co/code", status=404)


def test_a_phone_of_somebody_else_leads_to_a_window(city: City) -> None:
    client = city.browser()
    city.to_facts(client, NONG)
    ask(client, "13500000007")
    link = f"/sign/co/{husband().uid}"
    his = city.browser()
    page = press(his.see(link), link, {"last_four": "5518"})
    page = press(page, "/sign/co/code", {"code": city.code("13500000007")})
    assert page.url == "/sign/co/window"
    his.see("/sign/co", status=404)
    assert "黄志强" not in his.see("/my/application").text
