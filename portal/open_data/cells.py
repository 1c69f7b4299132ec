"""Tables that a spreadsheet may open: no cell runs, no small number tells on anyone. Pure."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias

Cell: TypeAlias = str | int | date | None

SMALLEST = 5
"""Counts of people from 1 to 4 are not told (screens.md §11)."""

FEWER = "少于 5"
_RUNS = re.compile(r"[\t\r\n]|[\s\x00-\x1f\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]")
"""What a spreadsheet may run: no space, visible or not, stops it from reading what follows."""


def small(count: int) -> int | str:
    """A count of people or households as the public may read it; 0 stays 0."""
    return FEWER if 0 < count < SMALLEST else count


def safe_cell(value: Cell) -> str:
    """The text of a cell; one that a spreadsheet would run is made plain by an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    text = value.isoformat() if isinstance(value, date) else value
    return f"'{text}" if _RUNS.match(text) else text


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """CSV (RFC 4180) in UTF-8 with a mark that makes Excel read Chinese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(column) for column in columns])
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_json(name: str, day: date, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The same as JSON: name, day, and one object per row."""
    body = {
        "name": name,
        "as_of": day.isoformat(),
        "rows": [
            {
                column: value.isoformat() if isinstance(value, date) else value
                for column, value in zip(columns, row, strict=True)
            }
            for row in rows
        ],
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode()
