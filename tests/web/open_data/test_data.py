from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from flask import Flask

from portal.kernel.act import Act
from portal.kernel.database import write
from portal.open_data import DATASETS, METHODS
from tests.homes import a_free_unit, an_estate
from tests.pages import HouseClient
from tests.visits import in_english

MakeAct = Callable[..., Act]


@pytest.fixture
def estate(app: Flask, make_act: MakeAct) -> str:
    with write():
        uid = an_estate(make_act(), name="=HYPERLINK(1)", operator="+公司")
        a_free_unit(make_act(), uid)
    return uid


def rows(client: HouseClient, name: str) -> list[dict[str, str]]:
    response = client.get(f"/data/{name}.csv")
    assert response.status_code == 200
    assert response.mimetype == "text/csv"
    text = response.get_data().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_table_comes_as_both_files(client: HouseClient, estate: str) -> None:
    page = client.see("/data")
    for one in DATASETS:
        assert f"/data/{one.name}.csv" in page.html
        table = rows(client, one.name)
        body = json.loads(client.get(f"/data/{one.name}.json").get_data())
        assert len(table) == len(body["rows"]) > 0
        assert list(table[0]) == [code for code, _meaning in one.columns] == list(body["rows"][0])


def test_no_cell_runs(client: HouseClient, estate: str) -> None:
    (row,) = rows(client, "estates")
    assert row["name"] == "'=HYPERLINK(1)"
    assert row["operator"] == "'+公司"
    body = json.loads(client.get("/data/estates.json").get_data())
    assert body["rows"][0]["name"] == "=HYPERLINK(1)"


def test_the_counts_are_right(client: HouseClient, estate: str) -> None:
    (row,) = rows(client, "units")
    assert (row["estate"], row["available"], row["leased"]) == (estate, "1", "0")


def test_explanations_in_both_languages(client: HouseClient) -> None:
    for topic in METHODS:
        assert "其他说明" in client.see(f"/method/{topic}")
    in_english(client)
    assert client.see("/data").h1 == "Figures to download"
    for topic in METHODS:
        assert "Other explanations" in client.see(f"/method/{topic}")


@pytest.mark.parametrize("url", ["/data/persons.csv", "/data/estates.xml", "/method/nothing"])
def test_what_is_not_there(client: HouseClient, url: str) -> None:
    assert client.get(url).status_code == 404


def test_without_any_estate(client: HouseClient) -> None:
    assert rows(client, "estates") == []
    client.see("/data")
