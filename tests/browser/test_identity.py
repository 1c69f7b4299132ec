"""A resident signs in through the simulated unified platform: real redirects between two ports."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator

import pytest

from portal.exchange import SimulatorAdmin, partner_key
from tests.browser.applying import Applicant, Count
from tests.browser.conftest import Site
from tests.browser.telephone import Telephone
from tests.browser.watcher import Watcher
from tests.intake import HUANG, LU

pytestmark = pytest.mark.browser
Tab = Callable[..., Watcher]
SIGN_IN = "用统一身份认证登录"
CHOOSE = "用这个身份登录"


def there(me: Watcher, site: Site) -> bool:
    """Is this a page of the platform?"""
    return me.page.url.startswith(f"{site.departments}/identity/")


def at_platform(me: Watcher, site: Site) -> None:
    """From our button to the platform's page."""
    me.goto("/sign-in")
    me.press(SIGN_IN)
    assert there(me, site), me.page.url


def choose(me: Watcher, code: str, fault: str = "") -> None:
    """Be that person there; the answer may be spoilt."""
    me.page.check(f'input[name="person"][value="{code}"]')
    if fault:
        me.page.click("summary")
        me.page.select_option("#fault", fault)
    me.press(CHOOSE)


@pytest.fixture
def levers(site: Site) -> Iterator[SimulatorAdmin]:
    """The signed door of the simulator; what was spoilt is put right afterwards."""
    told = tomllib.loads((site.instance / "anju.toml").read_text(encoding="utf-8"))
    found = SimulatorAdmin(site.departments, partner_key(told["departments_key"]))
    yield found
    found.identity(fault="none")


def test_proven_by_the_platform_one_applies_and_types_a_signature_only(
    site: Site, tab: Tab
) -> None:
    me, counted = Applicant(tab(phone=True), Telephone(tab()), HUANG), Count()
    me.tab.goto("/apply/who")
    me.tab.press("或用统一身份认证平台登录")
    assert there(me.tab, site), me.tab.page.url
    choose(me.tab, "huang-liping")
    assert me.tab.path == "/sign-in/platform/confirm"
    assert HUANG.name not in me.tab.page.content()
    me.tab.press("是我，继续")
    assert me.tab.path == "/apply/who"
    me.tab.look("id-who-proven")
    assert HUANG.name in me.tab.text
    counted.begin(me.tab.page)
    me.tab.send("/apply/who", agree="yes", sensitive="yes")
    assert me.tab.path == "/apply/facts", me.tab.text
    me.to_sign("either")
    me.sign()
    me.tab.look("id-receipt")
    assert counted.own == {"signature"}
    assert len(set(counted.pages)) <= 6, counted.pages


def test_signing_out_here_then_there_on_a_shared_computer(site: Site, tab: Tab) -> None:
    me = tab()
    at_platform(me, site)
    choose(me, "huang-liping")
    me.press("是我，继续")
    me.goto("/my/settings")
    assert "已由统一身份认证平台确认" in me.text
    me.follow(me.page.locator('form[action="/sign-out"] button').first)
    me.look("id-signed-out")
    me.press("到那里也退出")
    assert there(me, site), me.page.url
    me.press("退出")
    assert me.path == "/sign-in"
    at_platform(me, site)
    assert "继续，我是" not in me.text, "the platform has forgotten her"


def test_somebody_before_me_was_still_signed_in_there(site: Site, tab: Tab) -> None:
    me = tab(phone=True)
    at_platform(me, site)
    choose(me, "lu-wenbin")
    me.press("不是我，是别人")
    assert me.path == "/sign-in"
    me.look("id-not-me")
    at_platform(me, site)
    assert f"继续，我是{LU.name[0]}" in me.text


@pytest.mark.parametrize("fault", ["wrong_nonce", "expired", "alg_none", "unknown_kid"])
def test_an_answer_that_does_not_hold(site: Site, tab: Tab, fault: str) -> None:
    me = tab(phone=fault == "expired")
    at_platform(me, site)
    choose(me, "lu-wenbin", fault)
    assert me.path == "/sign-in/platform/back"
    assert me.page.inner_text("h1") == "这次登录没有成功"
    me.press("用身份证号和手机申请")
    assert me.path == "/apply"


def test_a_platform_that_is_down(tab: Tab, levers: SimulatorAdmin) -> None:
    me = tab(phone=True)
    levers.identity(fault="down")
    me.goto("/sign-in")
    me.press(SIGN_IN)
    # Ours where the house has not spoken to the platform yet, else the platform's own.
    ours, theirs = "统一身份认证平台没有回音", "平台暂停服务"
    assert me.page.inner_text("h1").split("\n")[0] in (ours, theirs)
    me.goto("/sign-in")
    me.look("id-down")


def test_turning_back_and_without_script(site: Site, tab: Tab) -> None:
    me = tab(javascript=False)
    at_platform(me, site)
    me.press("不登录，回去")
    assert me.page.inner_text("h1") == "您没有登录就回来了"
    at_platform(me, site)
    choose(me, "lu-wenbin")
    me.press("是我，继续")
    assert me.path == "/my"


def test_in_english(tab: Tab) -> None:
    me = tab()
    me.goto("/sign-in")
    me.follow(me.page.locator("button[lang=en]"))
    me.press("Sign in through the platform")
    choose(me, "lu-wenbin")
    assert me.page.inner_text("h1") == "Is this you?"
    me.look("id-confirm-en")
