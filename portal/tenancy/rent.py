"""What a home costs a month: pure, from the unit and the rulebook."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from portal.kernel.errors import Refused
from portal.kernel.money import Fen, half_up
from portal.kernel.policy import Rulebook
from portal.kernel.workings import Line, Unit

_FLOORS = {"middle": "middle", "top": "top_or_ground", "ground": "top_or_ground"}
_ALL = "all"


class RentedUnit(Protocol):
    """What rent depends on: floor area in hundredths of m², floor and kind of owner."""

    @property
    def area(self) -> int:
        """Hundredths of m²."""
        ...

    @property
    def floor_position(self) -> str:
        """``top``, ``middle`` or ``ground``."""
        ...

    @property
    def owner_kind(self) -> str:
        """``government`` or ``social``."""
        ...


@dataclass(frozen=True)
class Rent:
    """Rent of one month in fen, the rate that gave it, and its working."""

    fen: Fen
    code: str
    price: Fen
    area: int
    lines: tuple[Line, ...]
    clause: str
    policy: str


def rate_for(owner_kind: str, floor_position: str, rulebook: Rulebook) -> dict[str, Any]:
    """The row of ``rent.rates`` for that owner and floor. Raises ``Refused("no_rent_rate")``."""
    floors = _FLOORS.get(str(floor_position), str(floor_position))
    for row in rulebook.rows("rent.rates"):
        if row["ownership"] == str(owner_kind) and row["floors"] in (floors, _ALL):
            return row
    raise Refused("no_rent_rate")


def rent_for(unit: RentedUnit, rulebook: Rulebook, category: str = "") -> Rent:
    """Price per m² × floor area, half up to the fen, less the category's reduction if any.

    ``category`` is an assistance category (``dibao`` …). Raises ``Refused("no_rent_rate")``.
    """
    rates = rulebook.get("rent.rates")
    row = rate_for(unit.owner_kind, unit.floor_position, rulebook)
    full = half_up(Fraction(row["price"] * unit.area, 100))
    lines = [
        Line("rent_price", Unit.FEN_PER_M2, row["price"], rates.clause),
        Line("rent_area", Unit.AREA, unit.area),
        Line("rent_full", Unit.FEN, full),
    ]
    fen = full
    for reduction in rulebook.rows("rent.reductions"):
        if category and reduction["code"] == category:
            share = Fraction(*reduction["share"])
            off = half_up(full * share)
            fen = full - off
            lines.append(
                Line("rent_reduction", Unit.FEN, -off, rulebook.get("rent.reductions").clause)
            )
    lines.append(Line("rent_month", Unit.FEN, fen))
    return Rent(
        fen, row["code"], row["price"], unit.area, tuple(lines), rates.clause, rulebook.fingerprint
    )


def part_of_month(fen: Fen, days: int, of: int) -> Fen:
    """Rent for the days lived in of a month of ``of`` days, half up to the fen."""
    return half_up(Fraction(fen * days, of))
