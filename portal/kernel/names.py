"""Names of persons: kept as the register has them, compared leniently, shown masked. Pure.

A name is one text of up to 100 characters and is never split into family and given name.
"""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from pathlib import Path

from portal.kernel.errors import Refused

MAX_LENGTH = 100
DOT = "·"
_VARIANTS = Path(__file__).parent / "data" / "name_variants.csv"
_DOTS = "·•‧・･∙⋅●．.᛫⸱"
_LONGEST_MASK = 3


@cache
def _table() -> dict[int, str]:
    with _VARIANTS.open(encoding="utf-8", newline="") as file:
        variants = {ord(row["variant"]): row["common"] for row in csv.DictReader(file)}
    return variants | {ord(dot): DOT for dot in _DOTS}


def stored_name(text: str, field: str = "name") -> str:
    """The name to store: NFC, outer space dropped, nothing else touched.

    Raises ``Refused``: ``name_missing``, ``name_long`` (over 100), ``name_characters``
    (control or unassigned characters).
    """
    name = unicodedata.normalize("NFC", text).strip()
    if not name:
        raise Refused("name_missing", field=field)
    if len(name) > MAX_LENGTH:
        raise Refused("name_long", field=field, limit=MAX_LENGTH)
    # Private-use characters stay: older registers spell rare names with them.
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in name):
        raise Refused("name_characters", field=field)
    return name


def name_match(name: str) -> str:
    """The form for comparing only: dots and listed variants unified, spaces and case gone."""
    folded = unicodedata.normalize("NFKC", name).translate(_table()).casefold()
    return unicodedata.normalize("NFC", "".join(folded.split()))


def same_name(one: str, other: str) -> bool:
    """Would a clerk take the two spellings for one name?"""
    return name_match(one) == name_match(other)


def masked_name(name: str) -> str:
    """``韦*`` for two characters, ``韦*兰`` for three, first and last for longer ones."""
    if len(name) < 2:
        return "*"
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * min(len(name) - 2, _LONGEST_MASK) + name[-1]
