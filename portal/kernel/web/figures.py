"""How numbers, days and personal data are written on a page. Pure; the language is the page's.

Money is integer fen, floor area hundredths of m², moments are aware and shown in Asia/Shanghai,
legal days are ``date``. Masks always have the same length, so the mask itself says nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import format_date, get_locale, gettext

from portal.kernel.money import hundredths, yuan_text, yuan_upper
from portal.kernel.names import masked_name

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _in_chinese() -> bool:
    return str(get_locale() or "zh").startswith("zh")


def thousands(value: int) -> str:
    """Write a count with thousands separators: 6318 → ``6,318``."""
    return f"{value:,}".replace("-", "−")


def masked_id(number: str) -> str:
    """Show the first 3 and last 4 characters of an ID number: ``450***********0027``."""
    return f"{number[:3]}{'*' * 11}{number[-4:]}" if len(number) >= 8 else "*" * 18


def masked_phone(number: str) -> str:
    """Show the first 3 and last 4 digits of a phone number: ``138 **** 0026``."""
    digits = "".join(mark for mark in number if mark.isdigit())
    return f"{digits[:3]} **** {digits[-4:]}" if len(digits) >= 8 else "*** **** ****"


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
    "yuan": yuan_text,
    "yuan_upper": yuan_upper,
    "area": hundredths,
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
