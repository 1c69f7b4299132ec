"""“Could we qualify?”: the city's own rules on what a visitor types, kept nowhere.

The same rulebook, the same ``screen`` and the same findings as for an application; only where
the facts come from differs. A question whose facts no rule of the city looks at is not asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from portal.eligibility import (
    KLASSES,
    ROUTES,
    Fact,
    FactName,
    Finding,
    HouseholdFacts,
    Outcome,
    Ruling,
    condition_label,
    facts_used,
    group_label,
    rule_words,
    screen,
    seen_words,
    shown,
)
from portal.kernel.policy import Rulebook

SOURCE = "visitor"
UNSAID = ""
N = FactName

GIVES: dict[str, frozenset[FactName]] = {
    "age": frozenset({N.APPLICANT_AGE, N.AGES}),
    "people": frozenset({N.SIZE, N.SINGLE, N.AGES}),
    "children": frozenset({N.AGES}),
    "elders": frozenset({N.AGES}),
    "hukou": frozenset({N.HUKOU_LOCAL, N.HUKOU_LOCAL_URBAN}),
    "category": frozenset({N.CATEGORY}),
    "income": frozenset({N.INCOME_ANNUAL_FEN}),
    "area": frozenset({N.AREA_TOTAL}),
    "owned": frozenset({N.CARS, N.COMMERCIAL_RIGHTS, N.BENEFITS_CURRENT, N.DEBARRED}),
    "graduated": frozenset({N.GRADUATE, N.GRADUATED_ON}),
    "pension": frozenset({N.PENSION_MONTHS_CONTINUOUS}),
    "pension_total": frozenset({N.PENSION_MONTHS_TOTAL}),
    "permit": frozenset({N.RESIDENCE_PERMIT}),
}
"""Which facts each question gives."""


def questions(rules: Rulebook) -> set[str]:
    """The questions whose answers some condition or group of the city looks at."""
    looked_at = facts_used(rules)
    return {name for name, gives in GIVES.items() if gives & looked_at}


def facts_of(told: Mapping[str, Any], rules: Rulebook) -> HouseholdFacts:
    """What was typed, as facts of that day; what was left out stays unknown, never met.

    ``told`` by field name: money in fen, area in hundredths of m², ages in years, ``owned`` a
    list (None when nothing was ticked, not even “none of these”).
    """
    known: dict[FactName, Any] = {**_people(told, rules), **_means(told), **_work(told)}
    said = {name: Fact(value, SOURCE, rules.on) for name, value in known.items()}
    return HouseholdFacts(rules.on, {n: f for n, f in said.items() if f.value is not None})


def _people(told: Mapping[str, Any], rules: Rulebook) -> dict[FactName, Any]:
    age, people = told["age"], told["people"]
    elderly, grown = lines(rules)
    children = told["children"] or 0
    elders = max((told["elders"] or 0) - (age >= elderly), 0)
    others = max(people - 1 - children - elders, 0)
    # The others' ages are told by their side of the line; no rule looks closer.
    ages = [age, *[grown - 1] * children, *[elderly] * elders, *[grown] * others]
    return {
        N.APPLICANT_AGE: age,
        N.SIZE: people,
        N.SINGLE: people == 1,
        N.AGES: sorted(ages),
    }


def lines(rules: Rulebook) -> tuple[int, int]:
    """From which age one counts as elderly, and as grown up."""
    return rules.value("priority.elderly_age"), rules.value("priority.minor_age")


def _means(told: Mapping[str, Any]) -> dict[FactName, Any]:
    hukou, owned = told["hukou"] or UNSAID, told["owned"]
    has = {name: None if owned is None else name in owned for name in OWNED}
    return {
        N.HUKOU_LOCAL: None if hukou == UNSAID else hukou != "elsewhere",
        N.HUKOU_LOCAL_URBAN: None if hukou == UNSAID else hukou == "urban",
        N.CATEGORY: told["category"] or None,
        N.INCOME_ANNUAL_FEN: told["income"],
        N.AREA_TOTAL: told["area"],
        N.CARS: _count(has["car"]),
        N.COMMERCIAL_RIGHTS: _count(has["shop"]),
        N.BENEFITS_CURRENT: _count(has["benefit"]),
        N.DEBARRED: has["barred"],
    }


OWNED = ("car", "shop", "benefit", "barred")


def _count(has: bool | None) -> int | None:
    return None if has is None else int(has)


def _work(told: Mapping[str, Any]) -> dict[FactName, Any]:
    asked = ("graduated", "pension", "pension_total", "permit")
    concerned = any(told[name] not in (None, UNSAID) for name in asked)
    permit = told["permit"] or (UNSAID if concerned else "no")
    # Who leaves out the whole chapter did not come for work; half an answer stays half.
    nothing = None if concerned else 0
    return {
        N.GRADUATE: told["graduated"] is not None,
        N.GRADUATED_ON: told["graduated"],
        N.PENSION_MONTHS_CONTINUOUS: nothing if told["pension"] is None else told["pension"],
        N.PENSION_MONTHS_TOTAL: nothing if told["pension_total"] is None else told["pension_total"],
        N.RESIDENCE_PERMIT: None if permit == UNSAID else permit == "yes",
    }


@dataclass(frozen=True)
class Line:
    """One condition as ``findings_list`` shows it."""

    outcome: str
    name: str
    yours: str
    rule: str
    change: str
    source: str
    hidden: str = ""


@dataclass(frozen=True)
class Verdict:
    """What the page says: ``good``, ``open`` or ``no``, the way that fits best, its conditions."""

    kind: str
    way: str
    klass: str
    lines: tuple[Line, ...]
    groups: tuple[str, ...]
    policy: str
    ruling: Ruling


def check(told: Mapping[str, Any], rules: Rulebook) -> Verdict:
    """What the rules say of what was typed."""
    known = facts_of(told, rules)
    ruling = screen(known, rules)
    found = tuple(_line(one, known.value("size")) for one in ruling.ordered)
    counts = {outcome: ruling.count(outcome) for outcome in Outcome}
    kind = "no" if counts[Outcome.NOT_MET] else "open" if counts[Outcome.UNKNOWN] else "good"
    return Verdict(
        kind, str(ROUTES[ruling.chosen.route].plain), str(KLASSES[ruling.klass].plain), found,
        tuple(str(group_label(g.code, g.sub).plain) for g in ruling.groups if g.priority),
        rules.fingerprint, ruling,
    )  # fmt: skip


def _line(found: Finding, size: int | None) -> Line:
    unknown = found.outcome is Outcome.UNKNOWN
    return Line(
        outcome=found.outcome.value,
        name=str(condition_label(found.code).plain),
        yours=_("You left this open") if unknown else seen_words(found),
        rule=rule_words(found),
        change=_change(found, size),
        source=_(", ").join([found.number, found.clause]),
    )


PER_PERSON = {"fen_per_person_year": "fen_household_year", "area_per_person": "area_household"}


def _change(found: Finding, size: int | None) -> str:
    if found.outcome is Outcome.MET:
        return ""
    if found.outcome is Outcome.UNKNOWN:
        return _("When you apply we look this up ourselves.")
    if found.unit in PER_PERSON and size and found.limit is not None:
        whole = shown(Fraction(found.limit) * size, PER_PERSON[found.unit])
        return _("It would be met below %(whole)s for %(size)s people.", whole=whole, size=size)
    return _("It would be met if this changes. You may apply again at any time then.")
