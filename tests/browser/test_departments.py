"""One department down: taken in all the same, with something to look into. All up: a proposal."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from portal.exchange import SimulatorAdmin, partner_key
from tests.browser.applying import Applicant, agrees
from tests.browser.conftest import Site
from tests.browser.deskwork import decide, file_of
from tests.browser.telephone import Telephone
from tests.browser.watcher import Watcher
from tests.intake import HUANG, HUANG_HUSBAND, Cast
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


def test_all_up_ends_in_a_proposal_at_once(tab: Tab) -> None:
    phones, desk = Telephone(tab()), tab()
    me = Applicant(tab(phone=True), phones, HUANG)
    me.apply("unit", ask=HUANG_HUSBAND)
    agrees(tab(phone=True), phones, HUANG_HUSBAND)
    me.tab.goto("/my/application/findings")
    assert "8 条满足，0 条不满足，0 条还不知道" in me.tab.text
    me.tab.goto("/my/asked")
    me.tab.look("departments-my-asked")
    assert "税务" in me.tab.text
    assert "经您同意" in me.tab.text
    desk.be("window_clerk")
    desk.goto("/desk/items")
    assert HUANG.name not in desk.text


def test_one_down_ends_accepted_with_something_to_look_into(
    tab: Tab, levers: SimulatorAdmin
) -> None:
    me, desk = Applicant(tab(phone=True), Telephone(tab()), STONE), tab()
    levers.fault("vehicle", "down")
    me.apply("unit")
    desk.be("window_clerk")
    case = file_of(desk, me.number)
    desk.look("departments-file")
    assert "公安车管没有答复" in desk.page.inner_text("#items")
    decide(desk, case, "accept")
    assert "公安车管没有答复" in desk.page.inner_text("#items")
    desk.goto(f"{case}/asked")
    desk.look("departments-asked")
    assert "对方系统故障" in desk.text

    desk.goto("/desk/items")
    desk.look("departments-items")
    row = desk.main.locator("tr", has_text=STONE.name)
    desk.follow(row.get_by_role("link", name="公安车管"))
    desk.look("departments-item")
    desk.page.fill('textarea[name="text"]', "车管系统维护，已电话核实名下无车")
    desk.press("已人工核查")
    assert desk.path == case
    assert desk.page.locator("#items").count() == 0
