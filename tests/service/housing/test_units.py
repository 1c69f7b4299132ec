from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count

import pytest
from flask import Flask

from portal import housing
from portal.housing import UNIT, Unit
from portal.kernel import deadlines
from portal.kernel.act import Act, Role
from portal.kernel.database import db, new_uid, write
from portal.kernel.errors import Conflict, Missing, NotYours, Refused
from portal.kernel.machine import Move
from tests.homes import a_free_unit, a_unit, an_estate
from tests.machines import (
    every_row_works,
    guard_refuses,
    only_a_person_decides,
    refuses_all_other_pairs,
    strangers_are_refused,
)

MakeAct = Callable[..., Act]
MARCH = date(2026, 3, 2)
rooms = count(1)


@pytest.fixture
def estate(app: Flask, make_act: MakeAct) -> str:
    with write():
        return an_estate(make_act())


@pytest.fixture
def unit_in(estate: str) -> Callable[[str], Unit]:
    def make(state: str) -> Unit:
        unit = Unit(
            uid=new_uid(), city="450100", place="450103", estate_uid=estate, building="1", floor=2,
            floor_position="middle", room=str(next(rooms)), layout="single", area=3600,
            state=state, state_since=MARCH, registration_no="x", registered_on=MARCH,
        )  # fmt: skip
        db.session.add(unit)
        return unit

    return make


def test_the_table_of_a_unit(unit_in: Callable[[str], Unit], make_act: MakeAct) -> None:
    def officer(move: Move, unit: Unit) -> Act:
        return make_act(Role.CITY_OFFICER)

    assert every_row_works(UNIT, unit_in, officer) == sum(len(m.sources) for m in UNIT.moves)
    assert refuses_all_other_pairs(UNIT, unit_in, officer) > 100
    strangers_are_refused(UNIT, unit_in, make_act(Role.FINANCE_MAKER))
    strangers_are_refused(UNIT, unit_in, make_act(Role.CITY_OFFICER, region="450200"))
    assert only_a_person_decides(UNIT, unit_in, make_act()) == 4


def test_no_unit_counts_as_ours_without_title(
    unit_in: Callable[[str], Unit], make_act: MakeAct
) -> None:
    with write():
        unit = unit_in("completed")
        unit.registration_no = None
        db.session.flush()
        guard_refuses(UNIT, unit, "register", make_act(), "title_missing")


def test_an_operator_repairs_but_does_not_dispose(estate: str, make_act: MakeAct) -> None:
    with write():
        uid = a_free_unit(make_act(), estate)
    operator = make_act(Role.OPERATOR)
    with write():
        housing.start_repair(operator, unit_uid=uid, reason="leak")
    with write():
        housing.finish_repair(operator, unit_uid=uid)
    with pytest.raises(NotYours), write():
        housing.dispose(operator, unit_uid=uid, clause="x")
    assert housing.unit(uid).state == "available"


def test_the_asset_card_is_checked(estate: str, make_act: MakeAct) -> None:
    act = make_act()
    with write():
        first, second = a_free_unit(act, estate, "1"), a_unit(act, estate, "2")
        housing.complete_unit(act, unit_uid=second)
    given = {"unit_uid": second, "real_estate_number": "1" * 28, "registration_no": "n",
             "registered_on": MARCH}  # fmt: skip
    for wrong, code in (
        ({"real_estate_number": "1" * 27}, "real_estate_number_length"),
        ({"real_estate_number": "1" * 29}, "real_estate_number_length"),
        ({"registration_no": ""}, "registration_no_missing"),
        ({"registered_on": MARCH + timedelta(days=1)}, "registered_in_future"),
    ):
        with pytest.raises(Refused) as refusal, write():
            housing.register_title(act, **{**given, **wrong})
        assert refusal.value.code == code
    taken = housing.asset_card(first).real_estate_number
    with pytest.raises(Conflict) as conflict, write():
        housing.register_title(act, **{**given, "real_estate_number": taken})
    assert conflict.value.code == "real_estate_number_taken"
    with write():
        housing.register_title(act, **given)
    assert housing.unit(second).state == "registered"


def test_what_cannot_be_registered(estate: str, make_act: MakeAct) -> None:
    act = make_act()
    with write():
        a_unit(act, estate, "1")
    with pytest.raises(Conflict) as conflict, write():
        a_unit(act, estate, "1")
    assert conflict.value.code == "unit_exists"
    with pytest.raises(Conflict) as conflict, write():
        an_estate(act)
    assert conflict.value.code == "project_code_taken"
    for wrong, code in (
        ({"layout": "palace"}, "layout_unknown"),
        ({"floor_position": "cellar"}, "floor_position_unknown"),
        ({"area": 0}, "area_missing"),
    ):
        with pytest.raises(Refused) as refusal, write():
            a_unit(act, estate, "9", **wrong)
        assert refusal.value.code == code
    with pytest.raises(Missing), write():
        a_unit(act, "nowhere", "9")
    with pytest.raises(Missing), write():
        an_estate(act, 2, county="999999")


def test_a_unit_is_kept_for_one_holder(estate: str, make_act: MakeAct) -> None:
    act = make_act()
    with write():
        uid = a_free_unit(act, estate)
        housing.reserve(act, unit_uid=uid, holder="offer-1")
        housing.reserve(act, unit_uid=uid, holder="offer-1")
    for verb in (
        lambda: housing.reserve(act, unit_uid=uid, holder="offer-2"),
        lambda: housing.release(act, unit_uid=uid, holder="offer-2"),
        lambda: housing.let(act, unit_uid=uid, holder="lease-2", reserved_for="offer-2"),
    ):
        with pytest.raises(Conflict), write():
            verb()
    with write():
        housing.let(act, unit_uid=uid, holder="lease-1", reserved_for="offer-1")
        housing.let(act, unit_uid=uid, holder="lease-1", reserved_for="offer-1")
    card = housing.unit(uid)
    assert (card.state, card.holder, card.label) == ("leased", "lease-1", "凤岭北小区1 3-1204")


def test_of_many_who_want_one_unit_one_gets_it(app: Flask, estate: str, make_act: MakeAct) -> None:
    with write():
        uid = a_free_unit(make_act(), estate)
    start, won, lost, odd = threading.Barrier(6), [], [], []

    def run(holder: str) -> None:
        with app.app_context():
            try:
                start.wait(10)
                with write():
                    housing.reserve(make_act(), unit_uid=uid, holder=holder)
                won.append(holder)
            except Conflict as conflict:
                lost.append(conflict.code)
            except Exception as error:
                odd.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(f"offer-{i}",)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert odd == []
    assert len(won) == 1
    assert lost == ["unit_taken"] * 5
    db.session.rollback()
    assert housing.unit(uid).holder == won[0]


def test_a_vacated_unit_must_be_let_within_a_year(estate: str, make_act: MakeAct) -> None:
    act = make_act()
    with write():
        uid = a_free_unit(act, estate)
        housing.reserve(act, unit_uid=uid, holder="o1")
        housing.let(act, unit_uid=uid, holder="l1", reserved_for="o1")
    assert deadlines.running("relet", uid) is None
    with write():
        housing.vacate(act, unit_uid=uid)
    deadline = deadlines.running("relet", uid)
    assert deadline is not None
    assert deadline.due == date(2027, 3, 2)
    assert "2020〕104号" in deadline.clause
    assert not deadline.is_overdue(date(2027, 3, 2))
    assert deadline.is_overdue(date(2027, 3, 3))
    later = make_act(on=date(2026, 5, 1))
    with write():
        housing.pass_inspection(later, unit_uid=uid)
        housing.reserve(later, unit_uid=uid, holder="o2")
        housing.let(later, unit_uid=uid, holder="l2", reserved_for="o2")
    assert deadlines.running("relet", uid) is None
    assert deadline.closed_on == date(2026, 5, 1)


def test_a_unit_that_is_sold_needs_no_new_tenant(estate: str, make_act: MakeAct) -> None:
    act = make_act()
    with write():
        uid = a_free_unit(act, estate)
        housing.reserve(act, unit_uid=uid, holder="o1")
        housing.let(act, unit_uid=uid, holder="l1", reserved_for="o1")
        housing.vacate(act, unit_uid=uid)
        housing.freeze(act, unit_uid=uid, reason="court")
        housing.convert(act, unit_uid=uid, clause="批复 3 号")
    assert deadlines.running("relet", uid) is None


def test_counts_and_lists(estate: str, make_act: MakeAct) -> None:
    act = make_act()
    with write():
        uids = [a_free_unit(act, estate, str(100 + n), floor=n) for n in range(5)]
        other = an_estate(act, 2)
        a_unit(act, other, "7")
        housing.reserve(act, unit_uid=uids[0], holder="o")
    assert [u.uid for u in housing.available_units("450100")] == uids[1:]
    assert housing.available_units("450100", other) == ()
    assert housing.available_units("450200") == ()
    states = housing.unit_states("450100")
    assert (states["available"], states["reserved"], states["leased"]) == (4, 1, 0)
    assert housing.in_stock(states) == 5
    assert housing.states_by_estate("450100")[other]["under_construction"] == 1
    first = housing.units_page("450100", estates=[estate], size=2)
    second = housing.units_page("450103", estates=[estate], size=2, after=first.after)
    third = housing.units_page("450100", estates=[estate], size=2, after=second.after)
    assert [u.uid for page in (first, second, third) for u in page.units] == uids
    assert third.after is None
    assert housing.units_page("450200").units == ()
    assert [u.uid for u in housing.units_page("450100", states=["reserved"]).units] == uids[:1]
    assert set(housing.units([uids[0], "none"])) == {uids[0]}
    assert len(housing.vacant_since("450100", MARCH)) == 4
    assert housing.vacant_since("450100", MARCH - timedelta(days=1)) == ()
