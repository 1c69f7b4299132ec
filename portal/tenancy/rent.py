"""What a home costs a month, and what it costs once it should be empty. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
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


@dataclass(frozen=True)
class HeldOver:
    """What is asked for the days of one month that a household held over, with its working.

    ``fen`` is what comes on top of the rent that is billed for the same days anyway; it may
    be 0.
    """

    fen: Fen
    days: int
    of_days: int
    lines: tuple[Line, ...]
    policy: str


def held_over(
    area: int, rent_fen: Fen, since: date, first: date, last: date, rulebook: Rulebook
) -> HeldOver:
    """Market rent for the days ``first`` to ``last`` of one month, less the rent agreed (art. 31).

    ``rent.holdover`` gives the share of market rent by months since ``since``; a month in which
    the share changes is counted by days. Half up to the fen for each share. Raises ``NoRule``
    where the city has set no market rent.
    """
    price, ground = rulebook.get("rent.market_price"), rulebook.get("rent.holdover")
    of_days = monthrange(first.year, first.month)[1]
    market = half_up(Fraction(price.value * area, 100))
    lines = [
        Line("market_price", Unit.FEN_PER_M2, price.value, price.clause),
        Line("rent_area", Unit.AREA, area),
        Line("market_month", Unit.FEN, market),
    ]
    asked = days = 0
    for share, span in groupby(_shares(since, first, last, rulebook)):
        counted = len(list(span))
        part = half_up(market * share * Fraction(counted, of_days))
        of_market = half_up(share * 10_000)
        lines += [
            Line("holdover_share", Unit.PER_TEN_THOUSAND, of_market, ground.clause),
            Line("days_held", Unit.COUNT, counted),
            Line("days_of_month", Unit.COUNT, of_days),
            Line("holdover_part", Unit.FEN, part),
        ]
        asked, days = asked + part, days + counted
    billed = part_of_month(rent_fen, days, of_days)
    lines.append(Line("rent_billed", Unit.FEN, -billed))
    return HeldOver(max(asked - billed, 0), days, of_days, tuple(lines), rulebook.fingerprint)


def _shares(since: date, first: date, last: date, rulebook: Rulebook) -> Iterator[Fraction]:
    """Day by day, the share of market rent that is asked."""
    rows = rulebook.rows("rent.holdover")
    for day in range(first.day, last.day + 1):
        months = (first.year - since.year) * 12 + first.month - since.month - (day < since.day)
        row = next(r for r in rows if r["months_from"] <= months < r.get("months_to", months + 1))
        yield Fraction(*row["market_share"])
