"""Rent by Nanning's numbers (南价格〔2015〕12号), to the fen."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

import pytest

from portal.kernel.errors import Refused
from portal.kernel.policy import NoRule, Rulebook
from portal.tenancy.rent import HeldOver, held_over, part_of_month, rent_for

RULES = Rulebook.from_sources("450100", on=date(2026, 3, 1))


@dataclass(frozen=True)
class AUnit:
    area: int = 4500
    floor_position: str = "middle"
    owner_kind: str = "government"


@pytest.mark.parametrize(
    ("floor", "owner", "fen"),
    [
        ("middle", "government", 36900),
        ("top", "government", 33300),
        ("ground", "government", 33300),
        ("middle", "social", 33750),
        ("top", "social", 33750),
    ],
)
def test_forty_five_square_metres(floor: str, owner: str, fen: int) -> None:
    rent = rent_for(AUnit(4500, floor, owner), RULES)
    assert rent.fen == fen
    assert rent.lines[-1].value == fen
    assert rent.clause == "南价格〔2015〕12号"


def test_half_a_fen_goes_up() -> None:
    # 7.40 × 33.33 = 246.642 and 7.50 × 33.33 = 249.975
    assert rent_for(AUnit(3333, "top"), RULES).fen == 24664
    assert rent_for(AUnit(3333, "middle", "social"), RULES).fen == 24998


def test_no_rate_for_an_unknown_owner() -> None:
    with pytest.raises(Refused) as refused:
        rent_for(AUnit(owner_kind="nobody"), RULES)
    assert refused.value.code == "no_rent_rate"


def test_a_reduction_is_a_line_of_its_own() -> None:
    snapshot = RULES.snapshot()
    snapshot["values"]["rent.reductions"]["value"] = [{"code": "dibao", "share": [9, 10]}]
    rules = Rulebook.from_snapshot(snapshot)
    unit = replace(AUnit(), area=3000)
    assert rent_for(unit, rules, "dibao").fen == 2460
    assert rent_for(unit, rules, "").fen == 24600
    assert [line.code for line in rent_for(unit, rules, "dibao").lines][-2] == "rent_reduction"


def test_part_of_a_month() -> None:
    assert part_of_month(36900, 31, 31) == 36900
    assert part_of_month(36900, 1, 31) == 1190
    assert part_of_month(36900, 0, 31) == 0


def _rules(price: int, rows: list[dict[str, object]]) -> Rulebook:
    snapshot = RULES.snapshot()
    snapshot["values"]["rent.market_price"]["value"] = price
    snapshot["values"]["rent.holdover"]["value"] = rows
    return Rulebook.from_snapshot(snapshot)


def _whole(month: date, since: date, rules: Rulebook, rent: int = 0) -> HeldOver:
    last = month.replace(day=monthrange(month.year, month.month)[1])
    return held_over(100, rent, since, month, last, rules)


CHENZHOU = [
    {"months_from": 0, "months_to": 6, "market_share": [1, 1]},
    {"months_from": 6, "months_to": 12, "market_share": [6, 5]},
    {"months_from": 12, "market_share": [3, 2]},
]


def test_chenzhous_fourteen_months() -> None:
    rules, since = _rules(100_000, CHENZHOU), date(2026, 1, 1)
    months = [date(2026 + n // 12, n % 12 + 1, 1) for n in range(14)]
    asked = [_whole(month, since, rules).fen for month in months]
    assert asked == [100_000] * 6 + [120_000] * 6 + [150_000] * 2
    assert sum(asked) == 1_620_000


def test_a_share_that_rises_within_a_month_counts_by_days() -> None:
    rules, since = _rules(100_000, CHENZHOU), date(2026, 1, 16)
    july = _whole(date(2026, 7, 1), since, rules)
    shares = [line.value for line in july.lines if line.code == "holdover_share"]
    days = [line.value for line in july.lines if line.code == "days_held"]
    assert (shares, days) == ([10_000, 12_000], [15, 16])
    assert july.fen == 48_387 + 61_935


def test_only_what_goes_beyond_the_rent_agreed_is_asked() -> None:
    # 20.00 × 45 m² = 900.00 a month; 27 of 30 days; 369.00 was billed on the 1st.
    found = held_over(4500, 36900, date(2026, 9, 4), date(2026, 9, 4), date(2026, 9, 30), RULES)
    assert (found.days, found.of_days) == (27, 30)
    assert found.fen == 81_000 - 33_210
    assert found.lines[-1].value == -33_210
    assert found.policy == RULES.fingerprint
    cheap = held_over(4500, 95_000, date(2026, 9, 1), date(2026, 9, 1), date(2026, 9, 30), RULES)
    assert cheap.fen == 0


def test_the_last_day_of_a_short_month_still_counts_months_right() -> None:
    rules = _rules(100_000, CHENZHOU)
    before = held_over(100, 0, date(2026, 8, 31), date(2027, 2, 28), date(2027, 2, 28), rules)
    after = held_over(100, 0, date(2026, 8, 31), date(2027, 3, 1), date(2027, 3, 1), rules)
    shares = [one.value for found in (before, after) for one in found.lines if "share" in one.code]
    assert shares == [10_000, 12_000]


def test_no_market_rent_no_answer() -> None:
    snapshot = RULES.snapshot()
    del snapshot["values"]["rent.market_price"]
    with pytest.raises(NoRule):
        _whole(date(2026, 1, 1), date(2026, 1, 1), Rulebook.from_snapshot(snapshot))
