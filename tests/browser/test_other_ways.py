"""Other ways to the receipt: in English, in large text, with scripts off, with papers only."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.applying import Applicant, Count, newcomer
from tests.browser.deskwork import sign, window_over
from tests.browser.telephone import Telephone
from tests.browser.watcher import Watcher
from tests.intake import HUANG, HUANG_HUSBAND, LUO

pytestmark = pytest.mark.browser
Tab = Callable[..., Watcher]
WORDS_OF_CHINESE = re.compile(r"[一-鿿]{5,}")


def test_in_english(tab: Tab) -> None:
    me = Applicant(tab(phone=True), Telephone(tab()), HUANG)
    me.who = newcomer(me.tab)
    me.tab.goto("/apply/who")
    me.tab.follow(me.tab.page.locator("button[lang=en]"))
    headings = [_said(me)]
    counted = Count()
    counted.begin(me.tab.page)
    me.to_facts()
    headings.append(_said(me))
    me.to_sign("either")
    headings.append(_said(me))
    me.sign()
    me.tab.look("en-receipt")
    headings.append(_said(me))
    counted.judge(adults=0)
    assert not [words for words in headings if WORDS_OF_CHINESE.search(words)]
    me.tab.press("To my application")
    assert "Handed in" in me.tab.text


def _said(me: Applicant) -> str:
    """Headings, questions and buttons; names and sources may be Chinese."""
    assert me.tab.page.get_attribute("html", "lang") == "en"
    return " ".join(me.tab.main.locator("h1, h2, legend, label, button").all_inner_texts())


def test_in_large_text(tab: Tab) -> None:
    me = Applicant(tab(phone=True), Telephone(tab()), HUANG)
    me.who = newcomer(me.tab)
    me.tab.goto("/apply/who")
    me.tab.follow(me.tab.page.locator('form[action="/preferences/size"] button'))
    assert me.tab.page.evaluate("document.documentElement.classList.contains('large')")
    me.apply("either")
    assert me.tab.page.evaluate("document.documentElement.classList.contains('large')")
    me.tab.look("large-receipt")


def test_without_script_in_large_text_with_another_adult(tab: Tab) -> None:
    me = Applicant(tab(phone=True, javascript=False), Telephone(tab()), HUANG)
    me.tab.goto("/apply/who")
    me.tab.follow(me.tab.page.locator('form[action="/preferences/size"] button'))
    me.apply("either", ask=HUANG_HUSBAND)
    assert "请韦国强同意并签字" in me.tab.text
    me.tab.look("plain-receipt")


def test_begun_on_a_phone_and_finished_on_another_device(tab: Tab) -> None:
    me = Applicant(tab(phone=True), Telephone(tab()), HUANG)
    me.who = newcomer(me.tab)
    me.tab.goto("/apply/who")
    me.to_facts()
    me.to_check("subsidy")
    me.tab, known = tab(), me.phones.codes(me.who.phone)
    me.tab.goto("/apply/resume")
    me.tab.look("resume")
    me.tab.send("/apply/resume", id_number=me.who.id_number, phone=me.who.phone)
    me.tab.send("/apply/code", code=me.code(known))
    assert me.tab.path == "/apply/facts", me.tab.text
    me.tab.goto("/apply/check")
    assert "补贴" in me.tab.text, "what was chosen on the phone stands"
    me.tab.follow(me.tab.main.locator('a[href="/apply/sign"]'))
    me.sign()


def test_with_papers_only_after_a_promise_that_was_not_kept(tab: Tab) -> None:
    """For facts hidden at application the law bars new promises, and nothing else.

    The last of the file: it moves the demo's days on.
    """
    me, desk = Applicant(tab(phone=True), Telephone(tab()), LUO), tab()
    me.tab.be("luo-zhenhua")
    me.tab.goto("/my/credit")
    me.tab.press("看一看")
    me.tab.send("/defend", text="铺面早就卖了，请再查一次。")
    desk.be("enforcement")
    desk.goto("/credit")
    desk.press("罗振华")
    case = desk.path
    sign(desk, case, "consider", text="登记部门再查过，铺面仍在名下。", accepted="no")
    desk.days_until(lambda: window_over(desk, case), "end of the days to answer")
    sign(desk, case, "to_review")
    desk.be("legal_reviewer")
    sign(desk, case, "pass_review", text="事实清楚，程序合法。")
    desk.be("decision_maker")
    sign(desk, case, "decide", result="no_commitment", text="申辩不成立。", home="none")
    decision = desk.page.inner_text("#decision")
    assert "不能用承诺方式申请" in decision
    assert "国办发〔2020〕42号" in decision
    me.tab.goto("/my/place/leave")
    me.tab.send("")
    me.leave()
    me.to_facts()
    me.to_sign("either")
    assert "以前的承诺没有做到，这次要交材料" in me.tab.text
    me.tab.look("apply-sign-papers-only")
    me.sign("evidence")
    assert "准备好材料" in me.tab.text
