from __future__ import annotations

import time
from datetime import date
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.applications import Outcome, Source
from portal.eligibility import Answer, Composition, Member, contradictions, sources_asked
from portal.exchange.contract import faults
from portal.exchange.simulator.cast import cast
from portal.exchange.simulator.changes import change
from portal.exchange.simulator.families import families
from portal.exchange.simulator.lies import contradicting
from portal.exchange.simulator.numbers import age, birth_of, check_digit, id_number, sex_of
from portal.exchange.simulator.people import Family, MemberCard, Person
from portal.exchange.simulator.population import Population, cast_cards, households
from portal.exchange.simulator.strangers import admin_token, stranger
from portal.exchange.simulator.world import world
from portal.kernel.identifiers import IdNumber, mobile_number
from portal.kernel.names import stored_name
from portal.kernel.policy import Rulebook
from portal.kernel.regions import tree

TODAY = date(2026, 3, 2)
EVERYONE: list[Family] = [*cast(), *islice(families(20260302, set(), set()), 300)]
POPULATION = Population(size=5)


def people() -> list[Person]:
    return [p for family in EVERYONE for _, p in family.people]


def answer(token: str, source: Source, on: date = TODAY, **changed: Any) -> tuple[Outcome, Any]:
    person = POPULATION.by_token(token)
    assert person is not None
    asked = {"number": person.id_number, "name": person.name, "phone": person.phone, "on": on}
    return POPULATION.answer(source, **(asked | changed))


def test_a_known_check_digit() -> None:
    """GB 11643-1999's own example."""
    assert check_digit("11010519491231002") == "X"
    assert check_digit("44052418800101001") == "4"


@pytest.mark.parametrize(
    "number", ["", "45010319840917002", "450103198409170028", "45010319840230002X"]
)
def test_what_is_no_id_number(number: str) -> None:
    assert birth_of(number) is None


def test_numbers_agree_with_people() -> None:
    for person in people():
        assert birth_of(person.id_number) == person.birth
        assert sex_of(person.id_number) == person.sex


def test_the_house_takes_every_number_phone_name_and_region() -> None:
    for person in people():
        assert IdNumber.parse(person.id_number, on=TODAY).birth == person.birth
        assert person.phone is None or mobile_number(person.phone) == person.phone
        assert stored_name(person.name) == person.name
        hukou = person.facts[Source.HUKOU]
        assert hukou["region"] in tree()


def test_numbers_tokens_and_phones_are_unique() -> None:
    everyone = Population(size=400)
    number = len(everyone._by_number)
    assert number == len(everyone._by_token)
    phones = [p.phone for p in everyone._by_number.values() if p.phone]
    assert len(phones) == len(set(phones))
    assert all(len(p) == 11 and p[0] == "1" for p in phones)


def test_every_fact_fits_the_document() -> None:
    for person in people():
        for source, values in person.facts.items():
            shown = values
            if "rights" in values:
                shown = {"rights": [dict(r) for r in values["rights"]]}
            for right in shown.get("rights", []):
                right.pop("_known_from", None)
            assert faults(f"{source.value}_values", shown) == [], (person.token, source)


def test_spouses_name_each_other_and_are_of_age() -> None:
    couples = 0
    for person in people():
        register = person.facts.get(Source.MARRIAGE)
        if register is None or register["status"] != "married":
            continue
        couples += 1
        other = next(p for p in people() if p.id_number == register["spouse"]["id_number"])
        back = other.facts[Source.MARRIAGE]
        assert back["spouse"]["id_number"] == person.id_number
        assert back["since"] == register["since"]
        assert age(person.birth, date.fromisoformat(register["since"])) >= 20
        assert other.sex != person.sex
    assert couples > 100


def test_adults_have_a_marriage_status_children_none() -> None:
    for person in people():
        assert (Source.MARRIAGE in person.facts) == (age(person.birth, TODAY) >= 18), person.token


def test_the_hukou_booklet_reads_the_same_for_all() -> None:
    for family in EVERYONE:
        seen = [p.facts[Source.HUKOU] for _, p in family.people]
        members = {frozenset(m["id_number"] for m in h["members"]) for h in seen}
        assert members == {frozenset(p.id_number for _, p in family.people)}
        for (_, person), hukou in zip(family.people, seen, strict=True):
            own = [m for m in hukou["members"] if m["relation"] == "self"]
            assert [m["id_number"] for m in own] == [person.id_number]
            assert hukou["since"] >= person.birth.isoformat()


def test_children_are_younger_than_their_parents_and_earn_nothing() -> None:
    for family in EVERYONE:
        parents = [p for r, p in family.people if r in ("self", "spouse")]
        for relation, person in family.people:
            if relation == "child":
                assert all(age(p.birth, person.birth) >= 18 for p in parents), family.code
            if age(person.birth, TODAY) < 18:
                assert Source.INCOME not in person.facts


def test_a_poor_family_is_poor_and_shares_one_card() -> None:
    for family in EVERYONE:
        cards = {p.facts.get(Source.ASSISTANCE, {}).get("card") for _, p in family.people}
        if family.profile in ("low_income", "dibao", "tekun"):
            assert len(cards) == 1
            assert None not in cards
        else:
            assert cards == {None}


def test_owners_shares_add_up_to_no_more_than_one() -> None:
    for family in EVERYONE:
        shares: dict[str, float] = {}
        for _, person in family.people:
            for right in person.facts.get(Source.PROPERTY, {"rights": []})["rights"]:
                shares[right["address"]] = shares.get(right["address"], 0) + (
                    right["share"][0] / right["share"][1]
                )
        assert all(s <= 1 for s in shares.values())


def test_same_seed_same_city_and_a_longer_list_begins_alike() -> None:
    assert households(50) == households(80)[:50]
    assert households(20, seed=7) != households(20, seed=8)


def test_the_population_knows_the_same_families_as_the_generator() -> None:
    population = Population(size=40)
    for card in households(40):
        for member in card.members:
            person = population.by_number(member.id_number)
            assert person is not None
            assert (person.token, person.name, person.phone) == (
                member.token, member.name, member.phone,
            )  # fmt: skip


def test_strangers_are_all_different_and_nobody_the_registers_know() -> None:
    population = Population()
    found = [stranger(n) for n in range(1, 401)]
    for one in found:
        assert population.by_number(one.id_number) is None
        assert age(one.birth, TODAY) >= 35
        told = population.answer(
            Source.PHONE, number=one.id_number, name=one.name, phone=one.phone, on=TODAY
        )
        assert told == (Outcome.HIT, {"matches": True})
        assert population.by_token(admin_token(one.id_number)) is not None
    for values in ([f.id_number for f in found], [f.phone for f in found]):
        assert len(set(values)) == len(found)
    for n in (0, 1001):
        with pytest.raises(ValueError, match="stranger"):
            stranger(n)


def test_a_person_of_a_story_is_named_by_the_storys_own_word() -> None:
    liping = cast_cards()["huang-liping"].applicant
    assert admin_token(liping.id_number) == liping.token == "huang-liping"


def test_a_thousand_families_in_three_seconds() -> None:
    began = time.process_time()
    assert len(households(1000)) == 1000
    assert time.process_time() - began < 3


def test_every_profile_of_the_world_lives_here() -> None:
    assert {c.profile for c in households(300)} == {p["code"] for p in world()["profile"]}


# --- registers that follow from others ------------------------------------------


CITY = Population(size=300)
CARDS = [*cast_cards().values(), *households(300)]


def told(source: Source, member: MemberCard, on: date = TODAY) -> tuple[Outcome, Any]:
    return CITY.answer(source, number=member.id_number, name=member.name, phone=member.phone, on=on)


def test_no_register_contradicts_another() -> None:
    """The very comparisons of the rulebook find nothing in the whole city."""
    rules = Rulebook.from_sources("450100", on=TODAY)
    sources = [Source(row["code"]) for row in sources_asked(rules)]
    for card in CARDS:
        family = Composition(
            card.applicant.token,
            tuple(Member(m.token, m.relation, m.birth) for m in card.members),
        )
        answers = [
            Answer(source.value, m.token, *told(source, m), TODAY)
            for m in card.members
            for source in sources
        ]
        assert contradictions(family, answers, on=TODAY, rulebook=rules) == (), card.code


def test_tax_is_what_employers_declare_and_no_more_than_the_income() -> None:
    declared = 0
    for member in (m for card in CARDS for m in card.members):
        income, tax = told(Source.INCOME, member)[1], told(Source.TAX, member)[1]
        employer = told(Source.INSURANCE, member)[1].get("employer")
        assert bool(tax) == bool(income and employer)
        assert tax.get("annual_fen", 0) <= income.get("annual_fen", 0)
        declared += bool(tax)
    assert declared > 100


def test_who_has_an_employer_is_insured_through_work() -> None:
    for member in (m for card in CARDS for m in card.members):
        employer = told(Source.INSURANCE, member)[1].get("employer")
        assert told(Source.MEDICAL, member)[1]["kind"] == ("employee" if employer else "resident")


def test_a_business_is_worth_no_more_than_its_owner() -> None:
    owners = 0
    for member in (m for card in CARDS for m in card.members):
        units = told(Source.BUSINESS, member)[1].get("units", [])
        assets = told(Source.INCOME, member)[1].get("assets_fen", 0)
        assert sum(u["capital_fen"] for u in units) <= assets
        owners += bool(units)
    assert owners > 0


def test_judgments_are_rare_and_serious_records_a_storys_to_make() -> None:
    people_ = [m for card in CARDS for m in card.members]
    records = [r for m in people_ for r in told(Source.COURT, m)[1].get("records", [])]
    assert 0 < len(records) < len(people_) / 50
    assert {r["kind"] for r in records} == {"judgment"}


def test_the_new_registers_fit_the_document_and_know_no_future() -> None:
    for member in (m for card in CARDS for m in card.members):
        for source in (Source.TAX, Source.MEDICAL, Source.BUSINESS, Source.COURT):
            outcome, values = told(source, member)
            if outcome is Outcome.HIT:
                assert faults(f"{source.value}_values", values) == [], (member.token, source)
    luo = cast_cards()["luo-zhenhua"].applicant
    assert told(Source.BUSINESS, luo, date(2026, 2, 9))[0] is Outcome.NO_HIT
    assert told(Source.BUSINESS, luo, date(2026, 2, 10))[0] is Outcome.HIT


def test_a_change_of_income_shows_at_the_tax_office_too() -> None:
    city = Population(size=0)
    person = city.by_token("wei-guoqiang")
    assert person is not None
    for fen in (9_000_000, 1_000_000):
        change(city, person, {"kind": "income", "on": "2026-03-01", "annual_fen": fen})
        asked = {"number": person.id_number, "name": person.name, "phone": None, "on": TODAY}
        assert city.answer(Source.TAX, **asked)[1]["annual_fen"] == fen


def test_a_booklet_does_not_go_on_naming_the_dead() -> None:
    city = Population(size=0)
    husband, wife = city.by_token("wei-guoqiang"), city.by_token("huang-liping")
    assert husband is not None
    assert wife is not None
    change(city, husband, {"kind": "die", "on": "2026-03-01"})

    def named(person: Person, on: date) -> set[str]:
        asked = {"number": person.id_number, "name": person.name, "phone": None, "on": on}
        return {m["id_number"] for m in city.answer(Source.HUKOU, **asked)[1]["members"]}

    assert husband.id_number in named(wife, date(2026, 2, 28))
    assert husband.id_number not in named(wife, date(2026, 3, 1))
    assert husband.id_number in named(husband, TODAY), "his own entry still says who he was"


@pytest.mark.parametrize("source", [s for s in Source if s is not Source.PHONE])
@pytest.mark.parametrize("token", ["huang-liping", "wei-guilan", "lu-wenbin"])
def test_every_lie_is_in_good_form(source: Source, token: str) -> None:
    truth = answer(token, source)
    outcome, values = contradicting(source, truth, TODAY)
    assert (outcome, values) != truth
    if outcome is Outcome.HIT or values:
        assert faults(f"{source.value}_values", values) == []


# --- the cast ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "size", "years"),
    [
        ("huang-liping", 3, 36), ("nong-xiuzhen", 3, 41), ("huang-yuzhen", 4, 38),
        ("lu-wenbin", 1, 33), ("wei-guilan", 2, 67), ("mo-jianjun", 2, 58),
        ("qin-meifang", 3, 44), ("liang-siyuan", 1, 27), ("luo-zhenhua", 3, 39),
        ("li-xiuying", 1, 85),
    ],
)  # fmt: skip
def test_the_cast_is_as_the_stories_say(code: str, size: int, years: int) -> None:
    card = cast_cards()[code]
    assert len(card.members) == size
    assert age(card.applicant.birth, TODAY) == years
    assert card.applicant.phone is not None


def test_huang_liping_has_a_home_of_nobody_and_15200_a_head() -> None:
    family = cast_cards()["huang-liping"]
    total = 0
    for member in family.members:
        assert answer(member.token, Source.PROPERTY) == (Outcome.NO_HIT, {})
        assert answer(member.token, Source.VEHICLE) == (Outcome.NO_HIT, {})
        total += answer(member.token, Source.INCOME)[1].get("annual_fen", 0)
    assert total // 3 == 1_520_000
    hukou = answer("huang-liping", Source.HUKOU)[1]
    assert (hukou["kind"], hukou["region"]) == ("urban", "450103")


def test_huang_zhiqiang_owns_half_of_36_and_his_car_is_unknown() -> None:
    rights = answer("huang-zhiqiang", Source.PROPERTY)[1]["rights"]
    assert [(r["area"], r["share"]) for r in rights] == [(3600, [1, 2])]
    assert answer("huang-zhiqiang", Source.VEHICLE) == (Outcome.UNAVAILABLE, {})
    assert answer("nong-xiuzhen", Source.VEHICLE) == (Outcome.NO_HIT, {})


def test_liang_siyuan_has_his_home_from_the_day_he_bought_it() -> None:
    assert answer("liang-siyuan", Source.PROPERTY, date(2025, 12, 19))[0] is Outcome.NO_HIT
    assert answer("liang-siyuan", Source.PROPERTY, date(2025, 12, 20))[0] is Outcome.HIT


def test_luo_zhenhuas_shop_shows_when_the_register_has_it() -> None:
    assert answer("luo-zhenhua", Source.PROPERTY, date(2026, 2, 9))[0] is Outcome.NO_HIT
    outcome, values = answer("luo-zhenhua", Source.PROPERTY, date(2026, 2, 10))
    assert outcome is Outcome.HIT
    assert values["rights"][0]["use"] == "shop"
    assert "_known_from" not in values["rights"][0]


def test_another_name_is_a_conflict_and_tells_nothing() -> None:
    for source in Source:
        assert answer("qin-meifang", source, name="覃美方") == (Outcome.CONFLICT, {})


def test_spaces_and_dots_make_no_other_name() -> None:
    assert answer("qin-meifang", Source.HUKOU, name=" 覃 美芳 ")[0] is Outcome.HIT


def test_the_operators_know_whose_phone_it_is() -> None:
    assert answer("qin-meifang", Source.PHONE)[1] == {"matches": True}
    assert answer("qin-meifang", Source.PHONE, phone="13800000000")[1] == {"matches": False}
    assert answer("qin-meifang", Source.PHONE, phone=None) == (Outcome.NO_HIT, {})


# --- strangers -----------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["450103", "440310", "452226"]),
    st.dates(date(1930, 1, 1), date(2026, 3, 2)),
    st.integers(0, 999),
)
def test_any_valid_number_is_someone_coherent(region: str, birth: date, sequence: int) -> None:
    number = id_number(region, birth, sequence)
    population = Population(size=0)
    for source in Source:
        outcome, values = population.answer(
            source, number=number, name="测试", phone="13900000000", on=TODAY
        )
        if outcome is Outcome.HIT:
            assert faults(f"{source.value}_values", values) == []
    again = population.answer(Source.HUKOU, number=number, name="别人", phone=None, on=TODAY)
    assert again == (Outcome.CONFLICT, {})


@pytest.mark.parametrize("number", ["450103198409170028", id_number("450103", date(2026, 3, 3), 1)])
def test_a_false_or_unborn_number_is_nobody(number: str) -> None:
    asked = POPULATION.answer(Source.HUKOU, number=number, name="测试", phone=None, on=TODAY)
    assert asked == (Outcome.NO_HIT, {})
