"""Registers held against one another: just agreeing, just not, one of them silent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.eligibility import (
    Answer,
    Composition,
    Fact,
    FactName,
    Member,
    Why,
    assemble,
    contradictions,
)
from portal.kernel.policy import Rulebook
from tests.unit.eligibility.test_assembling import FAMILY, FRESH, ON, RULES, everything

HER, HIS, OTHER = "450103199003020000", "450103198801010000", "450103198402030000"


def answer(source: str, person: str, values: Any, **more: Any) -> Answer:
    outcome = more.pop("outcome", "hit" if values else "no_hit")
    return Answer(source, person, outcome, values, FRESH, **more)


def found(
    *told: Answer, family: Composition = FAMILY, rules: Rulebook = RULES
) -> set[tuple[str, str]]:
    disagreeing = contradictions(family, told, on=ON, rulebook=rules)
    return {(each.code, each.person) for each in disagreeing}


def income(fen: int, **more: Any) -> Answer:
    return answer("income", "she", {"year": 2025, "annual_fen": fen, "assets_fen": 0}, **more)


def tax(fen: int, year: int = 2025, **more: Any) -> Answer:
    return answer("tax", "she", {"year": year, "annual_fen": fen}, **more)


@pytest.mark.parametrize(
    ("told", "disagree"),
    [
        ((income(100), tax(100)), False),
        ((income(100), tax(99)), False),
        ((income(100), tax(101)), True),
        ((answer("income", "she", {}), tax(1)), True),
        ((income(100), answer("tax", "she", {})), False),
        ((income(100), tax(101, year=2024)), False),
        ((tax(101),), False),
        ((income(100, outcome="unavailable"), tax(101)), False),
        ((income(100), tax(101, outcome="conflict")), False),
        ((income(100), tax(101, valid_until=date(2026, 3, 1))), False),
        ((income(100), tax(101, valid_until=ON)), True),
    ],
)
def test_more_declared_for_tax_than_found(told: tuple[Answer, ...], disagree: bool) -> None:
    assert found(*told) == ({("tax_over_income", "she")} if disagree else set())


MONTHS = {"pension_months_continuous": 1, "pension_months_total": 1}


@pytest.mark.parametrize(
    ("social", "medical", "disagree"),
    [
        ({**MONTHS, "employer": "公交"}, {"kind": "employee"}, False),
        ({**MONTHS, "employer": "公交"}, {"kind": "resident"}, True),
        ({**MONTHS, "employer": "公交"}, {}, True),
        ({**MONTHS, "employer": None}, {"kind": "resident"}, False),
        ({**MONTHS, "employer": None}, {"kind": "employee"}, False),  # retired
        ({}, {"kind": "employee"}, True),
        ({}, {"kind": "resident"}, False),
        ({}, {}, False),
    ],
)
def test_one_insurance_through_work_and_not_the_other(
    social: Any, medical: Any, disagree: bool
) -> None:
    told = (answer("insurance", "she", social), answer("medical", "she", medical))
    assert found(*told) == ({("employment", "she")} if disagree else set())


def hukou(person: str, number: str, *spouse: str, status: str = "normal") -> Answer:
    lines = [{"name": "x", "id_number": number, "relation": "self"}]
    lines += [{"name": "x", "id_number": other, "relation": "spouse"} for other in spouse]
    return answer("hukou", person, {"status": status, "members": lines})


def married(person: str, to: str) -> Answer:
    spouse = {"name": "x", "id_number": to}
    return answer("marriage", person, {"status": "married", "since": None, "spouse": spouse})


def marital(person: str, status: str) -> Answer:
    return answer("marriage", person, {"status": status, "since": None, "spouse": None})


BOTH = (hukou("she", HER, HIS), hukou("he", HIS, HER), married("she", HIS), married("he", HER))


@pytest.mark.parametrize(
    ("changes", "who"),
    [
        ((), set()),
        # two booklets, each of them lists nobody: the marriage register suffices
        ((hukou("she", HER), hukou("he", HIS)), set()),
        ((hukou("she", HER),), set()),
        ((marital("she", "single"),), {"she", "he"}),
        ((marital("she", "divorced"),), {"she", "he"}),
        # a widow's booklet still names the dead
        ((marital("she", "widowed"), answer("marriage", "he", {})), {"he"}),
        ((hukou("she", HER, OTHER),), {"she"}),
        ((hukou("she", HER), married("she", HIS), marital("he", "single")), {"she", "he"}),
        ((hukou("she", HER), married("he", OTHER)), {"she", "he"}),
        ((hukou("he", HIS, HER, status="deceased"),), {"she"}),
        ((answer("hukou", "she", {}),), {"he"}),  # no register knows his wife
        ((answer("marriage", "she", {}, outcome="unavailable"),), set()),
    ],
)
def test_husband_and_wife(changes: tuple[Answer, ...], who: set[str]) -> None:
    told = {(a.source, a.person): a for a in (*BOTH, *changes)}
    assert found(*told.values()) == {("spouse", one) for one in who}


def test_a_stranger_whom_the_marriage_register_names_and_who_is_not_married() -> None:
    """Married by one record, no husband in the booklet, and his own record says single."""
    told = (hukou("she", HER), married("she", OTHER), hukou("he", OTHER), marital("he", "single"))
    assert found(*told) == {("spouse", "she")}


def test_alone_and_said_to_be_married_with_nobody_there_yet() -> None:
    alone = Composition("she", (Member("she", "self", date(1990, 3, 2)),))
    assert found(hukou("she", HER), married("she", OTHER), family=alone) == set()


def told_with(*more: Answer, **extra: Fact) -> Any:
    told = {**everything(), **{(one.source, one.person): one for one in more}}
    facts = {FactName(name): fact for name, fact in extra.items()}
    return assemble(FAMILY, told.values(), on=ON, rulebook=RULES, extra=facts)


def test_what_is_in_doubt_is_unknown_and_says_why() -> None:
    facts = told_with(income(100), tax(101))
    assert facts.value("income_annual_fen") is None
    assert facts.unknown()[FactName.INCOME_ANNUAL_FEN] is Why.CONFLICT
    assert facts.value("assets_fen") == 0, "only what the comparison guards"
    papers = Fact(90, "papers", ON, frozenset({"she"}))
    assert told_with(income(100), tax(101), income_annual_fen=papers).value(
        "income_annual_fen"
    ) == (90), "papers that were looked at settle it"


def test_a_better_reason_is_kept() -> None:
    silent = answer("income", "he", {}, outcome="unavailable")
    facts = told_with(income(100), tax(101), silent)
    assert facts.unknown()[FactName.INCOME_ANNUAL_FEN] is Why.UNAVAILABLE


@pytest.mark.parametrize("source", ["hukou", "marriage"])
@pytest.mark.parametrize(
    ("outcome", "why"), [("unavailable", Why.UNAVAILABLE), ("conflict", Why.CONFLICT)]
)
def test_nobody_knows_how_many_they_are_while_a_register_is_silent(
    source: str, outcome: str, why: Why
) -> None:
    facts = told_with(answer(source, "she", {}, outcome=outcome))
    for name in (FactName.SIZE, FactName.SINGLE, FactName.AGES):
        assert facts.unknown()[name] is why
    assert facts.value("applicant_age") == 36
    of_the_husband = told_with(answer(source, "he", {}, outcome=outcome))
    assert of_the_husband.value("size") == 3
