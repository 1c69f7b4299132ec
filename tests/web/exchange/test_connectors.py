"""The connectors page: who answers, who does not, on what ground."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from portal.applications import FactQuestion, LogEntry, Source
from portal.exchange import InProcess, record
from portal.exchange.connectors import connectors
from portal.kernel.act import Role
from portal.kernel.database import db, new_uid, utcnow
from tests.casework import browser, officer
from tests.conftest import TODAY
from tests.intake import HUANG
from tests.visits import in_english


def question(source: Source) -> FactQuestion:
    return FactQuestion(
        source=source, person=new_uid(), id_number=HUANG.id_number, name=HUANG.name,
        purpose="application", basis="test", on=TODAY, request=new_uid(),
    )  # fmt: skip


def asked(partners: InProcess, *sources: Source) -> None:
    partners.facts.ask([question(source) for source in sources])


def row(page: object, name: str) -> str:
    rows = re.findall(r"<tr.*?</tr>", page.html, re.DOTALL)  # type: ignore[attr-defined]
    return next(r for r in rows if name in r)


def test_who_answers_and_who_does_not(app: Flask) -> None:
    partners = InProcess(on_asked=record)
    app.extensions["anju.facts"] = partners.facts
    partners.admin.fault("tax", "down")
    asked(partners, Source.HUKOU, Source.HUKOU, Source.TAX)
    partners.admin.fault("tax", "none")
    asked(partners, Source.TAX, Source.TAX)
    partners.admin.fault("tax", "garbage")
    for _ in range(4):  # one after the other: which is the newest must not be chance
        asked(partners, Source.TAX)
    page = browser(app, officer(Role.CITY_OFFICER)).see("/desk/connectors")
    tax = row(page, "税务")
    assert "没有答复" in tax
    assert "刚失败过，暂不再问" in tax, "three failures, the fourth was not sent"
    assert "暂停查询" in tax
    assert "71%" in tax
    assert "7 次中 5 次" in tax
    hukou = row(page, "公安户籍")
    assert "正常答复" in hukou
    assert "0%" in hukou
    assert "30 天" in hukou
    assert "依法查询" in hukou
    vehicle = row(page, "公安车管")
    assert "近来没有查询" in vehicle
    assert "A-05" in vehicle
    assert "不查询" in row(page, "住房公积金")
    assert "代发银行" in page
    assert page.html.index("税务") < page.html.index("公安户籍"), "what is wrong comes first"


def test_of_an_older_day_only_the_last_answer_is_left(app: Flask) -> None:
    heard: list[LogEntry] = []
    asked(InProcess(on_asked=heard.extend), Source.HUKOU)
    now = utcnow()
    record([replace(heard[0], at=now - timedelta(days=1, minutes=1))])
    found = next(c for c in connectors("450100", TODAY, now) if c.code == "hukou")
    assert (found.asked, found.share, found.state[0]) == (0, 0, "draft")
    assert found.last is not None
    db.session.rollback()
    record([replace(heard[0], at=now - timedelta(days=1) + timedelta(minutes=1))])
    found = next(c for c in connectors("450100", TODAY, now) if c.code == "hukou")
    assert (found.asked, found.state[0]) == (1, "good")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CITY_OFFICER, Role.SYSTEM_ADMIN])
def test_those_who_look_after_it_see_it(app: Flask, role: Role) -> None:
    client = browser(app, officer(role))
    assert "部门接口" in client.see("/desk/connectors")
    assert "Police: vehicles" in in_english(client).see("/desk/connectors")


def test_others_do_not(app: Flask) -> None:
    browser(app, officer(Role.WINDOW_CLERK)).see("/desk/connectors", status=404)
    assert app.test_client().get("/desk/connectors").status_code == 302
