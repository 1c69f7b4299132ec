"""A tab that looks at every page it comes to as strictly as the house promises to build them."""

from __future__ import annotations

import gzip
import json
import os
import re
import time
import urllib.request
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize

AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """() => axe.run(document, {resultTypes: ['violations'], runOnly: {type: 'tag', values:
    ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}})"""
TOO_WIDE = """() => {
    const wide = document.documentElement.clientWidth;
    return document.documentElement.scrollWidth <= wide ? [] :
        [...document.querySelectorAll('body *')]
        .filter(e => !e.closest('.tw') && e.getBoundingClientRect().right > wide + 1)
        .slice(-3).map(e => e.outerHTML.slice(0, 160)).concat('too wide'); }"""
PARTS = """() => [...new Set([...document.querySelectorAll(
    'script[src], img[src], link[rel~=stylesheet], link[rel~=icon]')].map(e => e.src || e.href))]
    .filter(part => !/\\/(papers\\/file|desk\\/paper|desk\\/window\\/scan)\\//.test(part))"""
"""What a page is made of; a paper's own pictures are what one came to see."""

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 700}

HEAVIEST = {"resident": 40_000, "staff": 60_000}
"""Bytes a first visit may load, compressed: the page with everything it asks for."""

SLOW = 180_000
"""Milliseconds a demo day may take on a busy machine."""


@cache
def compressed(url: str) -> int:
    """Bytes of a part of a page, compressed."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return len(gzip.compress(answer.read(), 6))


def shape(url: str) -> str:
    """The page without the thing it is about: one template, one look."""
    path = urlsplit(url).path
    path = re.sub(r"/(?=[A-Za-z0-9_-]*[0-9_-])[A-Za-z0-9_-]{20,}", "/…", path)
    return re.sub(r"/(\d{4}-\d{2}|\d+|[A-Za-z0-9_-]{22}|new-\d+)(?=/|$)", "/…", path)


class Watcher:
    """One person's tab. What it says on the console and asks for is remembered."""

    def __init__(
        self, context: BrowserContext, site: str, seen: set[tuple[str, ...]], *,
        javascript: bool = True,
    ) -> None:  # fmt: skip
        self.site, self.seen, self.javascript = site, seen, javascript
        self.page: Page = context.new_page()
        self.console: list[str] = []
        self.page.on("console", lambda message: self.console.append(message.text))
        self.page.on("pageerror", lambda error: self.console.append(str(error)))

    # --- going somewhere ------------------------------------------------------------

    @property
    def path(self) -> str:
        """Where one is."""
        return urlsplit(self.page.url).path

    @property
    def text(self) -> str:
        """What the page's own part says."""
        return self.page.inner_text("main")

    @property
    def main(self) -> Locator:
        """The page's own part."""
        return self.page.locator("main")

    def goto(self, path: str) -> Page:
        """Open an address."""
        self.page.goto(self.site + path)
        return self._come()

    def follow(self, link: Locator, *, slow: bool = False) -> Page:
        """Press it and wait for the page it leads to."""
        with self.page.expect_navigation(timeout=SLOW if slow else None):
            link.click()
        return self._come()

    def press(self, words: str | re.Pattern[str], *, exact: bool = False) -> Page:
        """Press the button or follow the link in the page's own part that says so."""
        button = self.main.get_by_role("button", name=words, exact=exact)
        link = self.main.get_by_role("link", name=words, exact=exact)
        return self.follow(button.or_(link).first)

    def send(self, action: str, **values: str) -> Page:
        """Fill in the form that posts to an address ending so, and press its last button.

        Without an address: the form that posts to its own page.
        """
        which = f'[action$="{action}"]' if action else ":not([action])"
        form = self.main.locator(f"form{which}").first
        assert form.count(), f"{self.page.url}: no form to {action}: {self.text}"
        self.fill(form, **values)
        return self.follow(form.locator("button:not([type=button])").last)

    def fill(self, form: Locator, **values: str) -> None:
        """Answer the questions of a form by their names."""
        for name, value in values.items():
            field = form.locator(f'[name="{name}"]').first
            kind = field.evaluate("e => e.type")
            if kind in ("radio", "checkbox"):
                form.locator(f'[name="{name}"][value="{value}"]').check()
            elif kind == "select-one":
                field.select_option(value)
            else:
                field.fill(value)

    def be(self, code: str) -> Page:
        """Become somebody at the demo's door."""
        self.goto("/demo/")
        return self.follow(self.page.locator(f'form[action="/demo/be/{code}"] button'))

    def until(self, path: str, here: Callable[[Page], bool], what: str, seconds: int = 180) -> Page:
        """Open a page again and again until it is as expected: the worker needs a moment."""
        ends = time.monotonic() + seconds
        while not here(self.goto(path)):
            assert time.monotonic() < ends, f"{path}: no {what}: {self.text}"
            self.page.wait_for_timeout(250)
        return self.page

    def until_words(self, path: str, words: str) -> Page:
        """Open a page until it says so."""
        return self.until(path, lambda page: words in page.inner_text("main"), words)

    def next_day(self) -> None:
        """Press the black bar's button: the next working day."""
        self.follow(self.page.locator('form[action="/demo/next-day"] button'), slow=True)

    def days_until(self, here: Callable[[], bool], what: str, most: int = 30) -> None:
        """Let working days pass until it is so."""
        for _day in range(most):
            if here():
                return
            self.next_day()
        raise AssertionError(f"after {most} days still no {what}: {self.text}")

    def _come(self) -> Page:
        """Each template is looked at when one first comes to it, in each dress it wears."""
        self.page.wait_for_load_state()
        dress = self.page.evaluate("`${document.documentElement.lang} ${document.body.className}`")
        place = (shape(self.page.url), dress, str(self.javascript))
        if place not in self.seen:
            self.seen.add(place)
            self.look()
        return self.page

    # --- looking ----------------------------------------------------------------------

    def look(self, shot: str = "") -> None:
        """All that is promised of a page: at its own width, at the other, narrow and large."""
        self.page.wait_for_load_state()
        own = self.page.viewport_size
        assert own is not None
        self._at_width()
        if self.javascript:
            self._axe()
            self._quiet()
        self.weigh()
        self.shot(shot)
        self.page.set_viewport_size(DESKTOP if own["width"] == PHONE["width"] else PHONE)
        self._at_width()
        self.shot(shot)
        if self.javascript:
            self.page.set_viewport_size(NARROW)
            self.page.evaluate("document.documentElement.classList.toggle('large')")
            self._at_width()
            self.page.evaluate("document.documentElement.classList.toggle('large')")
        self.page.set_viewport_size(own)

    def _axe(self) -> None:
        self.page.evaluate(AXE)
        found: dict[str, Any] = self.page.evaluate(RUN_AXE)
        problems = [
            f"{v['id']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in found["violations"]
        ]
        told = json.dumps(problems, ensure_ascii=False, indent=1)
        assert not problems, f"{self.page.url}: {told}"

    def _quiet(self) -> None:
        # A refused form answers with a status of 4xx, a partner's silence with 503; Chromium
        # itself notes both.
        noise = [said for said in self.console if not re.search("status of (4|503)", said)]
        assert not noise, f"{self.page.url}: console {noise}"

    def _at_width(self) -> None:
        size, wide = self.page.viewport_size, self.page.evaluate(TOO_WIDE)
        assert not wide, f"{self.page.url} at {size}: too wide: {wide}"

    def weigh(self) -> None:
        """At most six requests and so many bytes, compressed, on the first visit."""
        staff = self.page.evaluate("document.body.classList.contains('staff')")
        parts: list[str] = self.page.evaluate(PARTS)
        assert len(parts) + 1 <= 6, f"{self.page.url}: {parts}"
        size = len(gzip.compress(self.page.content().encode(), 6))
        size += sum(compressed(urljoin(self.page.url, part)) for part in parts)
        most = HEAVIEST["staff" if staff else "resident"]
        assert size <= most, f"{self.page.url}: {size} bytes compressed"

    def shot(self, name: str = "") -> None:
        """Keep a picture when ANJU_SHOTS names a folder."""
        folder = os.environ.get("ANJU_SHOTS")
        if not folder:
            return
        Path(folder).mkdir(parents=True, exist_ok=True)
        size = self.page.viewport_size
        assert size is not None
        kind = "phone" if size["width"] == PHONE["width"] else "desk"
        slug = name or re.sub(r"[^a-z0-9]+", "-", shape(self.page.url).lower()).strip("-") or "home"
        self.page.screenshot(path=str(Path(folder) / f"{slug}.{kind}.png"), full_page=True)
