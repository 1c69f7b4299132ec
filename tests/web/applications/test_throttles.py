"""Tries are counted per source, phone and number; a stranger elsewhere uses up none of mine."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from portal.kernel.database import utcnow
from tests.intake import HUANG, WEI, Cast, City, press
from tests.pages import HouseClient, Page

HOME, ELSEWHERE = "10.1.1.1", "10.2.2.2"


def at(city: City, address: str) -> HouseClient:
    client = city.browser()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def start(city: City, address: str, who: Cast, phone: str) -> Page:
    return city.who(at(city, address), who, phone=phone)


def test_one_number_from_one_source(city: City) -> None:
    statuses = [start(city, ELSEWHERE, HUANG, f"1381111{n:04d}").status for n in range(8)]
    assert statuses == [200] * 6 + [429] * 2
    assert start(city, HOME, HUANG, HUANG.phone).status == 200, "she herself is not kept out"
    assert start(city, ELSEWHERE, WEI, WEI.phone).status == 200, "nor anybody else there"


def test_one_phone_from_one_source_leaves_codes_for_its_owner(city: City) -> None:
    """Somebody has codes sent to her phone; she still gets hers from where she is."""
    statuses = [start(city, ELSEWHERE, WEI, HUANG.phone).status for _ in range(5)]
    assert statuses == [200] * 4 + [429]
    client = at(city, HOME)
    page = city.who(client, HUANG)
    assert page.url == "/apply/code", page.text[:200]
    page = press(page, "/apply/code", {"code": city.code(HUANG.phone)})
    assert page.url == "/apply/facts", page.text[:200]


def test_the_minutes_are_real(city: City) -> None:
    for n in range(7):
        page = start(city, ELSEWHERE, HUANG, f"1381111{n:04d}")
    assert page.status == 429
    minutes = int(page.response.headers["Retry-After"]) // 60
    with time_machine.travel(utcnow() + timedelta(minutes=minutes + 1), tick=True):
        assert start(city, ELSEWHERE, HUANG, "13811119999").status == 200


def test_wrong_codes_elsewhere_leave_my_code_alone(city: City) -> None:
    mine = at(city, HOME)
    page = city.who(mine, HUANG)
    code = city.code(HUANG.phone)
    theirs = city.who(at(city, ELSEWHERE), HUANG, phone="13811112222")
    other = city.code("13811112222")
    wrong = f"{(int(other) + 1) % 1_000_000:06d}"
    statuses = [press(theirs, "/apply/code", {"code": wrong}).status for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert press(page, "/apply/code", {"code": code}).url == "/apply/facts"
