"""The gallery in a real browser: axe finds nothing, the console is silent, all fits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.browser.watcher import AXE, RUN_AXE
from tests.web.kernel.gallery import make_gallery
from tests.web.kernel.test_gallery import PAGES

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, make_gallery(HSTS=False), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def _sideways(page: Page) -> int:
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return int(page.evaluate(wide))


def _violations(page: Page) -> list[Any]:
    page.evaluate(AXE)
    found = page.evaluate(RUN_AXE)["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("english", [False, True])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_page_is_sound(
    chromium: Browser, address: str, width: int, english: bool, large: bool
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    if english:
        page.click("button[lang=en]")
    if large:
        page.click(".tool[aria-pressed]")
    for path in [*PAGES, "/?demo=1"]:
        page.goto(address + path)
        assert _sideways(page) == 0, path
        assert _violations(page) == [], path
    assert said == []
    page.close()


def test_a_refusal_takes_the_focus_and_leads_to_the_field(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/form")
    page.click("main .btn")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.click("[data-error-summary] a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_number"
    assert _violations(page) == []
    page.close()


def test_an_answer_opens_its_question_only_when_chosen(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/form")
    assert not page.is_visible("#conditional-agree-2")
    page.check("#agree-2")
    assert page.is_visible("#conditional-agree-2")
    page.check("#agree")
    assert not page.is_visible("#conditional-agree-2")
    page.close()


def test_without_script_everything_is_open(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/form")
    assert page.is_visible("#conditional-agree-2")
    page.click("main .btn")
    assert page.is_visible("[data-error-summary]")
    context.close()
