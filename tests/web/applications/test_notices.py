"""Public notice: who hangs, masked; objection by the proven; gone from its day on."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal import households
from portal.applications.models import Notice, Objection
from portal.kernel.act import VISITOR, Kind, Who
from portal.kernel.database import db, write
from portal.kernel.demo import set_demo_day
from portal.kernel.levels import Level
from tests import casework
from tests.casework import browser
from tests.conftest import TODAY, an_act
from tests.pages import HouseClient
from tests.people import an_id


def neighbour(level: Level) -> Who:
    with write():
        uid = households.register_person(
            an_act(VISITOR), id_number=an_id(955), name="覃国安"
        ).uid  # fmt: skip
    return Who(Kind.RESIDENT, uid, level=level)


def today(day: object) -> None:
    with write():
        set_demo_day(day)  # type: ignore[arg-type]


def test_the_list_hangs_masked_and_comes_down_by_itself(app: Flask, client: HouseClient) -> None:
    casework.on_notice()
    today(TODAY)
    page = client.see("/notices").click("社区公示")
    assert "韦*兰" in page
    assert "韦秀兰" not in page.text
    uid = db.session.scalars(select(Notice.uid)).one()
    today(TODAY + timedelta(days=5))
    assert "韦*兰" in client.see(f"/notices/{uid}")
    today(TODAY + timedelta(days=6))
    gone = client.see(f"/notices/{uid}", status=404)
    assert gone.text == client.see("/notices/nothing-like-it", status=404).text
    assert "今天没有" in client.see("/notices")


def test_the_proven_object_the_unproven_do_not(app: Flask, client: HouseClient) -> None:
    casework.on_notice()
    today(TODAY)
    page = client.see("/notices").click("社区公示")
    href = next(href for href, _text in page.read.links if "/object/" in href)
    assert "/sign-in" in client.get(href).location
    browser(app, neighbour(Level.I1)).see(href, status=404)
    resident = browser(app, Who(Kind.RESIDENT, neighbour(Level.I1R).uid, level=Level.I1R))
    form = resident.see(href)
    assert form.submit(text="").status == 422
    done = form.submit(text="他家还有一套房")
    assert done.status == 200
    assert db.session.scalars(select(Objection.kind)).all() == ["publicity"]
    again = resident.see(href).submit(text="再说一次")
    assert again.status == 409
