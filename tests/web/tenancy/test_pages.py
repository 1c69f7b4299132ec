"""The tenant's pages and the counter's, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal import tenancy
from portal.households import person
from portal.kernel.act import Duty, Kind, Role, Who
from portal.kernel.database import db, load, new_uid, write
from portal.kernel.demo import set_demo_day
from portal.kernel.levels import Level
from portal.tenancy.models import Lease
from tests.money import Acts, a_lease, acts, lived_in, screened
from tests.pages import HouseClient
from tests.visits import visit_as

__all__ = ["acts", "screened"]
Open = Callable[..., HouseClient]


@pytest.fixture(autouse=True)
def _march(app: Flask) -> None:
    with write():
        set_demo_day(date(2026, 3, 2))


@pytest.fixture
def as_person(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Open:
    def go(uid: str, level: Level = Level.I2, *, english: bool = False) -> HouseClient:
        client = visit_as(app, Who(Kind.RESIDENT, uid, level=level, name="覃美芳"), monkeypatch)
        return _speak(client, english)

    return go


def _speak(client: HouseClient, english: bool) -> HouseClient:
    if english:
        with client.session_transaction() as session:
            session["language"] = "en"
    return client


@pytest.fixture
def as_staff(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Open:
    def go(role: Role, region: str = "450100", *, english: bool = False) -> HouseClient:
        who = Who(Kind.STAFF, new_uid(), duty=Duty(new_uid(), role, region), name="周启明")
        return _speak(visit_as(app, who, monkeypatch), english)

    return go


def _post(page: Any, action: str, **values: Any) -> Any:
    return page.submit(action=action, **values)


@pytest.mark.parametrize("english", [False, True])
def test_who_has_no_home_is_told_so(app: Flask, as_person: Open, english: bool) -> None:
    page = as_person("somebody-without-home-", english=english).see("/my/home")
    assert page.h1 == ("My home" if english else "我的家")
    as_person("somebody-without-home-").see("/my/home/lease", status=404)


def test_read_sign_countersign_move_in(
    app: Flask, acts: Acts, as_person: Open, as_staff: Open
) -> None:
    home, lease = a_lease(acts)
    tenant = as_person(home.applicant)
    page = tenant.see("/my/home").click("读合同并签字")
    assert "369.00" in page
    assert "738.00" in page
    assert "8.20" in page
    missing = page.submit(action="/my/home/lease")
    assert missing.status == 422
    page = page.submit(action="/my/home/lease", agree=["yes"])
    assert page.h1 == "我的家"
    desk = as_staff(Role.OPERATOR)
    listed = desk.see("/desk/leases")
    assert "等我们签字" in listed
    assert listed.status == 200
    file = desk.see(f"/desk/leases/{lease.uid}")
    file = _post(file, "/countersign")
    assert "双方已签字" in file
    refused = _post(file, "/keys", keys="0")
    assert refused.status == 422
    file = _post(file, "/filing", filing_number="NN-2026-1")
    file = _post(file, "/keys", keys="3")
    db.session.rollback()
    assert load(Lease, lease.uid).state == "occupied"
    tenancy.rents_due(acts.staff("operator", on=date(2026, 3, 2)))
    file = desk.see(f"/desk/leases/{lease.uid}")
    file = _post(file, "/rent", amount="100", method="cash")
    assert "357.10" in file or "257.10" in file
    rent = tenant.see("/my/home/rent")
    assert "2026年3月" in rent
    file = _post(file, "/end", reason="tenant_leaves")
    assert "结束" in file
    assert tenant.see("/my/home").status == 200


@pytest.mark.parametrize("english", [False, True])
def test_every_page_of_a_running_lease(
    app: Flask, acts: Acts, as_person: Open, as_staff: Open, english: bool
) -> None:
    home, lease = lived_in(acts)
    tenancy.rents_due(acts.staff("operator", on=date(2026, 4, 1)))
    with write():
        set_demo_day(date(2026, 4, 21))
    tenant = as_person(home.people[1], english=english)
    for url in ("/my/home", "/my/home/lease", "/my/home/rent"):
        page = tenant.see(url)
        assert "369.00" in page
    assert ("Overdue" if english else "逾期") in page
    desk = as_staff(Role.CITY_OFFICER, english=english)
    for url in ("/desk/leases?state=occupied", f"/desk/leases/{lease.uid}"):
        assert desk.see(url).status == 200


def test_who_is_not_proven_sees_no_lease(app: Flask, acts: Acts, as_person: Open) -> None:
    home, _lease = a_lease(acts)
    shy = as_person(home.applicant, Level.I1)
    shy.see("/my/home", status=404)
    shy.see("/my/home/lease", status=404)


def test_the_spouse_reads_but_does_not_sign(app: Flask, acts: Acts, as_person: Open) -> None:
    home, lease = a_lease(acts)
    spouse = as_person(home.people[1])
    page = spouse.see("/my/home/lease")
    assert not [form for form in page.read.forms if "/my/home/lease" in form.action]
    assert load(Lease, lease.uid).state == "drafted"


def test_strangers_find_nothing(app: Flask, acts: Acts, as_person: Open, as_staff: Open) -> None:
    _home, lease = a_lease(acts)
    as_staff(Role.OPERATOR, "450200").see(f"/desk/leases/{lease.uid}", status=404)
    as_staff(Role.FINANCE_MAKER).see(f"/desk/leases/{lease.uid}", status=404)
    as_person("someone-else-entirely1").see(f"/desk/leases/{lease.uid}", status=404)


def test_the_city_looks_again_from_the_lease(
    app: Flask, acts: Acts, as_staff: Open, drain: Callable[[], int]
) -> None:
    _home, lease = lived_in(acts)
    drain()  # the keys wake what watches the holding
    url = f"/desk/leases/{lease.uid}"
    for role in (Role.OPERATOR, Role.AUDITOR):
        assert "现在复核" not in as_staff(role).see(url)
    page = as_staff(Role.CITY_OFFICER).see(url).submit(action="/review")
    assert page.status == 200
    assert page.url.startswith("/desk/reviews/"), page.url


def test_before_both_signed_there_is_nothing_to_look_at_again(
    app: Flask, acts: Acts, as_staff: Open
) -> None:
    _home, lease = a_lease(acts)
    assert "现在复核" not in as_staff(Role.CITY_OFFICER).see(f"/desk/leases/{lease.uid}")


def test_a_clerk_of_the_county_takes_rent_at_the_window(
    app: Flask, acts: Acts, as_staff: Open
) -> None:
    _home, lease = lived_in(acts)
    tenancy.rents_due(acts.staff("operator", on=date(2026, 3, 2)))
    clerk = as_staff(Role.WINDOW_CLERK, "450103")
    listed = clerk.see("/desk/leases")
    assert lease.number in listed
    file = clerk.see(f"/desk/leases/{lease.uid}")
    assert [f.action for f in file.read.forms if f.action.endswith(("/end", "/countersign"))] == []
    paid = _post(file, "/rent", amount="100", method="cash")
    assert paid.status == 200
    db.session.rollback()
    assert tenancy.bills_of(lease.uid)[0].paid == 10_000
    reader = as_staff(Role.DISTRICT_REVIEWER, "450103").see(f"/desk/leases/{lease.uid}")
    assert "/rent" not in reader.html.replace("/my/home/rent", "")
    for region in ("450102", "450103001000"):
        other = as_staff(Role.WINDOW_CLERK, region)
        assert lease.number not in other.see("/desk/leases")
        other.see(f"/desk/leases/{lease.uid}", status=404)


@pytest.mark.parametrize("english", [False, True])
def test_holding_over_is_shown_with_its_working(
    app: Flask, acts: Acts, as_person: Open, as_staff: Open, english: bool
) -> None:
    home, lease = lived_in(acts)
    with write():
        tenancy.begin_hold_over(
            acts.staff("city_officer"), lease_uid=lease.uid, since=date(2026, 9, 4)
        )
    tenancy.hold_over_due(acts.staff("city_officer", on=date(2026, 10, 1)))
    with write():
        set_demo_day(date(2026, 10, 2))
    tenant = as_person(home.applicant, english=english)
    assert ("The moving period is over" if english else "搬迁期到了") in tenant.see("/my/home")
    rent = tenant.see("/my/home/rent")
    for words in ("477.90", "900.00", "20.00", "100%"):
        assert words in rent, words
    desk = as_staff(Role.CITY_OFFICER, english=english).see(f"/desk/leases/{lease.uid}")
    assert "477.90" in desk
    with write():
        tenancy.take_back_hold_over(
            acts.staff("city_officer"), lease_uid=lease.uid, reason="notice_revoked"
        )
    assert ("Cancelled" if english else "已作废") in tenant.see("/my/home/rent")
    assert "477.90" in as_staff(Role.OPERATOR, english=english).see(f"/desk/leases/{lease.uid}")


def test_the_leases_as_a_file(app: Flask, acts: Acts, as_staff: Open) -> None:
    home, lease = a_lease(acts)
    page = as_staff(Role.OPERATOR).see("/desk/leases").click("导出")
    got = page.submit(purpose="work", form="csv").response.get_data().decode("utf-8-sig")
    _head, row, _end = got.split("\r\n")
    assert row.startswith(f"{lease.number},{person(home.applicant).name},450***********")
    assert "369.00" in row
    ended = as_staff(Role.OPERATOR).see("/desk/leases/export?state=ended")
    assert lease.number not in ended.submit(purpose="work", form="csv").response.get_data().decode()
    as_staff(Role.WINDOW_CLERK).see("/desk/leases/export", status=404)
