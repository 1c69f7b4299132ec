"""The ten steps in Chromium as one life on one city: from one ID number to the keys and back out.

The tests run in the order of the file and stand on each other: each begins by asking whether the
one before it came to its end. Residents hold phones, staff sit at a desk; every page is looked at
in both widths when one first comes to it, and again where a picture matters. The black bar of the
demo lets the days pass.

Huang Liping's family goes the whole way. Wei Guilan gives up a home of the same round, somebody
new is paid a subsidy, and somebody else new has promised what was not true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from tests.browser.applying import Applicant, Count, agrees, newcomer
from tests.browser.conftest import Site
from tests.browser.deskwork import decide, file_of, sighted, sign, step, window_over
from tests.browser.telephone import Telephone
from tests.browser.watcher import Watcher
from tests.intake import HUANG, HUANG_HUSBAND

pytestmark = pytest.mark.browser

CIVIL_AFFAIRS = "民政核定收入财产"
HUSBANDS_ROWS = "等本人同意"
ROUND, ROUND_EN = "2026 年加推配租", "Added round of 2026"
OPENS, CLOSES = (2026, 3, 9), (2026, 3, 16)
WAS_THERE = "名下 2022 年起有一套 64 平方米的住房，申请时没有写"


@dataclass
class Life:
    """Who lives it, at which browser, and how far they came."""

    site: Site
    phones: Telephone
    desk: Watcher
    huang: Applicant
    third: Applicant
    fourth: Applicant
    husband: Watcher
    wei: Watcher
    cases: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    came_to: str = "nothing"

    @contextmanager
    def chapter(self, name: str, after: str) -> Iterator[None]:
        """What may only be told once the chapter before was told."""
        assert self.came_to == after, f"{name} stands on {after}; we came to {self.came_to}"
        yield
        self.came_to = name


@pytest.fixture(scope="module")
def life(site: Site, tabs: Callable[..., Watcher]) -> Life:
    phones, strangers = Telephone(tabs()), (tabs(phone=True), tabs(phone=True))
    return Life(
        site=site, phones=phones, desk=tabs(),
        huang=Applicant(tabs(phone=True), phones, HUANG),
        third=Applicant(strangers[0], phones, HUANG),
        fourth=Applicant(strangers[1], phones, HUANG),
        husband=tabs(phone=True), wei=tabs(phone=True),
    )  # fmt: skip


# --- 1 and 2: apply, and see what the comparison found ------------------------------------


def test_01_a_family_applies_and_the_husband_agrees_for_himself(life: Life) -> None:
    with life.chapter("applied", after="nothing"):
        me, counted = life.huang, Count()
        me.tab.be("huang-liping")
        me.tab.press("开始申请")
        assert me.tab.path == "/apply"
        assert "家里别的成年人也要同意" in me.tab.text
        assert "每人一个手机号，或到窗口" in me.tab.text
        me.tab.press("开始申请")
        counted.begin(me.tab.page)
        me.to_facts()
        assert HUSBANDS_ROWS in me.tab.text
        assert "21,600" not in me.tab.text
        me.ask(HUANG_HUSBAND)
        me.tab.look("apply-facts-asked")
        me.to_sign("either")
        me.sign()
        me.tab.look("apply-receipt")
        counted.judge(adults=1)
        assert me.tab.main.get_by_role("img", name=re.compile("二维码")).is_visible()
        me.tab.press("我收好了")
        assert me.receipt_code.split()[0] not in me.tab.text
        agrees(life.husband, life.phones, HUANG_HUSBAND)


def test_01_two_others_apply_alone_with_five_kinds_of_typing(life: Life) -> None:
    with life.chapter("all applied", after="applied"):
        for one, wish in ((life.third, "subsidy"), (life.fourth, "unit")):
            counted = Count()
            one.who = newcomer(one.tab)
            one.tab.goto("/apply/who")
            counted.begin(one.tab.page)
            one.apply(wish)
            counted.judge(adults=0)


def test_02_the_resident_and_the_caseworker_see_the_same_list(life: Life) -> None:
    with life.chapter("screened", after="all applied"):
        tab = life.huang.tab
        tab.until_words("/my/application/findings", "8 条满足，0 条不满足，0 条还不知道")
        tab.look("findings")
        mine = [words.split("\n")[0] for words in tab.main.locator(".find .fh").all_inner_texts()]
        life.desk.be("window_clerk")
        for one in (life.huang, life.third, life.fourth):
            life.cases[one.who.name] = file_of(life.desk, one.number)
        life.desk.goto(life.cases[HUANG.name])
        theirs = life.desk.main.locator("#findings .find :is(h3, h4)").all_text_contents()
        assert mine == theirs
        assert len(mine) == 8
        assert "电脑只做比对" in life.desk.text


# --- 3 and 4: the desk decides, the days hang, the place is known ---------------------------


def test_03_seen_at_the_window_accepted_and_asked_once_for_more(life: Life) -> None:
    with life.chapter("accepted", after="screened"):
        desk, fourth = life.desk, life.fourth
        for one in (life.huang, life.third, fourth):
            sighted(desk, one.number, one.who.phone)
        odd = _somebody_not_qualified(desk)
        for case in (*life.cases.values(), odd):
            decide(desk, case, "accept")
        case = life.cases[fourth.who.name]
        decide(desk, case, "ask", items="租房合同复印件")
        desk.goto(case)
        desk.look("desk-case-waits-for-papers")
        fourth.tab.until_words("/my/application", "请补齐材料")
        fourth.tab.press("看清单")
        fourth.tab.send("/my/application/supplement", text="住在姐姐家，没有合同。")
        fourth.tab.look("my-application-answered")
        desk.goto(f"{case}/decide/ask")
        assert "补正只通知一次，已经通知过了" in desk.text
        for case in (*life.cases.values(), odd):
            decide(desk, case, "pass_stage")
        life.cases["refused"] = odd


def _somebody_not_qualified(desk: Watcher) -> str:
    """A file of the worklist where the comparison found a condition that is not met."""
    desk.goto("/desk?findings=not_met")
    desk.follow(desk.main.locator('th a[href*="/desk/case/"]').first)
    return desk.path


def test_04_on_notice_then_through_every_stage_to_a_number_and_a_place(
    life: Life, tabs: Callable[..., Watcher]
) -> None:
    with life.chapter("registered", after="accepted"):
        public, desk = tabs(phone=True), life.desk
        public.goto("/notices")
        public.press("青秀区")
        assert "黄*萍" in public.text
        assert HUANG.name not in public.text
        public.look("notice")
        huang = life.cases[HUANG.name]
        desk.days_until(lambda: _passed_notice(desk, huang), "end of the notice")
        everyone = [life.cases[p.who.name] for p in (life.huang, life.third, life.fourth)]
        for code in ("civil_affairs", "district_reviewer", "city_officer"):
            desk.be(code)
            for case in everyone:
                if code == "civil_affairs" and not _has_civil_affairs(desk, case):
                    continue
                decide(desk, case, "approve" if code == "city_officer" else "pass_stage")
            if code == "district_reviewer":
                _refuse(desk, life.cases["refused"])
        desk.goto("/desk/waitlist")
        assert HUANG.name in desk.text
        tab = life.huang.tab
        tab.goto("/my")
        assert "窗口已经见过您本人" in tab.text
        life.huang.sign_in()
        tab.until_words("/my/place", "您现在排在")
        assert re.search(r"NN2026-Q-\d{6}", tab.text)
        assert re.search(r"2026年3月\d日 \d{2}:\d{2}", tab.text), "the day of the demo"
        tab.look("place")


def _has_civil_affairs(desk: Watcher, case: str) -> bool:
    """Class B goes straight from the notice to the district."""
    return CIVIL_AFFAIRS in desk.goto(case).inner_text("main")


def _passed_notice(desk: Watcher, case: str) -> bool:
    text = desk.goto(case).inner_text("main")
    return CIVIL_AFFAIRS in text and "公示还没有结束" not in text


def _refuse(desk: Watcher, case: str) -> None:
    """With the reason the comparison gives, and every way to object on the letter."""
    desk.goto(f"{case}/decide/refuse")
    desk.main.locator('input[name="reasons"]').first.check()
    desk.send("/decide/refuse/preview", text="请看下面没有达到的要求。")
    assert "没有达到：" in desk.text
    assert "如果您不同意" in desk.text
    desk.look("desk-refuse-letter")
    desk.follow(desk.main.locator(f'form[action="{case}/decide/refuse"] button').first)
    assert "未通过" in desk.page.inner_text("body")


# --- 5: a round, its second check, offers taken and given up ------------------------------------


def test_05_a_plan_by_two_and_three_households_register(life: Life) -> None:
    with life.chapter("round open", after="registered"):
        desk = life.desk
        _draft(desk)
        life.places["round"] = desk.path
        assert desk.main.locator('form[action$="/publish"]').count() == 0
        assert "拟方案的人不能公布" in desk.text
        desk.be("chenli")
        desk.goto(life.places["round"])
        desk.send("/publish")
        desk.look("desk-round-published")
        life.wei.be("wei-guilan")
        for tab, layout in (
            (life.huang.tab, "one_bed"), (life.wei, "one_bed"), (life.fourth.tab, "single"),
        ):  # fmt: skip
            tab.goto("/my")
            tab.press("看这一批")
            tab.press("看这一批")
            tab.send(f"/my/rounds/{life.places['round'].rsplit('/', 1)[1]}", layout=layout)
            assert "您参加这一批" in tab.text
        life.wei.look("my-round")


def _draft(desk: Watcher) -> None:
    desk.be("city_officer")
    desk.goto("/desk/plans")
    desk.press("拟方案")
    form = desk.main.locator("form").first
    days = {
        f"{name}-{part}": str(value)
        for name, day in (("opens_on", OPENS), ("closes_on", CLOSES))
        for part, value in zip(("year", "month", "day"), day, strict=True)
    }
    desk.fill(form, title=ROUND, title_en=ROUND_EN, **days)
    form.locator('[name="queue"]').select_option(label="南宁市 A 类")
    for name, layout, n in (("凤岭北", "一居室", 2), ("榕荫里", "单间", 1)):
        estate = desk.main.locator("details", has_text=name)
        estate.locator("summary").click()
        homes = estate.locator(f'ul[aria-label="{layout}"] input')
        for turn in range(n):
            homes.nth(turn).check()
    desk.look("desk-plan-draft")
    desk.press("存草稿")
    assert desk.path.startswith("/desk/rounds/"), desk.text


def test_05_the_second_check_finds_a_home_and_a_person_decides(life: Life) -> None:
    with life.chapter("round checked", after="round open"):
        desk, fourth, path = life.desk, life.fourth, life.places["round"]
        fourth.tab.goto("/demo/")
        fourth.tab.press("查出 2022 年就有一套房")
        desk.days_until(lambda: _may(desk, path, "check"), "end of the registration")
        desk.send("/check")
        desk.until_words(path, "有条件不满足")
        desk.press(fourth.who.name)
        assert "住房困难" in desk.text
        desk.look("desk-candidate-doubtful")
        desk.send(desk.path, word="not_eligible")
        desk.until(path, lambda _page: _may(desk, path, "finish_check"), "list to freeze")
        desk.send("/finish_check")
        desk.send("/open_offers")
        desk.look("desk-round-offering")


def _may(desk: Watcher, path: str, action: str) -> bool:
    return desk.goto(path).locator(f'form[action$="/{action}"]').count() > 0


def test_05_one_gives_the_home_up_the_other_takes_it(life: Life) -> None:
    with life.chapter("offers answered", after="round checked"):
        wei, me = life.wei, life.huang.tab
        wei.until_words("/my", "看这套房")
        wei.press("看这套房")
        assert re.search(r"请在 2026年3月\d+日前答复", wei.text)
        wei.press("放弃")
        wei.look("my-offer-waive")
        wei.send("/waive", reason="too_far")
        assert "您放弃了这套房" in wei.text
        assert "已放弃 1 次" in wei.text
        me.until_words("/my", "看这套房")
        me.press("看这套房")
        me.look("my-offer")
        me.send("/accept")
        assert "您要了这套房" in me.text
        assert "已要房" in me.text
        me.look("my-offer-taken")
        desk = life.desk
        desk.goto(life.places["round"])
        assert "已放弃" in desk.text


# --- 6: a lease and the keys; an agreement -----------------------------------------------------


def test_06_the_lease_is_signed_by_both_and_the_keys_change_hands(life: Life) -> None:
    with life.chapter("housed", after="offers answered"):
        me, desk = life.huang.tab, life.desk
        me.until_words("/my", "看合同")
        me.press("看合同")
        assert "8.20 元" in me.text
        me.look("my-home-lease")
        me.send("/my/home/lease", agree="yes")
        assert me.path == "/my/home"
        for code, action, given in (("city_officer", "countersign", {}),
                                    ("operator", "keys", {"keys": "2"})):  # fmt: skip
            desk.be(code)
            desk.goto("/desk/leases?state=signed")
            desk.press(HUANG.name)
            desk.look(f"desk-lease-{action}")
            desk.send(f"/{action}", **given)
        assert "在住" in desk.page.inner_text("body")
        life.places["lease"] = desk.path
        me.until_words("/my/home", "请记得")
        me.look("my-home-lived-in")
        me.goto("/my")
        assert "您现在排在" not in me.text


def test_06_the_subsidy_agreement_is_signed_and_let_run(life: Life) -> None:
    with life.chapter("agreed", after="housed"):
        third, desk = life.third, life.desk
        third.sign_in()
        third.tab.press("看协议")
        assert "91.00" in third.tab.text
        third.tab.send(
            "/my/subsidy/agreement", rent_paid="900", bank="中国银行",
            account="6217000010001234471", holder=third.who.name, agree="yes",
        )  # fmt: skip
        assert "尾号 4471" in third.tab.text
        third.tab.look("my-subsidy-signed")
        desk.be("city_officer")
        desk.goto("/money/agreements")
        desk.press(third.who.name)
        desk.look("money-agreement")
        desk.send("/activate")
        assert "正在发" in desk.page.inner_text("body")


# --- 8: what was promised was not true ----------------------------------------------------------


def test_08_the_person_is_told_and_heard_before_anything_is_decided(life: Life) -> None:
    with life.chapter("heard", after="agreed"):
        desk, fourth = life.desk, life.fourth
        desk.be("district_reviewer")
        desk.goto(life.cases[fourth.who.name])
        desk.press("这里的承诺不实")
        desk.send("", code="AP3", text=WAS_THERE)
        desk.be("enforcement")
        desk.until_words("/credit", fourth.who.name)
        desk.press(fourth.who.name)
        assert WAS_THERE in desk.text
        case = life.places["charge"] = desk.path
        sign(desk, case, "accept")
        sign(desk, case, "take_part", interest="no")
        desk.be("lihaibo")
        sign(desk, case, "take_part", interest="no")
        desk.be("enforcement")
        sign(desk, case, "file")
        sign(desk, case, "add_evidence", kind="paper", text="不动产登记簿")
        sign(desk, case, "report", text="2022 年 5 月 10 日登记，申请时没有写。")
        sign(desk, case, "serve_notice", result="bar", text="拟五年内不受理您的申请。")
        tab = fourth.tab
        tab.until_words("/my", "看通知")
        tab.press("看通知")
        tab.look("credit-notice")
        tab.press("看一看，作答复")
        assert "拟五年内不受理您的申请" in tab.text
        tab.send("/defend", text="那是姐姐的房子，请再查一次。")
        tab.look("credit-answered")
        desk.goto(f"{case}/do/to_review")
        assert "申辩期还没结束" in desk.text


def test_08_decided_by_another_with_a_bar_of_five_years(life: Life) -> None:
    with life.chapter("barred", after="heard"):
        desk, fourth, case = life.desk, life.fourth, life.places["charge"]
        desk.be("enforcement")
        sign(desk, case, "consider", accepted="no", text="登记簿上是本人。")
        desk.days_until(lambda: window_over(desk, case), "end of the days to answer")
        sign(desk, case, "to_review")
        desk.be("legal_reviewer")
        sign(desk, case, "pass_review", text="事实清楚，程序合法。")
        desk.be("decision_maker")
        sign(desk, case, "decide", result="bar", text="申辩不成立。", home="none")
        desk.look("credit-decided")
        desk.be("enforcement")
        sign(desk, case, "serve", how="handed_over")
        tab = fourth.tab
        tab.until_words("/my/credit", "2031年3月")
        tab.look("credit-barred")
        tab.press("看一看")
        tab.look("credit-decision")
        assert "第三十五条" in tab.text
        tab.until_words("/my/place", "受到限制")
        tab.look("place-removed")
        assert "等房子出来" not in tab.text


def test_08_a_new_application_is_refused_with_the_clause(
    life: Life, tabs: Callable[..., Watcher]
) -> None:
    with life.chapter("refused again", after="barred"):
        again = Applicant(tabs(phone=True), life.phones, life.fourth.who)
        again.to_facts()
        again.to_check("unit")
        for words in ("2031年3月", "您不能申请", "《公共租赁住房管理办法》第三十五条"):
            assert words in again.tab.text, words
        again.tab.look("apply-barred")
        assert again.tab.main.locator('a[href="/apply/sign"]').count() == 0
        again.tab.goto("/apply/sign")
        again.tab.send("/apply/sign", route="evidence", signature=again.who.name)
        assert again.tab.path == "/apply/sign"
        assert "您不能申请" in again.tab.text


# --- 6 again: April: a month of subsidy, the first rents -----------------------------------------


def test_06_a_month_sent_back_made_again_approved_paid_and_read(life: Life) -> None:
    with life.chapter("paid", after="refused again"):
        desk, third = life.desk, life.third
        desk.be("finance_maker")
        desk.days_until(lambda: "计提 2026年4月" in desk.goto("/money").inner_text("main"), "April")
        desk.press("计提 2026年4月")
        run = desk.path
        assert desk.main.locator('form[action$="/approve"]').count() == 0
        desk.be("finance_approver")
        desk.goto(run)
        desk.look("money-run-to-approve")
        desk.main.locator("summary", has_text="退回").click()
        desk.send("/send-back", reason="请再核一次。")
        desk.be("finance_maker")
        desk.goto("/money")
        desk.press("计提 2026年4月")
        desk.be("finance_approver")
        desk.goto(run)
        for box in desk.main.locator('input[name="looked"]').all():
            box.check()
        desk.send("/approve")
        desk.be("finance_maker")
        desk.until(run, lambda _page: _bank_answered(desk), "answer of the bank")
        desk.look("money-run-answered")
        desk.press("结清这张清单")
        assert "已结清" in desk.page.inner_text("body")
        desk.goto("/money/returns")
        tab = third.tab
        tab.until_words("/my/subsidy", "已到账")
        tab.follow(tab.main.locator('a[href="/my/subsidy/2026-04"]').first)
        tab.look("my-subsidy-month")
        for words in ("91.00", "尾号 4471", "已到账"):
            assert words in tab.page.inner_text("body"), words
        life.huang.tab.goto("/my/home/rent")
        assert "2026年4月" in life.huang.tab.text
        life.huang.tab.look("my-home-rent")


def _bank_answered(desk: Watcher) -> bool:
    """The worker asks the bank by itself every day; a person may ask at once."""
    ask = desk.main.locator('form[action$="/fetch"]')
    if ask.count():
        desk.follow(ask.locator("button"))
    return "结清这张清单" in desk.text


# --- 7: and out again ----------------------------------------------------------------------------


def test_07_a_bought_home_is_found_and_two_sign_the_notice(life: Life) -> None:
    with life.chapter("must move", after="paid"):
        me, desk = life.huang.tab, life.desk
        me.goto("/demo/")
        me.press("买了一套 89 平方米的房")
        desk.be("city_officer")
        # The registry tells it unasked, which opens the re-check by itself.
        desk.until_words("/desk/reviews?kind=changed", HUANG.name)
        desk.press(HUANG.name)
        review = life.places["review"] = desk.path
        desk.until_words(review, "29.66")
        desk.look("review-found")
        step(desk, review, "draft_notice", text="名下有了一套住房，请在搬迁期内腾退。")
        desk.goto(f"{review}/do/serve_notice")
        assert "要由同事签" in desk.text
        desk.be("chenli")
        step(desk, review, "serve_notice")
        me.until_words("/my/review", "您需要搬出")
        assert "2026年10月" in me.text
        me.look("my-review")


def test_07_the_home_comes_back_is_mended_and_may_be_let_within_a_year(life: Life) -> None:
    with life.chapter("out", after="must move"):
        desk, review = life.desk, life.places["review"]
        desk.be("operator")
        step(desk, review, "hand_back", keys_back="2", water="12.5", electricity="310")
        assert "已退房" in desk.page.inner_text("body")
        desk.look("review-handed-back")
        desk.send("/unit/start")
        desk.send("/unit/finish")
        assert "可以再配租" in desk.text
        desk.press("看这套房")
        assert "可配租" in desk.page.inner_text("body")
        assert "2027年4月" in desk.text
        desk.look("desk-unit-free-again")
        step(desk, review, "settle", text="押金和水电费已结清。")
        me = life.huang.tab
        me.goto("/my/home")
        me.look("my-home-left")


# --- 9 and 10: who looked, what stands, what the region sees -------------------------------------


def test_09_the_auditor_sees_every_step_and_everybody_who_looked(life: Life) -> None:
    with life.chapter("audited", after="out"):
        desk = life.desk
        desk.be("auditor")
        desk.goto("/audit")
        desk.send("/audit", query=HUANG.name, purpose="抽样审计")
        desk.send("/replay")
        desk.look("audit-life")
        for words in ("受理申请", "批准", "签订合同", "交钥匙", "合同终止", "谁看过这一户"):
            assert words in desk.text, words
        assert "不一致" not in desk.page.inner_text("body")
        assert "找不到规则" not in desk.text
        for name in ("周启明", "韦丽娟", "蒙晓燕", "覃立新", "陈立", "卢强"):
            assert name in desk.text, name
        assert "抽样审计" in life.huang.tab.goto("/my/who-looked").inner_text("main")
        life.huang.tab.look("who-looked")
        for words in (("seal",), ("verify",), ("replay",)):
            done = life.site.command("audit", *words)
            assert done.returncode == 0, (words, done.stdout[-800:], done.stderr[-800:])
        assert "no fault" in life.site.command("audit", "verify").stdout


def test_10_the_region_sees_its_targets_and_a_report(life: Life) -> None:
    with life.chapter("the end", after="audited"):
        desk = life.desk
        desk.be("region_supervisor")
        assert "25,906" in desk.goto("/region/subsidy?year=2020").inner_text("main")
        desk.goto("/region/in_kind?year=2026")
        desk.look("region-in-kind")
        desk.goto("/region/months")
        desk.follow(desk.main.locator('a[href^="/region/months/"]').first)
        desk.look("region-month")
        assert "棚户区改造" in desk.text
