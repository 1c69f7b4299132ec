"""Homes by household size, as Nanning writes it; rent rates by owner and floor."""

from __future__ import annotations

from datetime import date

import pytest

from portal.allocation.rules import fitting_layouts, rent_price
from portal.kernel.errors import Refused
from portal.kernel.policy import Rulebook

RULES = Rulebook.from_sources("450100", on=date(2026, 3, 2))
SIZES = RULES.rows("allocation.unit_sizes")
RATES = RULES.rows("rent.rates")


@pytest.mark.parametrize(
    ("ages", "layouts"),
    [
        ([40], ("single",)),
        ([40, 38], ("one_bed", "single")),
        ([40, 38, 16], ("two_bed", "one_bed", "single")),
        ([40, 38, 15], ("one_bed", "single")),
        ([40, 38, 15, 3], ("two_bed", "one_bed", "single")),
        ([70, 40, 38, 15, 3, 1], ("two_bed", "one_bed", "single")),
    ],
)
def test_layouts_by_size_and_age(ages: list[int], layouts: tuple[str, ...]) -> None:
    assert fitting_layouts(SIZES, ages) == layouts


def test_no_row_no_layout() -> None:
    assert fitting_layouts([], [40]) == ()


@pytest.mark.parametrize(
    ("owner", "floor", "price"),
    [
        ("government", "middle", 820),
        ("government", "top", 740),
        ("government", "ground", 740),
        ("social", "middle", 750),
        ("social", "top", 750),
    ],
)
def test_rent_rates(owner: str, floor: str, price: int) -> None:
    assert rent_price(RATES, owner, floor) == price


def test_no_rate_refuses() -> None:
    with pytest.raises(Refused, match="rent_unknown"):
        rent_price(RATES, "private", "middle")
