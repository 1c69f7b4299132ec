"""What a home costs, for everybody to read; a lease works out its own rent in ``tenancy``."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from portal.kernel.money import Fen, half_up
from portal.kernel.policy import Rulebook

EXAMPLE_AREA = 4500
"""45 m² in hundredths: an example to imagine, no rule."""

_PER_M2 = 100


@dataclass(frozen=True)
class RentRate:
    """One rate: ``price`` in fen per m² and month, ``example`` the monthly rent of 45 m²."""

    code: str
    name: str
    name_en: str
    price: Fen
    example: Fen


@dataclass(frozen=True)
class Rents:
    """The rates of one kind of owner with their ground."""

    rates: tuple[RentRate, ...]
    clause: str
    assumed: bool


def monthly(price: Fen, area: int) -> Fen:
    """Fen a month for ``area`` hundredths of m² at ``price`` fen per m²; half up to a fen."""
    return half_up(Fraction(price * area, _PER_M2))


def rents_of(rules: Rulebook, owner_kind: str) -> Rents | None:
    """The rates in force for estates of that owner; ``None`` while the city has none."""
    if not rules.has("rent.rates"):
        return None
    value = rules.get("rent.rates")
    rates = tuple(
        RentRate(
            row["code"],
            row["name"],
            row["name_en"],
            row["price"],
            monthly(row["price"], EXAMPLE_AREA),
        )
        for row in value.value
        if row["ownership"] == owner_kind
    )
    return Rents(rates, value.clause, value.assumed) if rates else None
