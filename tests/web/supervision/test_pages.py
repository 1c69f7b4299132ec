from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask import Flask

from portal.kernel.act import Role
from tests.pages import HouseClient
from tests.visits import in_english, staff, visit_as


def boss(app: Flask, monkeypatch: Any) -> HouseClient:
    return visit_as(app, staff(Role.REGION_SUPERVISOR, "450000"), monkeypatch)


def officer(app: Flask, monkeypatch: Any, city: str = "450100") -> HouseClient:
    return visit_as(app, staff(Role.CITY_OFFICER, city), monkeypatch)


METRICS = ("subsidy", "in_kind", "shanty_start", "shanty_completion", "prh_raised",
           "prh_completion")  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_dashboard_in_both_languages(app: Flask, monkeypatch: Any, language: str) -> None:
    client = boss(app, monkeypatch)
    if language == "en":
        in_english(client)
    for address in ("/region", *(f"/region/{metric}" for metric in METRICS)):
        page = client.see(address)
        assert "35,559" in page
        assert "33,559" in page
        assert "2,000" in page
    assert "25,906" in client.see("/region")


def test_the_years_that_differ_are_said_plainly(app: Flask, monkeypatch: Any) -> None:
    client = boss(app, monkeypatch)
    assert "年份不同" in client.see("/region")
    page = client.see("/region/subsidy?year=2020")
    assert "年份不同" not in page
    assert "2020 年度任务" in page
    client.see("/region/subsidy?year=1999")
    client.see("/region/subsidy?year=abc")


def test_drilling_down(app: Flask, monkeypatch: Any) -> None:
    client = boss(app, monkeypatch)
    assert "13,000" in client.see("/region/subsidy/450100")
    client.see("/region/in_kind/450100")
    client.see("/region/nothing", status=404)
    client.see("/region/subsidy/450103", status=404)
    client.see("/region/subsidy/999999", status=404)


def test_who_sees_what(app: Flask, monkeypatch: Any) -> None:
    city = officer(app, monkeypatch)
    city.see("/region", status=404)
    city.see("/region/subsidy/450100")
    city.see("/region/subsidy/450200", status=404)
    for role in (Role.WINDOW_CLERK, Role.FINANCE_MAKER, Role.SYSTEM_ADMIN):
        client = visit_as(app, staff(role), monkeypatch)
        for address in ("/region", "/region/months", "/region/subsidy/450100"):
            client.see(address, status=404)
    visit_as(app, staff(Role.AUDITOR), monkeypatch).see("/region")


def test_the_table(app: Flask, monkeypatch: Any) -> None:
    response = boss(app, monkeypatch).get("/region/shanty_completion/table.csv")
    text = response.get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == 14 + 1 + 1
    counted = [r for r in rows[:-1] if r["in_printed_total"] == "yes"]
    assert sum(int(r["plan"]) for r in counted) == int(rows[-1]["plan"]) == 35559
    assert all(r["source"] for r in rows)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_month_from_city_to_region(app: Flask, monkeypatch: Any, language: str) -> None:
    city, region = officer(app, monkeypatch), boss(app, monkeypatch)
    if language == "en":
        in_english(city)
        in_english(region)
    page = city.see("/region/months").submit(action="/region/months", period="2026-03")
    uid = page.url.rsplit("/", 1)[1] if "months/" in page.url else ""
    address = next(h for h, _t in city.see("/region/months").read.links if "/region/months/" in h)
    page = city.see(address)
    refused = page.submit(action=f"{address}/submit")
    assert refused.response.status_code == 422
    wrong = city.see(address).submit(action=f"{address}/figures", manual_prh_raised="5")
    assert wrong.response.status_code == 422
    by_hand = {
        f"{kind}_{m}": value
        for m in METRICS[2:]
        for kind, value in (("manual", "5"), ("note", "工程月报"))
    }
    city.see(address).submit(by_hand, action=f"{address}/figures")
    assert "工程月报" in city.see(address)
    city.see(address).submit(action=f"{address}/submit")
    city.post(f"{address}/accept", data={})
    officer(app, monkeypatch, "450200").see(address, status=404)
    waiting = region.see(address)
    back = waiting.submit(action=f"{address}/return", reason="")
    assert back.response.status_code == 422
    region.see(address).submit(action=f"{address}/return", reason="请核对筹集数")
    assert "请核对筹集数" in city.see(address)
    city.see(address).submit(action=f"{address}/submit")
    region.see(address).submit(action=f"{address}/accept")
    done = city.see(address)
    assert not [f for f in done.read.forms if "/figures" in (f.action or "")]
    assert uid == "" or uid in address
