"""The self-check rules as an application would: same rulebook, same ruling."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.eligibility import Answer, Composition, Fact, FactName, Member, assemble, screen
from portal.front.selfcheck import GIVES, facts_of, lines, questions
from portal.kernel.policy import Rulebook

ON = date(2026, 3, 2)
RULES = Rulebook.from_sources("450100", on=ON)
LINE = 1660800
NOTHING: dict[str, Any] = dict.fromkeys(GIVES) | {"age": 40, "people": 1}


def told(**said: Any) -> dict[str, Any]:
    return NOTHING | said


FITS = told(
    people=3, children=1, hukou="urban", category="none", income=3 * LINE - 1, area=3899,
    owned=["none"],
)  # fmt: skip


def outcomes(said: dict[str, Any]) -> dict[str, str]:
    ruling = screen(facts_of(said, RULES), RULES)
    return {f"{ruling.chosen.route}/{f.code}": f.outcome.value for f in ruling.findings}


def test_just_inside_and_just_outside() -> None:
    assert set(outcomes(FITS).values()) == {"met"}
    assert (
        outcomes(FITS | {"income": 3 * LINE}).keys()
        == outcomes(FITS | {"income": 3 * LINE + 100}).keys()
    )
    assert "low_income/income" in outcomes(FITS)
    # Above the income line class B fits better, and has no income line.
    assert "local/hukou" in outcomes(FITS | {"income": 3 * LINE})
    assert outcomes(FITS | {"area": 3900})["low_income/housing"] == "not_met"


@pytest.mark.parametrize("left_out", ["hukou", "area", "owned"])
def test_what_is_left_out_is_unknown_never_met(left_out: str) -> None:
    found = outcomes(FITS | {left_out: None})
    assert "unknown" in found.values()
    assert "not_met" not in found.values()


def test_whoever_leaves_out_work_did_not_come_for_it() -> None:
    rural = FITS | {"hukou": "rural"}
    assert "not_met" in outcomes(rural).values()
    came = rural | {"pension": 12, "permit": "yes"}
    assert set(outcomes(came).values()) == {"met"}
    assert outcomes(rural | {"pension": 11, "permit": "yes"})["migrant/pension"] == "unknown"
    short = rural | {"pension": 11, "pension_total": 179, "permit": "yes"}
    assert "not_met" in outcomes(short).values()


def test_a_question_no_rule_looks_at_is_not_asked() -> None:
    assert questions(RULES) == set(GIVES)


def test_ages_stand_on_their_side_of_the_lines() -> None:
    elderly, grown = lines(RULES)
    ages = facts_of(told(age=elderly, people=5, children=2, elders=2), RULES).value("ages")
    assert sorted(ages) == [grown - 1, grown - 1, grown, elderly, elderly]


@given(
    age=st.integers(0, 100),
    minors=st.integers(0, 4),
    income=st.integers(0, 10 * LINE),
    area=st.integers(0, 20000),
    hukou=st.sampled_from(["urban", "rural", "elsewhere"]),
    category=st.sampled_from(["none", "dibao", "tekun", "low_income", "marginal"]),
    car=st.booleans(),
    shop=st.booleans(),
    barred=st.booleans(),
    months=st.integers(0, 30),
    graduated=st.none() | st.dates(date(2015, 1, 1), ON),
    permit=st.booleans(),
)
def test_equal_to_a_screening_of_the_same_household(
    age: int, minors: int, income: int, area: int, hukou: str, category: str, car: bool,
    shop: bool, barred: bool, months: int, graduated: date | None, permit: bool,
) -> None:  # fmt: skip
    owned = [name for name, has in (("car", car), ("shop", shop), ("barred", barred)) if has]
    said = told(
        age=age, people=1 + minors, children=minors, hukou=hukou, category=category,
        income=income, area=area, owned=owned or ["none"], graduated=graduated,
        pension=months, pension_total=months, permit="yes" if permit else "no",
    )  # fmt: skip
    asked = screen(facts_of(said, RULES), RULES)

    def born(years: int) -> date:
        return ON.replace(year=ON.year - years) - timedelta(days=1)

    home = Composition(
        "p0",
        (Member("p0", "applicant", born(age)),
         *(Member(f"p{n}", "child", born(lines(RULES)[1] - 1)) for n in range(1, minors + 1))),
    )  # fmt: skip
    region = "452000" if hukou == "elsewhere" else "450103"
    right = {"share": [1, 1], "region": "450103", "transferred_on": None}
    answers = {
        "hukou": {"status": "normal", "region": region,
                  "kind": "urban" if hukou == "urban" else "rural"},
        "assistance": {} if category == "none" else {"category": category, "valid_until": None},
        "income": {"year": 2025, "annual_fen": income, "assets_fen": 0},
        "property": {"rights": [{**right, "use": "residential", "area": area},
                                *([{**right, "use": "shop", "area": 1}] if shop else [])]},
        "vehicle": {"vehicles": [{"kind": "car"}] if car else []},
        "benefits": {"benefits": []},
        "insurance": {"pension_months_continuous": months, "pension_months_total": months},
        "education": {"graduated_on": graduated.isoformat()} if graduated else {},
        "marriage": {"status": "unmarried", "spouse": None},
        "residence_permit": {"since": None, "until": None, "no": "1"} if permit else {},
    }  # fmt: skip
    replies = [
        Answer(source, member.uid, "hit", values if member.uid == "p0" or source == "hukou" else {},
               ON)
        for source, values in answers.items() for member in home.members
    ]  # fmt: skip
    bar = {FactName.DEBARRED: Fact(barred, "credit", ON)}
    applied = screen(assemble(home, replies, on=ON, rulebook=RULES, extra=bar), RULES)
    assert [(f.code, f.outcome) for f in asked.findings] == [
        (f.code, f.outcome) for f in applied.findings
    ]
    assert asked.chosen.route == applied.chosen.route
