"""Rent by Nanning's numbers (南价格〔2015〕12号), to the fen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from portal.kernel.errors import Refused
from portal.kernel.policy import Rulebook
from portal.tenancy.rent import part_of_month, rent_for

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
