"""Keys: bytes sort exactly as the policy says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import Refused
from portal.waitlist.keys import FIELDS, Comparator, compile_comparator, day_value, number_value

NANNING = compile_comparator(["priority", "approved_on", "queue_number"])

households = st.fixed_dictionaries(
    {
        "priority": st.integers(0, 1),
        "points": st.integers(0, 300),
        "size": st.integers(1, 12),
        "approved_on": st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(day_value),
        "registered_on": st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(day_value),
        "submitted_on": st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(day_value),
        "queue_number": st.builds(number_value, st.integers(1990, 2100), st.integers(1, 999_999)),
    }
)
comparators = st.permutations([name for name in FIELDS if name != "queue_number"]).flatmap(
    lambda names: st.integers(0, len(names)).map(lambda n: compile_comparator(names[:n]))
)


def as_policy(comparator: Comparator, one: dict[str, int]) -> tuple[int, ...]:
    return tuple(-one[f.name] if f.descending else one[f.name] for f in comparator.fields)


@given(comparators, st.lists(households, min_size=2, max_size=30))
def test_bytes_sort_as_the_policy_sorts(comparator: Comparator, some: list[dict[str, int]]) -> None:
    by_bytes = sorted(some, key=comparator.key)
    assert by_bytes == sorted(some, key=lambda one: as_policy(comparator, one))


@given(comparators, households, households)
def test_keys_are_equal_only_for_equal_parts(
    comparator: Comparator, one: dict[str, int], other: dict[str, int]
) -> None:
    same = as_policy(comparator, one) == as_policy(comparator, other)
    assert (comparator.key(one) == comparator.key(other)) is same


@given(comparators, households)
def test_a_key_is_read_back(comparator: Comparator, one: dict[str, int]) -> None:
    key = comparator.key(one)
    assert len(key) == comparator.width == comparator.cuts[-1]
    assert comparator.values(key) == {name: one[name] for name in comparator.names}


def test_nanning_priority_first_then_earlier_then_smaller_number() -> None:
    def key(priority: int, day: date, n: int) -> bytes:
        return NANNING.key(
            {
                "priority": priority,
                "approved_on": day_value(day),
                "queue_number": number_value(2026, n),
            }
        )

    march = date(2026, 3, 2)
    in_order = [
        key(1, march, 9),
        key(1, march + timedelta(days=1), 1),
        key(0, march - timedelta(days=1), 8),
        key(0, march, 2),
        key(0, march, 3),
    ]
    assert in_order == sorted(in_order)


@pytest.mark.parametrize("name", list(FIELDS))
def test_just_inside_and_just_outside_a_width(name: str) -> None:
    field = FIELDS[name]
    most = 256**field.width - 1
    assert field.decode(field.encode(most)) == most
    assert field.decode(field.encode(0)) == 0
    for value in (most + 1, -1):
        with pytest.raises(Refused, match="waitlist_key_range"):
            field.encode(value)


@pytest.mark.parametrize(("year", "n"), [(0, 1), (10_000, 1), (2026, 0), (2026, 1_000_000)])
def test_a_number_out_of_range_refuses(year: int, n: int) -> None:
    with pytest.raises(Refused, match="waitlist_key_range"):
        number_value(year, n)


def test_a_missing_part_refuses() -> None:
    with pytest.raises(Refused, match="waitlist_key_missing"):
        NANNING.key({"priority": 1, "queue_number": 1})


@pytest.mark.parametrize(
    "codes", [["beauty"], ["priority", "priority"], ["queue_number", "priority"]]
)
def test_a_comparator_that_says_nothing_sensible_is_refused(codes: list[str]) -> None:
    with pytest.raises(ValueError, match=r"part|stand"):
        compile_comparator(codes)


def test_the_queue_number_always_stands_last() -> None:
    assert compile_comparator(["priority"]).names == ("priority", "queue_number")
    assert compile_comparator([]).names == ("queue_number",)


def test_a_key_of_another_comparator_is_not_read() -> None:
    with pytest.raises(ValueError, match="another comparator"):
        NANNING.values(b"\x00")
