from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import households
from portal.households import NewMember
from portal.households.reveals import REVEALS_PER_DAY
from portal.kernel.act import Act, Role
from portal.kernel.database import db, write
from portal.kernel.journal import View, note_view
from tests.pages import HouseClient
from tests.people import an_id
from tests.visits import in_english, resident, staff, visit_as

MakeAct = Callable[..., Act]


@pytest.fixture
def person_uid(app: Flask, make_act: MakeAct) -> str:
    act = make_act()
    with write():
        uid = households.register_person(act, id_number=an_id(1), name="韦秀兰").uid
        households.form_household(
            act, city="450100", place="450103", members=[NewMember(uid, "applicant")]
        )
    return str(uid)


def looks() -> list[View]:
    db.session.rollback()
    rows = select(View).where(View.what == "person.id_number").order_by(View.id)
    return list(db.session.scalars(rows))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_number_is_shown_once_and_remembered(
    app: Flask, person_uid: str, monkeypatch: Any, language: str
) -> None:
    clerk = staff(Role.WINDOW_CLERK, "450103")
    client = visit_as(app, clerk, monkeypatch)
    if language == "en":
        in_english(client)
    page = client.see(f"/desk/person/{person_uid}/reveal?back=/desk/case/abc")
    assert an_id(1) not in page.html
    assert "450***********" in page
    shown = page.submit(purpose="window")
    assert an_id(1) in shown
    assert "/desk/case/abc" in shown.html
    assert shown.response.headers["Cache-Control"] == "no-store"
    (look,) = looks()
    assert (look.viewer, look.subject, look.purpose) == (clerk.uid, person_uid, "window")
    assert look.role == Role.WINDOW_CLERK


def test_without_purpose_nothing_is_shown(app: Flask, person_uid: str, monkeypatch: Any) -> None:
    client = visit_as(app, staff(Role.CITY_OFFICER), monkeypatch)
    page = client.see(f"/desk/person/{person_uid}/reveal")
    other = {"purpose": "other"}
    for answer in ({}, {"purpose": "curious"}, other, {**other, "detail": " "}):
        again = page.submit(answer)
        assert again.status == 422
        assert an_id(1) not in again.html
    assert looks() == []
    assert an_id(1) in page.submit(purpose="other", detail="核对户口本")
    assert looks()[0].purpose == "other: 核对户口本"


def test_only_so_many_a_day(
    app: Flask, person_uid: str, monkeypatch: Any, make_act: MakeAct
) -> None:
    clerk = staff(Role.CITY_OFFICER)
    client = visit_as(app, clerk, monkeypatch)
    page = client.see(f"/desk/person/{person_uid}/reveal")
    act = make_act(uid=clerk.uid)
    for _ in range(REVEALS_PER_DAY - 1):
        note_view(act, person_uid, "person.id_number", "review")
    assert an_id(1) in page.submit(purpose="review")
    refused = page.submit(purpose="review")
    assert refused.status == 429
    assert an_id(1) not in refused.html
    assert len(looks()) == REVEALS_PER_DAY


@pytest.mark.parametrize(
    ("role", "region"),
    [(Role.CITY_OFFICER, "450200"), (Role.WINDOW_CLERK, "450102"), (Role.FINANCE_MAKER, "450100"),
     (Role.SYSTEM_ADMIN, "450000"), (Role.OPERATOR, "450100")],
)  # fmt: skip
def test_others_find_nothing(
    app: Flask, person_uid: str, monkeypatch: Any, role: Role, region: str
) -> None:
    client = visit_as(app, staff(role, region), monkeypatch)
    client.see(f"/desk/person/{person_uid}/reveal", status=404)
    assert looks() == []


def test_residents_and_strangers_find_nothing(
    app: Flask, person_uid: str, monkeypatch: Any, client: HouseClient
) -> None:
    visit_as(app, resident(), monkeypatch).see(f"/desk/person/{person_uid}/reveal", status=404)
    visit_as(app, staff(Role.CITY_OFFICER), monkeypatch).see(
        "/desk/person/nobody/reveal", status=404
    )
    assert client.get(f"/desk/person/{person_uid}/reveal").status_code in (302, 404)


def test_the_way_back_never_leads_outside(app: Flask, person_uid: str, monkeypatch: Any) -> None:
    client = visit_as(app, staff(Role.CITY_OFFICER), monkeypatch)
    for odd in ("https://example.org/", "//example.org", "/desk\\example", "javascript:alert(1)"):
        page = client.get(f"/desk/person/{person_uid}/reveal", query_string={"back": odd})
        assert f'href="{odd}"' not in page.get_data(as_text=True)
