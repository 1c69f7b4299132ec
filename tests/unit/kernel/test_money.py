"""Fen: rounding, reading, writing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import Refused
from portal.kernel.money import half_up, parse_yuan, yuan_text, yuan_upper


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        (Fraction(1, 2), 1),
        (Fraction(3, 2), 2),
        (Fraction(5, 2), 3),
        (Decimal("2.4999999999"), 2),
        (Decimal("-0.5"), -1),
        (Fraction(-4999, 10000), 0),
        (Decimal(7), 7),
    ],
)
def test_half_up(amount: Fraction | Decimal, rounded: int) -> None:
    assert half_up(amount) == rounded


@given(st.fractions())
def test_half_up_is_never_more_than_a_half_away(amount: Fraction) -> None:
    assert abs(half_up(amount) - amount) <= Fraction(1, 2)
    assert half_up(-amount) == -half_up(amount)


@given(st.integers(0, 10**14))
def test_what_is_written_can_be_read(fen: int) -> None:
    assert parse_yuan(yuan_text(fen)) == fen


@pytest.mark.parametrize(
    ("fen", "text"),
    [(0, "0.00"), (1, "0.01"), (14700, "147.00"), (100001, "1,000.01"), (-14705, "−147.05")],
)
def test_written(fen: int, text: str) -> None:
    assert yuan_text(fen) == text


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("1234.5", 123450),
        ("1,234.50", 123450),
        (" ¥ 1,234.50 元", 123450),
        ("１２３４．５０", 123450),
        ("￥１，２３４", 123400),
        ("0.05", 5),
        ("007", 700),
    ],
)
def test_parse(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "money_missing"),
        ("  ", "money_missing"),
        ("-1", "money_negative"),
        ("－1", "money_negative"),
        ("1.005", "money_decimals"),
        ("1.000", "money_decimals"),
        ("nan", "money_malformed"),
        ("NaN", "money_malformed"),
        ("inf", "money_malformed"),
        ("1e5", "money_malformed"),
        ("1_000", "money_malformed"),
        ("1.", "money_malformed"),
        (".5", "money_malformed"),
        ("12,34", "money_malformed"),
        ("1.2.3", "money_malformed"),
        ("٣", "money_malformed"),
        ("9" * 14, "money_malformed"),
    ],
)
def test_parse_refuses(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_yuan(text, field="income")
    assert (refused.value.code, refused.value.field) == (code, "income")


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角"),
        (100, "壹元整"),
        (1050, "壹拾元零伍角"),
        (14700, "壹佰肆拾柒元整"),
        (100010, "壹仟元零壹角"),
        (1000500, "壹万零伍元整"),
        (102633300, "壹佰零贰万陆仟叁佰叁拾叁元整"),
        (101, "壹元零壹分"),
        (1000, "壹拾元整"),
        (140950, "壹仟肆佰零玖元伍角"),
        (600714, "陆仟零柒元壹角肆分"),
        (168032, "壹仟陆佰捌拾元零叁角贰分"),
        (10700053, "壹拾万柒仟元零伍角叁分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (10000000100, "壹亿零壹元整"),
        (10001000000, "壹亿零壹万元整"),
        (100000500000, "壹拾亿零伍仟元整"),
        (10010100, "壹拾万零壹佰零壹元整"),
    ],
)
def test_upper(fen: int, words: str) -> None:
    assert yuan_upper(fen) == words


@pytest.mark.parametrize("fen", [-1, 10**14])
def test_upper_has_limits(fen: int) -> None:
    with pytest.raises(ValueError, match="capitals"):
        yuan_upper(fen)


@given(st.integers(0, 10**14 - 1), st.integers(0, 10**14 - 1))
def test_two_amounts_never_share_their_capitals(one: int, other: int) -> None:
    assert (yuan_upper(one) == yuan_upper(other)) == (one == other)
