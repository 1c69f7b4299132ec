"""The demo as `make run` serves it — web, worker, simulator as processes — in a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.watcher import DESKTOP, PHONE, Watcher

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
HOUSEHOLDS = "20"
"""A small city: every story of the door, few others."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, seconds: float = 180) -> None:
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
    subprocess.run(
        [sys.executable, "seed.py", "--households", HOUSEHOLDS],
        cwd=ROOT,
        env={
            **os.environ,
            "ANJU_INSTANCE": str(instance),
            "ANJU_MODE": "demo",
            "ANJU_DEPARTMENTS_URL": f"http://127.0.0.1:{free_port()}",
        },
        check=True,
        timeout=600,
    )
    return instance


class Site:
    """A running demo."""

    def __init__(self, instance: Path) -> None:
        self.port, self.instance = free_port(), instance
        self.departments = f"http://127.0.0.1:{free_port()}"
        self.url = f"http://127.0.0.1:{self.port}"
        self.seen: set[tuple[str, ...]] = set()
        self.environment = {
            **os.environ,
            "ANJU_INSTANCE": str(instance),
            "ANJU_MODE": "demo",
            "ANJU_DEPARTMENTS_URL": self.departments,
        }
        self.process = subprocess.Popen(
            self._flask("serve", "--port", str(self.port)),
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(f"{self.url}/demo/")
            wait_for(f"{self.departments}/health")
        except AssertionError:
            self.stop()
            raise

    @staticmethod
    def _flask(*words: str) -> list[str]:
        return [sys.executable, "-m", "flask", "--app", "portal.app", *words]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A flask command beside the running house, as its operator types it."""
        return subprocess.run(
            self._flask(*words), cwd=ROOT, env=self.environment, capture_output=True, text=True,
            timeout=300, check=False,
        )  # fmt: skip

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)


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


@contextmanager
def _opening(chromium: Browser, site: Site) -> Iterator[Callable[..., Watcher]]:
    """Open tabs, each a browser of its own: ``tab(phone=True, javascript=False)``."""
    contexts: list[BrowserContext] = []

    def open_tab(*, phone: bool = False, javascript: bool = True) -> Watcher:
        context = chromium.new_context(
            viewport=PHONE if phone else DESKTOP,
            device_scale_factor=2 if phone else 1,
            java_script_enabled=javascript,
            locale="zh-CN",
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        return Watcher(context, site.url, site.seen, javascript=javascript)

    yield open_tab
    for context in contexts:
        context.close()


@pytest.fixture
def tab(chromium: Browser, site: Site) -> Iterator[Callable[..., Watcher]]:
    """Tabs of one test."""
    with _opening(chromium, site) as found:
        yield found


@pytest.fixture(scope="module")
def tabs(chromium: Browser, site: Site) -> Iterator[Callable[..., Watcher]]:
    """Tabs that stay open through a module."""
    with _opening(chromium, site) as found:
        yield found
