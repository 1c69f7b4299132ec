"""The rules of a city in plain words, from the rulebook: value, since when, by which clause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.eligibility import Condition, condition_label, params_of
from portal.kernel.money import hundredths, yuan_text
from portal.kernel.policy import ROOT, Rulebook, keys, rulebook
from portal.kernel.regions import Level, Region, children, level, region

CHAPTERS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_l("Lines that decide"),
     ("eligibility.income_line", "eligibility.area_line", "eligibility.single_age.a",
      "eligibility.single_age.b", "eligibility.graduate_window",
      "eligibility.pension_months.continuous", "eligibility.pension_months.total")),
    (_l("How long it takes"),
     ("procedure.acceptance", "procedure.total.a", "procedure.total.b", "procedure.publicity",
      "procedure.supplement", "procedure.objection_check")),
    (_l("On the waiting list"),
     ("waitlist.limit", "waitlist.qualification", "waitlist.renewal", "waitlist.change_report",
      "allocation.offer", "allocation.waivers_removed", "allocation.sign")),
    (_l("Rent"), ("rent.deposit_months", "rent.due_day", "lease.term", "lease.renewal")),
    (_l("Rental subsidy"),
     ("subsidy.rate.low_income", "subsidy.rate.dibao", "subsidy.rate.b",
      "subsidy.area_per_person", "subsidy.area_cap", "subsidy.overpaid")),
    (_l("Leaving, and your rights"),
     ("exit.moving_period", "exit.relet", "objection.reexamination", "objection.reconsideration",
      "objection.suit")),
)  # fmt: skip


@dataclass(frozen=True)
class RuleLine:
    """One rule: what it is about, what holds, since when and by what."""

    what: str
    value: str
    since: date
    clause: str
    assumed: bool
    reason: str


@dataclass(frozen=True)
class RulesPage:
    """Everything the page shows."""

    chapters: list[tuple[Any, list[RuleLine]]]
    classes: list[tuple[str, list[tuple[str, str]]]]
    fingerprint: str


def _zh() -> bool:
    return str(get_locale()).startswith("zh")


def _period(value: Any) -> str:
    n, unit = int(value["n"]), value["unit"]
    if unit == "working_day":
        return ngettext("%(num)s working day", "%(num)s working days", n)
    if unit == "month" and n % 12 == 0:
        return ngettext("%(num)s year", "%(num)s years", n // 12)
    if unit == "month":
        return ngettext("%(num)s month", "%(num)s months", n)
    return ngettext("%(num)s day", "%(num)s days", n)


def _shown(kind: str, value: Any) -> str:
    if kind == "period":
        return _period(value)
    if kind == "fen":
        return _("CNY %(amount)s", amount=yuan_text(value))
    if kind == "fen_per_m2":
        return _("CNY %(amount)s per m² and month", amount=yuan_text(value))
    if kind == "area":
        return _("%(area)s m²", area=hundredths(value))
    return str(value)


def _line(rules: Rulebook, key: str) -> RuleLine | None:
    if not rules.has(key):
        return None
    known, found = keys(ROOT)[key], rules.get(key)
    return RuleLine(
        what=known.zh if _zh() else known.en,
        value=_shown(known.kind, found.value),
        since=found.since,
        clause=found.clause or "",
        assumed=found.assumed,
        reason=found.reason or "",
    )


def has_rules(code: str, on: date) -> bool:
    """Does this city take applications by rules of its own? Nothing else has such a page."""
    return level(code) is Level.CITY and rulebook(code, on).has("eligibility.classes")


def neighbours(code: str, on: date) -> list[Region]:
    """Other cities of the same region whose rules are known here."""
    above = region(code).parent or code
    return [each for each in children(above) if each.code != code and has_rules(each.code, on)]


def _sentence(rules: Rulebook, row: dict[str, Any]) -> str:
    """A condition as one sentence, with the values of the rule that it compares with."""
    limits = {key: rules.value(key) for key in params_of(row)}
    words: dict[str, Callable[[], str]] = {
        Condition.HUKOU: lambda: _("You have an urban hukou of this city."),
        Condition.CAPACITY: lambda: _(
            "The applicant is at least %(age)s years old.", age=_one(limits, "capacity_age")
        ),
        Condition.SINGLE_AGE: lambda: _alone(limits),
        Condition.INCOME: lambda: _(
            "The household earns less than CNY %(amount)s per person and year, or civil affairs "
            "counts it as low income.",
            amount=yuan_text(_one(limits, "income_line")),
        ),
        Condition.HOUSING: lambda: _(
            "The homes you own have less than %(area)s m² of floor area per person.",
            area=hundredths(_one(limits, "area_line")),
        ),
        Condition.CAR: lambda: _("Nobody in the household owns a car."),
        Condition.COMMERCIAL: lambda: _("Nobody owns a shop, an office or a warehouse."),
        Condition.BENEFIT: lambda: _("Nobody has other housing help at present."),
        Condition.DEBARRED: lambda: _("Nobody is barred from applying after breaking the rules."),
        Condition.GRADUATE_RECENT: lambda: _(
            "You graduated less than %(span)s ago, counted from the month after.",
            span=_period(_one(limits, "graduate_window")),
        ),
        Condition.PENSION: lambda: _(
            "Pension insurance was paid for %(row)s months in a row, or for %(all)s in all.",
            row=_one(limits, "continuous"), all=_one(limits, "total"),
        ),
        Condition.PERMIT: lambda: _("You have a valid residence permit of this city."),
    }  # fmt: skip
    told = words.get(row["code"])
    return told() if told else str(condition_label(row["code"]).plain)


def _alone(limits: dict[str, Any]) -> str:
    said = _("Applying alone: at least %(age)s years old.", age=_one(limits, "single_age"))
    if not any("single_age_exempt" in key for key in limits):
        return said
    return said + _(" With the minimum living allowance or as destitute %(age)s is enough.",
                    age=_one(limits, "capacity_age"))  # fmt: skip


def _one(limits: dict[str, Any], part: str) -> Any:
    """The value whose key names ``part``, and no list of exceptions to it."""
    return next(v for key, v in limits.items() if part in key and not isinstance(v, list))


def rules_page(city: str, on: date) -> RulesPage:
    """The rules in force in a city on a day."""
    rules = rulebook(city, on)
    chapters = [
        (title, [line for key in wanted if (line := _line(rules, key))])
        for title, wanted in CHAPTERS
    ]
    classes = []
    for row in rules.rows("eligibility.classes"):
        conditions = [
            (_sentence(rules, c), c.get("clause", "")) for c in rules.conditions(row["conditions"])
        ]
        classes.append((row["name"] if _zh() else row["name_en"], conditions))
    return RulesPage(chapters, classes, rules.fingerprint)
