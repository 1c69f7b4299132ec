"""How numbers, days and personal data are written on a page. Pure; the language is the page's.

Money is integer fen, floor area hundredths of m², moments are aware and shown in Asia/Shanghai,
legal days are ``date``. Masks always have the same length, so the mask itself says nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date, get_locale, gettext

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def _in_chinese() -> bool:
    return str(get_locale() or "zh").startswith("zh")


def hundredths(value: int) -> str:
    """Write a count of hundredths with two decimals: 102633300 → ``1,026,333.00``."""
    sign = "−" if value < 0 else ""
    whole, rest = divmod(abs(value), 100)
    return f"{sign}{whole:,}.{rest:02d}"


def yuan(fen: int) -> str:
    """Write fen as yuan without a unit: 14700 → ``147.00``."""
    return hundredths(fen)


def area(value: int) -> str:
    """Write hundredths of m² without a unit: 3600 → ``36.00``."""
    return hundredths(value)


def thousands(value: int) -> str:
    """Write a count with thousands separators: 6318 → ``6,318``."""
    return f"{value:,}".replace("-", "−")


def _group(value: int) -> str:
    """Write 1–9999 in capitals, one zero for each gap."""
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text


def _whole(value: int) -> str:
    groups: list[int] = []
    while value:
        value, rest = divmod(value, 10000)
        groups.append(rest)
    text, gap = "", False
    for index in range(len(groups) - 1, -1, -1):
        part = groups[index]
        if part == 0:
            gap = bool(text)
            continue
        if text and (gap or part < 1000):
            text += "零"
        text += _group(part) + _GROUPS[index]
        gap = False
    return text


def yuan_upper(fen: int) -> str:
    """Write fen in the capitals used on payment papers: 14700 → ``壹佰肆拾柒元整``.

    Raises ValueError from 10^16 yuan on.
    """
    whole, rest = divmod(abs(fen), 100)
    if whole >= 10**16:
        raise ValueError("too large to write in capitals")
    jiao, cents = divmod(rest, 10)
    text = _whole(whole) + "元" if whole else ""
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif cents and whole:
        text += "零"
    text += _DIGITS[cents] + "分" if cents else "整"
    return ("负" if fen < 0 else "") + (text if fen else "零元整")


def masked_id(number: str) -> str:
    """Show the first 3 and last 4 characters of an ID number: ``450***********0027``."""
    return f"{number[:3]}{'*' * 11}{number[-4:]}" if len(number) >= 8 else "*" * 18


def masked_phone(number: str) -> str:
    """Show the first 3 and last 4 digits of a phone number: ``138 **** 0026``."""
    digits = "".join(mark for mark in number if mark.isdigit())
    return f"{digits[:3]} **** {digits[-4:]}" if len(digits) >= 8 else "*** **** ****"


def masked_name(name: str) -> str:
    """Show the first character, and the last of three or more: 韦桂兰 → ``韦*兰``."""
    if len(name) < 2:
        return "*"
    return name[0] + "*" if len(name) == 2 else name[0] + "*" * (len(name) - 2) + name[-1]


def masked_account(number: str) -> str:
    """Show the last 4 digits of a bank account: ``尾号 4471``."""
    digits = "".join(mark for mark in number if mark.isdigit())
    last = digits[-4:] if len(digits) >= 8 else "****"
    return str(gettext("ending %(digits)s", digits=last))


def _local(value: date) -> date:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a moment must be aware")
        return value.astimezone(SHANGHAI).date()
    return value


def day(value: date, form: str = "long") -> str:
    """Write a day: ``2026年3月2日`` / ``2 March 2026``; ``form="short"`` leaves the year out.

    A moment is taken at its day in Asia/Shanghai; a naive one raises ValueError.
    """
    value = _local(value)
    if _in_chinese():
        head = f"{value.year}年" if form == "long" else ""
        return f"{head}{value.month}月{value.day}日"
    pattern = "d MMMM y" if form == "long" else "d MMMM"
    return str(format_date(value, pattern))


def moment(value: datetime, form: str = "long") -> str:
    """Write an aware moment in Asia/Shanghai: ``2026年3月2日 10:42``; naive raises ValueError."""
    local = _aware(value)
    return f"{day(local.date(), form)} {local:%H:%M}"


def clock(value: datetime) -> str:
    """Write the time of an aware moment in Asia/Shanghai: ``10:42``. Raises ValueError if naive."""
    return f"{_aware(value):%H:%M}"


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a moment must be aware")
    return value.astimezone(SHANGHAI)


def weekday(value: date) -> str:
    """Name the day of the week: ``星期一`` / ``Monday``."""
    value = _local(value)
    if _in_chinese():
        return "星期" + "一二三四五六日"[value.weekday()]
    return str(format_date(value, "EEEE"))


FILTERS = {
    "yuan": yuan,
    "yuan_upper": yuan_upper,
    "area": area,
    "thousands": thousands,
    "masked_id": masked_id,
    "masked_phone": masked_phone,
    "masked_name": masked_name,
    "masked_account": masked_account,
    "day": day,
    "moment": moment,
    "clock": clock,
    "weekday": weekday,
}
