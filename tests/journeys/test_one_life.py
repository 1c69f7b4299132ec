"""One life through pages only: from one ID number to the keys and back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal import exchange
from portal.kernel.act import Role
from portal.kernel.database import write
from portal.supervision import load_targets
from tests.conftest import an_act
from tests.homes import a_free_unit, an_estate
from tests.intake import HUANG, HUANG_HUSBAND, WEI
from tests.journeys.town import Resident, Town, typed_day
from tests.pages import HouseClient, Page

ROUND = "凤岭北第 1 批"
COUNTIES = {HUANG.name: "450103", WEI.name: "450102"}


@pytest.fixture
def applied(town: Town) -> tuple[Resident, Resident]:
    """Steps 1 and 2: two households apply; of one the husband agrees, and both see findings."""
    me = town.apply(HUANG, ask=HUANG_HUSBAND)
    assert "NN2026-000001-" in me.receipt
    assert "请韦国强同意并签字" in me.receipt
    before = me.client.see("/my/application/findings")
    assert "还不知道" in before
    done = town.agree(HUANG_HUSBAND, me.link)
    assert done.url == "/my/application"
    mine = me.client.see("/my/application/findings")
    assert "8 条满足，0 条不满足，0 条还不知道" in mine
    assert "15,200.00" in mine
    return me, town.apply(WEI, wish="unit")


def test_one_life(town: Town, applied: tuple[Resident, Resident]) -> None:
    me, other = applied
    _stages(town, me, other)
    _registered(town, me, other)
    _round(town, me, other)
    lease = _lease(town, me)
    _rent(town, me)
    _leaves(town, me, lease)
    _audited(town, me)
    _region(town)


def _stages(town: Town, me: Resident, other: Resident) -> None:
    """Steps 3 and 4: seen at the window, checked by different people, on public notice."""
    cases = {}
    for resident in (me, other):
        name, county = resident.who.name, COUNTIES[resident.who.name]
        clerk = town.at(Role.WINDOW_CLERK, county, county)
        if resident is me:
            assert (
                clerk.see("/desk/window/sighting").submit(sought="450103198909142242").status == 422
            )
        town.sighted(resident.who, clerk)
        cases[name] = town.case_of(clerk, resident.who)
        file = clerk.see(f"/desk/case/{cases[name]}")
        assert "机审" in file or "电脑" in file
        if resident is other:
            # A grandmother: the register alone does not make her the guardian.
            town.guardian_seen(clerk, cases[name])
        town.decide(clerk, cases[name], "accept")
        town.decide(clerk, cases[name], "pass_stage")
    notices = town.visitor().see("/notices")
    notice = notices.click("青秀区")
    assert "黄*萍" in notice
    assert "黄丽萍" not in notice.html
    assert "15,200" not in notice
    town.walk_to(date(2026, 3, 7))
    assert "青秀区" in town.visitor().see("/notices")
    town.walk_to(date(2026, 3, 8))
    assert "青秀区" not in town.visitor().see("/notices")
    assert notice.client.see(notice.url, status=None).text.count("黄*萍") == 0
    for name, uid in cases.items():
        county = COUNTIES[name]
        town.decide(town.at(Role.CIVIL_AFFAIRS, county, county), uid, "pass_stage")
        town.decide(town.at(Role.DISTRICT_REVIEWER, county, county), uid, "pass_stage")
        town.decide(town.at(Role.CITY_OFFICER), uid, "approve", text="符合条件")


def _registered(town: Town, me: Resident, other: Resident) -> None:
    """A queue number, and exactly the place that the public order gives."""
    mine = me.sign_in().see("/my/place")
    for words in ("NN2026-Q-000001", "您现在排在 1 位", "2026年3月8日"):
        assert words in mine, words
    theirs = other.sign_in().see("/my/place")
    assert "您现在排在 2 位" in theirs
    assert "NN2026-Q-000002" in theirs


def _round(town: Town, me: Resident, other: Resident) -> None:
    """Step 5: two persons make a plan public; one household takes a home, one gives it up."""
    first, second = town.at(Role.CITY_OFFICER), town.at(Role.CITY_OFFICER, "2")
    opens = town.today + timedelta(days=1)
    closes = opens + timedelta(days=10)
    _homes(town)
    page = first.see("/desk/plans").click("拟方案")
    form = page.form()
    page = page.submit({
        "title": ROUND, "title_en": "Fengling North 1", "units": form.choices["units"],
        "queue": form.options["queue"][0],
        **typed_day("opens_on", opens), **typed_day("closes_on", closes),
    })  # fmt: skip
    plan = page.url
    assert "拟方案的人不能公布" in page
    assert not [f for f in page.read.forms if "/publish" in f.action]
    second.see(plan).submit(action="/publish")
    town.walk_to(opens)
    for resident in (me, other):
        page = resident.client.see("/my/rounds").click("看这一批")
        assert "已登记" in page.submit(layout="one_bed")
    town.walk_to(closes + timedelta(days=1))
    first.see(plan).submit(action="/check")
    town.work()
    page = first.see(plan).submit(action="/finish_check").submit(action="/open_offers")
    assert page.text.count("等答复") >= 2
    town.work()
    theirs = other.client.see("/my").click("看这套房")
    given_up = theirs.click("放弃").submit(action="/waive", reason="too_far")
    assert "已放弃 1 次" in given_up
    page = me.client.see("/my").click("看这套房")
    assert "393.60" in page
    assert page.submit(action="/accept").h1 == "您要了这套房"
    town.work()


def _homes(town: Town) -> None:
    """Two homes are free to be offered (registered at the centre, not by a page)."""
    with write():
        act = an_act(town.staff["city_officer"], town.today)
        estate = an_estate(act)
        a_free_unit(act, estate, "1204", layout="one_bed", area=4800)
        a_free_unit(act, estate, "1205", layout="one_bed", area=4500)


def _lease(town: Town, me: Resident) -> str:
    """Step 6: the lease by Nanning's numbers (8.20 × 48.00), both signatures, the keys."""
    page = me.client.see("/my").click("看合同")
    for words in ("8.20 元", "393.60 元", "787.20 元"):
        assert words in page, words
    assert page.submit(action="/my/home/lease", agree=["yes"]).url == "/my/home"
    page = town.at(Role.CITY_OFFICER).see("/desk/leases").click("黄丽萍")
    page.submit(action="/countersign")
    town.work()
    keys = town.at(Role.OPERATOR).see(page.url).submit(action="/keys", keys=2)
    assert "在住" in keys
    town.work()
    return page.url


def _rent(town: Town, me: Resident) -> None:
    town.walk_to(date(2026, 4, 2))
    page = me.client.see("/my/home/rent")
    assert "393.60" in page
    assert "152.36" in page  # 12 of 31 days
    assert "逾期" not in page


def _token(name: str) -> str:
    return next(
        m.token for h in exchange.cast_cards().values() for m in h.members if m.name == name
    )


def _leaves(town: Town, me: Resident, lease: str) -> None:
    """Step 7: a bought home is found, two persons serve notice, the home comes back."""
    town.partners.admin.change(_token("黄丽萍"), "buy_home", on=town.today, area=8900)
    first, second = town.at(Role.CITY_OFFICER), town.at(Role.CITY_OFFICER, "2")
    review = first.see(lease).submit(action="/review").url
    town.work()
    assert "29.66" in first.see(review)
    _step(town, first, review, "draft_notice", text="名下有了一套住房")
    own = first.see(f"{review}/do/serve_notice")
    assert "要由同事签" in own
    _step(town, second, review, "serve_notice")
    page = me.client.see("/my/review")
    assert page.h1 == "您需要搬出"
    assert "2026年10月2日" in page or "2026年10月" in page
    town.walk_to(date(2026, 4, 20))
    operator = town.at(Role.OPERATOR)
    _step(
        town, operator, review, "hand_back", keys_back=2, water="12.5", electricity="310", text=""
    )
    operator.see(review).submit(action="/unit/start")
    assert "维修中" in operator.see("/desk/units").click("3-1204")
    page = operator.see(review).submit(action="/unit/finish")
    assert "可以再配租" in page
    unit = operator.see("/desk/units").click("3-1204")
    assert "可配租" in unit
    assert "2027年4月20日" in unit, unit.text


def _step(town: Town, client: HouseClient, review: str, verb: str, **values: object) -> Page:
    done = client.see(f"{review}/do/{verb}").submit(values)
    assert done.status == 200, done.text[:600]
    assert done.url == review, done.text[:600]
    town.work()
    return done


def _audited(town: Town, me: Resident) -> None:
    """Step 9: every step and every look, and proof that nothing was altered."""
    town.work()
    runner = town.app.test_cli_runner()
    assert runner.invoke(args=["audit", "seal"]).exit_code == 0
    proof = runner.invoke(args=["audit", "verify"])
    again = runner.invoke(args=["audit", "replay"])
    auditor = town.at(Role.AUDITOR, "", "450000")
    page = auditor.see("/audit").submit(query=HUANG.name, purpose="抽查")
    page = page.submit(action="/replay")
    for words in ("受理申请", "批准", "签订合同", "交钥匙", "合同终止", "一致"):
        assert words in page, words
    assert "谁看过这一户" in page
    assert "抽查" in me.client.see("/my/who-looked")
    assert "no fault" in proof.output
    assert again.exit_code == 0, again.output


def _region(town: Town) -> None:
    """Step 10: the region sees the plan of 2020 beside what the system counts, and a report."""
    with write():
        load_targets()
    city = town.at(Role.CITY_OFFICER)
    page = city.see("/region/months").submit(period="2026-03")
    form = page.form("/figures")
    given = {name: "0" for name in form.fields if name.startswith("manual_")}
    given |= {name: "台账" for name in form.fields if name.startswith("note_")}
    page = page.submit(given, action="/figures")
    page = page.submit(action="/submit")
    assert page.status == 200, page.text[:1500]
    report = page.url
    region = town.at(Role.REGION_SUPERVISOR, "", "450000")
    page = region.see("/region/in_kind?year=2020")
    assert "9,553" in page
    page = region.see("/region/in_kind?year=2026")
    assert "1 套" in page or "1 户" in page, page.text
    page = region.see("/region/months").click("2026-03")
    assert page.url == report
    done = page.submit(action="/accept")
    assert "锁定" in done, done.text[:600]
