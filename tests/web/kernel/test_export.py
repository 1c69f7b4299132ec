"""A list as a file: what is in it, who may take it, and what the log says of it."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from portal.applications.review import caseload as lists
from portal.kernel import payloads
from portal.kernel.act import SYSTEM, Role, Who
from portal.kernel.database import aside, db, snapshot, write
from portal.kernel.journal import Leaf
from portal.kernel.web import export
from tests import casework
from tests.casework import browser
from tests.conftest import TODAY, an_act
from tests.pages import FULL_ID, Page
from tests.waiting import an_entry

PAGE = "/desk/export"


def leaves() -> list[Leaf]:
    db.session.rollback()
    found = db.session.scalars(select(Leaf).where(Leaf.action.like("export.%")).order_by(Leaf.id))
    return list(found)


def taken(page: Page, **more: str) -> list[list[str]]:
    got = page.submit(purpose="work", form="csv", **more)
    assert got.status == 200
    assert got.response.mimetype == "text/csv"
    assert "attachment" in got.response.headers["Content-Disposition"]
    assert got.response.headers["Cache-Control"] == "no-store"
    data = got.response.get_data()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_caseload_as_its_filters_show_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "CHUNK", 2)
    case = casework.accepted(name="=韦秀兰")
    for name in ("农秀珍", "覃国安", "黄丽萍", "莫安"):
        casework.accepted(name=name, team=case)
    casework.accepted(name="梁春燕", team=case, income_annual_fen=99_000_000)
    chief = browser(app, case.city)
    ask = chief.see("/desk?kind=all&klass=A").click("导出")
    assert leaves() == []
    head, *rows = taken(ask)
    assert {row[1] for row in rows} == {"'=韦秀兰", "农秀珍", "覃国安", "黄丽萍", "莫安"}
    assert len(rows) == 5
    assert all(len(row) == len(head) for row in rows)
    assert not FULL_ID.search(str(rows))
    assert all("*" * 11 in row[2] for row in rows)
    (leaf,) = leaves()
    body = json.loads(leaf.body)
    assert (leaf.action, leaf.object) == ("export.caseload", case.city.uid)
    assert leaf.actor == f"staff:{case.city.uid}"
    assert (body["rows"], body["purpose"], body["form"]) == (5, "work", "csv")
    assert body["filters"]["klass"] == ["A"]
    assert body["filters"]["kind"] == "all"


def test_as_xlsx_with_what_was_sought_only_as_a_digest(app: Flask) -> None:
    case = casework.accepted(name="韦秀兰")
    got = browser(app, case.city).see(f"{PAGE}?kind=all&q=韦秀兰")
    got = got.submit(purpose="other", form="xlsx", detail="案件讨论")
    sheet = load_workbook(io.BytesIO(got.response.get_data())).active
    assert sheet is not None
    assert sheet.max_row == 2
    assert sheet["B2"].value == "韦秀兰"
    assert sheet["B2"].data_type == "s"
    (leaf,) = leaves()
    assert "韦秀兰" not in leaf.body
    assert "案件讨论" not in leaf.body
    body = json.loads(leaf.body)
    assert len(body["sought"]) == 64
    assert payloads.text_of(body["detail"]) == "案件讨论"


@pytest.mark.parametrize(
    "said", [{}, {"purpose": "work"}, {"purpose": "other", "form": "csv", "detail": " "},
             {"purpose": "nonsense", "form": "csv"}, {"purpose": "work", "form": "exe"}]
)  # fmt: skip
def test_without_a_purpose_there_is_no_file_and_no_entry(app: Flask, said: dict[str, str]) -> None:
    case = casework.accepted()
    page = browser(app, case.city).see(PAGE)
    if "form" not in said:
        said = {**said, "form": ""}
    assert page.submit(**said).status == 422
    assert leaves() == []


def test_too_many_rows_are_refused_and_exactly_as_many_are_not(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = casework.accepted()
    casework.accepted(team=case)
    page = browser(app, case.city).see(f"{PAGE}?kind=all")
    monkeypatch.setattr(export, "MOST", 1)
    refused = page.submit(purpose="work", form="csv")
    assert refused.status == 422
    assert "分几次" in refused
    assert leaves() == []
    monkeypatch.setattr(export, "MOST", 2)
    assert len(taken(refused)) == 3


def test_each_file_is_an_entry_of_its_own(app: Flask) -> None:
    case = casework.accepted()
    page = browser(app, case.city).see(PAGE)
    taken(page)
    taken(page)
    assert len(leaves()) == 2


def test_who_may_not_finds_nothing(app: Flask) -> None:
    case = casework.accepted()
    assert "导出" not in browser(app, case.clerk).see("/desk")
    for who in (case.clerk, casework.officer(Role.OPERATOR)):
        browser(app, who).see(PAGE, status=404)


def test_another_city_takes_its_own_list_only(app: Flask) -> None:
    casework.accepted()
    elsewhere: Who = casework.officer(Role.CITY_OFFICER, region="450200")
    assert len(taken(browser(app, elsewhere).see(f"{PAGE}?kind=all"))) == 1


def test_the_waiting_list_with_its_places(app: Flask) -> None:
    with write():
        for _ in range(3):
            an_entry(an_act(SYSTEM, TODAY))
    who = casework.officer(Role.CITY_OFFICER)
    page = browser(app, who).see("/desk/waitlist").click("导出")
    _head, *rows = taken(page)
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert all(row[1] and "*" * 11 in row[3] for row in rows)
    assert json.loads(leaves()[0].body)["rows"] == 3


def test_nobody_writes_while_it_reads(app: Flask) -> None:
    """A snapshot is no write: another one's goes through, and the list is as it was."""
    case = casework.accepted()
    casework.accepted(team=case)
    with snapshot():
        before = len(db.session.scalars(select(lists.Application.uid)).all())
        with aside() as connection:
            connection.execute(
                lists.Application.__table__.update().values(assignee=case.clerk.uid)  # type: ignore[attr-defined]
            )
        rows = db.session.scalars(select(lists.Application.assignee)).all()
        assert (len(rows), set(rows)) == (before, {None})
    with write():
        assert set(db.session.scalars(select(lists.Application.assignee))) == {case.clerk.uid}
