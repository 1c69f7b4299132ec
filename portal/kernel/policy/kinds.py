"""The kinds a value may have, and which key has which (portal/policies/keys.toml).

=============  ==============================================================
fen            money, integer fen
fen_per_m2     rent or subsidy price, integer fen per m² and month
area           floor area, integer hundredths of m²
count          a number of things or persons, ≥ 0
share          [numerator, denominator]
flag           true or false
code / codes   one stable name / a list of them
text           {version, zh, en}: words shown or signed, versioned
period         {n, unit = day|working_day|month, from}
rows           list of tables; ``fields`` says which and of what kind ("?" = may lack)
stages         ordered stages of a procedure (see ``Stage``)
conditions     conditions written as expression trees (see portal.eligibility)
=============  ==============================================================
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

UNITS = ("day", "working_day", "month")


@dataclass(frozen=True)
class Key:
    """One rulebook key: its kind, what it means, and the fields of its rows."""

    name: str
    kind: str
    zh: str
    en: str
    fields: Mapping[str, str] = field(default_factory=dict)


STAGE_FIELDS = {
    "code": "code",
    "name": "label",
    "name_en": "label",
    "duty": "code",
    "unit": "code",
    "clock": "period",
    "publicity": "flag",
    "not_same_as": "codes",
}
CONDITION_FIELDS = {
    "code": "code",
    "number": "label",
    "clause": "label",
    "operators": "count",
    "tree": "tree",
    "applies": "tree?",
    "seen": "tree?",
    "limit": "tree?",
    "unit": "code",
    "sub": "label?",
    "proof": "code?",
    "priority": "flag?",
    "assumed": "flag?",
    "reason": "label?",
}


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _need(ok: bool, words: str) -> None:
    if not ok:
        raise ValueError(words)


def _amount(value: Any) -> None:
    _need(_whole(value) and value >= 0, "needs a whole number, not negative")


def _label(value: Any) -> None:
    _need(isinstance(value, str) and value.strip() != "", "needs words")


def _codes(value: Any) -> None:
    _need(isinstance(value, list) and all(isinstance(v, str) and v for v in value), "needs codes")


def _share(value: Any) -> None:
    good = isinstance(value, list) and len(value) == 2 and all(_whole(v) for v in value)
    _need(good and value[0] >= 0 and value[1] > 0, "needs [numerator, denominator]")


def _period(value: Any) -> None:
    _need(not _whole(value), "a duration needs {n, unit, from}, a bare number is refused")
    _need(isinstance(value, dict), "needs a duration {n, unit, from}")
    _need(set(value) == {"n", "unit", "from"}, "a duration has exactly n, unit and from")
    _need(_whole(value["n"]) and value["n"] >= 0, "n needs a whole number, not negative")
    _need(value["unit"] in UNITS, f"unit is one of {', '.join(UNITS)}")
    _label(value["from"])


def _text(value: Any) -> None:
    good = isinstance(value, dict) and set(value) == {"version", "zh", "en"}
    _need(good, "a text has exactly version, zh and en")
    for part in value.values():
        _label(part)


def _tree(value: Any) -> None:
    if isinstance(value, list):
        _need(bool(value) and isinstance(value[0], str), "a tree node opens with its operator")
        for part in value[1:]:
            if isinstance(part, list) and value[0] != "set":
                _tree(part)
        return
    _need(isinstance(value, (str, int)), "a tree holds operators, words, whole numbers, flags")


SIMPLE: dict[str, Callable[[Any], None]] = {
    "fen": _amount,
    "fen_per_m2": _amount,
    "area": _amount,
    "count": _amount,
    "share": _share,
    "flag": lambda value: _need(isinstance(value, bool), "needs true or false"),
    "code": _label,
    "label": _label,
    "codes": _codes,
    "text": _text,
    "period": _period,
    "tree": _tree,
}


def check(kind: str, value: Any, fields: Mapping[str, str]) -> None:
    """Refuse (``ValueError``) a value that is not of its kind."""
    if kind in SIMPLE:
        SIMPLE[kind](value)
        return
    wanted = {"stages": STAGE_FIELDS, "conditions": CONDITION_FIELDS}.get(kind, fields)
    _need(isinstance(value, list) and all(isinstance(row, dict) for row in value), "needs rows")
    for number, row in enumerate(value, start=1):
        _row(number, row, wanted)


def _row(number: int, row: dict[str, Any], fields: Mapping[str, str]) -> None:
    for name in row:
        _need(name in fields, f"row {number}: unknown key {name}")
    for name, kind in fields.items():
        if name not in row:
            _need(kind.endswith("?"), f"row {number}: {name} is missing")
            continue
        try:
            SIMPLE[kind.removesuffix("?")](row[name])
        except ValueError as error:
            raise ValueError(f"row {number}: {name} {error}") from None
    if row.get("assumed") and "reason" in fields:
        _need(bool(row.get("reason")), f"row {number}: assumed needs a reason")


@lru_cache(maxsize=8)
def keys(root: Path) -> Mapping[str, Key]:
    """All keys a rulebook may hold, read from ``root``/keys.toml."""
    read = tomllib.loads((root / "keys.toml").read_text(encoding="utf-8"))
    return {name: Key(name=name, **told) for name, told in read.items()}


def handbook(root: Path) -> str:
    """The table of all keys in Markdown, as portal/policies/README.md holds it."""
    lines = ["| key | kind | meaning | 含义 |", "|---|---|---|---|"]
    for key in keys(root).values():
        kind = key.kind
        if key.fields:
            kind += " " + ", ".join(f"{name}: {of}" for name, of in key.fields.items())
        lines.append(f"| `{key.name}` | {kind} | {key.en} | {key.zh} |")
    return "\n".join(lines) + "\n"
