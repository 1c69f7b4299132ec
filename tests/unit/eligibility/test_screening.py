"""Golden cases by clause: just inside, just outside, missing, the day before and after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.eligibility import (
    Attempt,
    Fact,
    FactName,
    HouseholdFacts,
    Klass,
    Outcome,
    Route,
    Ruling,
    Why,
    bad_trees,
    oldest,
    priority_of,
    replay,
    screen,
    working,
)
from portal.kernel.canonical import canonical, fingerprint
from portal.kernel.policy import ROOT, NoRule, Rulebook, keys

ON = date(2026, 3, 2)
RULES = Rulebook.from_sources("450100", on=ON)
N = FactName
MET, NOT, UNKNOWN = Outcome.MET, Outcome.NOT_MET, Outcome.UNKNOWN

LOW_INCOME: dict[str, Any] = {
    "size": 3,
    "single": False,
    "ages": [6, 34, 36],
    "applicant_age": 36,
    "hukou_local": True,
    "hukou_local_urban": True,
    "income_annual_fen": 3 * 1660800 - 1,
    "assets_fen": 0,
    "area_total": 0,
    "commercial_rights": 0,
    "cars": 0,
    "category": "none",
    "benefits_current": 0,
    "pension_months_continuous": 0,
    "pension_months_total": 0,
    "graduate": False,
    "education": "none",
    "residence_permit": False,
    "disability_grades": [],
    "veteran_kinds": [],
    "major_illness": False,
    "family_planning_special": False,
    "debarred": False,
    "occupations": [],
    "honours": [],
    "orphan": False,
}
MIGRANT = {
    **LOW_INCOME,
    "hukou_local": False,
    "hukou_local_urban": False,
    "residence_permit": True,
    "pension_months_continuous": 12,
}
GRADUATE = {
    **LOW_INCOME,
    "size": 1,
    "single": True,
    "ages": [24],
    "applicant_age": 24,
    "hukou_local": False,
    "hukou_local_urban": False,
    "graduate": True,
    "graduated_on": date(2024, 6, 20),
    "education": "master",
}


def facts(base: Mapping[str, Any] = LOW_INCOME, on: date = ON, **more: Any) -> HouseholdFacts:
    told = {**base, **more}
    made = {
        N(name): Fact(
            value, "test", on, frozenset({"p1"}), Why.UNAVAILABLE if value is None else None
        )
        for name, value in told.items()
    }
    return HouseholdFacts(on, made)


def outcome(code: str, klass: Klass, route: Route, **more: Any) -> Outcome | None:
    base = {Route.MIGRANT: MIGRANT, Route.GRADUATE: GRADUATE}.get(route, LOW_INCOME)
    found = screen(facts(base, **more), RULES, klass, route).finding(code)
    return found.outcome if found else None


LINE = 1660800
A_CASES = [
    ("hukou", {"hukou_local_urban": True}, MET),
    ("hukou", {"hukou_local_urban": False}, NOT),
    ("hukou", {"hukou_local_urban": None}, UNKNOWN),
    ("income", {"income_annual_fen": 3 * LINE - 1}, MET),
    ("income", {"income_annual_fen": 3 * LINE}, NOT),
    ("income", {"income_annual_fen": None}, UNKNOWN),
    ("income", {"income_annual_fen": 9 * LINE, "category": "low_income"}, MET),
    ("income", {"income_annual_fen": None, "category": "dibao"}, MET),
    ("income", {"income_annual_fen": 3 * LINE, "category": None}, UNKNOWN),
    ("housing", {"area_total": 3899}, MET),
    ("housing", {"area_total": Fraction(11699, 3)}, MET),
    ("housing", {"area_total": 3900}, NOT),
    ("housing", {"area_total": None}, UNKNOWN),
    ("car", {"cars": 0}, MET),
    ("car", {"cars": 1}, NOT),
    ("car", {"cars": None}, UNKNOWN),
    ("commercial", {"commercial_rights": 0}, MET),
    ("commercial", {"commercial_rights": 1}, NOT),
    ("commercial", {"commercial_rights": None}, UNKNOWN),
    ("benefit", {"benefits_current": 0}, MET),
    ("benefit", {"benefits_current": 1}, NOT),
    ("benefit", {"benefits_current": None}, UNKNOWN),
    ("debarred", {"debarred": False}, MET),
    ("debarred", {"debarred": True, "debarred_until": date(2030, 1, 1)}, NOT),
    ("debarred", {"debarred": None}, UNKNOWN),
    ("capacity", {"applicant_age": 18}, MET),
    ("capacity", {"applicant_age": 17}, NOT),
    ("capacity", {"single": True, "size": 1}, None),
    ("single_age", {"single": True, "size": 1, "applicant_age": 35}, MET),
    ("single_age", {"single": True, "size": 1, "applicant_age": 34}, NOT),
    ("single_age", {"single": True, "size": 1, "applicant_age": 34, "category": None}, UNKNOWN),
    ("single_age", {"single": True, "size": 1, "applicant_age": 20, "category": "dibao"}, MET),
    ("single_age", {"single": True, "size": 1, "applicant_age": 20, "category": "tekun"}, MET),
    ("single_age", {"single": True, "size": 1, "applicant_age": 20, "category": "marginal"}, NOT),
    ("single_age", {"single": True, "size": 1, "applicant_age": 17, "category": "dibao"}, NOT),
    ("single_age", {}, None),
    ("single_age", {"single": None}, UNKNOWN),
]


@pytest.mark.parametrize(("code", "more", "expected"), A_CASES)
def test_class_a(code: str, more: dict[str, Any], expected: Outcome | None) -> None:
    assert outcome(code, Klass.A, Route.LOW_INCOME, **more) is expected


ALONE = {"single": True, "size": 1}
B_CASES = [
    (Route.LOCAL, "hukou", {"hukou_local_urban": False}, NOT),
    (Route.LOCAL, "income", {}, None),
    (Route.LOCAL, "car", {"cars": 2}, None),
    (Route.LOCAL, "housing", {"area_total": 3900}, NOT),
    (Route.LOCAL, "single_age", {**ALONE, "applicant_age": 18}, MET),
    (Route.LOCAL, "single_age", {**ALONE, "applicant_age": 17}, NOT),
    (Route.LOCAL, "benefit", {"benefits_current": 1}, NOT),
    (Route.LOCAL, "debarred", {"debarred": True}, NOT),
    (Route.GRADUATE, "graduate_recent", {"graduated_on": date(2021, 3, 1)}, MET),
    (Route.GRADUATE, "graduate_recent", {"graduated_on": date(2021, 2, 28)}, NOT),
    (Route.GRADUATE, "graduate_recent", {"graduated_on": None}, UNKNOWN),
    (Route.GRADUATE, "graduate_recent", {"graduate": False, "graduated_on": None}, NOT),
    (Route.MIGRANT, "pension", {"pension_months_continuous": 12}, MET),
    (Route.MIGRANT, "pension", {"pension_months_continuous": 11}, NOT),
    (
        Route.MIGRANT,
        "pension",
        {"pension_months_continuous": 0, "pension_months_total": 180},
        MET,
    ),
    (
        Route.MIGRANT,
        "pension",
        {"pension_months_continuous": 11, "pension_months_total": 179},
        NOT,
    ),
    (
        Route.MIGRANT,
        "pension",
        {"pension_months_continuous": 11, "pension_months_total": None},
        UNKNOWN,
    ),
    (Route.MIGRANT, "permit", {"residence_permit": True}, MET),
    (Route.MIGRANT, "permit", {"residence_permit": False}, NOT),
    (Route.MIGRANT, "permit", {"residence_permit": None}, UNKNOWN),
]


@pytest.mark.parametrize(("route", "code", "more", "expected"), B_CASES)
def test_class_b(route: Route, code: str, more: dict[str, Any], expected: Outcome | None) -> None:
    assert outcome(code, Klass.B, route, **more) is expected


def test_five_years_end_with_the_month() -> None:
    told = {**GRADUATE, "graduated_on": date(2021, 6, 20)}
    last, after = date(2026, 6, 30), date(2026, 7, 1)
    for day, expected in ((last, MET), (after, NOT)):
        rules = Rulebook.from_sources("450100", on=day)
        found = screen(facts(told, on=day), rules, Klass.B, Route.GRADUATE).finding(
            "graduate_recent"
        )
        assert found is not None
        assert (found.outcome, found.seen, found.limit) == (expected, date(2021, 6, 20), after)


class TestTheWayChosen:
    def test_low_income(self) -> None:
        ruling = screen(facts(), RULES)
        assert (ruling.klass, ruling.route, ruling.lawful) == (Klass.A, Route.LOW_INCOME, True)
        assert ruling.policy == RULES.fingerprint
        assert {other.route for other in ruling.others} == set(Route) - {Route.LOW_INCOME}

    def test_too_much_income_goes_to_b_and_says_why_not_a(self) -> None:
        ruling = screen(facts(income_annual_fen=3 * LINE), RULES)
        assert (ruling.klass, ruling.route, ruling.lawful) == (Klass.B, Route.LOCAL, True)
        tried = next(other for other in ruling.others if other.klass is Klass.A)
        assert [f.code for f in tried.findings if f.outcome is NOT] == ["income"]

    def test_a_silent_office_does_not_move_a_family_to_b(self) -> None:
        ruling = screen(facts(cars=None), RULES)
        assert (ruling.klass, ruling.outcome, ruling.lawful) == (Klass.A, UNKNOWN, False)
        found = ruling.finding("car")
        assert found is not None
        assert found.why is Why.UNAVAILABLE

    def test_graduate_and_migrant(self) -> None:
        assert screen(facts(GRADUATE), RULES).route is Route.GRADUATE
        assert screen(facts(MIGRANT), RULES).route is Route.MIGRANT

    def test_nothing_fits(self) -> None:
        ruling = screen(facts(benefits_current=1), RULES)
        assert (ruling.klass, ruling.outcome) == (Klass.A, NOT)
        assert ruling.ordered[0].code == "benefit"

    def test_nothing_known_is_never_lawful(self) -> None:
        ruling = screen(HouseholdFacts(ON), RULES)
        assert (ruling.lawful, ruling.outcome, ruling.groups) == (False, UNKNOWN, ())
        assert {found.why for found in ruling.findings} == {Why.NOT_ASKED}

    def test_no_conditions_prove_nothing(self) -> None:
        empty = Attempt(Klass.A, Route.LOW_INCOME, ())
        assert (empty.lawful, empty.outcome) == (False, UNKNOWN)

    def test_a_city_without_rules(self) -> None:
        with pytest.raises(NoRule):
            screen(facts(), Rulebook.from_sources("450200", on=ON))

    def test_no_income_line_yet_is_unknown_not_met(self) -> None:
        day = date(2023, 1, 31)
        before = screen(facts(on=day), Rulebook.from_sources("450100", on=day), Klass.A)
        found = before.finding("income")
        assert found is not None
        assert (found.outcome, found.limit, found.why) == (UNKNOWN, None, Why.NO_RULE)
        day += timedelta(days=1)
        after = screen(facts(on=day), Rulebook.from_sources("450100", on=day), Klass.A)
        assert after.lawful


def test_a_finding_explains_itself() -> None:
    told = facts(
        area_total=Fraction(7801, 2),
    ).with_facts(
        {N.AREA_TOTAL: Fact(Fraction(7801, 2), "property", date(2026, 2, 1), frozenset({"a", "b"}))}
    )
    found = screen(told, RULES, Klass.A).finding("housing")
    assert found is not None
    assert found.outcome is NOT
    assert (found.seen, found.limit, found.unit) == (Fraction(7801, 6), 1300, "area_per_person")
    assert (found.source, found.as_of) == ("property", date(2026, 2, 1))
    assert found.rests_on == {"a", "b", "p1"}
    assert found.clause.startswith("《公共租赁住房管理办法》第七条")
    assert working(told, RULES, Route.LOW_INCOME, "housing").value is False
    assert oldest(told) == date(2026, 2, 1)


G_CASES = [
    ({"category": "dibao"}, "G01", True),
    ({"category": "marginal", "income_annual_fen": 9 * LINE}, "G02", False),
    ({"category": "tekun"}, "G12", True),
    ({"income_annual_fen": 3 * LINE}, "G03", False),
    ({"area_total": 3899}, "G04", False),
    ({"ages": [60]}, "G07", False),
    ({"single": True, "size": 1, "applicant_age": 60}, "G07lone", True),
    ({"disability_grades": [3]}, "G08", False),
    ({"disability_grades": [2]}, "G08severe", True),
    ({"veteran_kinds": ["entitled"]}, "G09", False),
    ({"veteran_kinds": ["combat"]}, "G09key", True),
    ({"family_planning_special": True}, "G10", True),
    ({"orphan": True}, "G11", False),
    ({"occupations": ["sanitation"]}, "G1313a", False),
    ({"occupations": ["bus"]}, "G1313b", False),
    ({"occupations": ["medic"]}, "G1414a", False),
    ({"occupations": ["teacher"]}, "G1414b", False),
    ({"major_illness": True}, "L01", True),
    ({"honours": ["bravery"]}, "L02", True),
    ({"ages": [1, 5, 17, 40]}, "L03", True),
]


@pytest.mark.parametrize(("more", "name", "first"), G_CASES)
def test_groups(more: dict[str, Any], name: str, first: bool) -> None:
    groups = {group.code + group.sub: group for group in priority_of(facts(**more), RULES)}
    assert groups[name].priority is first
    without = priority_of(facts(**dict.fromkeys(more)), RULES)
    assert name not in {group.code + group.sub for group in without}


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"ages": [59]}, "G07"),
        ({"single": True, "size": 1, "applicant_age": 59}, "G07lone"),
        ({"applicant_age": 60}, "G07lone"),
        ({"disability_grades": [3, 4]}, "G08severe"),
        ({"ages": [1, 17, 18, 40]}, "L03"),
        ({"income_annual_fen": 3 * LINE}, "G02"),
        ({"category": "dibao"}, "G02"),
    ],
)
def test_just_outside_a_group(more: dict[str, Any], name: str) -> None:
    groups = priority_of(facts(**more), RULES)
    assert name not in {group.code + group.sub for group in groups}


def test_new_graduates_and_migrants_are_groups() -> None:
    assert "G05" in {group.code for group in priority_of(facts(GRADUATE), RULES)}
    owner = facts(GRADUATE, area_total=1)
    assert "G05" not in {group.code for group in priority_of(owner, RULES)}
    assert "G06" in {group.code for group in priority_of(facts(MIGRANT), RULES)}


def test_three_children_count_from_june_2023() -> None:
    children = {"ages": [1, 5, 17, 40]}
    for day, expected in ((date(2023, 5, 31), False), (date(2023, 6, 1), True)):
        groups = priority_of(facts(on=day, **children), Rulebook.from_sources("450100", on=day))
        assert ("L03" in {group.code for group in groups}) is expected


def test_every_tree_names_what_exists() -> None:
    for day in (date(2020, 6, 1), ON):
        assert bad_trees(Rulebook.from_sources("450100", on=day), keys(ROOT)) == []


def test_a_tree_that_names_nothing_is_found() -> None:
    told = RULES.snapshot()
    row = told["values"]["eligibility.conditions.a"]["value"][0]
    row = {**row, "tree": ["==", ["fact", "moonshine"], ["param", "eligibility.moon"]]}
    told["values"]["eligibility.conditions.a"] = {
        **told["values"]["eligibility.conditions.a"],
        "value": [row],
    }
    wrong = bad_trees(Rulebook.from_snapshot(told), keys(ROOT))
    assert [words.split(": ", 1)[1] for words in wrong] == [
        "no fact moonshine",
        "no key eligibility.moon",
        "no such fact: moonshine",
    ]


def stored(value: Any) -> Any:
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("base", [LOW_INCOME, MIGRANT, GRADUATE])
def test_replay_needs_only_what_was_stored(base: dict[str, Any]) -> None:
    told = facts(base, area_total=Fraction(100, 3))
    ruling = screen(told, RULES)
    snapshot = stored(RULES.snapshot("eligibility", "priority"))
    again = replay(stored(told.to_json()), snapshot)
    assert again == ruling
    assert fingerprint(again.to_json()) == fingerprint(ruling.to_json())
    assert Ruling.from_json(stored(ruling.to_json())) == ruling


VALUES: dict[str, st.SearchStrategy[Any]] = {
    name: (
        st.booleans()
        if isinstance(value, bool)
        else st.integers(0, 10**7)
        if isinstance(value, int)
        else st.sampled_from(["none", "dibao", "tekun", "marginal", "low_income"])
        if isinstance(value, str)
        else st.just(value)
    )
    for name, value in LOW_INCOME.items()
    if name != "size"
}
households = st.fixed_dictionaries(
    {"size": st.integers(1, 9)},
    optional={
        **{name: st.none() | values for name, values in VALUES.items()},
        "graduated_on": st.none() | st.dates(date(1990, 1, 1), date(2026, 3, 1)),
    },
)


@given(households)
def test_whatever_we_know_the_ruling_holds_together(told: dict[str, Any]) -> None:
    made = facts({}, **told)
    ruling = screen(made, RULES)
    assert ruling.lawful == all(f.outcome is MET for f in ruling.findings)
    for found in ruling.findings:
        assert (found.why is None) == (found.outcome is not UNKNOWN)
    assert Ruling.from_json(stored(ruling.to_json())) == ruling
    assert HouseholdFacts.from_json(stored(made.to_json())) == made
    assert canonical(made.to_json()) == canonical(stored(made.to_json()))


@given(households, st.sampled_from(sorted(VALUES)))
def test_forgetting_a_fact_never_makes_a_household_lawful(told: dict[str, Any], gone: str) -> None:
    for klass, route in ((Klass.A, Route.LOW_INCOME), (Klass.B, Route.MIGRANT)):
        less = screen(facts({}, **{**told, gone: None}), RULES, klass, route)
        if less.lawful:
            assert screen(facts({}, **told), RULES, klass, route).lawful
