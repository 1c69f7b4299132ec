"""The ten steps of the demo clicked in Chromium: residents on a phone, staff at a desk."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Watcher
from tests.browser.telephone import CODE, Telephone
from tests.intake import HUANG, HUANG_HUSBAND, Cast

pytestmark = pytest.mark.browser
Tab = Callable[..., Watcher]
LINK = re.compile(r"(/sign/co/[A-Za-z0-9_-]{22})")
ZH = {
    "start": "开始", "agree": "同意", "code": "下一步：收验证码", "next": "去下一步",
    "facts": "没问题", "wish": "下一步",
}  # fmt: skip


def weigh(tab: Watcher, page: Page) -> None:
    """A resident's page: at most 40 KB compressed and six requests, on the first visit."""
    size = len(gzip.compress(page.content().encode(), 6))
    assert size <= 40_000, f"{page.url}: {size} bytes compressed"


def who_page(tab: Watcher, who: Cast) -> Page:
    """The first page filled in: three typed things, two answers."""
    page = tab.goto("/apply/who")
    page.fill("#id_number", who.id_number)
    page.fill("#name", who.name)
    page.fill("#phone", who.phone)
    page.check('input[name="agree"][value="yes"]')
    page.check('input[name="sensitive"][value="yes"]')
    return page


class Count:
    """The pages one comes past and the fields one types into, from here to the receipt.

    Who is married types the other's phone besides; that is not a field of every application.
    """

    def __init__(self, page: Page) -> None:
        self.pages = {urlsplit(page.url).path}
        self.typed: set[tuple[str, str]] = set()
        page.on("framenavigated", lambda frame: self.pages.add(urlsplit(frame.url).path))
        page.expose_function("anjuTyped", lambda path, name: self.typed.add((path, name)))
        page.add_init_script(self.LISTEN)
        page.evaluate(self.LISTEN)

    LISTEN = """document.addEventListener('input', (e) => {
        if (e.target.matches('textarea, input:not([type=radio]):not([type=checkbox])'))
            anjuTyped(location.pathname, e.target.name); }, true);"""

    def judge(self) -> None:
        """At most seven pages; at most five typed fields, a second signer's phone apart."""
        assert 5 <= len(self.pages) <= 7, self.pages
        own = self.typed - {("/apply/facts", "phone")}
        assert 4 <= len(own) <= 5, self.typed


def submit(tab: Watcher, action: str) -> Page:
    """Press the button of the form that posts to ``action``."""
    tab.page.locator(f'form[action="{action}"] button').last.click()
    tab.page.wait_for_load_state()
    return tab.page


def to_facts(tab: Watcher, phones: Telephone, who: Cast) -> Page:
    known = phones.count(who.phone)
    who_page(tab, who)
    page = submit(tab, "/apply/who")
    assert page.url.endswith("/apply/code"), page.inner_text("main")
    page.fill("#code", phones.wait(who.phone, CODE, known))
    page = submit(tab, "/apply/code")
    assert page.url.endswith("/apply/facts"), page.inner_text("main")
    return page


def to_sign(tab: Watcher) -> Page:
    submit(tab, "/apply/facts")
    page = tab.page
    page.check('input[name="wish"][value="either"]')
    page.select_option('select[name="district"]', "450103")
    page = submit(tab, "/apply/wish")
    assert page.url.endswith("/apply/check"), page.inner_text("main")
    return tab.goto("/apply/sign")


def test_in_english_every_page_up_to_the_signature(tab: Tab) -> None:
    me, phones = tab(phone=True), Telephone(tab())
    page = me.goto("/apply/who")
    page.click("button[lang=en]")
    page.wait_for_load_state()
    assert page.get_attribute("html", "lang") == "en"
    to_facts(me, phones, HUANG)
    me.look(narrow=True, shot="en-facts")
    to_sign(me)
    me.look(narrow=True, shot="en-sign")
    assert not re.search(r"[一-鿿]{6,}", page.inner_text("main h1"))


def test_five_and_six_an_offer_a_lease_the_keys(tab: Tab) -> None:
    me, desk = tab(phone=True), tab()
    me.be("mo-jianjun")
    me.look(narrow=True, shot="05-my")
    me.go("/my/offer", narrow=True, shot="05-offer")
    page = me.press("要这套房")
    me.look(narrow=True, shot="05-taken")
    _until(me, "/my", "看合同")
    me.press("看合同")
    me.look(narrow=True, shot="06-lease")
    page.check('input[name="agree"]')
    submit(me, "/my/home/lease")
    me.look(narrow=True, shot="06-home")
    for code, action in (("city_officer", "countersign"), ("operator", "keys")):
        desk.be(code)
        desk.go("/desk/leases?state=signed")
        desk.press("莫建军")
        desk.look(shot=f"06-{action}")
        if action == "keys":
            desk.page.fill('input[name="keys"]', "2")
        desk.page.click(f'form[action$="/{action}"] button')
        desk.page.wait_for_load_state()
    assert "在住" in desk.page.inner_text("body")
    desk.be("city_officer")
    desk.go("/desk/plans", shot="05-plans")
    desk.go("/desk/waitlist", shot="05-waitlist")


def _until(tab: Watcher, path: str, words: str) -> None:
    """The worker needs a moment."""
    for _try in range(20):
        if words in tab.goto(path).inner_text("main"):
            return
        tab.page.wait_for_timeout(500)
    raise AssertionError(f"{path} never said {words}")


def test_six_a_subsidy_read_line_by_line_and_a_month_paid_by_two(tab: Tab) -> None:
    me, desk = tab(phone=True), tab()
    me.be("qin-meifang")
    page = me.go("/my/subsidy", narrow=True, shot="06-subsidy")
    assert "147.00" in page.inner_text("main")
    page.locator('main a[href^="/my/subsidy/20"]').first.click()
    me.look(narrow=True, shot="06-statement")
    weigh(me, page)
    desk.be("finance_maker")
    desk.go("/money", shot="06-months")
    desk.page.locator('main a[href^="/money/runs/"]').first.click()
    desk.look(shot="06-run")
    run = desk.page.url
    desk.be("finance_approver")
    desk.page.goto(run)
    desk.look(shot="06-run-approver")
    desk.go("/money/returns", shot="06-returns")


def test_seven_moving_out_and_the_home_made_free_again(tab: Tab) -> None:
    me, desk = tab(phone=True), tab()
    me.be("liang-siyuan")
    page = me.go("/my/review", narrow=True, shot="07-review")
    assert "您需要搬出" in page.inner_text("main")
    desk.be("operator")
    desk.go("/desk/reviews", shot="07-reviews")
    desk.press("梁思远")
    desk.look(shot="07-one")
    page = desk.page
    review = page.url
    page.goto(f"{review}/do/hand_back")
    desk.look(shot="07-hand-back")
    page.fill('input[name="keys_back"]', "2")
    page.fill('input[name="water"]', "12.5")
    page.fill('input[name="electricity"]', "310")
    page.locator('form[action$="/do/hand_back"] button').last.click()
    page.wait_for_load_state()
    assert "已退房" in page.inner_text("body")
    for work in ("start", "finish"):
        page.click(f'form[action$="/unit/{work}"] button')
        page.wait_for_load_state()
        desk.look(shot=f"07-{work}")
    assert "可以再配租" in page.inner_text("main")


def test_eight_a_charge_is_answered_and_waits_for_its_days(tab: Tab) -> None:
    me, desk = tab(phone=True), tab()
    me.be("luo-zhenhua")
    me.go("/my/credit", narrow=True, shot="08-credit")
    page = me.press("看一看")
    me.look(narrow=True, shot="08-case")
    page.fill('textarea[name="text"]', "铺面早就卖了，请再查一次。")
    page.click('form[action$="/defend"] button')
    me.look(narrow=True, shot="08-said")
    assert "铺面早就卖了" in page.inner_text("main")
    desk.be("enforcement")
    desk.go("/credit", shot="08-queue")
    desk.press("罗振华")
    desk.look(shot="08-file")
    assert "申辩" in desk.page.inner_text("main")


def test_nine_and_ten_proof_and_the_region(tab: Tab) -> None:
    desk = tab()
    desk.be("auditor")
    page = desk.go("/audit", shot="09-workbench")
    page.fill('input[name="query"]', "韦桂兰")
    page.fill('[name="purpose"]', "抽样审计")
    submit(desk, "/audit")
    desk.look(shot="09-life")
    page.locator('form[action$="/replay"] button').first.click(timeout=60_000)
    desk.look(shot="09-replayed")
    assert "一致" in page.inner_text("main")
    desk.be("region_supervisor")
    desk.go("/region/subsidy?year=2020", shot="10-region-2020")
    assert "25,906" in page.inner_text("main")
    desk.go("/region", shot="10-region")
    desk.go("/region/months", shot="10-months")
    page.locator('main a[href^="/region/months/"]').first.click()
    desk.look(shot="10-month")


def test_one_to_four_from_an_id_number_to_a_queue_number(tab: Tab) -> None:
    """The last of the file: it moves the demo's days on."""
    me, phones, desk = tab(phone=True), Telephone(tab()), tab()
    me.be("huang-liping")
    me.look(narrow=True, shot="01-papers")
    receipt = _apply(me, phones)
    _husband(tab(phone=True), phones)
    page = me.go("/my/application/findings", narrow=True, shot="02-findings")
    assert "8 条满足，0 条不满足，0 条还不知道" in page.inner_text("main")
    number = _number(receipt)
    case = _window(desk, number)
    _decide(desk, case, "accept", shot="03-accept")
    _decide(desk, case, "pass_stage")
    public = tab()
    public.go("/notices", shot="04-notices")
    public.press("青秀区")
    public.look(shot="04-notice")
    assert "黄*萍" in public.page.inner_text("main")
    _until_over(desk, case)
    for code in ("civil_affairs", "district_reviewer", "city_officer"):
        desk.be(code)
        _decide(desk, case, "approve" if code == "city_officer" else "pass_stage")
    _until(me, "/my/place", "NN2026-Q-")
    page = me.go("/my/place", narrow=True, shot="04-place")
    assert re.search(r"NN2026-Q-\d{6}", page.inner_text("main"))
    _comes_back(tab(phone=True), phones, receipt)


def _apply(me: Watcher, phones: Telephone) -> str:
    me.page.locator("main a.btn").first.click()
    me.look(narrow=True, shot="01-start")
    me.requests.clear()
    page = me.goto("/apply/who")
    assert len(me.requests) <= 6, me.requests
    counted = Count(page)
    me.look(narrow=True, shot="01-who")
    to_facts(me, phones, HUANG)
    weigh(me, page)
    me.look(narrow=True, shot="01-facts")
    page.fill('form[action="/apply/facts/co"] input[name="phone"]', HUANG_HUSBAND.phone)
    submit(me, "/apply/facts/co")
    to_sign(me)
    me.look(narrow=True, shot="01-sign")
    page.check('input[name="route"][value="commitment"]')
    page.fill("#signature", HUANG.name)
    submit(me, "/apply/sign")
    me.look(narrow=True, shot="01-receipt")
    weigh(me, page)
    assert page.url.endswith("/apply/done"), page.inner_text("main")
    counted.judge()
    return page.inner_text("main")


def _husband(his: Watcher, phones: Telephone) -> None:
    path = phones.wait(HUANG_HUSBAND.phone, LINK)
    page = his.go(path, narrow=True, shot="02-asked")
    page.fill("#last_four", HUANG_HUSBAND.id_number[-4:])
    known = phones.count(HUANG_HUSBAND.phone)
    submit(his, path)
    page.fill("#code", phones.wait(HUANG_HUSBAND.phone, CODE, known))
    submit(his, "/sign/co/code")
    his.look(narrow=True, shot="02-agree")
    for name in ("agree", "sensitive", "family"):
        page.check(f'input[name="{name}"][value="yes"]')
    page.fill("#signature", HUANG_HUSBAND.name)
    submit(his, "/sign/co")
    his.look(narrow=True, shot="02-his-view")
    assert page.url.endswith("/my/application")


def _number(receipt: str) -> str:
    found = re.search(r"NN2026-\d{6}-.", receipt)
    assert found, receipt
    return found.group()


def _window(desk: Watcher, number: str) -> str:
    desk.be("window_clerk")
    desk.go("/desk/window", shot="03-window")
    desk.page.click('form[action="/desk/window/client"] button')
    page = desk.go("/desk/window/sighting", shot="03-sighting")
    page.fill("#sought", number)
    submit(desk, "/desk/window/sighting")
    desk.look(shot="03-sighted")
    page.check('input[name="seen"]')
    page.fill("#phone", HUANG.phone)
    submit(desk, "/desk/window/sight")
    submit(desk, "/desk/window/done")
    desk.go("/desk", shot="03-worklist")
    page.goto(f"{desk.site.url}/desk?q={number}&kind=all")
    desk.press(HUANG.name)
    desk.look(shot="03-file")
    return page.url.split("/desk/case/")[1].split("?")[0]


def _decide(desk: Watcher, case: str, verb: str, shot: str = "") -> None:
    page = desk.goto(f"/desk/case/{case}/decide/{verb}")
    submit(desk, f"/desk/case/{case}/decide/{verb}/preview")
    desk.look(shot=shot)
    page.locator(f'form[action="/desk/case/{case}/decide/{verb}"] button').first.click()
    page.wait_for_load_state()
    assert page.url.endswith(f"/desk/case/{case}"), page.inner_text("main")


def _until_over(desk: Watcher, case: str) -> None:
    """Press the strip's button until the days on notice are over."""
    for _day in range(8):
        text = desk.goto(f"/desk/case/{case}").inner_text("main")
        if "民政核定收入财产" in text and "公示还没有结束" not in text:
            return
        desk.page.get_by_role("button", name=re.compile("下一个工作日")).click(timeout=60_000)
        desk.page.wait_for_load_state()
    raise AssertionError("the notice never ended")


def _comes_back(me: Watcher, phones: Telephone, receipt: str) -> None:
    """A second visit: receipt code, code on the phone, same page."""
    code = re.search(r"\b[0-9A-Z]{4}\s+[0-9A-Z]{4}\s+[0-9A-Z]{4,5}-[0-9A-Z]\b", receipt)
    assert code
    page = me.go("/sign-in", narrow=True, shot="11-sign-in")
    page.fill("#receipt_code", " ".join(code.group().split()))
    known = phones.count(HUANG.phone)
    submit(me, "/sign-in")
    page.fill("#code", phones.wait(HUANG.phone, CODE, known))
    submit(me, "/sign-in/code")
    me.look(narrow=True, shot="11-my")
    assert "您现在排在" in page.inner_text("main")
    weigh(me, page)
