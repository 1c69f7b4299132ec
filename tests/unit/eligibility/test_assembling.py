"""From answers to facts: a silent department is never a silent pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from portal.eligibility import (
    Answer,
    Composition,
    Fact,
    FactName,
    HouseholdFacts,
    Member,
    Why,
    age,
    asked,
    assemble,
    screen,
    sources_asked,
)
from portal.kernel.policy import Rulebook

ON = date(2026, 3, 2)
RULES = Rulebook.from_sources("450100", on=ON)
N = FactName
FAMILY = Composition(
    "she",
    (
        Member("she", "self", date(1990, 3, 2)),
        Member("he", "spouse", date(1988, 1, 1)),
        Member("kid", "child", date(2019, 5, 1)),
    ),
)
FRESH = date(2026, 3, 1)
NOTHING: dict[str, Any] = {}


def answer(
    source: str, person: str, values: Any = NOTHING, outcome: str = "", **more: Any
) -> Answer:
    return Answer(source, person, outcome or ("hit" if values else "no_hit"), values, FRESH, **more)


def hukou(
    person: str, region: str = "450103", kind: str = "urban", status: str = "normal"
) -> Answer:
    return answer("hukou", person, {"status": status, "kind": kind, "region": region})


def everything() -> dict[tuple[str, str], Answer]:
    told = [hukou("she")]
    for row in sources_asked(RULES):
        if row["code"] != "hukou":
            told += [answer(row["code"], uid) for uid in asked(FAMILY, row["about"], ON, RULES)]
    return {(one.source, one.person): one for one in told}


def put(*more: Answer, **extra: Fact) -> HouseholdFacts:
    told = {**everything(), **{(one.source, one.person): one for one in more}}
    facts = {N(name): fact for name, fact in extra.items()}
    return assemble(FAMILY, told.values(), on=ON, rulebook=RULES, extra=facts)


def right(use: str, area: int, share: tuple[int, int] = (1, 1), **more: Any) -> dict[str, Any]:
    told = {"use": use, "area": area, "share": list(share), "region": "450103", "address": "x"}
    return {**told, "acquired_on": "2010-01-01", "transferred_on": None, **more}


def test_the_registers_hold_nothing() -> None:
    facts = put()
    expected = {
        N.SIZE: 3,
        N.SINGLE: False,
        N.AGES: [6, 36, 38],
        N.APPLICANT_AGE: 36,
        N.HUKOU_LOCAL: True,
        N.HUKOU_LOCAL_URBAN: True,
        N.INCOME_ANNUAL_FEN: 0,
        N.AREA_TOTAL: 0,
        N.COMMERCIAL_RIGHTS: 0,
        N.CARS: 0,
        N.CATEGORY: "none",
        N.BENEFITS_CURRENT: 0,
        N.PENSION_MONTHS_TOTAL: 0,
        N.GRADUATE: False,
        N.RESIDENCE_PERMIT: False,
        N.DISABILITY_GRADES: [],
        N.MAJOR_ILLNESS: False,
    }
    assert {name: facts.value(name) for name in expected} == expected
    assert facts.unknown() == {N.GRADUATED_ON: Why.NOTHING}
    assert facts.fact("cars").rests_on == {"she", "he"}
    assert facts.fact("area_total").rests_on == {"she", "he", "kid"}
    assert facts.fact("cars").as_of == FRESH


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        ("unavailable", Why.UNAVAILABLE),
        ("conflict", Why.CONFLICT),
        ("waiting", Why.WAITING),
    ],
)
def test_one_answer_missing_makes_it_unknown(outcome: str, why: Why) -> None:
    facts = put(answer("vehicle", "he", outcome=outcome))
    assert facts.value("cars") is None
    assert facts.unknown()[N.CARS] is why


def test_never_asked_and_too_old() -> None:
    told = everything()
    del told["vehicle", "he"]
    facts = assemble(FAMILY, told.values(), on=ON, rulebook=RULES)
    assert facts.unknown()[N.CARS] is Why.NOT_ASKED
    for day, why in ((date(2026, 3, 1), Why.EXPIRED), (ON, None)):
        facts = put(answer("vehicle", "he", valid_until=day))
        assert facts.unknown().get(N.CARS) is why


def test_consent_outstanding_is_told_in_the_finding() -> None:
    facts = put(
        answer("income", "he", outcome="waiting"),
        debarred=Fact(False, "credit", ON, frozenset({"she"})),
    )
    found = screen(facts, RULES).finding("income")
    assert found is not None
    assert (found.outcome.value, found.why) == ("unknown", Why.WAITING)


def test_homes_in_the_city_by_share() -> None:
    mine = right("residential", 5000, (1, 3))
    his = [right("residential", 5000, (1, 3)), right("residential", 9000, region="110101")]
    facts = put(
        answer("property", "she", {"rights": [mine]}), answer("property", "he", {"rights": his})
    )
    assert facts.value("area_total") == Fraction(10000, 3)


def test_a_childs_home_counts() -> None:
    facts = put(answer("property", "kid", {"rights": [right("residential", 4000)]}))
    assert facts.value("area_total") == 4000


@pytest.mark.parametrize(("day", "area"), [("2026-03-02", 0), ("2026-03-03", 4000)])
def test_a_home_given_away_counts_until_that_day(day: str, area: int) -> None:
    told = right("residential", 4000, transferred_on=day)
    assert put(answer("property", "she", {"rights": [told]})).value("area_total") == area


def test_shops_offices_warehouses_and_cars() -> None:
    rights = [right(use, 100) for use in ("shop", "office", "warehouse", "residential")]
    assert put(answer("property", "he", {"rights": rights})).value("commercial_rights") == 3
    vehicles = [{"kind": "car"}, {"kind": "motorcycle"}]
    assert put(answer("vehicle", "he", {"vehicles": vehicles})).value("cars") == 1


@pytest.mark.parametrize(
    ("region", "kind", "local", "urban"),
    [
        ("450103", "urban", True, True),
        ("450103", "rural", True, False),
        ("450203", "urban", False, False),
        ("450111", "urban", True, True),  # a code no longer in the tree
    ],
)
def test_hukou(region: str, kind: str, local: bool, urban: bool) -> None:
    facts = put(hukou("she", region, kind))
    assert (facts.value("hukou_local"), facts.value("hukou_local_urban")) == (local, urban)


def test_a_register_that_says_deceased_proves_nothing() -> None:
    assert put(hukou("she", status="deceased")).value("hukou_local") is None


@pytest.mark.parametrize(("until", "category"), [("2026-03-02", "dibao"), ("2026-03-01", "none")])
def test_assistance_while_the_card_is_valid(until: str, category: str) -> None:
    told = {"category": "dibao", "card": "x", "valid_until": until}
    assert put(answer("assistance", "he", told)).value("category") == category


@pytest.mark.parametrize(("until", "count"), [(None, 1), ("2026-03-02", 1), ("2026-03-01", 0)])
def test_benefits_while_they_last(until: str | None, count: int) -> None:
    told = {"benefits": [{"kind": "subsidy", "city": "x", "since": "2020-01-01", "until": until}]}
    assert put(answer("benefits", "he", told)).value("benefits_current") == count


def test_sums_and_lists() -> None:
    facts = put(
        answer("income", "she", {"year": 2025, "annual_fen": 100, "assets_fen": 7}),
        answer("income", "he", {"year": 2025, "annual_fen": 50, "assets_fen": 8}),
        answer("disability", "kid", {"grade": 2, "kind": "x"}),
        answer("veteran", "he", {"kind": "combat"}),
        answer("health", "kid", {"major_illness": True, "family_planning_special": False}),
        answer("education", "she", {"level": "master", "graduated_on": "2024-06-20"}),
        answer("residence_permit", "she", {"since": "2020-01-01", "until": "2026-03-02"}),
        answer("insurance", "she", {"pension_months_continuous": 12, "pension_months_total": 30}),
    )
    assert facts.value("income_annual_fen") == 150
    assert facts.value("assets_fen") == 15
    assert facts.value("disability_grades") == [2]
    assert facts.value("veteran_kinds") == ["combat"]
    assert facts.value("major_illness") is True
    assert facts.value("graduated_on") == date(2024, 6, 20)
    assert facts.value("residence_permit") is True
    assert facts.value("pension_months_total") == 30


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        (date(2008, 3, 2), date(2026, 3, 1), 17),
        (date(2008, 3, 2), date(2026, 3, 2), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_age(birth: date, on: date, years: int) -> None:
    assert age(birth, on) == years


def test_an_underage_applicant_is_asked_about_all_the_same() -> None:
    alone = Composition("teen", (Member("teen", "self", date(2010, 1, 1)),))
    assert asked(alone, "adults", ON, RULES) == ["teen"]
    assert asked(FAMILY, "adults", ON, RULES) == ["she", "he"]


def test_an_unknown_fact_name_is_refused() -> None:
    with pytest.raises(ValueError, match="moonshine"):
        put().value("moonshine")


def _degree(level: str, on: str) -> dict[str, Any]:
    return {"level": level, "graduated_on": on}


def test_every_adults_education_is_known_but_the_applicants_counts() -> None:
    facts = put(
        answer("education", "he", _degree("bachelor", "2023-06-30")),
        answer("education", "she", _degree("master", "2024-06-20")),
    )
    told = facts.value("graduates")
    assert sorted(told) == [["bachelor", date(2023, 6, 30)], ["master", date(2024, 6, 20)]]
    assert facts.fact("graduates").rests_on == {"she", "he"}
    assert (facts.value("education"), facts.value("graduate")) == ("master", True)
    assert facts.fact("education").rests_on == {"she"}
    assert HouseholdFacts.from_json(facts.to_json()) == facts


def test_a_partner_who_has_not_answered_hides_only_what_is_theirs() -> None:
    waiting = replace(answer("education", "he", {}), outcome="waiting")
    facts = put(waiting, answer("education", "she", _degree("master", "2024-06-20")))
    assert facts.value("graduates") is None
    assert facts.value("graduate") is True


def test_no_other_adult_is_asked_where_no_rule_needs_it() -> None:
    snapshot = RULES.snapshot()
    del snapshot["values"]["subsidy.fixed.graduate"]
    about = {row["code"]: row["about"] for row in sources_asked(Rulebook.from_snapshot(snapshot))}
    assert about["education"] == "applicant"
    assert {row["code"]: row["about"] for row in sources_asked(RULES)}["education"] == "adults"
