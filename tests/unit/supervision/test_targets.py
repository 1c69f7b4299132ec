from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from portal.supervision.codes import REGION_METRICS, Pace, Unit
from portal.supervision.progress import finishes, month_ends, pace
from portal.supervision.targets import FILES, Cell, _counts, counted_others, read_cells

CELLS = read_cells(FILES[2020][1])


def column(metric: str, unit: Unit) -> int:
    return sum(each.value for each in CELLS if each.metric == metric and each.unit is unit)


def test_every_cell_of_the_annex_is_read() -> None:
    assert {each.metric for each in CELLS} == set(REGION_METRICS.values())
    assert len({each.city for each in CELLS if each.city}) == 14
    assert {each.unit_name for each in CELLS if each.unit is Unit.OTHER} == {
        "区直单位危旧房改住房改造", "南宁市直单位危旧房改住房改造",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("metric", "printed", "cities"),
    [
        ("shanty_start", 69850, 69850),
        ("shanty_completion", 35559, 33559),
        ("prh_raised", 7666, 7666),
        ("prh_completion", 3377, 3377),
        ("in_kind", 9553, 9553),
        ("subsidy", 25906, 25906),
    ],
)
def test_totals_are_shown_as_printed_and_as_added(metric: str, printed: int, cities: int) -> None:
    assert column(metric, Unit.TOTAL) == printed
    assert column(metric, Unit.CITY) == cities


def test_what_counts_is_said_cell_by_cell() -> None:
    counts = _counts(CELLS)
    assert counts["shanty_completion", "区直单位危旧房改住房改造"]
    assert not counts["shanty_start", "区直单位危旧房改住房改造"]
    assert not counts["shanty_start", "南宁市直单位危旧房改住房改造"]
    assert counts["subsidy", "南宁市"]
    assert not counts["subsidy", "合计"]


def test_a_gap_nothing_explains_stays_a_gap() -> None:
    others = [Cell("m", Unit.OTHER, name, None, value) for name, value in (("a", 3), ("b", 4))]
    assert counted_others(10, 10, others) == frozenset()
    assert counted_others(17, 10, others) == {"a", "b"}
    assert counted_others(15, 10, others) == frozenset()


@pytest.mark.parametrize(
    ("value", "plan", "should", "expected"),
    [
        (100, 100, Fraction(1), Pace.DONE),
        (99, 100, Fraction(1), Pace.SLOW),
        (75, 100, Fraction(3, 4), Pace.ON),
        (74, 100, Fraction(3, 4), Pace.SLOW),
        (65, 100, Fraction(3, 4), Pace.SLOW),
        (64, 100, Fraction(3, 4), Pace.BEHIND),
        (None, 100, Fraction(0), Pace.NO_FIGURE),
        (5, 0, Fraction(0), Pace.NO_TARGET),
    ],
)
def test_pace_just_inside_and_outside(
    value: int | None, plan: int, should: Fraction, expected: Pace
) -> None:
    assert pace(value, plan, should, 10) is expected


def test_when_it_is_reached() -> None:
    half = date(2026, 7, 1)
    assert finishes(50, 100, 2026, half) == date(2026, 12, 30)
    assert finishes(49, 100, 2026, half) is None
    assert finishes(0, 100, 2026, half) is None
    assert finishes(None, 100, 2026, half) is None
    assert finishes(5, 0, 2026, half) is None


def test_months_that_have_begun() -> None:
    assert month_ends(2026, date(2026, 3, 2)) == [
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 2),
    ]  # fmt: skip
    assert month_ends(2026, date(2025, 12, 31)) == []
    assert len(month_ends(2024, date(2026, 1, 1))) == 12
