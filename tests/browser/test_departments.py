"""One department down: taken in all the same, with something to look into. All up: a proposal."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from portal.exchange import SimulatorAdmin, partner_key
from tests.browser import test_journeys as walk
from tests.browser.conftest import Site, Watcher
from tests.browser.telephone import Telephone
from tests.intake import HUANG, Cast
from tests.people import an_id

pytestmark = pytest.mark.browser
Tab = Callable[..., Watcher]
STONE = Cast("石磊", an_id(31, birth=date(1985, 3, 12)), "13977100031")
"""Somebody the registers know by number only: single, no home, nothing else on record."""


@pytest.fixture
def levers(site: Site) -> Iterator[SimulatorAdmin]:
    """What can be broken in the simulated departments of this site, mended afterwards."""
    key = tomllib.loads((site.instance / "anju.toml").read_text(encoding="utf-8"))
    found = SimulatorAdmin(site.departments, partner_key(key["departments_key"]))
    yield found
    found.fault("vehicle", "none")


def hand_in(me: Watcher, phones: Telephone, who: Cast) -> str:
    """The whole way to the receipt; answers its words."""
    walk.to_facts(me, phones, who)
    me.look(narrow=True, shot=f"departments-facts-{who.phone[-2:]}")
    page = walk.to_sign(me)
    page.check('input[name="route"][value="commitment"]')
    page.fill("#signature", who.name)
    walk.submit(me, "/apply/sign")
    assert page.url.endswith("/apply/done"), page.inner_text("main")
    return page.inner_text("main")


def test_all_up_ends_in_a_proposal_at_once(tab: Tab) -> None:
    me, phones, desk = tab(phone=True), Telephone(tab()), tab()
    walk.to_facts(me, phones, HUANG)
    page = me.page
    page.fill('form[action="/apply/facts/co"] input[name="phone"]', walk.HUANG_HUSBAND.phone)
    walk.submit(me, "/apply/facts/co")
    walk.to_sign(me)
    page.check('input[name="route"][value="commitment"]')
    page.fill("#signature", HUANG.name)
    walk.submit(me, "/apply/sign")
    walk._husband(tab(phone=True), phones)
    page = me.go("/my/application/findings", narrow=True)
    assert "8 条满足，0 条不满足，0 条还不知道" in page.inner_text("main")
    asked = me.go("/my/asked", narrow=True, shot="departments-my-asked").inner_text("main")
    assert "税务" in asked
    assert "经您同意" in asked
    desk.be("window_clerk")
    assert "黄丽萍" not in desk.go("/desk/items").inner_text("main")


def test_one_down_ends_accepted_with_something_to_look_into(
    tab: Tab, levers: SimulatorAdmin
) -> None:
    me, phones, desk = tab(phone=True), Telephone(tab()), tab()
    levers.fault("vehicle", "down")
    number = walk._number(hand_in(me, phones, STONE))
    desk.be("window_clerk")
    desk.go(f"/desk?q={number}&kind=all")
    desk.press(STONE.name)
    desk.look(shot="departments-file")
    case = desk.page.url.split("/desk/case/")[1].split("?")[0]
    assert "公安车管没有答复" in desk.page.inner_text("#items")
    walk._decide(desk, case, "accept")
    assert "公安车管没有答复" in desk.page.inner_text("#items")
    desk.go(f"/desk/case/{case}/asked", shot="departments-asked")
    assert "对方系统故障" in desk.page.inner_text("main")

    items = desk.go("/desk/items", narrow=True, shot="departments-items")
    items.locator("tr", has_text=STONE.name).get_by_role("link", name="公安车管").click()
    desk.look(narrow=True, shot="departments-item")
    page = desk.page
    page.fill('textarea[name="text"]', "车管系统维护，已电话核实名下无车")
    page.get_by_role("button", name="已人工核查").click()
    page.wait_for_load_state()
    assert page.url.endswith(f"/desk/case/{case}")
    assert page.locator("#items").count() == 0
    assert "已电话核实名下无车" in page.inner_text("#history")

    desk.be("city_officer")
    desk.go("/desk/connectors", narrow=True, shot="departments-connectors")
    assert "没有答复" in desk.page.locator("tr", has_text="公安车管").inner_text()
