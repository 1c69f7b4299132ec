"""The values of each fact: what may be said to be wrong, and what staff read off a paper.

One table of fields per source; ``build`` turns what was read into an answer of the shape the
department itself would give, ``read`` goes the other way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.applications.intake.saying import (
    BENEFITS,
    CATEGORIES,
    EDUCATIONS,
    HONOURS,
    MARRIAGES,
    MEDICALS,
    OCCUPATIONS,
    RECORDS,
    VETERANS,
)
from portal.applications.ports import Outcome

Values = Mapping[str, Any]
NONE = "none"
NOBODY = {NONE: _l("none")}
SHOPS = ("shop", "office", "warehouse")


class Ask(StrEnum):
    """How a value is typed."""

    MONEY = "money"
    AREA = "area"
    COUNT = "count"
    DATE = "date"
    CHOICE = "choice"
    FLAG = "flag"


@dataclass(frozen=True)
class ValueField:
    """One value of a fact; money in fen, area in hundredths of m²."""

    code: str
    label: Any
    ask: Ask
    choices: Mapping[str, Any] = field(default_factory=dict)


HUKOU_KINDS = {"urban": _l("urban hukou"), "rural": _l("rural hukou")}
GRADES = {NONE: _l("none"), "1": _l("grade 1"), "2": _l("grade 2"), "3": _l("grade 3"),
          "4": _l("grade 4")}  # fmt: skip
FIELDS: dict[str, tuple[ValueField, ...]] = {
    "hukou": (
        ValueField("local", _l("Hukou of this city"), Ask.FLAG),
        ValueField("kind", _l("Kind of hukou"), Ask.CHOICE, HUKOU_KINDS),
    ),
    "marriage": (ValueField("status", _l("Marriage"), Ask.CHOICE, MARRIAGES),),
    "property": (
        ValueField("area", _l("Floor area of homes in this city, by share"), Ask.AREA),
        ValueField("shops", _l("Shops, offices and warehouses"), Ask.COUNT),
    ),
    "income": (
        ValueField("annual_fen", _l("Income of a year"), Ask.MONEY),
        ValueField("assets_fen", _l("Deposits and other assets"), Ask.MONEY),
    ),
    "tax": (ValueField("annual_fen", _l("Income declared for a year"), Ask.MONEY),),
    "insurance": (
        ValueField("pension_months_continuous", _l("Months of pension in a row"), Ask.COUNT),
        ValueField("pension_months_total", _l("Months of pension in all"), Ask.COUNT),
    ),
    "medical": (ValueField("kind", _l("Medical insurance"), Ask.CHOICE, NOBODY | MEDICALS),),
    "benefits": (ValueField("held", _l("Housing help at present"), Ask.CHOICE, NOBODY | BENEFITS),),
    "vehicle": (ValueField("cars", _l("Number of cars"), Ask.COUNT),),
    "business": (
        ValueField("units", _l("Number of businesses"), Ask.COUNT),
        ValueField("capital_fen", _l("Their capital in all"), Ask.MONEY),
    ),
    "assistance": (
        ValueField("category", _l("Social assistance"), Ask.CHOICE, NOBODY | CATEGORIES),
        ValueField("valid_until", _l("Valid until"), Ask.DATE),
    ),
    "education": (
        ValueField("level", _l("Education"), Ask.CHOICE, NOBODY | EDUCATIONS),
        ValueField("graduated_on", _l("Graduated on"), Ask.DATE),
    ),
    "residence_permit": (
        ValueField("since", _l("Valid from"), Ask.DATE),
        ValueField("until", _l("Valid until"), Ask.DATE),
    ),
    "fund": (ValueField("base_fen", _l("Monthly base of the provident fund"), Ask.MONEY),),
    "disability": (ValueField("grade", _l("Disability grade"), Ask.CHOICE, GRADES),),
    "veteran": (ValueField("kind", _l("Service"), Ask.CHOICE, NOBODY | VETERANS),),
    "health": (
        ValueField("major_illness", _l("A serious illness"), Ask.FLAG),
        ValueField("family_planning_special", _l("A family that lost an only child"), Ask.FLAG),
    ),
    "court": (ValueField("kind", _l("Serious record"), Ask.CHOICE, NOBODY | RECORDS),),
    "occupation": (ValueField("kind", _l("Occupation"), Ask.CHOICE, NOBODY | OCCUPATIONS),),
    "honour": (ValueField("kind", _l("Honour"), Ask.CHOICE, NOBODY | HONOURS),),
    "orphan": (ValueField("orphan", _l("An orphan in need"), Ask.FLAG),),
}

PAPERS_ONLY = ("occupation", "honour", "orphan")
"""What no department is asked about; only a paper shows it."""

NEEDED_WITH: dict[str, str] = {"valid_until": "category", "graduated_on": "level"}
"""A day that is asked for only where the other value is not ``none``."""


def build(source: str, typed: Values, city: str) -> tuple[Outcome, dict[str, Any]]:
    """What was read off a paper, as the department would have answered it."""
    values = BUILD[source](typed, city)
    return (Outcome.HIT, values) if values else (Outcome.NO_HIT, {})


def read(source: str, values: Values, city: str) -> dict[str, Any]:
    """The fields of an answer, to be compared with another's."""
    return READ.get(source, _plain(source))(values, city)


def _plain(source: str) -> Callable[[Values, str], dict[str, Any]]:
    return lambda values, _city: {f.code: _told(f, values.get(f.code)) for f in FIELDS[source]}


def _told(value_field: ValueField, value: Any) -> Any:
    if value is None and value_field.ask is Ask.CHOICE:
        return NONE
    if value is None and value_field.ask in (Ask.COUNT, Ask.MONEY, Ask.AREA):
        return 0
    if value_field.ask is Ask.FLAG:
        return bool(value)
    if value_field.ask is Ask.DATE:
        return date.fromisoformat(value) if value else None
    return str(value) if value_field.ask is Ask.CHOICE else value


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _unless_none(code: str, *days: str) -> Callable[[Values, str], dict[str, Any]]:
    """Nothing where the choice is ``none``, else the choice and these days."""

    def built(typed: Values, city: str) -> dict[str, Any]:
        if typed[code] == NONE:
            return {}
        return {code: typed[code], **{name: _day(typed[name]) for name in days}}

    return built


def _rights(typed: Values, city: str) -> dict[str, Any]:
    def right(use: str, area: int) -> dict[str, Any]:
        return {"use": use, "area": area, "share": [1, 1], "region": city, "transferred_on": None}

    rights = [right("residential", typed["area"])] if typed["area"] else []
    return {"rights": [*rights, *(right("shop", 1) for _ in range(typed["shops"]))]}


def _read_rights(values: Values, city: str) -> dict[str, Any]:
    rights = [r for r in values.get("rights", ()) if not r.get("transferred_on")]
    homes = [r for r in rights if r["use"] == "residential" and r["region"][:4] == city[:4]]
    area = sum((Fraction(*r["share"]) * r["area"] for r in homes), Fraction(0))
    return {"area": int(area), "shops": sum(r["use"] in SHOPS for r in rights)}


def _held(typed: Values, city: str) -> dict[str, Any]:
    kind = typed["held"]
    return {} if kind == NONE else {"benefits": [{"kind": kind, "city": city, "until": None}]}


def _read_held(values: Values, city: str) -> dict[str, Any]:
    held = sorted(b["kind"] for b in values.get("benefits", ()) if not b.get("until"))
    return {"held": held[0] if held else NONE}


def _read_cars(values: Values, city: str) -> dict[str, Any]:
    return {"cars": sum(one["kind"] == "car" for one in values.get("vehicles", ()))}


def _read_hukou(values: Values, city: str) -> dict[str, Any]:
    return {"local": values.get("region", "")[:4] == city[:4], "kind": values.get("kind", "")}


def _units(typed: Values, city: str) -> dict[str, Any]:
    # Only the sum is judged: the first carries it.
    capital = (typed["capital_fen"], *[0] * typed["units"])
    units = [{"status": "active", "capital_fen": fen} for fen in capital[: typed["units"]]]
    return {"units": units} if units else {}


def _read_units(values: Values, city: str) -> dict[str, Any]:
    units = [unit for unit in values.get("units", ()) if unit["status"] == "active"]
    return {"units": len(units), "capital_fen": sum(unit["capital_fen"] for unit in units)}


def _base(typed: Values, city: str) -> dict[str, Any]:
    return {"base_fen": typed["base_fen"]} if typed["base_fen"] else {}


def _records(typed: Values, city: str) -> dict[str, Any]:
    kind = typed["kind"]
    return {} if kind == NONE else {"records": [{"kind": kind, "until": None}]}


def _read_records(values: Values, city: str) -> dict[str, Any]:
    kinds = sorted(record["kind"] for record in values.get("records", ()) if not record["until"])
    return {"kind": kinds[0] if kinds else NONE}


def _flags(*codes: str) -> Callable[[Values, str], dict[str, Any]]:
    return lambda typed, _city: {code: bool(typed[code]) for code in codes}


ELSEWHERE = "000000"
BUILD: dict[str, Callable[[Values, str], dict[str, Any]]] = {
    "hukou": lambda typed, city: {
        "status": "normal",
        "kind": typed["kind"],
        "region": city if typed["local"] else ELSEWHERE,
    },
    "marriage": lambda typed, city: {"status": typed["status"]},
    "property": _rights,
    "income": lambda typed, city: dict(typed),
    "tax": lambda typed, city: dict(typed),
    "medical": _unless_none("kind"),
    "business": _units,
    "fund": _base,
    "court": _records,
    "insurance": lambda typed, city: {**typed, "employer": None},
    "benefits": _held,
    "vehicle": lambda typed, city: {"vehicles": [{"kind": "car"}] * typed["cars"]},
    "assistance": _unless_none("category", "valid_until"),
    "education": _unless_none("level", "graduated_on"),
    "residence_permit": lambda typed, city: {k: _day(v) for k, v in typed.items()},
    "disability": lambda typed, city: (
        {} if typed["grade"] == NONE else {"grade": int(typed["grade"])}
    ),
    "veteran": _unless_none("kind"),
    "health": _flags("major_illness", "family_planning_special"),
    "occupation": _unless_none("kind"),
    "honour": _unless_none("kind"),
    "orphan": _flags("orphan"),
}
READ: dict[str, Callable[[Values, str], dict[str, Any]]] = {
    "hukou": _read_hukou,
    "property": _read_rights,
    "benefits": _read_held,
    "vehicle": _read_cars,
    "business": _read_units,
    "court": _read_records,
}
