"""The rules of a city in plain words, from the rulebook: value, since when, by which clause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.eligibility import condition_label
from portal.kernel.money import hundredths, yuan_text
from portal.kernel.policy import ROOT, Rulebook, keys, rulebook

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
        return _("%(count)s working days", count=n)
    return _("%(count)s months", count=n) if unit == "month" else _("%(count)s days", count=n)


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
            (str(condition_label(c["code"]).plain), c.get("clause", ""))
            for c in rules.conditions(row["conditions"])
        ]
        classes.append((row["name"] if _zh() else row["name_en"], conditions))
    return RulesPage(chapters, classes, rules.fingerprint)
