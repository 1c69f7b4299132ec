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
    ("fen", "plain", "capitals"),
    [
        (0, "0.00", "零元整"),
        (1, "0.01", "壹分"),
        (10, "0.10", "壹角整"),
        (14700, "147.00", "壹佰肆拾柒元整"),
        (100001, "1,000.01", "壹仟元零壹分"),
        (100010, "1,000.10", "壹仟元壹角整"),
        (1000500, "10,005.00", "壹万零伍元整"),
        (102633300, "1,026,333.00", "壹佰零贰万陆仟叁佰叁拾叁元整"),
        (10_0000_0000, "10,000,000.00", "壹仟万元整"),
        (10_0000_0001_00, "1,000,000,001.00", "壹拾亿零壹元整"),
        (-14705, "−147.05", "负壹佰肆拾柒元零伍分"),
    ],
)
def test_money_is_written_plain_and_in_capitals(fen: int, plain: str, capitals: str) -> None:
    assert figures.yuan(fen) == plain
    assert figures.yuan_upper(fen) == capitals


def test_capitals_end_somewhere() -> None:
    assert figures.yuan_upper(10**18 - 1).startswith("玖仟")
    with pytest.raises(ValueError, match="too large"):
        figures.yuan_upper(10**18)


@pytest.mark.parametrize(
    ("name", "mask"),
    [("", "*"), ("韦", "*"), ("韦兰", "韦*"), ("韦桂兰", "韦*兰"), ("欧阳桂兰", "欧**兰")],
)
def test_names_are_masked(name: str, mask: str) -> None:
    assert figures.masked_name(name) == mask


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


def test_counts_and_areas() -> None:
    assert figures.area(3600) == "36.00"
    assert figures.thousands(6318) == "6,318"
    assert figures.thousands(-11) == "−11"
