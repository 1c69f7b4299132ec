"""What a household is paid a month: pure, from its basis and the rulebook.

Class A: price × (protected area per head − own area per head) × persons; class B: price
× min(protected area × persons, area cap); new graduates: a fixed amount per graduate.
Never more than the rent really paid (建保〔2016〕281号).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from portal.kernel.money import Fen, half_up
from portal.kernel.policy import Rulebook
from portal.kernel.workings import Line, Unit


@dataclass(frozen=True)
class Basis:
    """What the amount depends on. ``own_area`` is the household's, in hundredths of m².

    ``category`` is the assistance category or empty; ``graduates`` the education levels of
    the members that count as new graduates; ``rent_paid`` fen a month, ``None`` if unknown.
    """

    klass: str
    persons: int
    own_area: int = 0
    category: str = ""
    graduates: tuple[str, ...] = ()
    rent_paid: Fen | None = None

    def as_dict(self) -> dict[str, Any]:
        """The form that is stored with an agreement."""
        return {
            "klass": self.klass,
            "persons": self.persons,
            "own_area": self.own_area,
            "category": self.category,
            "graduates": list(self.graduates),
            "rent_paid": self.rent_paid,
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Basis:
        """What ``as_dict`` wrote."""
        return cls(**{**told, "graduates": tuple(told["graduates"])})


@dataclass(frozen=True)
class Amount:
    """Fen a month, which formula gave it, and its working."""

    fen: Fen
    formula: str
    lines: tuple[Line, ...]
    policy: str


def amount_for(basis: Basis, rulebook: Rulebook) -> Amount:
    """The monthly subsidy. Raises ``ValueError`` for a household of nobody, ``NoRule``."""
    if basis.persons < 1 or basis.own_area < 0:
        raise ValueError("a household has people and no negative area")
    if basis.graduates:
        fen, formula, lines = _graduates(basis, rulebook)
    else:
        fen, formula, lines = _by_area(basis, rulebook)
    fen, capped = _never_above_rent(fen, basis, rulebook)
    return Amount(
        fen, formula, (*lines, *capped, Line("subsidy_month", Unit.FEN, fen)), rulebook.fingerprint
    )


def _price(basis: Basis, rulebook: Rulebook) -> Line:
    if basis.klass == "B":
        key = "subsidy.rate.b"
    elif basis.category in rulebook.value("subsidy.categories_high"):
        key = "subsidy.rate.dibao"
    else:
        key = "subsidy.rate.low_income"
    rate = rulebook.get(key)
    return Line("subsidy_price", Unit.FEN_PER_M2, rate.value, rate.clause)


def _by_area(basis: Basis, rulebook: Rulebook) -> tuple[Fen, str, list[Line]]:
    standard = rulebook.get("subsidy.area_per_person")
    price = _price(basis, rulebook)
    due = standard.value * basis.persons
    lines = [Line("area_standard", Unit.AREA, standard.value, standard.clause)]
    area = max(due - basis.own_area, 0)
    if basis.klass == "B":
        # B pays the whole protected area to whoever is below the line, nothing above it.
        area = due if area else 0
    else:
        per_head = half_up(Fraction(basis.own_area, basis.persons))
        lines.append(Line("area_own_per_head", Unit.AREA, per_head))
        lines.append(Line("area_short_per_head", Unit.AREA, max(standard.value - per_head, 0)))
    lines.append(Line("persons", Unit.COUNT, basis.persons))
    if basis.klass in rulebook.value("subsidy.area_cap_classes"):
        cap = rulebook.get("subsidy.area_cap")
        if area > cap.value:
            lines.append(Line("area_cap", Unit.AREA, cap.value, cap.clause))
        area = min(area, cap.value)
    lines += [Line("area_paid", Unit.AREA, area), price]
    return half_up(Fraction(price.value * area, 100)), f"area_{basis.klass.lower()}", lines


def _graduates(basis: Basis, rulebook: Rulebook) -> tuple[Fen, str, list[Line]]:
    ground = rulebook.get("subsidy.fixed.graduate")
    lines = [
        Line(
            f"graduate_{level}",
            Unit.FEN,
            rulebook.row("subsidy.fixed.graduate", level)["amount"],
            ground.clause,
        )
        for level in basis.graduates
    ]
    return sum(line.value for line in lines), "graduates", lines


def _never_above_rent(fen: Fen, basis: Basis, rulebook: Rulebook) -> tuple[Fen, tuple[Line, ...]]:
    rule = rulebook.get("subsidy.actual_rent_cap")
    if not rule.value or basis.rent_paid is None:
        return fen, ()
    formula = Line("by_formula", Unit.FEN, fen)
    rent = Line("rent_paid", Unit.FEN, basis.rent_paid, rule.clause)
    return min(fen, basis.rent_paid), (formula, rent)
