"""Which departments a city's rules need: what no rule looks at is not asked (PIPL art. 6).

A rulebook never changes and is shared, so what follows from it alone is worked out once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from portal.eligibility.building import BUILDERS
from portal.eligibility.expressions import mentions
from portal.kernel.policy import Rulebook

TREES = ("applies", "tree", "seen", "limit")
"""Where a condition may name facts."""

PROMISE = "promise"
"""The use of ``intake.uses`` that is the gate of the commitment."""

FACT_SOURCE = {name.value: source for name, source, _build in BUILDERS}


def _rules(rulebook: Rulebook) -> list[dict[str, Any]]:
    """The conditions of the city's classes, and its priority groups."""
    keys = ["priority.groups"] if rulebook.has("priority.groups") else []
    if rulebook.has("eligibility.classes"):
        keys += [row["conditions"] for row in rulebook.rows("eligibility.classes")]
    return [row for key in keys for row in rulebook.conditions(key)]


def _facts(rule: dict[str, Any]) -> set[str]:
    named = {name for part in TREES for name in mentions(rule.get(part), "fact")}
    return named | ({rule["proof"]} if "proof" in rule else set())


def facts_used(rulebook: Rulebook) -> frozenset[str]:
    """Facts that a condition of the city's classes or a priority group names."""
    return frozenset(name for rule in _rules(rulebook) for name in _facts(rule))


@lru_cache
def uses_in_force(rulebook: Rulebook) -> tuple[dict[str, Any], ...]:
    """The rows of ``intake.uses`` that matter: without guards, or guarding a fact that is used."""
    used = set().union(*map(_facts, _rules(rulebook)))
    return tuple(
        row for row in rulebook.rows("intake.uses") if not row["guards"] or used & {*row["guards"]}
    )


@lru_cache
def needed_by(rulebook: Rulebook) -> Mapping[str, tuple[str, ...]]:
    """source → the numbers of the rules, and the codes of the other uses, that need it."""
    found: dict[str, list[str]] = {}
    for rule in _rules(rulebook):
        for source in {FACT_SOURCE[name] for name in _facts(rule) if name in FACT_SOURCE}:
            found.setdefault(source, []).append(rule["number"])
    for use in uses_in_force(rulebook):
        found.setdefault(use["source"], []).append(use["code"])
    return MappingProxyType({source: tuple(sorted(set(rules))) for source, rules in found.items()})


@lru_cache
def sources_asked(rulebook: Rulebook, *, promising: bool = True) -> tuple[dict[str, Any], ...]:
    """The rows of ``intake.sources`` that some rule in force needs, in their order.

    A source whose ``adults_for`` names a rule that the place has is asked about all adults.
    Where nobody promises anything (a re-check), what only the promise needs is left out.
    """
    idle = () if promising else (PROMISE,)
    needed = {source for source, rules in needed_by(rulebook).items() if {*rules} - {*idle}}
    return tuple(
        {**row, "about": "adults"} if rulebook.has(row.get("adults_for", "")) else row
        for row in rulebook.rows("intake.sources")
        if row["code"] in needed
    )


def params_of(row: dict[str, Any]) -> set[str]:
    """Keys of the rulebook that a condition compares with."""
    parts = (row.get(part) for part in ("applies", "tree", "limit"))
    return {key for part in parts for key in mentions(part, "param")}
