"""Be at the unified identity platform: a browser there, walking from our page and back to it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from werkzeug.test import Client, TestResponse

from portal.exchange import InProcess
from portal.exchange.simulator.platform import DEMO_PASSWORD
from tests.intake import Cast
from tests.pages import HouseClient, Page


def path_of(url: str) -> str:
    """Path and query of an address, as a browser would ask that host for it."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class AtPlatform:
    """One browser's pages at the simulated platform."""

    def __init__(self, world: Flask) -> None:
        self.browser = Client(world)

    def choose(self, url: str, how: str = "typed", **given: str) -> TestResponse:
        """Open the authorize page and answer it."""
        page = self.browser.get(path_of(url))
        if page.status_code != 200:
            return page
        return self.browser.post(path_of(url), data={"how": how, **given})

    def sign_in(self, url: str, who: Cast, fault: str = "none") -> str:
        """Sign in there; the address one is sent back to."""
        answer = self.choose(url, number=who.id_number, password=DEMO_PASSWORD, fault=fault)
        assert answer.status_code == 303, answer.get_data(as_text=True)[:400]
        return answer.location


def answer_of(url: str) -> dict[str, str]:
    """What an address carries back."""
    return dict(parse_qsl(urlsplit(url).query))


def go(client: HouseClient, partners: InProcess, who: Cast, *, to: str = "", **more: Any) -> Page:
    """From our sign-in link to the page that asks “is this you?”."""
    there = AtPlatform(partners.world)
    gone = client.get(f"/sign-in/platform?next={to}" if to else "/sign-in/platform")
    assert gone.status_code == 302, gone.get_data(as_text=True)[:400]
    back = there.sign_in(gone.location, who, **more)
    return client.see(path_of(back), status=None)


def sign_in(client: HouseClient, partners: InProcess, who: Cast, *, to: str = "") -> Page:
    """All the way: signed in here as that person."""
    page = go(client, partners, who, to=to)
    assert page.url == "/sign-in/platform/confirm", page.text[:400]
    return page.submit(answer="yes")
