"""A table as a file that a spreadsheet opens and runs nothing of, written row by row. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO, TypeAlias

from openpyxl.cell.cell import Cell as XlsxCell
from openpyxl.cell.cell import WriteOnlyCell
from openpyxl.workbook.workbook import Workbook

Cell: TypeAlias = str | int | date | None
Row: TypeAlias = Sequence[Cell]

_RUNS = re.compile(r"[\t\r\n]|[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]")
"""What a spreadsheet may run: no space, visible or not, stops it from reading what follows."""

_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TEXT, NUMBER = "s", "n"


def safe_cell(value: Cell) -> str:
    """The text of a cell; one that a spreadsheet would run is made plain by an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    text = value.isoformat() if isinstance(value, date) else value
    return f"'{text}" if _RUNS.match(text) else text


def write_csv(out: BinaryIO, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """CSV (RFC 4180) in UTF-8 with a mark that makes Excel read Chinese; how many rows."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe_cell(column) for column in columns])
    count = 0
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
        count += 1
    text.detach()
    return count


def write_xlsx(out: BinaryIO, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """XLSX with one sheet; how many rows. Numbers are numbers, all else is typed as text.

    Typed so, ``=1+1`` is five characters and no formula; it needs no apostrophe.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    cells: list[XlsxCell] = [WriteOnlyCell(sheet) for _column in columns]
    sheet.append(_filled(cells, columns))
    count = 0
    for row in rows:
        sheet.append(_filled(cells, row))
        count += 1
    book.save(out)
    return count


def _filled(cells: list[XlsxCell], row: Row) -> list[XlsxCell]:
    # A row is written at once, so the same few cells serve all of them.
    for cell, value in zip(cells, row, strict=True):
        if value is None or isinstance(value, int):
            cell.value = value
            cell.data_type = NUMBER
        else:
            cell.value = _NOT_XML.sub("", value if isinstance(value, str) else value.isoformat())
            cell.data_type = TEXT
    return cells


def as_csv(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """A small table as CSV, whole."""
    out = io.BytesIO()
    write_csv(out, columns, rows)
    return out.getvalue()
