from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.open_data.cells import as_csv, safe_cell, small


@pytest.mark.parametrize(
    ("count", "told"), [(0, 0), (1, "少于 5"), (4, "少于 5"), (5, 5), (6, 6), (-1, -1)]
)
def test_small_numbers(count: int, told: int | str) -> None:
    assert small(count) == told


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\x85@", "\u200b-1"]
)
def test_what_a_spreadsheet_would_run_is_made_plain(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "1-1", "凤岭北小区", "a=b", "'x"])
def test_other_text_stays(text: str) -> None:
    assert safe_cell(text) == text


def test_numbers_and_days_stay() -> None:
    assert [safe_cell(v) for v in (-5, 0, None, date(2026, 3, 2))] == ["-5", "0", "", "2026-03-02"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_any_text_comes_back_and_nothing_runs(cells: list[str]) -> None:
    written = as_csv(["c"] * len(cells), [cells]).decode("utf-8-sig")
    _head, row = csv.reader(io.StringIO(written, newline=""))
    for given_text, read in zip(cells, row, strict=True):
        assert read in (given_text, "'" + given_text)
        assert not read.lstrip().startswith(("=", "+", "-", "@"))
