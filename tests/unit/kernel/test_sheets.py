"""Files for spreadsheets: everything comes back, nothing runs, memory stays flat."""

from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.kernel.sheets import Cell, as_csv, safe_cell, write_csv, write_xlsx

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
STARTS = st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "＝", " =", "\ufeff=", "\x00@", ""])
ROWS = st.lists(st.tuples(STARTS, TEXTS).map("".join), min_size=1, max_size=4)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\x85@", "\u200b-1"]
)
def test_what_a_spreadsheet_would_run_is_made_plain(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "1-1", "凤岭北小区", "a=b", "'x", "450***********0027"])
def test_other_text_stays(text: str) -> None:
    assert safe_cell(text) == text


def test_numbers_and_days_stay() -> None:
    assert [safe_cell(v) for v in (-5, 0, None, date(2026, 3, 2))] == ["-5", "0", "", "2026-03-02"]
    assert as_csv(("=a",), [(-5,), (None,)]).decode("utf-8-sig").split("\r\n") == [
        "'=a", "-5", '""', "",
    ]  # fmt: skip


@given(ROWS)
def test_any_text_comes_back_from_csv_and_nothing_runs(cells: list[str]) -> None:
    written = as_csv(["c"] * len(cells), [cells])
    assert written.startswith(b"\xef\xbb\xbf")
    _head, row = csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""))
    for text, read in zip(cells, row, strict=True):
        assert read in (text, "'" + text)
        assert not read.lstrip().startswith(("=", "+", "-", "@", "＝"))
        assert not read.startswith(("\t", "\r", "\n"))


def _sheet(columns: list[str], rows: list[list[Cell]]) -> tuple[list[list[object]], bytes]:
    out = io.BytesIO()
    assert write_xlsx(out, columns, rows) == len(rows)
    with zipfile.ZipFile(out) as packed:
        raw = packed.read("xl/worksheets/sheet1.xml")
    active = load_workbook(out).active
    assert active is not None
    assert all(cell.data_type != "f" for line in active.iter_rows() for cell in line)
    return [[cell.value for cell in line] for line in active.iter_rows()], raw


@given(ROWS)
def test_any_text_in_xlsx_is_typed_as_text(cells: list[str]) -> None:
    _rows, raw = _sheet(cells, [list(cells)])
    assert b"<f" not in raw.replace(b"<family", b"")


def test_xlsx_keeps_what_it_was_given() -> None:
    rows, _raw = _sheet(
        ["号码", "数"], [["=1+1", 3], ["#N/A", None], ["a\x00b", -2], ["2026", 0], ["-", 1]]
    )
    assert rows == [["号码", "数"], ["=1+1", 3], ["#N/A", None], ["ab", -2], ["2026", 0], ["-", 1]]
    days, _raw = _sheet(["日"], [[date(2026, 3, 2)]])
    assert days[1] == ["2026-03-02"]


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_rows_are_not_kept(write: object) -> None:
    def rows(count: int) -> Iterator[list[Cell]]:
        return ([f"{n}" * 40, n] for n in range(count))

    def peak(count: int, path: str) -> int:
        with open(path, "wb") as out:
            tracemalloc.start()
            write(out, ["a", "b"], rows(count))  # type: ignore[operator]
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return most

    small, large = (peak(count, "/dev/null") for count in (200, 4000))
    assert large < small + 400_000
