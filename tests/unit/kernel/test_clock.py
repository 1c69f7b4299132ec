"""Periods: just inside, just outside, over holidays, into unknown years."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import chinese_calendar  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.clock import (
    BadPeriod,
    Calendar,
    Due,
    Period,
    Unit,
    add,
    legal_date,
    working_days_between,
)


def _rows(*years: int) -> list[tuple[date, bool]]:
    days = [date(y, 1, 1) + timedelta(days=i) for y in years for i in range(366)]
    return [(d, chinese_calendar.is_workday(d)) for d in days if d.year in years]


def _dedupe(rows: list[tuple[date, bool]]) -> list[tuple[date, bool]]:
    return sorted(set(rows))


CALENDAR = Calendar.from_rows(_dedupe(_rows(2020, 2024, 2025, 2026)), version=1)


def working(n: int) -> Period:
    return Period(n, Unit.WORKING_DAY, "notice")


class TestPeriod:
    def test_it_reads_and_writes(self) -> None:
        value = {"n": 5, "unit": "working_day", "from": "notice"}
        period = Period.parse(value)
        assert period == Period(5, Unit.WORKING_DAY, "notice")
        assert period.as_dict() == value

    @pytest.mark.parametrize(
        "value",
        [
            5,
            "5",
            {"n": 5, "unit": "working_day"},
            {"n": 5, "unit": "day", "from": ""},
            {"n": "5", "unit": "day", "from": "notice"},
            {"n": True, "unit": "day", "from": "notice"},
            {"n": -1, "unit": "day", "from": "notice"},
            {"n": 1.0, "unit": "day", "from": "notice"},
            {"n": 5, "unit": "week", "from": "notice"},
            {"n": 5, "unit": "day", "from": "notice", "till": "x"},
        ],
    )
    def test_it_refuses(self, value: object) -> None:
        with pytest.raises(BadPeriod):
            Period.parse(value)


class TestAdd:
    @pytest.mark.parametrize(
        ("start", "n", "due"),
        [
            # The extended Spring Festival of 2020.
            (date(2020, 1, 22), 10, date(2020, 2, 13)),
            (date(2020, 1, 22), 1, date(2020, 1, 23)),
            (date(2020, 1, 23), 1, date(2020, 2, 3)),
            # Saturday 2026-02-14 is worked, 15 to 23 February 2026 are off.
            (date(2026, 2, 13), 1, date(2026, 2, 14)),
            (date(2026, 2, 14), 1, date(2026, 2, 24)),
            # Sunday 2026-01-04 is worked after New Year.
            (date(2025, 12, 31), 1, date(2026, 1, 4)),
            # National Day 2026: 1 to 7 October off.
            (date(2026, 9, 30), 1, date(2026, 10, 8)),
            (date(2026, 3, 2), 0, date(2026, 3, 2)),
        ],
    )
    def test_working_days(self, start: date, n: int, due: date) -> None:
        assert add(start, working(n), CALENDAR) == Due(due, provisional=False)

    def test_an_unknown_year_is_provisional(self) -> None:
        assert add(date(2026, 12, 30), working(1), CALENDAR) == Due(date(2026, 12, 31), False)
        assert add(date(2026, 12, 31), working(1), CALENDAR) == Due(date(2027, 1, 1), True)

    def test_an_incomplete_year_is_unknown(self) -> None:
        calendar = Calendar.from_rows(_dedupe(_rows(2026))[:-1])
        assert not calendar.knows(date(2026, 3, 2))

    def test_days_roll_only_when_asked(self) -> None:
        ten = Period(10, Unit.DAY, "notice")
        assert add(date(2026, 2, 10), ten, CALENDAR).date == date(2026, 2, 20)
        assert add(date(2026, 2, 10), ten, CALENDAR, roll=True).date == date(2026, 2, 24)
        assert add(date(2026, 3, 2), ten, CALENDAR, roll=True).date == date(2026, 3, 12)

    def test_days_in_an_unknown_year(self) -> None:
        ten = Period(10, Unit.DAY, "notice")
        assert not add(date(2026, 12, 25), ten, CALENDAR).provisional
        assert add(date(2026, 12, 25), ten, CALENDAR, roll=True).provisional

    @pytest.mark.parametrize(
        ("start", "n", "due"),
        [
            (date(2024, 1, 31), 1, date(2024, 2, 29)),
            (date(2025, 1, 31), 1, date(2025, 2, 28)),
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
            (date(2025, 12, 15), 1, date(2026, 1, 15)),
            (date(2025, 11, 30), 3, date(2026, 2, 28)),
        ],
    )
    def test_months_clamp(self, start: date, n: int, due: date) -> None:
        assert add(start, Period(n, Unit.MONTH, "lease"), CALENDAR).date == due


class TestBetween:
    def test_it_counts_the_last_day_and_not_the_first(self) -> None:
        assert working_days_between(date(2020, 1, 22), date(2020, 2, 13), CALENDAR) == 10
        assert working_days_between(date(2026, 3, 2), date(2026, 3, 2), CALENDAR) == 0
        assert working_days_between(date(2020, 2, 13), date(2020, 1, 22), CALENDAR) == -10

    @given(st.dates(date(2024, 1, 1), date(2026, 6, 30)), st.integers(0, 60))
    def test_it_undoes_add(self, start: date, n: int) -> None:
        due = add(start, working(n), CALENDAR).date
        assert working_days_between(start, due, CALENDAR) == n


def test_legal_date_turns_at_midnight_in_shanghai() -> None:
    assert legal_date(datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert legal_date(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == date(2026, 3, 2)
    with pytest.raises(ValueError, match="time zone"):
        legal_date(datetime(2026, 3, 1))  # noqa: DTZ001
