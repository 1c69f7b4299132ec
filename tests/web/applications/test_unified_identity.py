"""Signing in through the unified identity platform, and what becomes of applications by it."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from itsdangerous import base64_decode
from sqlalchemy import select

from portal import identity
from portal.applications.models import Application
from portal.households import find_person, people_names, person, record_death, register_person
from portal.identity.models import Assurance
from portal.kernel.act import VISITOR, Role
from portal.kernel.claims import holder_of
from portal.kernel.database import db, utcnow, write
from portal.kernel.journal import Attempt
from portal.kernel.levels import Level
from portal.kernel.web.sessions import VISIT_COOKIE, WebSession
from tests import casework
from tests.casework import browser
from tests.conftest import an_act
from tests.intake import HUANG, LUO, WEI, Cast, City, press
from tests.pages import HouseClient, Page
from tests.platform import AtPlatform, go, path_of, sign_in

STRANGERS_PHONE = "13911112222"


def visit(client: HouseClient) -> WebSession:
    """The one visit of a person (not of nobody)."""
    db.session.rollback()
    return db.session.scalars(select(WebSession).where(WebSession.level > int(Level.I0))).one()


def uid_of(who: Cast) -> str:
    db.session.rollback()
    found = find_person(who.id_number)
    assert found is not None
    return found.uid


def applications() -> list[Application]:
    db.session.rollback()
    return list(db.session.scalars(select(Application).order_by(Application.started_on)))


# --- the way there and back ---------------------------------------------------------------


def test_without_a_platform_there_is_no_button(city: City) -> None:
    city.app.extensions[identity.PLATFORM] = None
    client = city.browser()
    assert "/sign-in/platform" not in client.see("/sign-in").html
    assert "/sign-in/platform" not in client.see("/apply").html
    for path in ("", "/back?code=x&state=y", "/leave"):
        client.see(f"/sign-in/platform{path}", status=404)


def test_somebody_new_signs_in_and_is_known_as_seen_in_person(city: City) -> None:
    client = city.browser()
    page = go(client, city.partners, HUANG)
    assert page.h1 == "这是您本人吗？"
    assert "黄*萍" in page
    assert HUANG.name not in page.html
    assert find_person(HUANG.id_number) is None, "nothing is kept before the person said yes"
    assert page.submit(answer="yes").url == "/my"
    assert visit(client).level == Level.I2
    assert visit(client).uid == uid_of(HUANG)
    assert identity.assured_level(uid_of(HUANG), HUANG.phone) is Level.I2
    proof = db.session.scalars(select(Assurance)).one()
    assert (proof.how, proof.by_kind, proof.by) == ("portal", "resident", uid_of(HUANG))


def test_no_number_or_name_lies_open_in_cookie_or_session(city: City) -> None:
    client = city.browser()
    page = go(client, city.partners, HUANG)
    seen = _kept(client)
    page.submit(answer="yes")
    seen += _kept(client)
    for secret in (HUANG.id_number, HUANG.name, HUANG.phone):
        assert secret not in seen
        assert json.dumps(secret)[1:-1] not in seen


def _kept(client: HouseClient) -> str:
    """All that cookies and session rows hold, unpacked."""
    db.session.rollback()
    rows = "".join(row.data for row in db.session.scalars(select(WebSession)))
    cookie = client.get_cookie("anju")
    assert cookie is not None
    packed, body = cookie.value.startswith("."), cookie.value.lstrip(".").split(".")[0]
    data = base64_decode(body)
    return rows + (zlib.decompress(data) if packed else data).decode()


def test_a_new_id_at_the_proof_and_nothing_of_the_visit_before(city: City) -> None:
    """A draft was begun in somebody else's name at the same computer."""
    client = city.browser()
    city.who(client, WEI)
    before = client.get_cookie(VISIT_COOKIE)
    sign_in(client, city.partners, HUANG)
    after = client.get_cookie(VISIT_COOKIE)
    assert before is not None
    assert after is not None
    assert before.value != after.value
    kept = json.loads(visit(client).data)
    assert set(kept) == {"via"}
    thief = city.browser()
    thief.set_cookie(VISIT_COOKIE, before.value)
    assert thief.get("/my").status_code == 302


def test_saying_that_it_is_somebody_else_signs_nobody_in(city: City) -> None:
    client = city.browser()
    page = go(client, city.partners, HUANG).submit(answer="no")
    assert "/sign-in" in page.url
    assert "/sign-in/platform/leave" in page.html
    assert find_person(HUANG.id_number) is None
    assert client.see("/sign-in/platform/confirm").url == "/sign-in"


def test_one_comes_back_to_the_page_one_wanted_and_to_no_other_site(city: City) -> None:
    assert sign_in(city.browser(), city.partners, HUANG, to="/my/letters").url == "/my/letters"
    page = sign_in(city.browser(), city.partners, HUANG, to="//evil.example/x")
    assert page.url == "/my"


def test_the_same_answer_again_or_in_another_browser_is_refused(city: City) -> None:
    client, there = city.browser(), AtPlatform(city.partners.world)
    back = path_of(there.sign_in(client.get("/sign-in/platform").location, HUANG))
    stranger = city.browser()
    page = stranger.see(back, status=422)
    assert page.h1 == "这次登录隔得太久了"
    assert client.see(back).url == "/sign-in/platform/confirm"
    assert client.see(back, status=422).h1 == page.h1


def test_a_sign_in_begun_over_ten_minutes_ago_is_over(city: City) -> None:
    client, there = city.browser(), AtPlatform(city.partners.world)
    gone = client.get("/sign-in/platform").location
    with time_machine.travel(utcnow() + timedelta(minutes=10, seconds=2), tick=True):
        back = path_of(there.sign_in(gone, HUANG))
        assert client.see(back, status=422).h1 == "这次登录隔得太久了"


def test_the_confirmation_waits_ten_minutes(city: City) -> None:
    client = city.browser()
    go(client, city.partners, HUANG)
    with time_machine.travel(utcnow() + timedelta(minutes=10, seconds=2), tick=True):
        assert client.see("/sign-in/platform/confirm").url == "/sign-in"


@pytest.mark.parametrize(
    "fault", ["wrong_nonce", "expired", "wrong_audience", "alg_none", "unknown_kid", "no_number"]
)
def test_an_answer_that_does_not_hold_gets_a_friendly_page(city: City, fault: str) -> None:
    client = city.browser()
    page = go(client, city.partners, HUANG, fault=fault)
    assert (page.status, page.h1) == (422, "这次登录没有成功")
    assert {"/apply", "/windows", "/sign-in/platform"} <= {href for href, _ in page.read.links}
    db.session.rollback()
    assert db.session.scalars(select(Attempt)).one().code == "platform_answer_wrong"
    assert find_person(HUANG.id_number) is None


def test_a_platform_that_is_down_leaves_the_other_ways_open(city: City) -> None:
    client = city.browser()
    city.partners.admin.identity(fault="down")
    page = client.see("/sign-in/platform", status=503)
    assert page.h1 == "统一身份认证平台没有回音"
    assert "收据码" in page
    city.apply(client, WEI)
    assert applications()[0].state == "submitted"


def test_turning_back_is_no_error(city: City) -> None:
    client = city.browser()
    gone = client.get("/sign-in/platform").location
    back = AtPlatform(city.partners.world).choose(gone, "stop").location
    page = client.see(path_of(back))
    assert page.h1 == "您没有登录就回来了"
    assert db.session.scalar(select(Attempt)) is None


def test_staff_do_not_sign_in_there(city: City) -> None:
    desk = browser(city.app, casework.officer(Role.WINDOW_CLERK))
    for path in ("", "/back?code=x&state=y", "/leave"):
        desk.see(f"/sign-in/platform{path}", status=404)


def test_signing_out_here_offers_to_sign_out_there(city: City) -> None:
    client = city.browser()
    page = sign_in(client, city.partners, HUANG).submit(action="/sign-out")
    assert "公用电脑" in page
    left = client.get("/sign-in/platform/leave").location
    assert left.startswith("http://simulator.invalid/identity/sign-out?")
    assert "id_token" not in left
    assert client.get("/my").status_code == 302


def test_the_dead_do_not_sign_in(city: City) -> None:
    act = an_act(VISITOR)
    with write():
        uid = register_person(act, id_number=WEI.id_number, name=WEI.name).uid
        record_death(act, person_uid=uid, died_on=date(2026, 1, 5), source="hukou")
    page = go(city.browser(), city.partners, WEI).submit(answer="yes")
    assert page.status == 422
    assert "登记了死亡" in page
    assert db.session.scalar(select(Assurance)) is None


def test_the_platforms_name_puts_a_slip_right(city: City) -> None:
    with write():
        uid = register_person(an_act(VISITOR), id_number=HUANG.id_number, name="黄利平").uid
    sign_in(city.browser(), city.partners, HUANG)
    assert people_names([uid]) == {uid: HUANG.name}


# --- phones ---------------------------------------------------------------------------------


def _bound(uid: str, phone: str, level: Level = Level.I1) -> None:
    with write():
        identity.bind_phone(an_act(VISITOR), person_uid=uid, phone=phone, proven=True)
        if level is Level.I1R:
            identity.assure(
                an_act(VISITOR), person_uid=uid, level=level, how="real_name", phone=phone
            )


@pytest.fixture
def known(city: City) -> str:
    with write():
        uid = register_person(an_act(VISITOR), id_number=HUANG.id_number, name=HUANG.name).uid
    return uid


def test_a_strangers_phone_gives_way_to_the_one_the_platform_checked(
    city: City, known: str
) -> None:
    _bound(known, STRANGERS_PHONE)
    sign_in(city.browser(), city.partners, HUANG)
    assert identity.phone_of(known) == HUANG.phone
    assert identity.assured_level(known, STRANGERS_PHONE) is Level.NONE


def test_a_phone_proven_before_stays_and_is_not_raised_by_another(city: City, known: str) -> None:
    _bound(known, "13800000026", Level.I1R)
    sign_in(city.browser(), city.partners, HUANG)
    assert identity.phone_of(known) == "13800000026"
    assert identity.assured_level(known) is Level.I1R


def test_the_same_phone_is_raised(city: City, known: str) -> None:
    _bound(known, HUANG.phone, Level.I1R)
    sign_in(city.browser(), city.partners, HUANG)
    assert identity.assured_level(known, HUANG.phone) is Level.I2


# --- applying --------------------------------------------------------------------------------


def typed_fields(page: Page, action: str) -> set[str]:
    """Fields one types into, of the form that posts to ``action``."""
    there = {one["name"] for one in page.read.inputs
             if one.get("type", "text") in ("text", "tel") and one.get("name")}  # fmt: skip
    return there & set(page.form(action).fields)


def test_applying_when_proven_one_types_only_the_signature(city: City) -> None:
    client = city.browser()
    page = sign_in(client, city.partners, HUANG, to="/apply/who")
    assert page.url == "/apply/who"
    assert HUANG.name in page
    assert typed_fields(page, "/apply/who") == set()
    page = press(page, "/apply/who", {"agree": "yes", "sensitive": "yes"})
    assert page.url == "/apply/facts", page.text[:400]
    page = press(page, "/apply/facts")
    page = press(page, "/apply/wish", {"wish": "either", "district": "450103"})
    assert page.url == "/apply/check", page.text[:400]
    page = client.see("/apply/sign")
    assert typed_fields(page, "/apply/sign") == {"signature"}
    page = press(page, "/apply/sign", {"route": "commitment", "signature": HUANG.name})
    assert page.url == "/apply/done", page.text[:600]
    [row] = applications()
    assert (row.state, row.proof_level) == ("submitted", Level.I2)
    assert row.household_uid
    assert holder_of("open_application", row.applicant_uid) == row.uid
    assert city.phones.sent == [], "no code was needed"


def test_ten_minutes_later_the_platform_or_a_code_confirms_the_signature(city: City) -> None:
    client = city.browser()
    page = sign_in(client, city.partners, HUANG, to="/apply/who")
    press(page, "/apply/who", {"agree": "yes", "sensitive": "yes"})
    press(client.see("/apply/wish"), "/apply/wish", {"wish": "either", "district": "450103"})
    with time_machine.travel(utcnow() + timedelta(minutes=11), tick=True):
        page = client.see("/apply/sign")
        signed = {"route": "commitment", "signature": HUANG.name}
        assert press(page, "/apply/sign", signed).status == 422
        page = sign_in(client, city.partners, HUANG, to="/apply/sign")
        assert page.url == "/apply/sign"
        assert press(page, "/apply/sign", signed).url == "/apply/done"


def test_without_a_proven_phone_it_is_asked_for_and_answers(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform tells no phone; a stranger's is bound to the person."""
    real = city.partners.platform.arrive

    def without_phone(*given: Any) -> identity.Proven:
        return replace(real(*given), phone="")

    monkeypatch.setattr(city.partners.platform, "arrive", without_phone)
    with write():
        uid = register_person(an_act(VISITOR), id_number=WEI.id_number, name=WEI.name).uid
    _bound(uid, STRANGERS_PHONE)
    client = city.browser()
    page = sign_in(client, city.partners, WEI, to="/apply/who")
    assert typed_fields(page, "/apply/who") == {"phone"}
    asked = {"agree": "yes", "sensitive": "yes"}
    assert press(page, "/apply/who", asked).status == 422
    page = press(page, "/apply/who", {**asked, "phone": WEI.phone})
    assert page.url == "/apply/code", page.text[:300]
    page = press(page, "/apply/code", {"code": city.code(WEI.phone)})
    assert page.url == "/apply/facts", page.text[:300]
    assert visit(client).level == Level.I2
    assert identity.phone_of(uid) == WEI.phone, "the person's own word ends the stranger's"
    assert identity.assured_level(uid, STRANGERS_PHONE) is Level.NONE
    assert applications()[0].proof_level == Level.I2


def test_a_second_application_goes_on_with_the_first(city: City) -> None:
    client = city.browser()
    for _ in range(2):
        page = sign_in(client, city.partners, HUANG, to="/apply/who")
        press(page, "/apply/who", {"agree": "yes", "sensitive": "no"})
    assert sorted(row.state for row in applications()) == ["draft", "ended"]


def test_the_other_adult_may_sign_in_there_instead_of_with_a_code(city: City) -> None:
    client = city.browser()
    city.to_facts(client, HUANG)
    husband = Cast("韦国强", "450103198607213112", "13977113112")
    press(client.see("/apply/facts"), "/apply/facts/co", {"phone": husband.phone})
    city.drain()
    link = next(text for phone, text in city.phones.sent if phone == husband.phone)
    path = "/sign/co/" + link.split("/sign/co/")[1][:22]
    page = sign_in(city.browser(), city.partners, husband, to=path)
    assert page.url == "/sign/co", (page.url, page.text[:300])
    given = {"agree": "yes", "sensitive": "yes", "family": "no", "signature": husband.name}
    assert press(page, "/sign/co", given).url == "/my/application"
    # Anybody else who is proven sees the question for the last four characters, as ever.
    page = sign_in(city.browser(), city.partners, LUO, to=path)
    assert page.url == path
    assert person(uid_of(LUO)).name == LUO.name
