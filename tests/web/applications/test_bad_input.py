"""Bad input: every fault has its own words, in both languages, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.applications.intake import drafts
from portal.applications.models import Application, Screening
from portal.kernel.act import Kind, Who
from portal.kernel.database import db, write
from portal.kernel.levels import Level
from portal.kernel.web.sessions import WebSession
from tests.conftest import an_act
from tests.intake import HUANG, HUANG_HUSBAND, NONG, WEI, City, applied, press, submitted
from tests.pages import HouseClient


def in_english(client: HouseClient) -> HouseClient:
    token = client.see("/apply").form("/preferences/language").fields["csrf_token"][0]
    client.post("/preferences/language", data={"language": "en", "csrf_token": token})
    return client


def both(city: City) -> list[tuple[HouseClient, bool]]:
    return [(city.browser(), False), (in_english(city.browser()), True)]


WRONG = [
    ({"id_number": "450103198909142242"}, "第 18 位对不上", "18th character"),
    ({"id_number": "450103209909142243"}, "", ""),
    ({"id_number": "45010319890914"}, "18", "18"),
    ({"name": ""}, "请填姓名", "write your name"),
    ({"name": "丽" * 101}, "", ""),
    ({"phone": "12345"}, "", ""),
    ({"agree": ""}, "请选一个", "choose one"),
    ({"sensitive": ""}, "也请答", "this one too"),
]


@pytest.mark.parametrize(("given", "zh", "en"), WRONG)
def test_each_fault_beside_its_field_in_both_languages(
    city: City, given: dict[str, str], zh: str, en: str
) -> None:
    for client, english in both(city):
        page = city.who(client, HUANG, **given)
        assert page.status == 422
        assert (en if english else zh) in page
        assert ("thing to put right" if english else "需要改") in page
        assert "cannot be done now" not in page
        if "phone" not in given:
            assert HUANG.phone in page.html
    assert db.session.query(Application).count() == 0


def test_future_birth(city: City) -> None:
    page = city.who(city.browser(), HUANG, id_number="450103203009142247")
    assert page.status == 422
    assert "生" in page


def test_full_width_digits_and_spaces_are_taken(city: City) -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    number = " ".join(HUANG.id_number.translate(wide))
    page = city.who(
        city.browser(), HUANG, id_number=number, phone=f"+86 {HUANG.phone[:3]}-{HUANG.phone[3:]}"
    )
    assert page.url == "/apply/code"
    assert "138 **** 3641" in page


def test_someone_already_applying_is_told_after_the_code_only(city: City) -> None:
    applied(city, HUANG)
    client = city.browser()
    page = city.who(client, HUANG)
    assert "可能已有一份申请" not in page
    page = press(page, "/apply/code", {"code": city.code(HUANG.phone)})
    assert page.url == "/my/application"
    assert "可能已有一份申请" in page
    assert db.session.query(Application).filter_by(state="submitted").count() == 1


def test_a_stranger_learns_nothing_about_someone_applying(city: City) -> None:
    applied(city, HUANG)
    client = city.browser()
    page = city.to_facts(client, HUANG, phone="13500000001")
    assert page.url == "/apply/facts"
    assert "可能已有一份申请" not in page
    assert "24,000" not in page
    assert "韦" not in page
    assert "青秀" not in page
    assert "没有登记" not in page
    assert "已有答复" in page
    page = client.see("/my/application", status=200)
    assert "NN2026" not in page


def test_person_in_two_households(city: City) -> None:
    applied(city, HUANG)
    page = city.apply(city.browser(), HUANG_HUSBAND)
    assert page.status == 409
    assert db.session.query(Application).filter_by(state="submitted").count() == 1


def test_unreachable_department_is_unknown_and_papers_are_possible(city: City) -> None:
    city.partners.admin.fault("income", "down")
    client = city.browser()
    page = city.to_facts(client, HUANG)
    assert "现在就交材料" in page
    page = client.see("/apply/facts/wrong/income")
    told = {"values": ["annual_fen"], "text": "我去年收入 24000 元，有单位证明。"}
    page = page.submit(told, action="/apply/facts/wrong")
    assert page.url.startswith("/my/papers/fact/income/")
    assert "核实" in page
    page = press(client.see("/apply/facts"), "/apply/facts")
    press(page, "/apply/wish", {"wish": "either", "district": "450103"})
    page = client.see("/apply/sign")
    press(page, "/apply/sign", {"route": "commitment", "signature": HUANG.name})
    assert db.session.query(Screening).one().unknown > 0


def test_double_click_gives_the_same_receipt(city: City) -> None:
    client = city.browser()
    page = city.to_sign(client, HUANG)
    given = {"route": "commitment", "signature": HUANG.name}
    first = press(page, "/apply/sign", given)
    again = press(page, "/apply/sign", given)
    assert first.url == again.url == "/apply/done"
    number = submitted(HUANG).number or ""
    assert number in first
    assert number in again
    assert "rcode" in again.html
    other_tab = client.send("/apply/sign", {
        **given, "csrf_token": first.form("/apply/done").fields["csrf_token"][0],
    })  # fmt: skip
    assert other_tab.url == "/apply/done"
    assert db.session.query(Application).filter_by(state="submitted").count() == 1


def test_stale_tab_says_what_changed(city: City) -> None:
    client = city.browser()
    page = press(city.to_facts(client, HUANG), "/apply/facts")
    old = client.see("/apply/wish")
    press(page, "/apply/wish", {"wish": "unit", "district": "450103"})
    page = press(old, "/apply/wish", {"wish": "subsidy", "district": "450105"})
    assert page.status == 409
    assert "房子" in page
    assert "青秀区" in page
    with_english = in_english(client)
    assert with_english.see("/apply/wish").h1 == "What would you like?"


def test_expired_session_keeps_the_draft(city: City) -> None:
    client = city.browser()
    page = press(city.to_facts(client, HUANG), "/apply/facts")
    press(page, "/apply/wish", {"wish": "unit", "district": "450105"})
    with write():
        for row in db.session.query(WebSession):
            row.last_seen -= timedelta(days=1)
    page = client.see("/apply/check")
    assert page.url == "/apply/resume"
    assert "草稿还在" in page
    page = press(page, "/apply/resume", {"id_number": HUANG.id_number, "phone": HUANG.phone})
    assert page.url == "/apply/code"
    page = press(page, "/apply/code", {"code": city.code(HUANG.phone)})
    assert page.url == "/apply/facts"
    page = client.see("/apply/check")
    assert "江南区" in page
    assert db.session.query(Application).count() == 1


def test_resume_tells_a_stranger_nothing(city: City) -> None:
    city.to_facts(city.browser(), HUANG)
    seen = []
    for phone, person in (("13500000009", HUANG), (WEI.phone, WEI)):
        client = city.browser()
        page = client.see("/apply/resume")
        page = press(page, "/apply/resume", {"id_number": person.id_number, "phone": phone})
        assert page.url == "/apply/code"
        page = press(page, "/apply/code", {"code": "123456"})
        assert page.status == 422
        seen.append(page.text)
    assert seen[0] == seen[1]


def test_unknown_city(city: City) -> None:
    for client, english in both(city):
        for code in ("999999", "450200", "450103"):
            page = client.see(f"/apply/who?city={code}", status=422)
            assert ("does not take applications" if english else "还不能在这里申请") in page


def test_missing_signature_and_wrong_name(city: City) -> None:
    client = city.browser()
    page = city.to_sign(client, HUANG)
    page = press(page, "/apply/sign", {"route": "commitment", "signature": " "})
    assert page.status == 422
    assert "当作签字" in page
    page = press(page, "/apply/sign", {"route": "commitment", "signature": "黄丽"})
    assert page.status == 422
    assert "对不上" in page
    assert db.session.query(Application).filter_by(state="submitted").count() == 0


def test_over_long_text(city: City) -> None:
    client = city.browser()
    city.to_facts(client, HUANG)
    page = client.see("/apply/facts/wrong/income")
    page = page.submit({"text": "长" * 1001}, action="/apply/facts/wrong")
    assert page.status == 422
    assert "1000 字" in page
    assert "长长长" in page


def test_five_megabytes(city: City) -> None:
    for client, english in both(city):
        page = city.who(client, HUANG, name="丽" * (5 * 1024 * 1024 // 3))
        assert page.status == 413
        assert ("too large" if english else "太大") in page


def test_wrong_code_and_a_code_that_is_old(city: City) -> None:
    client = city.browser()
    page = city.who(client, HUANG)
    page = press(page, "/apply/code", {"code": "000000"})
    assert page.status == 422
    assert page.url == "/apply/code"
    assert client.see("/apply/facts").url == "/apply/code"


def test_someone_elses_phone_cannot_promise(city: City) -> None:
    client = city.browser()
    page = city.to_sign(client, NONG, phone="13500000001")
    assert "本人名下" in page
    page = press(page, "/apply/sign", {"route": "commitment", "signature": NONG.name})
    assert page.status == 422
    page = press(page, "/apply/sign", {"route": "evidence", "signature": NONG.name})
    assert page.url == "/apply/done"
    assert submitted(NONG).proof_level == Level.I1


def test_proven_supersedes_unproven(city: City) -> None:
    squatter = city.browser()
    page = city.to_sign(squatter, HUANG, phone="13500000001")
    press(page, "/apply/sign", {"route": "evidence", "signature": HUANG.name})
    page = city.apply(city.browser(), HUANG)
    assert page.url == "/apply/done"
    states = sorted(a.state for a in db.session.query(Application))
    assert states == ["submitted", "withdrawn"]
    assert submitted_now().proof_level == Level.I1R


def submitted_now() -> Application:
    return db.session.query(Application).filter_by(state="submitted").one()


def test_draft_left_lying_ends(city: City) -> None:
    city.to_facts(city.browser(), HUANG)
    draft = db.session.query(Application).one()
    system = Who(Kind.SYSTEM, uid="system")
    drafts.lapse_drafts_due(an_act(system, draft.lapses_on))
    assert db.session.query(Application).one().state == "draft"
    drafts.lapse_drafts_due(an_act(system, draft.lapses_on + timedelta(days=1)))
    assert db.session.query(Application).one().state == "ended"
