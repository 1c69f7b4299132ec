from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from portal import households, identity
from portal.audit import sealing
from portal.audit.bundles import check
from portal.households import NewMember
from portal.kernel.act import Act, Kind, Role
from portal.kernel.database import aside, db, new_uid, write
from portal.kernel.journal import View, log, record_step, views_of
from tests.pages import HouseClient
from tests.people import an_id
from tests.visits import in_english, resident, staff, visit_as

MakeAct = Callable[..., Act]
PURPOSE = "2026 年度审计，抽样第 18 户"


class Case:
    def __init__(self, uid: str) -> None:
        self.uid, self.city = uid, "450100"


@pytest.fixture
def home(app: Flask, make_act: MakeAct) -> tuple[str, str]:
    """A household with two moves in its log; (household, person)."""
    act = make_act()
    with write():
        person = households.register_person(act, id_number=an_id(1), name="韦桂兰").uid
        uid = households.form_household(
            act, city="450100", place="450103", members=[NewMember(person, "applicant")]
        ).uid
        for verb, reason in (("pass_stage", ""), ("approve", "all_met")):
            record_step(
                make_act(), machine="application", thing=Case(uid), source="in_review",
                verb=verb, target="approved", reason=reason,
            )  # fmt: skip
    sealing.seal_ready()
    return uid, person


def look_at_night(subject: str) -> None:
    with aside() as connection:
        connection.execute(
            insert(View).values(
                viewer_kind=Kind.STAFF, viewer=new_uid(), role=Role.WINDOW_CLERK,
                region="450103", subject=subject, what="person.id_number", purpose="verify",
                at=datetime(2026, 3, 1, 15, 41, tzinfo=UTC), request="r",
            )
        )  # fmt: skip
    db.session.rollback()


def auditor(app: Flask, monkeypatch: Any, region: str = "450100") -> HouseClient:
    return visit_as(app, staff(Role.AUDITOR, region), monkeypatch)


def find(client: HouseClient, query: str, purpose: str = PURPOSE) -> Any:
    return client.see("/audit").submit(action="/audit", query=query, purpose=purpose)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("query", ["韦桂兰", an_id(1), f" {an_id(1).lower()} "])
def test_a_life_is_found_by_name_or_number(
    app: Flask, home: tuple[str, str], monkeypatch: Any, query: str, language: str
) -> None:
    client = auditor(app, monkeypatch)
    if language == "en":
        in_english(client)
    page = find(client, query)
    assert page.url.endswith(f"/audit/household/{home[0]}")
    assert "韦桂兰" in page
    assert an_id(1) not in page.html
    assert PURPOSE in page
    look = views_of(home[0])[0]
    assert (look.what, look.purpose, look.role) == ("household", PURPOSE, Role.AUDITOR)


def test_without_purpose_nothing_is_shown(
    app: Flask, home: tuple[str, str], monkeypatch: Any
) -> None:
    client = auditor(app, monkeypatch)
    page = client.see("/audit").submit(action="/audit", query="韦桂兰", purpose="")
    assert page.response.status_code == 422
    response = client.get(f"/audit/household/{home[0]}")
    assert response.status_code == 302
    assert response.location.endswith("/audit")


def test_another_citys_auditor_finds_nobody(
    app: Flask, home: tuple[str, str], monkeypatch: Any
) -> None:
    client = auditor(app, monkeypatch, "450200")
    page = client.see("/audit").submit(action="/audit", query="韦桂兰", purpose=PURPOSE)
    assert page.response.status_code == 422
    client.see(f"/audit/household/{home[0]}", status=404)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.AUDITOR])
def test_nobody_else_reads_a_life(
    app: Flask, home: tuple[str, str], monkeypatch: Any, role: Role
) -> None:
    client = visit_as(app, staff(role), monkeypatch)
    for address in ("/audit", f"/audit/household/{home[0]}"):
        client.see(address, status=404)
    client.see(f"/audit/household/{home[0]}/bundle.json", status=404)


def test_the_page_tells_decisions_and_seals(
    app: Flask, home: tuple[str, str], monkeypatch: Any
) -> None:
    page = find(auditor(app, monkeypatch), "韦桂兰")
    assert "批准" in page
    assert "记录完整" in page
    assert "本户" in page


def test_a_night_look_is_pointed_out(app: Flask, home: tuple[str, str], monkeypatch: Any) -> None:
    look_at_night(home[1])
    client = auditor(app, monkeypatch)
    assert "深夜查看" in client.see("/audit")
    page = find(client, "韦桂兰")
    assert "待查" in page
    assert "23:41" in page


def test_verify_and_replay_by_button(app: Flask, home: tuple[str, str], monkeypatch: Any) -> None:
    client = auditor(app, monkeypatch)
    assert "重新算过" in client.see("/audit").submit(action="/audit/verify")
    client.see("/audit").submit(action="/audit/replay")
    page = find(client, "韦桂兰")
    page.submit(action=f"/audit/household/{home[0]}/replay")


def test_the_bundle_checks_without_us(
    app: Flask, home: tuple[str, str], monkeypatch: Any, make_act: MakeAct
) -> None:
    client = auditor(app, monkeypatch)
    find(client, "韦桂兰")
    response = client.get(f"/audit/household/{home[0]}/bundle.json")
    assert response.status_code == 200
    told = json.loads(response.get_data())
    assert check(told) == []
    assert check(told, bytes.fromhex(told["public_key"])) == []
    assert len(told["steps"]) == 2
    assert any("key" in each for each in check(told, bytes(32)))
    for spoil in (
        lambda b: b["steps"][0].update(reason="other"),
        lambda b: b["lines"][0].update(body="{}"),
        lambda b: b["lines"][0].update(actor="staff:other"),
        lambda b: b["lines"][0].update(seq=b["lines"][0]["seq"] + 1),
        lambda b: b["lines"].pop(),
    ):
        spoilt = json.loads(json.dumps(told))
        spoil(spoilt)
        assert check(spoilt) != []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_resident_reads_who_looked(
    app: Flask, home: tuple[str, str], monkeypatch: Any, language: str
) -> None:
    look_at_night(home[1])
    find(auditor(app, monkeypatch), "韦桂兰")
    client = visit_as(app, replace(resident(), uid=home[1]), monkeypatch)
    if language == "en":
        in_english(client)
    page = client.see("/my/who-looked")
    assert PURPOSE in page
    assert ("Full ID number" if language == "en" else "身份证全号").lower() in page.text.lower()
    assert "verify" not in page.text


def test_nobody_looked(app: Flask, monkeypatch: Any) -> None:
    client = visit_as(app, resident(), monkeypatch)
    assert "没有人看过" in client.see("/my/who-looked")


def test_a_log_line_after_the_seal_waits(
    app: Flask, home: tuple[str, str], monkeypatch: Any, make_act: MakeAct
) -> None:
    with write():
        log(make_act(), "household.note", home[0])
    assert "等下一次封存" in find(auditor(app, monkeypatch), "韦桂兰")


def test_lines_out_of_order_show_on_the_workbench(
    app: Flask, home: tuple[str, str], monkeypatch: Any, make_act: MakeAct
) -> None:
    early = replace(make_act(), at=datetime(2020, 1, 1, tzinfo=UTC))
    with write():
        log(early, "application.approve", home[0])
    sealing.seal_ready()
    page = auditor(app, monkeypatch).see("/audit")
    assert "倒填或改序的记录: 1" in page
    form = next(f for f in page.read.forms if f.fields.get("query") == [home[0]])
    opened = page.client.send("/audit", {name: values[0] for name, values in form.fields.items()})
    assert "韦桂兰" in opened
    assert views_of(home[0])[0].purpose == "倒填或改序的记录"


def test_a_phone_of_two_households_shows(
    app: Flask, home: tuple[str, str], monkeypatch: Any, make_act: MakeAct
) -> None:
    act = make_act()
    with write():
        other = households.register_person(act, id_number=an_id(2), name="覃美芳").uid
        households.form_household(
            act, city="450100", place="450103", members=[NewMember(other, "applicant")]
        )
        for person in (home[1], other):
            identity.bind_phone(act, person_uid=person, phone="13977100001", proven=True)
    page = auditor(app, monkeypatch).see("/audit")
    assert "同一电话，2 户" in page
    assert "13977100001" not in page.html
