"""Which departments a city's rules need: what no rule looks at is not asked (PIPL art. 6)."""

from __future__ import annotations

from typing import Any

from portal.eligibility.building import BUILDERS
from portal.eligibility.expressions import mentions
from portal.kernel.policy import Rulebook

TREES = ("applies", "tree", "seen", "limit")
"""Where a condition may name facts."""

FACT_SOURCE = {name.value: source for name, source, _build in BUILDERS}


def facts_used(rulebook: Rulebook) -> frozenset[str]:
    """Facts that a condition of the city's classes or a priority group names."""
    keys = ["priority.groups"] if rulebook.has("priority.groups") else []
    if rulebook.has("eligibility.classes"):
        keys += [row["conditions"] for row in rulebook.rows("eligibility.classes")]
    rows = [row for key in keys for row in rulebook.conditions(key)]
    named = (name for row in rows for part in TREES for name in mentions(row.get(part), "fact"))
    return frozenset(named) | {row["proof"] for row in rows if "proof" in row}


def uses_in_force(rulebook: Rulebook) -> tuple[dict[str, Any], ...]:
    """The rows of ``intake.uses`` that matter: without guards, or guarding a fact that is used."""
    used = facts_used(rulebook)
    return tuple(
        row for row in rulebook.rows("intake.uses") if not row["guards"] or used & {*row["guards"]}
    )


def sources_asked(rulebook: Rulebook) -> tuple[dict[str, Any], ...]:
    """The rows of ``intake.sources`` that some rule in force needs, in their order.

    A source whose ``adults_for`` names a rule that the place has is asked about all adults.
    """
    needed = {FACT_SOURCE[name] for name in facts_used(rulebook) if name in FACT_SOURCE}
    needed |= {row["source"] for row in uses_in_force(rulebook)}
    return tuple(
        {**row, "about": "adults"} if rulebook.has(row.get("adults_for", "")) else row
        for row in rulebook.rows("intake.sources")
        if row["code"] in needed
    )
