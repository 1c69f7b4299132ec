"""The demo as `make run` serves it — web, worker, simulator as processes — in a real Chromium."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "tests/browser/vendor/axe.min.js").read_text(encoding="utf-8")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as answer:
            if answer.code == 401:  # the simulated departments answer signed requests only
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} does not answer")


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One seeded instance folder, copied for each site; ANJU_SEEDED names one made before."""
    if os.environ.get("ANJU_SEEDED"):
        return Path(os.environ["ANJU_SEEDED"])
    instance = tmp_path_factory.mktemp("seeded")
    port = free_port()
    environment = {
        **os.environ,
        "ANJU_INSTANCE": str(instance),
        "ANJU_MODE": "demo",
        "ANJU_DEPARTMENTS_URL": f"http://127.0.0.1:{port}",
    }
    subprocess.run(
        [sys.executable, "seed.py", "--if-empty"],
        cwd=ROOT,
        env=environment,
        check=True,
        timeout=600,
    )
    return instance


class Site:
    """A running demo."""

    def __init__(self, instance: Path) -> None:
        self.port, self.departments = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.instance = instance
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "flask",
                "--app",
                "portal.app",
                "serve",
                "--port",
                str(self.port),
            ],
            cwd=ROOT,
            env={
                **os.environ,
                "ANJU_INSTANCE": str(instance),
                "ANJU_MODE": "demo",
                "ANJU_DEPARTMENTS_URL": f"http://127.0.0.1:{self.departments}",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(f"{self.url}/demo")
            wait_for(f"http://127.0.0.1:{self.departments}/health")
        except AssertionError:
            self.stop()
            raise

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=15)


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A freshly seeded demo for one module; its tests run in the order of the file."""
    instance = tmp_path_factory.mktemp("site") / "instance"
    shutil.copytree(seeded, instance)
    running = Site(instance)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "install Debian's chromium and fonts-noto-cjk"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Watcher:
    """A tab that remembers console messages and what each page weighed."""

    def __init__(self, context: BrowserContext, site: Site, *, javascript: bool = True) -> None:
        self.site = site
        self.javascript = javascript
        self.page: Page = context.new_page()
        self.console: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.console.append(message.text))
        self.page.on("pageerror", lambda error: self.console.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def goto(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def check(self, *, narrow: bool = False) -> None:
        """axe silent, console silent, no sideways scroll (also at 320 px in large text)."""
        page = self.page
        if not self.javascript:
            self._no_sideways()  # axe waits for timers, which do not run here
            return
        page.evaluate(AXE)
        found: dict[str, Any] = page.evaluate(
            "() => axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a','wcag2aa',"
            "'wcag21a','wcag21aa','wcag22aa','best-practice']}})"
        )
        problems = [
            f"{v['id']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in found["violations"]
        ]
        assert not problems, f"{page.url}: {json.dumps(problems, ensure_ascii=False, indent=1)}"
        noise = [m for m in self.console if "status of 4" not in m]
        assert not noise, f"{page.url}: console {noise}"
        self._no_sideways()
        if narrow:
            size = page.viewport_size
            page.set_viewport_size({"width": 320, "height": 700})
            page.evaluate("document.documentElement.classList.add('large')")
            self._no_sideways()
            page.evaluate("document.documentElement.classList.remove('large')")
            assert size is not None
            page.set_viewport_size(size)

    def _no_sideways(self) -> None:
        over = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        who = (
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right"
            " > document.documentElement.clientWidth + 1).slice(-3)"
            ".map(e => e.outerHTML.slice(0, 160))"
        )
        assert over <= 0, f"{self.page.url}: {over} px too wide: {self.page.evaluate(who)}"

    def go(self, path: str, *, narrow: bool = False, shot: str = "") -> Page:
        """Open a page and look at it as strictly as ``check`` does."""
        page = self.goto(path)
        self.look(narrow=narrow, shot=shot)
        return page

    def look(self, *, narrow: bool = False, shot: str = "") -> None:
        """Check the page one has come to; keep a picture."""
        self.page.wait_for_load_state()
        self.check(narrow=narrow)
        if shot:
            self.shot(shot)

    def press(self, words: str, *, exact: bool = False) -> Page:
        """Press the button or follow the link in the page's own part that says so."""
        main = self.page.locator("main")
        found = main.get_by_role("button", name=words, exact=exact)
        if found.count() == 0:
            found = main.get_by_role("link", name=words, exact=exact)
        found.first.click()
        self.page.wait_for_load_state()
        return self.page

    def be(self, code: str) -> Page:
        """Become somebody of the demo at its door."""
        self.goto("/demo/")
        self.page.click(f'form[action="/demo/be/{code}"] button')
        self.page.wait_for_load_state()
        return self.page

    def shot(self, name: str) -> None:
        """Keep a picture when ANJU_SHOTS names a folder."""
        folder = os.environ.get("ANJU_SHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.fixture
def tab(chromium: Browser, site: Site) -> Iterator[Callable[..., Watcher]]:
    """Open a tab: ``tab(phone=True, javascript=False)``."""
    contexts: list[BrowserContext] = []

    def open_tab(*, phone: bool = False, javascript: bool = True, locale: str = "zh-CN") -> Watcher:
        context = chromium.new_context(
            viewport=PHONE if phone else DESKTOP,
            device_scale_factor=2 if phone else 1,
            java_script_enabled=javascript,
            locale=locale,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return Watcher(context, site, javascript=javascript)

    yield open_tab
    for context in contexts:
        context.close()
