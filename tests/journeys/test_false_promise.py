"""A promise that was not true: notice, defence, decision, five years, a refusal with its clause."""

from __future__ import annotations

from datetime import timedelta

from portal.kernel.act import Role
from tests.intake import LUO, Cast, press
from tests.journeys.town import Town
from tests.pages import HouseClient, Page

LAN = Cast("兰春花", "451321198912053826", "18777113826")


def sign(client: HouseClient, case: str, verb: str, **values: object) -> Page:
    page = client.see(f"{case}/do/{verb}")
    preview = page.submit(values, action=f"/do/{verb}")
    assert preview.status == 200, preview.text[:700]
    done = preview.submit(action=f"/do/{verb}")
    assert done.status == 200, done.text[:700]
    return done


def test_a_false_promise_and_what_follows(town: Town) -> None:
    me = town.apply(LUO, ask=LAN)
    town.agree(LAN, me.link)
    clerk = town.at(Role.WINDOW_CLERK)
    uid = town.case_of(clerk, LUO)
    town.sighted(LUO, clerk)
    assert "6 满足" in clerk.see(f"/desk/case/{uid}")
    town.decide(clerk, uid, "accept")
    reviewer = town.at(Role.DISTRICT_REVIEWER)
    page = reviewer.see(f"/desk/case/{uid}").click("承诺")
    page.submit(code="AP3", text="名下有一间铺面，申请时没有写")
    town.work()
    one, two = town.at(Role.ENFORCEMENT, "1", "450100"), town.at(Role.ENFORCEMENT, "2", "450100")
    case = one.see("/credit").click(LUO.name).url
    sign(one, case, "accept")
    sign(one, case, "take_part", interest="no")
    sign(two, case, "take_part", interest="no")
    sign(one, case, "file")
    sign(one, case, "add_evidence", kind="paper", text="登记簿显示铺面一间")
    sign(one, case, "report", text="隐瞒属实")
    sign(one, case, "serve_notice", result="bar", fine="", ground="", text="拟五年内不受理申请")
    town.work()
    page = me.sign_in().see("/my").click("看通知")
    page = page.click("看一看，作答复")
    assert "拟五年内不受理申请" in page
    assert "申辩期还没结束" in one.see(f"{case}/do/to_review")
    said = page.submit(action="/defend", text="铺面早就卖了")
    assert "铺面早就卖了" in said
    town.walk_to(town.today + timedelta(days=9))
    sign(one, case, "consider", accepted="no", text="登记簿上仍在名下")
    sign(one, case, "to_review")
    lawyer, chief = town.at(Role.LEGAL_REVIEWER), town.at(Role.DECISION_MAKER)
    sign(lawyer, case, "pass_review", text="程序合法")
    sign(chief, case, "decide", result="bar", fine="", ground="", home="none", text="五年内不受理")
    sign(one, case, "serve", how="handed_over")
    town.work()
    assert "2031年3月11日" in me.client.see("/my/credit")
    me.client.see("/my/application").click("撤回").submit(action="/withdraw")
    _refused_with_the_clause(town)


def _refused_with_the_clause(town: Town) -> None:
    page = town.city.to_check(town.visitor(), LUO)
    why = "到2031年3月11日为止，您不能申请。依据：《公共租赁住房管理办法》第三十五条"
    assert why in page
    for route in ("commitment", "evidence"):
        page = page.client.see("/apply/sign")
        page = press(page, "/apply/sign", {"route": route, "signature": LUO.name})
        assert page.url == "/apply/sign"
        assert why in page
