"""What takes two, or more: a month's money, a plan of allocation, a charge up to its decision."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import Watcher
from tests.browser.telephone import Telephone
from tests.browser.test_journeys import Tab, _until, to_facts, to_sign, weigh
from tests.intake import LUO

pytestmark = pytest.mark.browser


def test_six_a_month_sent_back_made_again_approved_paid_and_read(tab: Tab) -> None:
    me, desk = tab(phone=True), tab()
    desk.be("finance_approver")
    _open_run(desk, "2026年3月", "等复核")
    desk.page.locator("summary", has_text="退回").first.click()
    desk.page.fill('form[action$="/send-back"] [name="reason"]', "请再核一次。")
    desk.page.locator('form[action$="/send-back"] button').click()
    desk.look(shot="06-sent-back")
    desk.be("finance_maker")
    desk.goto("/money")
    desk.press("计提 2026年3月")
    desk.look(shot="06-made-again")
    run = desk.page.url
    assert desk.page.locator('form[action$="/approve"]').count() == 0
    desk.be("finance_approver")
    page = desk.page
    page.goto(run)
    for box in page.locator('form[action$="/approve"] input[name="looked"]').all():
        box.check()
    page.locator('form[action$="/approve"] button').click()
    desk.look(shot="06-approved")
    path = run.removeprefix(desk.site.url)
    desk.be("finance_maker")
    _ask_the_bank(desk, path)
    desk.look(shot="06-returned")
    me.be("qin-meifang")
    _until(me, "/my/subsidy", "3月")
    me.page.locator('main a[href="/my/subsidy/2026-03"]').first.click()
    me.look(narrow=True, shot="06-march")
    assert "147.00" in me.page.inner_text("main")
    weigh(me, me.page)


def _open_run(desk: Watcher, month: str, state: str) -> None:
    desk.goto("/money")
    desk.page.locator("main tr", has_text=month).filter(has_text=state).locator("a").click()
    desk.page.wait_for_load_state()


def _ask_the_bank(desk: Watcher, path: str) -> None:
    """The worker asks by itself every day; a person may ask at once."""
    for _try in range(20):
        text = desk.goto(path).inner_text("body")
        if "银行已回单" in text:
            return
        ask = desk.page.locator('form[action$="/fetch"] button')
        if ask.count():
            ask.click()
        desk.page.wait_for_timeout(1000)
    raise AssertionError(desk.page.inner_text("body"))


def test_five_a_plan_by_two_one_gives_up_one_takes_the_home(tab: Tab) -> None:
    one, me, desk = tab(phone=True), tab(phone=True), tab()
    one.be("mo-jianjun")
    one.goto("/my/offer")
    one.page.locator('main a[href$="/waive"]').first.click()
    one.look(narrow=True, shot="05-waive")
    one.page.locator('form[action$="/waive"] input[name="reason"]').first.check()
    one.page.locator('form[action$="/waive"] button').click()
    one.look(narrow=True, shot="05-waived")
    assert "已放弃" in one.page.inner_text("main") or "放弃了" in one.page.inner_text("main")
    path = _plan(desk)
    me.be("wei-guilan")
    me.goto("/my/rounds")
    me.page.locator(f'main a[href="/my/rounds/{path.rsplit("/", 1)[1]}"]').click()
    me.page.locator('main input[name="layout"]').first.check()
    me.page.locator('main form[action^="/my/rounds/"] button').first.click()
    me.look(narrow=True, shot="05-registered")
    _past_registration(desk, path)
    for action in ("check", "finish_check", "open_offers"):
        _when_possible(desk, path, action)
    desk.look(shot="05-offered")
    me.go("/my/offer", narrow=True, shot="05-mine")
    me.page.locator('form[action$="/accept"] button').click()
    me.look(narrow=True, shot="05-mine-taken")
    assert "您要了这套房" in me.page.inner_text("main") or "签合同" in me.page.inner_text("main")


def _plan(desk: Watcher) -> str:
    """Drafted by one officer, who cannot publish it; published by the other."""
    desk.be("city_officer")
    page = desk.go("/desk/plans/new", shot="05-draft")
    page.fill('input[name="title"]', "2026 年加推配租")
    page.fill('input[name="title_en"]', "Added round of 2026")
    page.select_option('select[name="queue"]', label="南宁市 A 类")
    for name, day in (("opens_on", "2"), ("closes_on", "9")):
        for part, value in (("year", "2026"), ("month", "3"), ("day", day)):
            page.fill(f'input[name="{name}-{part}"]', value)
    for home in ("木棉坊 1-102", "木棉坊 1-202", "榕荫里 1-502"):
        page.get_by_label(re.compile(home)).check()
    page.get_by_role("button", name="存草稿").or_(
        page.locator("main form button").last
    ).first.click()
    page.wait_for_load_state()
    path = page.url.removeprefix(desk.site.url)
    assert path.startswith("/desk/rounds/"), page.inner_text("main")
    assert page.locator('form[action$="/publish"]').count() == 0
    desk.be("chenli")
    desk.go(path, shot="05-drafted")
    page.locator('form[action$="/publish"] button').click()
    desk.look(shot="05-published")
    assert "已公布" in page.inner_text("body")
    return path


def _past_registration(desk: Watcher, path: str) -> None:
    for _day in range(9):
        if desk.goto(path).locator('form[action$="/check"]').count():
            return
        desk.page.get_by_role("button", name=re.compile("下一个工作日")).click(timeout=60_000)
        desk.page.wait_for_load_state()
    raise AssertionError(desk.page.inner_text("body"))


def _when_possible(desk: Watcher, path: str, action: str) -> None:
    """The step's button may wait for the worker, which asks the departments."""
    for _try in range(30):
        button = desk.goto(path).locator(f'form[action$="/{action}"] button')
        if button.count():
            button.first.click()
            desk.page.wait_for_load_state()
            return
        desk.page.wait_for_timeout(1000)
    raise AssertionError(f"{action}: {desk.page.inner_text('body')}")


def test_eight_defence_review_decision_bar_and_a_new_promise_refused(tab: Tab) -> None:
    """For a false promise the law bars new promises, and nothing else."""
    me, phones, desk = tab(phone=True), Telephone(tab()), tab()
    me.be("luo-zhenhua")
    me.goto("/my/credit")
    page = me.press("看一看")
    page.fill('textarea[name="text"]', "铺面早就卖了，请再查一次。")
    page.click('form[action$="/defend"] button')
    page.wait_for_load_state()
    desk.be("enforcement")
    desk.goto("/credit")
    desk.press("罗振华")
    case = desk.page.url.removeprefix(desk.site.url)
    _sign(desk, case, "consider", text="登记部门再查过，铺面仍在名下。", accepted="no")
    _past_defence(desk, case)
    _sign(desk, case, "to_review")
    desk.be("legal_reviewer")
    _sign(desk, case, "pass_review", text="事实清楚，程序合法。")
    desk.be("decision_maker")
    _sign(desk, case, "decide", result="no_commitment", text="申辩不成立。", home="held")
    desk.look(shot="08-decided")
    decision = desk.page.inner_text("#decision")
    assert "不能用承诺方式申请" in decision
    assert "国办发〔2020〕42号" in decision
    me.be("luo-zhenhua")
    me.go("/my/credit", narrow=True, shot="08-barred")
    page = me.press("看一看")
    me.look(shot="08-decision")
    assert "国办发〔2020〕42号" in page.inner_text("main")
    page = me.goto("/my/place/leave")
    for box in page.locator('form[action$="/leave"] input[type="radio"]').all()[:1]:
        box.check()
    for box in page.locator('form[action$="/leave"] input[type="checkbox"]').all():
        box.check()
    page.locator('main form[action$="/leave"] button, main form:not([action]) button').last.click()
    page.wait_for_load_state()
    to_facts(me, phones, LUO)
    page = to_sign(me)
    me.look(narrow=True, shot="08-refused")
    assert "以前的承诺没有做到，这次要交材料" in page.inner_text("main")


def _sign(desk: Watcher, case: str, verb: str, **values: str) -> None:
    """One step of a case: fill in, preview, sign."""
    page = desk.goto(f"{case}/do/{verb}")
    for name, value in values.items():
        if name == "text":
            if page.locator('main [name="text"]').count():
                page.fill('main [name="text"]', value)
        else:
            page.check(f'main [name="{name}"][value="{value}"]')
    page.locator(f'form[action$="/do/{verb}"] button').last.click()
    page.wait_for_load_state()
    assert page.locator('input[name="signed"]').count(), f"{verb}: {page.inner_text('main')}"
    page.locator('form:has(input[name="signed"]) button').last.click()
    page.wait_for_load_state()
    assert page.url.endswith(case), f"{verb}: {page.inner_text('main')}"


def _past_defence(desk: Watcher, case: str) -> None:
    """To the next deadline, until the days to answer are over."""
    for _deadline in range(12):
        if "申辩期还没结束" not in desk.goto(case).inner_text("main"):
            return
        desk.page.get_by_role("button", name=re.compile("到下一个期限")).click(timeout=60_000)
        desk.page.wait_for_load_state()
    raise AssertionError(desk.page.inner_text("main"))
