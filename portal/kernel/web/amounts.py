"""How the working of an amount is written on a page: one row per line, in the page's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import format_date, get_locale, gettext, ngettext
from flask_babel.speaklater import LazyString

from portal.kernel.money import hundredths, yuan_text
from portal.kernel.workings import Line, Unit


def value_text(line: Line) -> str:
    """The number of a line with its unit."""
    if line.unit is Unit.AREA:
        return gettext("%(area)s m²", area=_short(hundredths(line.value)))
    if line.code == "persons":
        return ngettext("%(num)s person", "%(num)s people", line.value)
    if line.unit is Unit.COUNT:
        return str(line.value)
    if line.unit is Unit.PER_TEN_THOUSAND:
        return f"{_short(hundredths(line.value))}%"
    return gettext("CNY %(amount)s", amount=yuan_text(line.value))


def working_rows(lines: Iterable[Line], words: Mapping[str, LazyString]) -> list[tuple[str, str]]:
    """(words, value) of each line whose code has words, for ``ui.formula``."""
    return [(str(words[line.code]), value_text(line)) for line in lines if line.code in words]


def _short(text: str) -> str:
    return text.removesuffix(".00")


def month_words(month: str) -> str:
    """``2026-11`` as ``2026年11月`` / ``November 2026``."""
    first = date(int(month[:4]), int(month[5:7]), 1)
    if str(get_locale() or "zh").startswith("zh"):
        return f"{first.year}年{first.month}月"
    return str(format_date(first, "MMMM y"))
