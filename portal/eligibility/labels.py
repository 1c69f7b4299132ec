"""Words for codes: ``plain`` for residents, ``formal`` for the clause's own term.

Everything is lazy, so one table serves both languages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import floor
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.eligibility.codes import Condition, Klass, Outcome, Route, Why
from portal.eligibility.ruling import Finding
from portal.kernel.money import yuan_text
from portal.kernel.web.figures import day


@dataclass(frozen=True)
class Label:
    """``plain`` is what a resident reads, ``formal`` the term of the rules."""

    plain: Any
    formal: Any


OUTCOMES = {
    Outcome.MET: _l("Met"),
    Outcome.NOT_MET: _l("Not met"),
    Outcome.UNKNOWN: _l("Not known yet"),
}

KLASSES = {
    Klass.A: Label(_l("Class A: low income"), _l("Class A: local urban low-income household")),
    Klass.B: Label(_l("Class B: no income limit"), _l("Class B: household not of low income")),
}

ROUTES = {
    Route.LOW_INCOME: Label(_l("Low income, local"), _l("Local urban low-income household")),
    Route.LOCAL: Label(_l("Local, not low income"), _l("Local urban household, not low income")),
    Route.GRADUATE: Label(_l("Graduated not long ago"), _l("New graduate at work")),
    Route.MIGRANT: Label(_l("Working here, from elsewhere"), _l("Migrant worker in stable work")),
}

CONDITIONS = {
    Condition.HUKOU: Label(_l("Local urban hukou"), _l("Registered urban hukou of this city")),
    Condition.CAPACITY: Label(_l("Applicant is of age"), _l("Full capacity for civil conduct")),
    Condition.SINGLE_AGE: Label(_l("Age when applying alone"), _l("Age of a single applicant")),
    Condition.INCOME: Label(_l("Income"), _l("Income per person below the low-income line")),
    Condition.HOUSING: Label(_l("Housing need"), _l("Floor area per person below the line")),
    Condition.CAR: Label(_l("No car"), _l("No car in the name of any member")),
    Condition.COMMERCIAL: Label(
        _l("No shop, office or warehouse"), _l("No non-residential property in any name")
    ),
    Condition.BENEFIT: Label(_l("No other housing help"), _l("No other housing assistance")),
    Condition.DEBARRED: Label(_l("May apply"), _l("Not barred from applying")),
    Condition.GRADUATE_RECENT: Label(
        _l("Graduated not long ago"), _l("Within the time limit from the month after graduation")
    ),
    Condition.PENSION: Label(_l("Pension contributions"), _l("Months of pension contributions")),
    Condition.PERMIT: Label(_l("Residence permit"), _l("Valid residence permit of this city")),
}

WHYS = {
    Why.DISPUTED: _l("The household says this is wrong; it is being checked"),
    Why.CONFLICT: _l("Two records disagree"),
    Why.WAITING: _l("Waiting for this person's consent"),
    Why.UNAVAILABLE: _l("The department has not answered"),
    Why.EXPIRED: _l("The answer is too old"),
    Why.NOT_ASKED: _l("Not asked yet"),
    Why.NOTHING: _l("No record found"),
    Why.NO_RULE: _l("The city has no rule for that day"),
}

GROUPS = {
    ("G01", ""): Label(_l("On minimum living allowance"), _l("Minimum-living-allowance household")),
    ("G02", ""): Label(_l("Low income"), _l("Low-income household in housing difficulty")),
    ("G03", ""): Label(
        _l("Lower-middle income"), _l("Lower-middle-income household in housing difficulty")
    ),
    ("G04", ""): Label(
        _l("Town household in housing need"),
        _l("Urban low- and middle-income household in housing difficulty"),
    ),
    ("G05", ""): Label(_l("New at work, no home"), _l("Newly employed worker without housing")),
    ("G06", ""): Label(_l("Working here, from elsewhere"), _l("Migrant worker in stable work")),
    ("G07", ""): Label(_l("60 or older"), _l("Elderly person aged 60 or over")),
    ("G07", "lone"): Label(_l("Older person living alone"), _l("Lone elderly person")),
    ("G08", ""): Label(_l("Disability"), _l("Disabled person")),
    ("G08", "severe"): Label(_l("Severe disability"), _l("Disability grade 1 or 2")),
    ("G09", ""): Label(_l("Served, or family of"), _l("Entitled person")),
    ("G09", "key"): Label(
        _l("Served in combat or specially entitled"),
        _l("Key entitled person, laid-off ex-military cadre, combat participant"),
    ),
    ("G10", ""): Label(_l("Lost an only child"), _l("Family-planning special household")),
    ("G11", ""): Label(_l("Orphans in need"), _l("Orphan household in poverty")),
    ("G12", ""): Label(_l("Extreme hardship"), _l("Extreme-hardship person")),
    ("G13", "13a"): Label(_l("Sanitation worker"), _l("Sanitation worker in difficulty")),
    ("G13", "13b"): Label(_l("Bus worker"), _l("Public-transport worker in difficulty")),
    ("G14", "14a"): Label(_l("Young doctor or nurse"), _l("Young medical worker")),
    ("G14", "14b"): Label(_l("Young teacher"), _l("Young teacher, new urban resident")),
    ("L01", ""): Label(_l("Serious illness"), _l("Member with a major illness")),
    ("L02", ""): Label(
        _l("Honoured by the city"),
        _l("Bravery, outstanding contribution or model worker, city level or above"),
    ),
    ("L03", ""): Label(_l("Three or more children"), _l("Many-children household")),
}


def condition_label(code: str) -> Label:
    """Words for a condition; a code that a city invented shows as itself."""
    return CONDITIONS[Condition(code)] if code in set(Condition) else Label(code, code)


def group_label(code: str, sub: str = "") -> Label:
    """Words for a group; a sub-group without words of its own takes its group's."""
    return GROUPS.get((code, sub)) or GROUPS.get((code, "")) or Label(code, code)


# Down, not half up: 12.996 m² must not be shown as the 13.00 that it is below.
def _area(value: Any) -> str:
    hundredths = floor(value)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


SHOWN: dict[str, Callable[[Any], str]] = {
    "flag": lambda value: _("Yes") if value else _("No"),
    "count": lambda value: str(value) if value else _("None"),
    "years": lambda value: _("%(n)s years old", n=value),
    "months": lambda value: _("%(n)s months", n=value),
    "date": lambda value: day(value) if isinstance(value, date) else str(value),
    "fen_per_person_year": lambda value: _(
        "CNY %(yuan)s per person and year", yuan=yuan_text(floor(value))
    ),
    "fen_household_year": lambda value: _("CNY %(yuan)s a year", yuan=yuan_text(floor(value))),
    "area_household": lambda value: _("%(area)s m²", area=_area(value)),
    "area_per_person": lambda value: _("%(area)s m² per person", area=_area(value)),
}


def shown(value: Any, unit: str) -> str:
    """A value seen or a limit in words; unknown shows as a dash."""
    if value is None:
        return "—"
    return SHOWN.get(unit, str)(value)


# What has to be true of the value, where the limit alone would not say on which side of it.
RULES: dict[str, Callable[[Any], str]] = {
    Condition.CAPACITY: lambda limit: _("at least %(n)s years old", n=limit),
    Condition.SINGLE_AGE: lambda limit: _("at least %(n)s years old", n=limit),
    Condition.INCOME: lambda limit: _(
        "below CNY %(yuan)s per person and year", yuan=yuan_text(floor(limit))
    ),
    Condition.HOUSING: lambda limit: _("below %(area)s m² per person", area=_area(limit)),
    Condition.PENSION: lambda limit: _("at least %(n)s months", n=limit),
    Condition.GRADUATE_RECENT: lambda limit: _("before %(day)s", day=shown(limit, "date")),
    Condition.DEBARRED: lambda limit: _("No time limit on applying is running"),
}


def rule_words(found: Finding) -> str:
    """What the rule asks for, with its side: below, at least, before."""
    if found.limit is None or found.code not in RULES:
        return shown(found.limit, found.unit)
    return RULES[found.code](found.limit)


def seen_words(found: Finding) -> str:
    """What was found of the household; of a bar, whether one runs and until when."""
    if found.code != Condition.DEBARRED or found.outcome is Outcome.UNKNOWN:
        return shown(found.seen, found.unit)
    if found.outcome is Outcome.MET:
        return _("None is running")
    if found.seen is None:
        return _("May not apply, without an end date")
    return _("May not apply until %(day)s", day=shown(found.seen, "date"))
