"""From an ID number to a receipt, and what each person may see on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from portal.applications.models import Answer, Consent, Screening, Signature
from portal.identity.models import OneTimeCode
from portal.kernel.database import db, write
from portal.kernel.levels import Level
from tests.intake import HUANG, NONG, City, press, submitted
from tests.visits import resident, visit_as


def test_seven_pages_from_id_number_to_receipt(city: City) -> None:
    client = city.browser()
    page = client.see("/apply")
    assert "7 页" in page
    page = city.to_facts(client, HUANG)
    assert page.url == "/apply/facts"
    assert "黄丽萍" in page
    assert "24,000.00" in page
    assert "韦国强" in page
    page = press(page, "/apply/facts")
    assert page.url == "/apply/wish"
    page = page.submit({"wish": "either", "district": "450103"}, action="/apply/wish")
    assert page.status == 200, page.text
    assert page.url == "/apply/check"
    assert "450***********2241" in page
    page = client.see("/apply/sign")
    page = page.submit({"route": "commitment", "signature": "黄丽萍"}, action="/apply/sign")
    assert page.url == "/apply/done"
    application = submitted(HUANG)
    assert application.number in page
    assert application.number.startswith("NN2026-000001-")
    assert "<svg" in page.html
    assert db.session.query(Screening).count() == 1
    assert db.session.query(Signature).one().how == "code"
    assert {c.given for c in db.session.query(Consent)} == {True}
    mine = application.applicant_uid
    asked = {(a.source, a.person_uid == mine) for a in db.session.query(Answer)}
    assert ("income", True) in asked
    assert ("income", False) not in asked
    assert ("marriage", False) in asked


def test_receipt_code_until_it_is_kept(city: City) -> None:
    client = city.browser()
    page = city.apply(client, HUANG)
    assert "rcode" in page.html
    assert "rcode" in client.see("/apply/done").html
    page = press(page, "/apply/done")
    assert page.url == "/my/application"
    assert "rcode" not in client.see("/apply/done").html


def test_english_is_complete(city: City) -> None:
    client = city.browser()
    token = client.see("/apply").form("/preferences/language").fields["csrf_token"][0]
    client.post("/preferences/language", data={"language": "en", "csrf_token": token})
    page = client.see("/apply/who")
    assert page.h1 == "Please tell us who you are"
    assert "Police: household register" in page


def test_silent_department_never_blocks(city: City) -> None:
    city.partners.admin.fault("vehicle", "down")
    client = city.browser()
    page = city.to_facts(client, HUANG)
    assert "没有回音" in page
    assert "每天" in page
    page = city.apply(city.browser(), HUANG)
    assert page.url == "/apply/done"


def test_other_adult_waits_and_is_not_shown(city: City) -> None:
    page = city.to_facts(city.browser(), NONG)
    assert "黄志强" in page
    assert "36.00" not in page
    assert "16,800" not in page
    assert "等" in page


def test_signing_with_an_old_code_asks_for_a_new_one(city: City) -> None:
    client = city.browser()
    page = city.to_sign(client, HUANG)
    with write():
        for row in db.session.query(OneTimeCode):
            row.proven_at = row.proven_at - timedelta(minutes=11) if row.proven_at else None
    given = {"route": "commitment", "signature": HUANG.name}
    page = press(client.see("/apply/sign"), "/apply/sign", given)
    assert page.status == 422
    assert "新验证码" in page
    page = press(client.see("/apply/sign"), "/apply/sign/code")
    page = press(page, "/apply/sign", {**given, "code": city.code(HUANG.phone)})
    assert page.url == "/apply/done"


def test_papers_instead_of_agreement(city: City) -> None:
    client = city.browser()
    page = city.to_facts(client, HUANG, agree="no", sensitive="")
    assert "没有去问" in page
    asked = {a.source for a in db.session.query(Answer)}
    assert asked == {"hukou", "marriage", "assistance", "benefits", "residence_permit"}
    page = press(page, "/apply/facts")
    press(page, "/apply/wish", {"wish": "subsidy", "district": "450103"})
    page = press(
        client.see("/apply/sign"), "/apply/sign", {"route": "evidence", "signature": HUANG.name}
    )
    assert page.url == "/apply/done"
    assert "准备好材料" in page


def test_withdraw_and_nothing_left_to_do(city: City) -> None:
    client = city.browser()
    city.apply(client, HUANG)
    page = press(client.see("/my/application/withdraw"), "/my/application/withdraw")
    assert page.url == "/my/application"
    assert "已撤回" in page
    client.see("/my/application/withdraw", status=404)


def test_own_pages_need_their_owner(city: City) -> None:
    city.apply(city.browser(), HUANG)
    stranger = city.browser()
    assert stranger.see("/my/application").url.startswith("/sign-in")
    assert stranger.see("/apply/check").url == "/apply/resume"
    stranger.send("/my/application/withdraw", {}, status=400)


def test_a_resident_who_never_applied(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = visit_as(app, resident(Level.I2), monkeypatch)
    page = client.see("/my/application")
    assert "还没有申请" in page
    client.see("/my/application/findings", status=404)
    client.see("/my/application/withdraw", status=404)
