from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from portal import households
from portal.households import NewMember
from portal.kernel.act import Act
from portal.kernel.database import write
from portal.kernel.errors import Conflict, Refused
from tests.people import an_id

MakeAct = Callable[..., Act]
MARCH, APRIL, MAY = date(2026, 3, 2), date(2026, 4, 2), date(2026, 5, 2)


def person(act: Act, n: int) -> str:
    uid: str = households.register_person(act, id_number=an_id(n), name=f"某{n}").uid
    return uid


def family(act: Act, *relations: str, first: int = 1) -> tuple[str, list[str]]:
    with write():
        uids = [person(act, first + i) for i in range(len(relations))]
        members = [NewMember(u, r) for u, r in zip(uids, relations, strict=True)]
        home = households.form_household(act, city="450100", members=members, place="450103")
        return home.uid, uids


def who(home: str, on: date) -> list[str]:
    return [m.person_uid for m in households.composition(home, on)]


def test_each_day_keeps_its_own_composition(app: Flask, make_act: MakeAct) -> None:
    home, (a, b) = family(make_act(on=MARCH), "applicant", "spouse")
    with write():
        c = person(make_act(), 3)
        households.change_composition(
            make_act(on=APRIL), household_uid=home, joining=[NewMember(c, "child")], leaving=[b]
        )
    assert who(home, date(2026, 3, 1)) == []
    assert who(home, MARCH) == [a, b]
    assert who(home, date(2026, 4, 1)) == [a, b]
    assert who(home, APRIL) == [a, c]
    assert households.household_of(b, date(2026, 4, 1)) == home
    assert households.household_of(b, APRIL) is None
    assert [m.until for m in households.history(home)].count(APRIL) == 1
    assert households.kin_of(c) == {a: "applicant", b: "spouse"}
    assert households.compositions([home, "none"], APRIL)[home][0].role == "main"


@pytest.mark.parametrize("relation", ["applicant", "spouse", "child"])
def test_nobody_belongs_to_two_households(app: Flask, make_act: MakeAct, relation: str) -> None:
    _home, (_a, spouse) = family(make_act(), "applicant", "spouse")
    with write():
        other = person(make_act(), 8)
    members = [NewMember(spouse, relation)]
    if relation != "applicant":
        members.append(NewMember(other, "applicant"))
    with pytest.raises(Conflict) as conflict, write():
        households.form_household(make_act(), city="450200", members=members)
    assert conflict.value.code == "person_in_other_household"
    assert households.household_of(other, MARCH) is None


def test_a_parent_may_live_in_one_and_apply_in_another(app: Flask, make_act: MakeAct) -> None:
    home, (_a, parent) = family(make_act(), "applicant", "parent")
    with write():
        own = households.form_household(
            make_act(), city="450100", members=[NewMember(parent, "applicant")]
        ).uid
    assert households.household_of(parent, MARCH) == own
    assert set(households.households_of(parent, MARCH)) == {home, own}


def test_who_has_left_is_free_to_form_another(app: Flask, make_act: MakeAct) -> None:
    home, (_a, b) = family(make_act(on=MARCH), "applicant", "spouse")
    with write():
        households.change_composition(make_act(on=APRIL), household_uid=home, leaving=[b])
        households.form_household(
            make_act(on=APRIL), city="450100", members=[NewMember(b, "applicant")]
        )
    with write():
        households.dissolve_household(make_act(on=MAY), household_uid=home)
        households.dissolve_household(make_act(on=MAY), household_uid=home)
    assert who(home, MAY) == []
    assert households.household(home).closed_on == MAY
    with pytest.raises(Conflict) as conflict, write():
        households.change_composition(make_act(on=MAY), household_uid=home, leaving=[b])
    assert conflict.value.code == "household_closed"


def test_the_widow_becomes_the_applicant_in_one_change(app: Flask, make_act: MakeAct) -> None:
    home, (a, b) = family(make_act(on=MARCH), "applicant", "spouse")
    with pytest.raises(Refused) as refusal, write():
        households.change_composition(make_act(on=APRIL), household_uid=home, leaving=[a])
    assert refusal.value.code == "applicant_needed"
    assert who(home, APRIL) == [a, b]
    with write():
        households.change_composition(
            make_act(on=APRIL), household_uid=home, leaving=[a, b],
            joining=[NewMember(b, "applicant")],
        )  # fmt: skip
    assert who(home, date(2026, 4, 1)) == [a, b]
    assert who(home, APRIL) == [b]


@pytest.mark.parametrize(
    ("relations", "code"),
    [
        ([], "applicant_needed"),
        (["spouse"], "applicant_needed"),
        (["applicant", "applicant"], "one_applicant_only"),
        (["applicant", "spouse", "spouse"], "one_spouse_only"),
        (["applicant", "cousin"], "relation_unknown"),
    ],
)
def test_odd_households_are_refused(
    app: Flask, make_act: MakeAct, relations: list[str], code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        family(make_act(), *relations)
    assert refusal.value.code == code


def test_joining_twice_or_late_or_dead_is_refused(app: Flask, make_act: MakeAct) -> None:
    home, (a,) = family(make_act(), "applicant")
    with write():
        dead = person(make_act(), 5)
        households.record_death(make_act(), person_uid=dead, died_on=MARCH, source="hukou")
    for member, code in (
        (NewMember(a, "other"), "member_twice"),
        (NewMember(dead, "parent"), "member_dead"),
        (NewMember(dead, "parent", since=date(2026, 3, 3)), "member_since_future"),
    ):
        with pytest.raises(Refused) as refusal, write():
            households.change_composition(make_act(), household_uid=home, joining=[member])
        assert refusal.value.code == code
    for change, code in (({"leaving": [dead]}, "not_a_member"), ({}, "nothing_changes")):
        with pytest.raises(Refused) as refusal, write():
            households.change_composition(make_act(), household_uid=home, **change)
        assert refusal.value.code == code


def test_the_second_of_two_changes_learns_of_the_first(app: Flask, make_act: MakeAct) -> None:
    home, _people = family(make_act(), "applicant", "other", "other")
    seen = households.household(home).version
    leaving = who(home, MARCH)[1:]
    with write():
        households.change_composition(
            make_act(), household_uid=home, leaving=leaving[:1], version=seen
        )
    with pytest.raises(Conflict) as conflict, write():
        households.change_composition(
            make_act(), household_uid=home, leaving=leaving[1:], version=seen
        )
    assert conflict.value.code == "changed_meanwhile"


def test_a_person_is_cared_for_where_the_household_is(app: Flask, make_act: MakeAct) -> None:
    home, (a,) = family(make_act(), "applicant")
    place = households.place_of_person(a, MARCH)
    assert (place.household, place.city, place.place) == (home, "450100", "450103")
    with write():
        alone = households.register_person(make_act(), id_number=an_id(9), name="单", city="450200")
        uid = alone.uid
    assert households.place_of_person(uid, MARCH).city == "450200"
    with write():
        households.move_household(make_act(), household_uid=home, place="450102")
    assert households.place_of_person(a, MARCH).place == "450102"
