"""Files with something in common: found once, by what is really there, and blocking nobody."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations, count, product

import pytest
from flask import Flask
from sqlalchemy import select

from portal import households, identity
from portal.applications.codes import DuplicateState, Ground, State
from portal.applications.intake.drafts import CLAIM
from portal.applications.machine import APPLICATION
from portal.applications.models import Application, ApplicationMember, DuplicateSet
from portal.applications.review import decisions, duplicates, stages
from portal.applications.review.casefile import casefile
from portal.applications.review.machines import DUPLICATE
from portal.applications.review.texts import read
from portal.households import Person
from portal.identity.models import Phone
from portal.kernel import claims
from portal.kernel.act import VISITOR, Act, Role, Who
from portal.kernel.database import db, load, new_uid, utcnow, write
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.journal.models import Step
from portal.kernel.levels import Level
from tests import casework
from tests.casework import act_of, house_act
from tests.conftest import TODAY, an_act
from tests.machines import only_a_person_decides, refuses_all_other_pairs, strangers_are_refused
from tests.people import an_id

pytestmark = pytest.mark.usefixtures("app")

NANNING, LIUZHOU = "450100", "450200"
PLACE = {NANNING: "450103", LIUZHOU: "450202"}
_n = count(1)


def someone(name: str = "", birth: date | None = None) -> str:
    n = next(_n)
    number = an_id(n, birth=birth or date(1970, 1, 1) + timedelta(days=n))
    with write():
        return households.register_person(
            an_act(VISITOR, TODAY), id_number=number, name=name or "韦秀兰"
        ).uid


def a_file(
    *people: str, city: str = NANNING, state: State = State.SUBMITTED, level: Level = Level.I1R,
    on: date = TODAY,
) -> str:  # fmt: skip
    """A file of these people, the applicant first."""
    uid = new_uid()
    with write():
        row = Application(
            uid=uid, city=city, place=PLACE[city], applicant_uid=people[0], route="commitment",
            proof_level=int(level), channel="online", started_on=on, lapses_on=on,
            submitted_on=on, number=uid[:20],
        )  # fmt: skip
        APPLICATION.begin(row, house_act())
        # A test may put a thing where it wants it; the house never does.
        row.state = state
        for place, person in enumerate(people):
            db.session.add(
                ApplicationMember(
                    city=city, application_uid=uid, person_uid=person, adult=True, source="test",
                    relation="other" if place else "applicant",
                )
            )  # fmt: skip
    return uid


def phoned(person: str, number: str = "13800000001", *, proven: bool = True) -> None:
    with write():
        identity.bind_phone(
            an_act(VISITOR, TODAY), person_uid=person, phone=number, proven=proven
        )  # fmt: skip


def run(on: date = TODAY) -> int:
    return duplicates.duplicates_due(house_act(on))


def sets() -> Sequence[DuplicateSet]:
    db.session.rollback()
    return db.session.scalars(select(DuplicateSet).order_by(DuplicateSet.ground)).all()


def found() -> set[tuple[str, frozenset[str]]]:
    return {(s.ground, frozenset(f.application_uid for f in s.files)) for s in sets()}


def settled(verb: str = "find_different", who: Who | None = None, text: str = "看过了") -> None:
    (one,) = [s for s in sets() if s.state == DuplicateState.OPEN]
    settle(one.uid, verb, who, text, one.version)


def settle(
    uid: str, verb: str, who: Who | None = None, text: str = "x", version: int | None = None
) -> None:
    act = act_of(who or casework.officer(Role.CITY_OFFICER))
    with write():
        duplicates.settle(act, set_uid=uid, verb=verb, text=text, version=version)


# --- what is found ---------------------------------------------------------------


def test_a_member_in_two_files_of_two_cities_is_found_once() -> None:
    child = someone()
    files = {a_file(someone(), child), a_file(someone(), child, city=LIUZHOU)}
    assert run() == 1
    assert run() == 0
    assert found() == {(Ground.PERSON, frozenset(files))}
    (one,) = sets()
    assert one.across_cities
    assert {f.person_uid for f in one.files} == {child}
    assert child not in one.subject


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN, State.ENDED, State.REFUSED])
def test_what_is_not_handed_in_or_over_is_in_no_set(state: State) -> None:
    person = someone()
    a_file(person)
    a_file(person, state=state)
    assert run() == 0


def test_who_is_paid_in_one_city_and_asks_in_another() -> None:
    person = someone()
    files = {a_file(person, state=State.AGREEMENT), a_file(person, city=LIUZHOU)}
    run()
    assert found() == {(Ground.BENEFIT, frozenset(files))}


def test_one_name_and_birth_with_two_numbers() -> None:
    birth = date(1984, 9, 17)
    first, second = someone("农秀珍", birth), someone("农秀珍", birth)
    files = {a_file(first), a_file(second)}
    a_file(someone("农秀珍", date(1984, 9, 18)))
    a_file(someone("农秀真", birth))
    run()
    assert found() == {(Ground.NAMESAKE, frozenset(files))}


def test_namesakes_in_one_file_are_none() -> None:
    birth = date(1984, 9, 17)
    a_file(someone("农秀珍", birth), someone("农秀珍", birth))
    assert run() == 0


def test_one_phone_of_two_applicants() -> None:
    first, second, member = someone(), someone(), someone()
    for person in (first, second, member):
        phoned(person)
    files = {a_file(first), a_file(second)}
    a_file(someone(), member)
    run()
    assert found() == {(Ground.PHONE, frozenset(files))}


def test_a_phone_that_was_merely_typed_puts_nobody_beside_its_owner() -> None:
    owner, stranger = someone(), someone()
    phoned(owner)
    phoned(stranger, proven=False)
    a_file(owner)
    a_file(stranger)
    assert run() == 0


MISSING = ("", "x")


def test_what_is_missing_equals_nothing() -> None:
    """Every pair of persons who have or lack a name and a phone: only what both have counts."""
    kinds = [*product(MISSING, MISSING)] * 2
    files: list[tuple[str, str, str]] = []
    for name, phone in kinds:
        person = someone("农秀珍", date(1984, 9, 17))
        with write():
            load(Person, person).name_match = name
            row = Phone(
                uid=new_uid(), person_uid=person, number_blind=phone, level=1, own=True,
                bound_at=utcnow(), since=TODAY,
            )  # fmt: skip
            row.number = "1"
            db.session.add(row)
        files.append((a_file(person), name, phone))
    run()
    together = {(g, frozenset(pair)) for g, held in found() for pair in combinations(held, 2)}
    expected = set()
    for (one, *first), (other, *second) in combinations(files, 2):
        for place, ground in enumerate((Ground.NAMESAKE, Ground.PHONE)):
            if first[place] and first[place] == second[place]:
                expected.add((ground.value, frozenset({one, other})))
    assert together == expected
    assert together


def test_nothing_in_common_has_no_subject() -> None:
    person = someone()
    pair = tuple((a_file(person), person) for _file in range(2))
    with write():
        assert duplicates.keep(house_act(), duplicates.Clash(Ground.ACCOUNT, "", pair)) is None
        one = duplicates.Clash(Ground.ACCOUNT, "x", (pair[0], pair[0]))
        assert duplicates.keep(house_act(), one) is None
    assert sets() == []


def test_handing_in_is_enough() -> None:
    person = someone()
    first, second = a_file(person), a_file(person, level=Level.I1)
    with write():
        duplicates.look_for_duplicates({"uid": second}, house_act())
        duplicates.look_for_duplicates({"uid": second}, house_act())
    assert found() == {(Ground.PERSON, frozenset({first, second}))}
    assert run() == 0


def test_who_is_not_proven_is_shown_and_blocks_nobody() -> None:
    case = casework.submitted()
    unproven = a_file(case.applicant, level=Level.I1)
    run()
    assert found() == {(Ground.PERSON, frozenset({unproven, case.uid}))}
    assert claims.holder_of(CLAIM, case.applicant) == case.uid
    with write():
        stages.accept(act_of(case.clerk), application_uid=case.uid)
    assert case.row.state == State.IN_REVIEW


# --- kept once -------------------------------------------------------------------


def test_a_third_file_comes_into_the_open_set() -> None:
    person = someone()
    files = [a_file(person), a_file(person)]
    run()
    (before,) = sets()
    version = before.version
    files.append(a_file(person, city=LIUZHOU))
    assert run() == 1
    assert found() == {(Ground.PERSON, frozenset(files))}
    (after,) = sets()
    assert after.many == 3
    with pytest.raises(Conflict, match="changed_meanwhile"):
        settle(after.uid, "find_same", version=version)


def test_what_was_answered_is_not_asked_again() -> None:
    person = someone()
    files = [a_file(person) for _n in range(3)]
    run()
    settled()
    with write():
        load(Application, files[0]).state = State.WITHDRAWN
    assert run() == 0
    files.append(a_file(person))
    assert run() == 1
    assert [s.state for s in sorted(sets(), key=lambda s: s.many)] == ["different", "open"]


def test_two_at_once_open_one_set(app: Flask) -> None:
    person = someone()
    a_file(person)
    a_file(person)
    db.session.rollback()
    start, wrong = threading.Barrier(2), list[BaseException]()

    def hand() -> None:
        with app.app_context():
            start.wait()
            try:
                with write():
                    duplicates.look(house_act(), [person])
            except BaseException as error:
                wrong.append(error)
            finally:
                db.session.remove()

    hands = [threading.Thread(target=hand) for _n in range(2)]
    for each in hands:
        each.start()
    for each in hands:
        each.join(60)
    assert len(sets()) == 1
    assert all(isinstance(error, Conflict) for error in wrong)


# --- settled ---------------------------------------------------------------------


def a_pair(city: str = NANNING) -> DuplicateSet:
    person = someone()
    a_file(person)
    a_file(person, city=city)
    run()
    (one,) = sets()
    return one


def test_a_finding_has_a_reason_and_a_trace() -> None:
    one = a_pair()
    with pytest.raises(Refused, match="text_missing"):
        settled(text="  ")
    settled("find_same")
    with pytest.raises(Conflict, match="settled_already"):
        settle(one.uid, "find_helper")
    steps = db.session.scalars(select(Step).where(Step.subject == one.uid).order_by(Step.id)).all()
    assert [s.verb for s in steps] == ["begin", "find_same"]
    assert db.session.get_one(DuplicateSet, one.uid).text_uid
    states = db.session.scalars(select(Application.state)).all()
    assert set(states) == {"submitted"}


@pytest.mark.parametrize(
    ("role", "region", "may"),
    [
        (Role.CITY_OFFICER, NANNING, True),
        (Role.CITY_OFFICER, LIUZHOU, True),
        (Role.DISTRICT_REVIEWER, "450103", True),
        (Role.DISTRICT_REVIEWER, "450105", False),
        (Role.CITY_OFFICER, "450300", False),
        (Role.WINDOW_CLERK, "450103", False),
        (Role.REGION_SUPERVISOR, "450000", False),
        (Role.AUDITOR, NANNING, False),
    ],
)
def test_both_cities_chiefs_may_settle(role: Role, region: str, may: bool) -> None:
    a_pair(LIUZHOU)
    who = casework.officer(role, region=region)
    if may:
        settled(who=who)
    else:
        with pytest.raises(NotYours):
            settled(who=who)


def test_the_table_is_all_there_is() -> None:
    uid = a_pair().uid

    def thing(state: str) -> DuplicateSet:
        row = db.session.get_one(DuplicateSet, uid)
        row.state = state
        return row

    def act_for(_move: object, _thing: object) -> Act:
        return house_act()

    elsewhere = act_of(casework.officer(Role.AUDITOR))
    assert refuses_all_other_pairs(DUPLICATE, thing, act_for) == 16
    assert strangers_are_refused(DUPLICATE, thing, elsewhere) == 4
    assert only_a_person_decides(DUPLICATE, thing, elsewhere) == 3
    db.session.rollback()


# --- over by itself --------------------------------------------------------------


def over(on: date = TODAY) -> int:
    return duplicates.duplicates_over(house_act(on))


def moved(uid: str, state: State) -> None:
    with write():
        load(Application, uid).state = state


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.ENDED, State.REFUSED])
def test_with_one_file_left_a_set_closes_by_itself_and_says_why(state: State) -> None:
    person = someone()
    files = [a_file(person), a_file(person)]
    run()
    assert over() == 0
    moved(files[0], state)
    assert over() == 1
    assert over() == 0
    (one,) = sets()
    assert (one.state, one.settled_on, one.settled_by) == (DuplicateState.OVER, TODAY, None)
    assert read(one.text_uid) == {"over": [[files[0][:20], state.value]]}
    last = db.session.scalars(select(Step).where(Step.subject == one.uid).order_by(Step.id)).all()
    assert [(s.verb, s.reason) for s in last][1:] == [("close", "files_over")]
    with pytest.raises(Conflict, match="settled_already"):
        settle(one.uid, "find_same")


def test_with_two_files_left_of_three_it_stays_open() -> None:
    person = someone()
    files = [a_file(person) for _n in range(3)]
    run()
    moved(files[0], State.WITHDRAWN)
    assert over() == 0
    assert [s.state for s in sets()] == [DuplicateState.OPEN]
    moved(files[1], State.WITHDRAWN)
    assert over() == 1


def test_what_a_person_found_is_not_closed_again() -> None:
    person = someone()
    files = [a_file(person), a_file(person)]
    run()
    settled("find_helper")
    moved(files[0], State.ENDED)
    assert over() == 0


def test_what_closed_by_itself_was_looked_at_by_nobody() -> None:
    """A refused file that is opened again stands beside the other one as before."""
    person = someone()
    files = [a_file(person), a_file(person)]
    run()
    moved(files[0], State.REFUSED)
    over()
    moved(files[0], State.IN_REVIEW)
    assert run() == 1
    assert sorted(s.state for s in sets()) == ["open", "over"]


# --- help in two cities is looked at before an approval ---------------------------


def helped_in_two_cities() -> tuple[casework.Case, date, DuplicateSet]:
    case, day = casework.at_decision()
    a_file(case.applicant, city=LIUZHOU, state=State.AGREEMENT)
    run(day)
    (one,) = sets()
    assert one.ground == Ground.BENEFIT
    return case, day, one


def approve(case: casework.Case, day: date) -> None:
    with write():
        decisions.approve(act_of(case.city, day), application_uid=case.uid)


def test_help_in_another_city_is_unknown_until_somebody_looked() -> None:
    case, day, one = helped_in_two_cities()
    with pytest.raises(Refused, match="benefit_open"):
        approve(case, day)
    db.session.rollback()
    file = casefile(case.uid, act_of(case.city, day))
    assert file.findings[0].outcome == "unknown"
    assert file.unknown == file.counts[2] == 1
    assert file.doubles == ((one.uid, True),)
    assert casefile(case.uid, act_of(case.clerk, day)).doubles == ((one.uid, False),)
    settled("find_different")
    after = casefile(case.uid, act_of(case.city, day))
    assert (after.doubles, after.unknown) == ((), 0)
    approve(case, day)
    assert case.row.state == State.APPROVED


def test_it_is_free_again_when_the_other_help_has_ended() -> None:
    case, day, one = helped_in_two_cities()
    there = next(f.application_uid for f in one.files if f.application_uid != case.uid)
    moved(there, State.ENDED)
    assert over(day) == 1
    approve(case, day)
    assert case.row.state == State.APPROVED


def test_any_other_set_still_blocks_nobody() -> None:
    case, day = casework.at_decision()
    a_file(case.applicant, level=Level.I1, city=LIUZHOU)
    run(day)
    assert [s.ground for s in sets()] == [Ground.PERSON]
    approve(case, day)
    assert case.row.state == State.APPROVED
