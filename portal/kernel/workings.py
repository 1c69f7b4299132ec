"""How an amount was worked out: the lines that stand beside it, kept with it for ever.

A line names what it shows by a stable ``code``; the words are the page's. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Unit(StrEnum):
    """What the number of a line counts."""

    FEN = "fen"
    FEN_PER_M2 = "fen_per_m2"
    AREA = "area"  # hundredths of m²
    COUNT = "count"
    PER_TEN_THOUSAND = "per_ten_thousand"


@dataclass(frozen=True)
class Line:
    """One line of a working. ``clause`` names the ground of a number that comes from a rule."""

    code: str
    unit: Unit
    value: int
    clause: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The form that is stored with the amount."""
        return {
            "code": self.code,
            "unit": self.unit.value,
            "value": self.value,
            "clause": self.clause,
        }


def stored(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Lines as a JSON column keeps them."""
    return [line.as_dict() for line in lines]


def read_lines(rows: Sequence[dict[str, Any]]) -> tuple[Line, ...]:
    """Lines as they were stored."""
    return tuple(
        Line(row["code"], Unit(row["unit"]), row["value"], row.get("clause", "")) for row in rows
    )
