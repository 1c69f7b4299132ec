"""Figures that everybody may read: no small number tells on anyone. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date

from portal.kernel.sheets import Cell

SMALLEST = 5
"""Counts of people from 1 to 4 are not told (screens.md §11)."""

FEWER = "少于 5"


def small(count: int) -> int | str:
    """A count of people or households as the public may read it; 0 stays 0."""
    return FEWER if 0 < count < SMALLEST else count


def as_json(name: str, day: date, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as JSON: name, day, and one object per row."""
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
