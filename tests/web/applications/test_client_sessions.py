"""Each person at a window has a session of their own; nothing of the last one comes along."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from portal.applications.models import Application
from portal.identity.models import Assurance
from portal.kernel.act import Role
from portal.kernel.database import db
from portal.kernel.levels import Level
from portal.kernel.web.sessions import VISIT_COOKIE, WebSession
from tests import casework
from tests.casework import browser
from tests.intake import HUANG, LUO, WEI, City, press
from tests.pages import HouseClient, Page


@pytest.fixture
def desk(city: City) -> HouseClient:
    return browser(city.app, casework.officer(Role.WINDOW_CLERK, region="450103"))


def next_client(desk: HouseClient) -> Page:
    page = desk.see("/desk/window")
    if "这位已离开" in page.html or "/window/done" in page.html:
        page = page.submit(action="/window/done")
    return page.submit(action="/window/client")


def cookie(desk: HouseClient) -> str:
    found = desk.get_cookie(VISIT_COOKIE)
    assert found is not None
    return found.value


def kept() -> dict[str, Any]:
    db.session.rollback()
    return dict(json.loads(db.session.scalars(select(WebSession)).one().data))


TYPED = {"name": HUANG.name, "id_number": HUANG.id_number, "phone": HUANG.phone}


def test_the_next_client_begins_under_a_new_id_and_the_old_one_is_dead(
    city: City, desk: HouseClient
) -> None:
    next_client(desk)
    first = cookie(desk)
    client = kept()["client"]
    next_client(desk)
    assert cookie(desk) != first
    assert kept()["client"] not in ("", client)
    thief = city.browser()
    thief.set_cookie(VISIT_COOKIE, first)
    assert thief.get("/desk/window").status_code == 302


def test_nothing_typed_for_the_last_client_stands_before_the_next(
    city: City, desk: HouseClient
) -> None:
    next_client(desk)
    refused = desk.see("/desk/window/new").submit(TYPED)
    assert refused.status == 422
    assert HUANG.name in refused.html, "what was refused stands there to be mended"
    next_client(desk)
    for path in ("/desk/window", "/desk/window/new", "/desk/window/sighting"):
        page = desk.see(path)
        for word in TYPED.values():
            assert word not in page.html, path
        if path.endswith("new"):
            form = next(f for f in page.read.forms if "id_number" in f.fields)
            assert not any("".join(form.fields.get(name, [])) for name in TYPED)


def test_a_page_left_open_from_the_last_client_does_nothing(city: City, desk: HouseClient) -> None:
    next_client(desk)
    open_form = desk.see("/desk/window/new")
    open_sighting = desk.see("/desk/window/sighting")
    next_client(desk)
    late = open_form.submit(TYPED, agree="yes", sensitive="yes", seen="card")
    assert late.status == 400
    assert open_sighting.submit(sought=HUANG.id_number).status == 400
    db.session.rollback()
    assert db.session.scalar(select(Application)) is None
    assert db.session.scalar(select(Assurance)) is None


def test_the_receipt_of_the_last_client_is_not_shown_to_the_next(
    city: City, desk: HouseClient
) -> None:
    next_client(desk)
    page = desk.see("/desk/window/new").submit(
        {**TYPED, "id_number": WEI.id_number, "name": WEI.name, "phone": WEI.phone},
        agree="yes", sensitive="yes", seen="card",
    )  # fmt: skip
    page = page.submit(wish="unit", district="450103", route="commitment", signature=WEI.name)
    assert "只显示这一次" in page
    uid = db.session.scalars(select(Application.uid)).one()
    next_client(desk)
    assert set(kept()) == {"client"}
    again = desk.see(f"/desk/window/entry/{uid}/receipt")
    assert "已经显示过了" in again


def test_going_back_in_the_browser_asks_us_again(city: City, desk: HouseClient) -> None:
    next_client(desk)
    refused = desk.see("/desk/window/new").submit(TYPED)
    for page in (refused, desk.see("/desk/window"), desk.see("/desk/window/new")):
        assert page.response.headers["Cache-Control"] == "no-store"


def test_between_two_clients_nothing_is_typed_in(city: City, desk: HouseClient) -> None:
    next_client(desk)
    desk.see("/desk/window").submit(action="/window/done")
    assert desk.see("/desk/window/new").url == "/desk/window"
    page = desk.see("/desk/window/sighting").submit(sought="NN2026-999999-X")
    assert page.status == 422


def test_a_new_client_proves_no_clerk_anew(city: City, desk: HouseClient) -> None:
    seen = []
    for _ in range(2):
        db.session.rollback()
        row = db.session.scalars(select(WebSession)).one()
        seen.append((row.stepped_up, row.created, row.duty))
        next_client(desk)
    assert seen[0] == seen[1]


def test_a_resident_gets_a_new_id_when_the_code_is_right(city: City) -> None:
    client = city.browser()
    page = city.who(client, LUO)
    typed = cookie(client)
    press(page, "/apply/code", {"code": city.code(LUO.phone)})
    assert cookie(client) != typed
    thief = city.browser()
    thief.set_cookie(VISIT_COOKIE, typed)
    assert thief.get("/apply/facts").status_code == 302
    db.session.rollback()
    assert db.session.scalars(select(WebSession)).one().level >= Level.I1


def test_signing_out_kills_a_copied_cookie_of_staff_too(city: City, desk: HouseClient) -> None:
    copied = cookie(desk)
    desk.see("/desk/window").submit(action="/sign-out")
    thief = city.browser()
    thief.set_cookie(VISIT_COOKIE, copied)
    assert "/staff/sign-in" in thief.get("/desk/window").location
