"""A resident signs in through the simulated unified platform: real redirects between two ports."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from portal.exchange import SimulatorAdmin, partner_key
from tests.browser.conftest import Site, Watcher
from tests.browser.test_journeys import Count, submit
from tests.intake import HUANG, LU

pytestmark = pytest.mark.browser
Tab = Callable[..., Watcher]
SIGN_IN = "用统一身份认证登录"
CHOOSE = "用这个身份登录"


def there(page: Page, site: Site) -> bool:
    return page.url.startswith(f"http://127.0.0.1:{site.departments}/identity/")


def at_platform(me: Watcher, start: str = "/sign-in") -> Page:
    """From our button to the platform's page."""
    me.goto(start)
    page = me.press(SIGN_IN)
    assert there(page, me.site), page.url
    return page


def choose(me: Watcher, code: str, fault: str = "") -> Page:
    page = me.page
    page.check(f'input[name="person"][value="{code}"]')
    if fault:
        page.click("summary")
        page.select_option("#fault", fault)
    return me.press(CHOOSE)


@pytest.fixture
def admin(site: Site) -> Iterator[SimulatorAdmin]:
    """The signed door of the simulator; what was spoilt is put right afterwards."""
    told = tomllib.loads((site.instance / "anju.toml").read_text("utf-8"))
    found = SimulatorAdmin(
        f"http://127.0.0.1:{site.departments}", partner_key(told["departments_key"])
    )
    yield found
    found.identity(fault="none")


def test_proven_by_the_platform_one_applies_and_types_a_signature_only(tab: Tab) -> None:
    me = tab(phone=True)
    me.go("/apply", narrow=True, shot="id-start")
    me.go("/apply/who", narrow=True, shot="id-who-typed")
    page = me.press("或用统一身份认证平台登录")
    assert there(page, me.site), page.url
    me.look(narrow=True, shot="id-platform")
    choose(me, "huang-liping")
    assert page.url.startswith(f"{me.site.url}/sign-in/platform/confirm"), page.url
    me.look(narrow=True, shot="id-confirm")
    assert HUANG.name not in page.content()
    page = me.press("是我，继续")
    assert page.url == f"{me.site.url}/apply/who", page.url
    me.look(narrow=True, shot="id-who-proven")
    assert HUANG.name in page.inner_text("main")
    count = Count(page)
    page.check('input[name="agree"][value="yes"]')
    page.check('input[name="sensitive"][value="yes"]')
    page = submit(me, "/apply/who")
    assert page.url.endswith("/apply/facts"), page.inner_text("main")
    me.look(narrow=True)
    submit(me, "/apply/facts")
    page.check('input[name="wish"][value="either"]')
    page.select_option('select[name="district"]', "450103")
    page = submit(me, "/apply/wish")
    assert page.url.endswith("/apply/check"), page.inner_text("main")
    page = me.go("/apply/sign", narrow=True, shot="id-sign")
    page.check('input[name="route"][value="commitment"]')
    page.fill("#signature", HUANG.name)
    page = submit(me, "/apply/sign")
    assert page.url.endswith("/apply/done"), page.inner_text("main")
    me.look(narrow=True, shot="id-done")
    assert count.typed == {("/apply/sign", "signature")}
    assert len(count.pages) == 6


def test_signing_out_here_then_there_on_a_shared_computer(tab: Tab) -> None:
    me = tab()
    page = at_platform(me)
    me.look(shot="id-platform-desktop")
    choose(me, "huang-liping")
    me.press("是我，继续")
    me.go("/my/settings", shot="id-settings")
    assert "已由统一身份认证平台确认" in page.inner_text("main")
    page.click('form[action="/sign-out"] button')
    me.look(shot="id-signed-out")
    page = me.press("到那里也退出")
    assert there(page, me.site), page.url
    me.look(shot="id-platform-out")
    page = me.press("退出")
    assert page.url == f"{me.site.url}/sign-in", page.url
    page = at_platform(me)
    assert "继续，我是" not in page.inner_text("main"), "the platform has forgotten her"


def test_somebody_before_me_was_still_signed_in_there(tab: Tab) -> None:
    me = tab(phone=True)
    at_platform(me)
    choose(me, "lu-wenbin")
    page = me.press("不是我，是别人")
    assert page.url.startswith(f"{me.site.url}/sign-in?"), page.url
    me.look(narrow=True, shot="id-not-me")
    page = at_platform(me)
    assert f"继续，我是{LU.name[0]}" in page.inner_text("main")


@pytest.mark.parametrize("fault", ["wrong_nonce", "expired", "alg_none", "unknown_kid"])
def test_an_answer_that_does_not_hold(tab: Tab, fault: str) -> None:
    me = tab(phone=fault == "expired")
    at_platform(me)
    page = choose(me, "lu-wenbin", fault)
    assert page.url.startswith(f"{me.site.url}/sign-in/platform/back"), page.url
    assert page.inner_text("h1") == "这次登录没有成功"
    me.look(narrow=True, shot=f"id-fault-{fault}")
    page = me.press("用身份证号和手机申请")
    assert page.url.endswith("/apply")


def test_a_platform_that_is_down(tab: Tab, admin: SimulatorAdmin) -> None:
    me = tab(phone=True)
    admin.identity(fault="down")
    me.goto("/sign-in")
    page = me.press(SIGN_IN)
    assert page.inner_text("h1") == "统一身份认证平台没有回音"
    me.console = [line for line in me.console if "503" not in line]
    me.look(narrow=True, shot="id-down")
    admin.identity(fault="none")


def test_turning_back_and_without_script(tab: Tab) -> None:
    me = tab(javascript=False)
    at_platform(me)
    page = me.press("不登录，回去")
    assert page.inner_text("h1") == "您没有登录就回来了"
    at_platform(me)
    choose(me, "lu-wenbin")
    page = me.press("是我，继续")
    assert page.url.endswith("/my"), page.url


def test_in_english(tab: Tab) -> None:
    me = tab()
    page = me.goto("/sign-in")
    page.click("button[lang=en]")
    page.wait_for_load_state()
    me.press("Sign in through the platform")
    choose(me, "lu-wenbin")
    assert page.inner_text("h1") == "Is this you?"
    me.look(shot="id-confirm-en")
