"""How numbers, days and masks are written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from portal.kernel.web import figures


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    app = Flask("figures")
    Babel(app, default_locale="zh_Hans_CN")
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("yuan", 102633300, "1,026,333.00"),
        ("yuan", -14705, "−147.05"),
        ("area", 3600, "36.00"),
        ("yuan_upper", 168032, "壹仟陆佰捌拾元零叁角贰分"),
        ("masked_name", "韦桂兰", "韦*兰"),
    ],
)
def test_pages_write_with_the_kernels_own_hand(name: str, value: object, words: str) -> None:
    assert figures.FILTERS[name](value) == words


def test_masks_have_one_length_and_never_give_a_short_number_away() -> None:
    assert figures.masked_id("450103198506120027") == "450***********0027"
    assert figures.masked_id("4501") == "*" * 18
    assert figures.masked_phone("138-0771 0026") == "138 **** 0026"
    assert figures.masked_phone("110") == "*** **** ****"
    assert "4471" in figures.masked_account("6217 0000 0000 4471")
    assert "4471" not in figures.masked_account("4471")


def test_days_follow_the_language_and_the_zone() -> None:
    assert figures.day(date(2026, 3, 2)) == "2026年3月2日"
    assert figures.day(date(2026, 3, 2), "short") == "3月2日"
    assert figures.weekday(date(2026, 3, 2)) == "星期一"
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    assert figures.day(late) == "2026年3月2日"
    assert figures.moment(late) == "2026年3月2日 00:30"
    with force_locale("en"):
        assert figures.day(date(2026, 3, 2)) == "2 March 2026"
        assert figures.weekday(date(2026, 3, 2)) == "Monday"


def test_a_naive_moment_is_refused() -> None:
    naive = datetime(2026, 3, 2, 10, 42)  # noqa: DTZ001
    for write in (figures.day, figures.moment, figures.clock):
        with pytest.raises(ValueError, match="aware"):
            write(naive)  # type: ignore[operator]


def test_counts() -> None:
    assert figures.thousands(6318) == "6,318"
    assert figures.thousands(-11) == "−11"
