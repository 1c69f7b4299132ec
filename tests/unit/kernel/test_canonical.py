"""One spelling per value, or none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from portal.kernel.canonical import canonical, fingerprint
from portal.kernel.clock import Unit


def test_keys_are_sorted_and_text_is_utf8() -> None:
    assert canonical({"b": 1, "a": "南宁"}) == '{"a":"南宁","b":1}'.encode()


def test_dates_moments_and_codes() -> None:
    plus8 = timezone(timedelta(hours=8))
    assert canonical([date(2026, 3, 2), Unit.DAY, None, True]) == b'["2026-03-02","day",null,true]'
    assert canonical(datetime(2026, 3, 2, 8, tzinfo=plus8)) == b'"2026-03-02T00:00:00Z"'
    assert canonical(datetime(2026, 3, 2, tzinfo=UTC)) == b'"2026-03-02T00:00:00Z"'


@pytest.mark.parametrize(
    "value",
    [1.0, {"a": [0.5]}, Decimal("1"), {1: 2}, {1, 2}, b"x", datetime(2026, 3, 2)],  # noqa: DTZ001
)
def test_it_refuses_what_has_two_spellings(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_the_fingerprint_follows_the_value_not_the_order() -> None:
    assert fingerprint({"a": 1, "b": (1, 2)}) == fingerprint({"b": [1, 2], "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})
    assert fingerprint({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
