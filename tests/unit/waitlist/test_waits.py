"""The wait range is honest, or there is none."""

from __future__ import annotations

from datetime import date

import pytest

from portal.kernel.clock import Period, Unit
from portal.waitlist.periods import back, months_between
from portal.waitlist.waits import wait_range


def test_a_steady_pace_gives_a_narrow_range() -> None:
    found = wait_range(120, [10] * 24)
    assert found is not None
    assert (found.low, found.middle, found.high) == (12, 12, 12)


def test_an_uneven_pace_gives_a_wide_one() -> None:
    found = wait_range(120, [0, 20] * 12)
    assert found is not None
    assert found.low < found.middle == 12 < found.high


def test_next_in_line_may_wait_no_month() -> None:
    found = wait_range(0, [10] * 12)
    assert found is not None
    assert found.low == found.middle == 0


@pytest.mark.parametrize(
    "gained",
    [
        [],
        [10] * 11,  # less than a year
        [2] * 12,  # hardly anybody moved
        [-5] * 24,  # priority households push everyone back
        [0] * 24,
    ],
)
def test_thin_data_gives_no_number(gained: list[int]) -> None:
    assert wait_range(50, gained) is None


def test_no_number_beyond_ten_years() -> None:
    assert wait_range(5000, [3] * 36) is None


def test_three_months_back_is_clamped() -> None:
    three = Period(3, Unit.MONTH, "end")
    assert back(date(2029, 5, 31), three) == date(2029, 2, 28)
    assert back(date(2028, 5, 31), three) == date(2028, 2, 29)
    assert back(date(2026, 1, 15), three) == date(2025, 10, 15)
    assert back(date(2026, 1, 15), Period(15, Unit.DAY, "end")) == date(2025, 12, 31)
    with pytest.raises(ValueError, match="counted back"):
        back(date(2026, 1, 15), Period(15, Unit.WORKING_DAY, "end"))


def test_whole_months() -> None:
    assert months_between(date(2025, 3, 18), date(2026, 11, 23)) == 20
    assert months_between(date(2025, 3, 18), date(2025, 4, 17)) == 0
    assert months_between(date(2025, 3, 18), date(2025, 4, 18)) == 1
    assert months_between(date(2025, 3, 18), date(2025, 1, 1)) == 0
