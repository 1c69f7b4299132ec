"""docs/sources.md says what the document, the policies and the tables say."""

from __future__ import annotations

from flask import Flask

from portal.applications import Source
from portal.exchange import sources_markdown
from portal.exchange.paper import FILE, retention_words


def test_the_page_is_as_flask_house_sources_writes_it(app: Flask) -> None:
    assert FILE.read_text(encoding="utf-8") == sources_markdown("450100")


def test_every_connector_has_a_row_with_ground_and_keeping(app: Flask) -> None:
    rows = [line for line in sources_markdown("450100").splitlines() if line.startswith("| `")]
    codes = [row.split("`")[1] for row in rows]
    assert sorted(codes) == sorted([*(s.value for s in Source), "bank"])
    assert len(codes) == 20, "eighteen departments, the phone's real name, the bank"
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 10
        assert all(cells), row
        assert "class `" in cells[-1]


def test_keeping_is_the_tables_own(app: Flask) -> None:
    assert "3 years" in retention_words("request_log")
    assert "30 years" in retention_words("answer")
