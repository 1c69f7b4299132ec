from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal import housing
from portal.kernel.act import Act, Role
from portal.kernel.database import db, write
from portal.kernel.demo import set_demo_day
from tests.homes import a_free_unit, a_unit, an_estate
from tests.pages import HouseClient
from tests.visits import in_english, resident, staff, visit_as

MakeAct = Callable[..., Act]


@pytest.fixture
def homes(app: Flask, make_act: MakeAct) -> dict[str, str]:
    act = make_act()
    with write():
        set_demo_day(date(2026, 3, 2))
        first = an_estate(act, 1, operator="安居运营公司")
        social = an_estate(act, 2, owner_kind="social")
        free = a_free_unit(act, first, "1204")
        let = a_free_unit(act, first, "1205", layout="two_bed", area=6000)
        housing.reserve(act, unit_uid=let, holder="o")
        housing.let(act, unit_uid=let, holder="l", reserved_for="o")
        a_unit(act, first, "1206")
    return {"first": first, "social": social, "free": free, "let": let}


def state_of(unit_uid: str) -> str:
    """What stands in the database now, not in this test's snapshot."""
    db.session.rollback()
    return housing.unit(unit_uid).state


@pytest.mark.usefixtures("homes")
def test_the_public_sees_what_there_is(client: HouseClient) -> None:
    page = client.see("/estates")
    assert "凤岭北小区1" in page
    assert "青秀区" in page
    assert "2026年3月2日" in page
    assert "7.40" in page
    assert "8.20" in page
    inside = page.click("户型和租金")
    assert inside.h1 == "凤岭北小区1"
    assert "369.00" in inside  # 45 m² × 8.20
    assert "333.00" in inside  # 45 m² × 7.40
    assert "南价格〔2015〕12号" in inside
    assert "一居室" in inside
    assert "1206" not in inside


def test_a_social_estate_has_its_own_rate(client: HouseClient, homes: dict[str, str]) -> None:
    page = client.see(f"/estates/{homes['social']}")
    assert "337.50" in page
    assert "369.00" not in page


def test_the_same_in_english(client: HouseClient, homes: dict[str, str]) -> None:
    page = in_english(client).see("/estates")
    assert page.h1 == "What homes are there, and what do they cost?"
    assert "Fengling North 1" in page
    inside = client.see(f"/estates/{homes['first']}")
    assert inside.h1 == "Fengling North 1"
    assert "Example: 45 m²" in inside


def test_before_anything_is_entered(client: HouseClient) -> None:
    assert "还没有登记小区" in client.see("/estates")
    client.see("/estates/nowhere", status=404)


def test_the_counter_filters_units(homes: dict[str, str], app: Flask, monkeypatch: Any) -> None:
    client = visit_as(app, staff(Role.CITY_OFFICER), monkeypatch)
    page = client.see("/desk/units")
    assert "3-1204" in page
    assert "3-1206" in page
    only = client.see("/desk/units?state=leased&state=nonsense")
    assert "3-1205" in only
    assert "3-1204" not in only
    none = client.see(f"/desk/units?estate={homes['social']}")
    assert "3-1204" not in none
    elsewhere = visit_as(app, staff(Role.CITY_OFFICER, "450200"), monkeypatch)
    assert "3-1204" not in elsewhere.see("/desk/units")
    region = visit_as(app, staff(Role.REGION_SUPERVISOR, "450000"), monkeypatch)
    assert "3-1204" in region.see("/desk/units")


def test_long_lists_go_on(app: Flask, make_act: MakeAct, monkeypatch: Any) -> None:
    act = make_act()
    with write():
        estate = an_estate(act)
        for n in range(53):
            a_unit(act, estate, f"{n:03d}", floor=1)
    client = visit_as(app, staff(Role.OPERATOR), monkeypatch)
    first = client.see(f"/desk/units?estate={estate}")
    assert "3-049" in first
    assert "3-050" not in first
    second = first.click("下一页")
    assert "3-050" in second
    assert "3-052" in second
    assert "3-049" not in second


@pytest.mark.parametrize("english", [False, True])
def test_a_repair_from_start_to_end(
    app: Flask, homes: dict[str, str], monkeypatch: Any, english: bool
) -> None:
    client = visit_as(app, staff(Role.OPERATOR), monkeypatch)
    if english:
        in_english(client)
    page = client.see(f"/desk/units/{homes['free']}")
    page = page.submit(action="start_repair")
    assert state_of(homes["free"]) == "under_repair"
    assert ("Repair started" if english else "开始维修") in page
    page.submit(action="finish_repair")
    assert state_of(homes["free"]) == "available"


def test_two_who_press_at_once(app: Flask, homes: dict[str, str], monkeypatch: Any) -> None:
    client = visit_as(app, staff(Role.OPERATOR), monkeypatch)
    page = client.see(f"/desk/units/{homes['free']}")
    assert page.submit(action="start_repair").status == 200
    assert page.submit(action="start_repair").status == 409
    assert state_of(homes["free"]) == "under_repair"


def test_a_unit_handed_back_shows_its_year(
    app: Flask, homes: dict[str, str], monkeypatch: Any, make_act: MakeAct
) -> None:
    with write():
        housing.vacate(make_act(), unit_uid=homes["let"])
    client = visit_as(app, staff(Role.OPERATOR), monkeypatch)
    page = client.see(f"/desk/units/{homes['let']}")
    assert "450103 001001 GB00001 F0000" in page
    assert "2027年3月2日" in page
    assert "还剩 365 天" in page
    page.submit(action="pass_inspection")
    assert state_of(homes["let"]) == "available"


@pytest.mark.parametrize(
    ("role", "region", "seen"),
    [
        (Role.OPERATOR, "450100", True),
        (Role.OPERATOR, "450200", False),
        (Role.AUDITOR, "450100", True),
        (Role.FINANCE_MAKER, "450100", False),
        (Role.SYSTEM_ADMIN, "450000", False),
    ],
)
def test_who_sees_and_who_repairs(
    app: Flask, homes: dict[str, str], monkeypatch: Any, role: Role, region: str, seen: bool
) -> None:
    client = visit_as(app, staff(role, region), monkeypatch)
    page = client.see(f"/desk/units/{homes['free']}", status=200 if seen else 404)
    assert ("start_repair" in page.html) == (seen and role is Role.OPERATOR)
    if role is Role.AUDITOR:
        token = page.read.forms[0].fields["csrf_token"][0]
        sent = client.send(
            f"/desk/units/{homes['free']}/start_repair", {"csrf_token": token, "version": "9"}
        )
        assert sent.status == 404


def test_residents_do_not_see_the_counter(
    app: Flask, homes: dict[str, str], monkeypatch: Any
) -> None:
    client = visit_as(app, resident(), monkeypatch)
    client.see("/desk/units", status=404)
    client.see(f"/desk/units/{homes['free']}", status=404)
