"""Which homes fit which household, and what they cost per m². Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.kernel.errors import Refused

_SAME = {"single_room": "single"}
"""The rulebook's name of a unit type → the register's."""


def fitting_layouts(rows: Iterable[Mapping[str, Any]], ages: Sequence[int]) -> tuple[str, ...]:
    """Layouts a household of these ages may have, largest first; the first row that fits decides.

    Empty when no row fits.
    """
    persons = len(ages)
    for row in rows:
        if persons < row["persons_from"] or persons > row.get("persons_to", persons):
            continue
        if "all_from_age" in row and min(ages) < row["all_from_age"]:
            continue
        if "younger_than" in row and min(ages) >= row["younger_than"]:
            continue
        return tuple(_SAME.get(one, one) for one in row["types"])
    return ()


def rent_price(rows: Iterable[Mapping[str, Any]], owner_kind: str, floor_position: str) -> int:
    """Fen per m² and month of a home. ``Refused('rent_unknown')`` when the city has no rate."""
    wanted = "middle" if floor_position == "middle" else "top_or_ground"
    for row in rows:
        if row["ownership"] == owner_kind and row["floors"] in (wanted, "all"):
            return int(row["price"])
    raise Refused("rent_unknown")
