"""Could we qualify? Answered from the rules, kept nowhere."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import event, select

from portal.kernel.database import db
from portal.kernel.web.sessions import WebSession
from tests.pages import HouseClient

FITS = {
    "age": "40", "people": "3", "children": "1", "hukou": "urban", "category": "none",
    "income": "４9，800", "area": "36.5", "owned": ["none"],
}  # fmt: skip


def test_a_household_that_fits_and_how_to_go_on(client: HouseClient) -> None:
    page = client.see("/check").submit(FITS, action="/check")
    assert "按您说的，符合条件" in page
    assert "没有一条" not in page
    assert "/apply" in page.html
    assert "南宁市公租房申请条件" in page


def test_what_is_not_met_says_what_would_change_it(client: HouseClient) -> None:
    page = client.see("/check").submit(FITS | {"area": "39", "hukou": "urban"}, action="/check")
    assert "有条件不符合" in page
    assert "3 人低于 39.00 ㎡就符合" in page
    assert "您可以照样申请" in page


def test_nothing_is_kept(client: HouseClient, app: Flask) -> None:
    written: list[str] = []

    def remember(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.split(None, 1)[0].upper() in ("INSERT", "UPDATE", "DELETE"):
            written.append(statement)

    event.listen(db.engine, "before_cursor_execute", remember)
    try:
        page = client.see("/check").submit(FITS, action="/check")
    finally:
        event.remove(db.engine, "before_cursor_execute", remember)
    assert page.response.headers["Cache-Control"] == "no-store"
    assert written == []
    assert db.session.scalar(select(WebSession.id_hash).limit(1)) is None


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("age", "", "请填这一项"),
        ("age", "121", "请填写年龄"),
        ("people", "0", "1 到 20"),
        ("people", "三", "整数"),
        ("children", "4", "比家里的人还多"),
        ("income", "很多", "金额"),
        ("area", "-1", "36.5"),
        ("owned", ["none", "car"], "以上都没有"),
    ],
)
def test_a_slip_is_told_beside_the_field_and_nothing_is_lost(
    client: HouseClient, field: str, typed: str | list[str], words: str
) -> None:
    page = client.see("/check").submit(FITS | {field: typed}, action="/check", status=422)
    assert words in page
    assert 'value="36.5"' in page.html or field == "area"


def test_the_first_page_leads_here(client: HouseClient) -> None:
    assert "/check" in client.see("/").html
