from __future__ import annotations

from datetime import date

import pytest

from portal.housing.rents import monthly, rents_of
from portal.kernel.policy import Rulebook


@pytest.mark.parametrize(
    ("price", "area", "fen"),
    [(820, 4500, 36900), (750, 4501, 33758), (820, 1, 8), (1, 49, 0), (1, 50, 1), (820, 0, 0)],
)
def test_a_month_is_rounded_once(price: int, area: int, fen: int) -> None:
    assert monthly(price, area) == fen


def test_the_rates_of_each_owner() -> None:
    rules = Rulebook.from_sources("450100", on=date(2026, 3, 2))
    government, social = rents_of(rules, "government"), rents_of(rules, "social")
    assert government is not None
    assert social is not None
    assert [(r.price, r.example) for r in government.rates] == [(820, 36900), (740, 33300)]
    assert [r.example for r in social.rates] == [33750]
    assert rents_of(rules, "nobody") is None


def test_before_there_was_a_price() -> None:
    rules = Rulebook.from_sources("450100", on=date(2014, 12, 31))
    assert rents_of(rules, "government") is None
