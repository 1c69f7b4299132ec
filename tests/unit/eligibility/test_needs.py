"""What no rule looks at is not asked: worked out of the rules in force, not out of a list."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from portal.eligibility import FactName, assemble, sources_asked
from portal.eligibility.building import BUILDERS
from portal.eligibility.comparing import COMPARISONS
from portal.eligibility.needs import needed_by
from portal.kernel.policy import Rulebook
from tests.unit.eligibility.test_assembling import FAMILY, everything

ON = date(2026, 3, 2)
NANNING = Rulebook.from_sources("450100", on=ON)


def asked(rules: Rulebook) -> set[str]:
    return {row["code"] for row in sources_asked(rules)}


def changed(change: Callable[[dict[str, Any]], None], rules: Rulebook = NANNING) -> Rulebook:
    """The same rules with one thing different."""
    snapshot = copy.deepcopy(rules.snapshot())
    change({key: told["value"] for key, told in snapshot["values"].items()})
    return Rulebook.from_snapshot(snapshot)


def condition(fact: str) -> dict[str, Any]:
    return {"code": "x", "number": "X-1", "clause": "x", "operators": 1, "unit": "count",
            "tree": ["==", ["fact", fact], 0]}  # fmt: skip


def test_nanning_asks_sixteen_and_leaves_out_what_it_has_no_rule_for() -> None:
    assert asked(NANNING) == {
        "hukou", "marriage", "assistance", "income", "tax", "property", "vehicle", "benefits",
        "insurance", "medical", "education", "residence_permit", "disability", "veteran",
        "health", "court",
    }  # fmt: skip
    declared = {row["code"] for row in NANNING.rows("intake.sources")}
    assert declared - asked(NANNING) == {"business", "fund", "phone", "bank"}


def test_before_the_priority_groups_nobody_asked_about_health() -> None:
    then = asked(Rulebook.from_sources("450100", on=date(2020, 5, 28)))
    now = asked(Rulebook.from_sources("450100", on=date(2020, 5, 29)))
    assert now - then == {"disability", "veteran", "health"}


@pytest.mark.parametrize(
    ("fact", "source"),
    [
        ("businesses", "business"),
        ("business_capital_fen", "business"),
        ("fund_account", "fund"),
    ],
)
def test_a_rule_that_looks_at_a_fact_makes_its_source_asked(fact: str, source: str) -> None:
    rules = changed(lambda v: v["eligibility.conditions.b_migrant"].append(condition(fact)))
    assert asked(rules) == asked(NANNING) | {source}


@pytest.mark.parametrize("part", ["applies", "seen", "limit"])
def test_a_fact_only_shown_or_only_opening_a_rule_counts_too(part: str) -> None:
    row = condition("size") | {part: [">", ["fact", "fund_account"], 0]}
    rules = changed(lambda v: v["eligibility.conditions.a"].append(row))
    assert "fund" in asked(rules)


def test_a_rule_that_goes_takes_its_source_with_it() -> None:
    def no_cars(values: dict[str, Any]) -> None:
        rows = values["eligibility.conditions.a"]
        rows[:] = [row for row in rows if row["code"] != "car"]

    assert asked(NANNING) - asked(changed(no_cars)) == {"vehicle"}


def test_without_a_rule_on_work_neither_insurance_is_asked() -> None:
    def no_pensions(values: dict[str, Any]) -> None:
        for key in ("eligibility.conditions.b_migrant", "priority.groups"):
            rows = values[key]
            rows[:] = [row for row in rows if "pension" not in str(row["tree"])]

    assert asked(NANNING) - asked(changed(no_pensions)) == {"insurance", "medical"}


def test_without_the_gate_the_courts_are_not_asked() -> None:
    def no_gate(values: dict[str, Any]) -> None:
        rows = values["intake.uses"]
        rows[:] = [row for row in rows if row["code"] != "promise"]

    assert asked(NANNING) - asked(changed(no_gate)) == {"court"}


def test_where_nobody_promises_the_courts_are_left_alone() -> None:
    without = {row["code"] for row in sources_asked(NANNING, promising=False)}
    assert asked(NANNING) - without == {"court"}


def test_facts_of_a_source_that_is_not_asked_do_not_exist() -> None:
    told = [*everything().values()]
    facts = assemble(FAMILY, told, on=ON, rulebook=NANNING)
    assert FactName.BUSINESSES not in facts.facts
    assert FactName.FUND_ACCOUNT not in facts.facts


def test_every_use_names_a_known_source_comparison_and_facts() -> None:
    declared = {row["code"] for row in NANNING.rows("intake.sources")}
    names = {name.value for name in FactName}
    for row in NANNING.rows("intake.uses"):
        assert row["source"] in declared
        assert set(row["guards"]) <= names
        assert row["code"] in {*COMPARISONS, "household", "promise"}
        assert bool(row["guards"]) == (row["code"] in COMPARISONS)
    assert {source for _name, source, _build in BUILDERS} <= declared
    valid = {row["code"] for row in NANNING.rows("intake.fact_valid")}
    assert valid == declared - {"bank"}, "each answer has a time it holds"


def test_each_source_says_which_rules_need_it() -> None:
    needed = needed_by(NANNING)
    assert needed["vehicle"] == ("A-05",)
    assert needed["court"] == ("promise",)
    assert needed["tax"] == ("tax_over_income",)
    assert needed["marriage"] == ("household", "spouse")
    assert "P-20" in needed["health"]
    assert set(needed) == asked(NANNING)
