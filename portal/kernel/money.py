"""Money in integer fen: rounding, reading, writing. Pure."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from portal.kernel.errors import Refused

Fen: TypeAlias = int
"""A hundredth of a yuan; the only form in which money is kept or computed."""

_PLAIN = re.compile(r"[0-9]{1,13}|[0-9]{1,3}(?:,[0-9]{3}){1,4}")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def half_up(amount: Fraction | Decimal) -> int:
    """The nearest integer; exactly a half goes away from zero."""
    exact = Fraction(amount)
    size = (abs(exact) * 2 + 1) // 2
    return int(size if exact >= 0 else -size)


def hundredths(value: int) -> str:
    """A count of hundredths (fen, hundredths of m²) with two decimals: ``1,234.50`` for 123450."""
    whole, rest = divmod(abs(value), 100)
    return f"{'−' if value < 0 else ''}{whole:,}.{rest:02d}"


def yuan_text(fen: Fen) -> str:
    """Fen as yuan without a unit: ``147.00`` for 14700."""
    return hundredths(fen)


def parse_yuan(text: str, field: str = "amount") -> Fen:
    """Fen from what a person typed, in half or full width, with or without ¥ and commas.

    Raises ``Refused``: ``money_missing``, ``money_negative``, ``money_decimals`` (more
    than two), ``money_malformed``.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").removesuffix("元").strip()
    if not plain:
        raise Refused("money_missing", field=field)
    if plain[0] in "-−":
        raise Refused("money_negative", field=field)
    yuan, point, rest = plain.partition(".")
    if not _PLAIN.fullmatch(yuan) or (point and not re.fullmatch("[0-9]+", rest)):
        raise Refused("money_malformed", field=field)
    if len(rest) > 2:
        raise Refused("money_decimals", field=field)
    return int(yuan.replace(",", "")) * 100 + int(rest.ljust(2, "0"))


def _upper_group(number: int) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + _PLACES[place]
        gap = digit == 0
    return words


def _upper_integer(number: int) -> str:
    words, gap = "", False
    for index in (2, 1, 0):
        group = number // 10_000**index % 10_000
        if group:
            if words and (gap or group < 1000):
                words += "零"
            words += _upper_group(group) + _GROUPS[index]
        gap = group == 0
    return words


def yuan_upper(fen: Fen) -> str:
    """The amount in financial capitals (大写), as a receipt or a payment order wants it.

    Written as the examples of the rules for filling in bills do (《支付结算办法》附一《正确填写
    票据和结算凭证的基本规定》): 整 only after 元, 零 before 角 when the yuan end in 0.
    Raises ``ValueError`` for a negative amount or one of 10^12 yuan and more.
    """
    if not 0 <= fen < 10**14:
        raise ValueError("only amounts from 0 to below 10^12 yuan have capitals")
    yuan, rest = divmod(fen, 100)
    jiao, cent = divmod(rest, 10)
    words = _upper_integer(yuan) + "元" if yuan else ""
    if not rest:
        return (words or "零元") + "整"
    if yuan and (jiao == 0 or yuan % 10 == 0):
        words += "零"
    return words + (f"{_DIGITS[jiao]}角" if jiao else "") + (f"{_DIGITS[cent]}分" if cent else "")
