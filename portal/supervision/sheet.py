"""A table as a file that a spreadsheet opens and runs nothing of. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def _cell(value: str | int | date | None) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    text = value.isoformat() if isinstance(value, date) else value
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(_RUNS) else text


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str | int | date | None]]) -> bytes:
    """CSV in UTF-8 with a mark for Excel; text that would run is made plain by an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
