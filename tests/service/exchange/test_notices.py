"""What a notice leads to: the registers are asked, and only what differs comes to a desk."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import applications, exchange, exit_review, households, subsidy, tenancy, waitlist
from portal.applications.codes import How
from portal.applications.intake import consents as intake_consents
from portal.applications.intake import facts as intake_facts
from portal.applications.intake import people as intake_people
from portal.applications.intake import screening as intake_screening
from portal.applications.models import Application, ApplicationMember, Decision, Screening
from portal.applications.review import decisions
from portal.exchange.codes import ASKED_AGAIN, NoticeKind, Outcome, State
from portal.exchange.models import NoticeMatter
from portal.exchange.notices.matters import ask_again_due
from portal.exchange.notices.showing import proposal
from portal.exit_review.models import Review
from portal.kernel.act import VISITOR, Kind, Role
from portal.kernel.database import db, load, write
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.journal import steps_of
from portal.kernel.outbox import Job
from portal.kernel.policy import rulebook
from portal.kernel.worker import Worker
from portal.subsidy.codes import HoldReason
from portal.subsidy.queries import holds_in
from portal.waitlist.models import Entry
from tests import casework
from tests.casework import Case
from tests.conftest import TODAY, an_act
from tests.money import Acts, a_run, acts, an_agreement, lived_in, screened
from tests.notices import (
    Registers,
    a_notice,
    a_worker,
    found,
    heard,
    hukou,
    kept,
    matters,
    right,
)
from tests.people import an_id

__all__ = ["acts", "screened"]


@pytest.fixture
def registers(app: Flask) -> Iterator[Registers]:
    before = app.extensions["anju.facts"]
    app.extensions["anju.facts"] = Registers()
    yield app.extensions["anju.facts"]
    app.extensions["anju.facts"] = before


@pytest.fixture
def worker(app: Flask, registers: Registers) -> Iterator[Worker]:
    before = app.extensions["anju.worker"]
    yield a_worker(app)
    app.extensions["anju.worker"] = before


@pytest.fixture
def waiting(worker: Worker, registers: Registers) -> Case:
    """A couple judged on 10 m² of their own, on the waiting list since its approval."""
    case, _day = casework.approved()
    worker.drain()
    registers.says(case.applicant, "property", {"rights": [right(1000)]})
    registers.asked.clear()
    db.session.rollback()
    return case


def agreed(case: Case, registers: Registers, day: date = TODAY, *, asked: bool = True) -> Case:
    """Both have answered whether they may be asked about; the registers too; it was screened."""
    registers.says(case.applicant, "property", {"rights": [right(1000)]})
    with write():
        row = db.session.get_one(Application, case.uid)
        for member in intake_people.members(row.uid):
            intake_consents.give(
                casework.house_act(day), row, person_uid=member.person_uid,
                rules=rulebook(row.place, on=day), how=How.WINDOW, asked=asked, sensitive=asked,
                family=False,
            )  # fmt: skip
        answers = registers.ask(intake_facts.questions(row, day))
        intake_facts.keep(casework.house_act(day), row, answers)
        intake_screening.run(casework.house_act(day), row)
    registers.asked.clear()
    return case


def at_decision(registers: Registers, **facts: Any) -> tuple[Case, date]:
    case, day = casework.at_decision(**facts)
    return agreed(case, registers, day), day


def entry_of(case: Case) -> Entry:
    db.session.rollback()
    return db.session.scalars(select(Entry).where(Entry.application_uid == case.uid)).one()


def spouse_of(case: Case) -> str:
    members = households.composition(case.row.household_uid or "", TODAY)
    return next(m.person_uid for m in members if m.relation == "spouse")


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def only(subject: str = "") -> NoticeMatter:
    (matter,) = matters(subject)
    return matter


def codes(matter: NoticeMatter) -> set[str]:
    """Conditions that differ."""
    seen = found(matter)
    assert seen.before is not None
    assert seen.after is not None
    was, now = seen.before, seen.after
    return {f.code for f in now.findings if f != was.finding(f.code)}


# --- the register's answer is the fact ------------------------------------------------


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_only_the_registers_concerned_are_asked_again(
    kind: NoticeKind, waiting: Case, registers: Registers, worker: Worker
) -> None:
    heard(waiting.applicant, kind.value)
    worker.drain()
    known = {row["code"] for row in rulebook("450103", on=TODAY).rows("intake.sources")}
    assert {q.source.value for q in registers.asked} == ASKED_AGAIN[kind] & known
    assert {q.purpose for q in registers.asked} == {"waiting"}
    assert all(q.basis for q in registers.asked)


def test_a_notice_that_the_register_does_not_bear_out(waiting: Case, worker: Worker) -> None:
    before = entry_of(waiting).version, waiting.row.version, count(Screening)
    heard(waiting.applicant)
    worker.drain()
    matter = only()
    assert (matter.state, matter.subject) == (State.UNCHANGED, "entry")
    assert (entry_of(waiting).version, waiting.row.version, count(Screening)) == before
    assert [s.verb for s in steps_of(matter.uid)] == ["begin", "same"]


def test_what_differs_comes_to_a_desk_and_nothing_else_happens(
    waiting: Case, registers: Registers, worker: Worker
) -> None:
    before = entry_of(waiting).version, waiting.row.version, count(Screening), count(Decision)
    registers.buys_home(waiting.applicant)
    heard(waiting.applicant)
    worker.drain()
    matter = only()
    assert matter.state == State.OPEN
    assert "housing" in codes(matter)
    assert entry_of(waiting).state == "waiting"
    now = entry_of(waiting).version, waiting.row.version, count(Screening), count(Decision)
    assert now == before
    assert {s.actor_kind for s in steps_of(matter.uid)} == {Kind.SYSTEM}


def test_others_of_the_household_count_too(
    waiting: Case, registers: Registers, worker: Worker
) -> None:
    spouse = spouse_of(waiting)
    registers.buys_home(spouse)
    heard(spouse)
    worker.drain()
    assert only(entry_of(waiting).uid).state == State.OPEN
    assert registers.about("property") == {waiting.applicant, spouse}


def test_income_that_stays_under_the_line_is_a_difference_too(
    waiting: Case, registers: Registers, worker: Worker
) -> None:
    registers.says(
        waiting.applicant, "income", {"year": 2025, "annual_fen": 1_000_100, "assets_fen": 0}
    )
    heard(waiting.applicant, "income_changed")
    worker.drain()
    assert only().state == State.OPEN
    assert codes(only()) == {"income"}


def test_a_person_says_what_came_of_it(waiting: Case, registers: Registers, worker: Worker) -> None:
    registers.buys_home(waiting.applicant)
    heard(waiting.applicant)
    worker.drain()
    uid = only().uid
    officer = casework.act_of(waiting.city)
    for given, why in (
        ({"outcome": "fine", "text": "x"}, "notice_outcome"),
        ({"outcome": "acted", "text": "  "}, "notice_say_why"),
    ):
        with pytest.raises(Refused, match=why), write():
            exchange.settle(officer, matter_uid=uid, **given)
    with write():
        exchange.settle(officer, matter_uid=uid, outcome=Outcome.ACTED, text="已请家庭说明")
    assert (only().state, only().outcome, only().settled_by) == (
        State.SETTLED, "acted", waiting.city.uid,
    )  # fmt: skip
    with pytest.raises(Conflict, match="not_from_here"), write():
        exchange.settle(officer, matter_uid=uid, outcome=Outcome.ACTED, text="再来")


@pytest.mark.parametrize("role", [r for r in Role if r not in ("city_officer",)])
def test_nobody_else_settles_it(
    role: Role, waiting: Case, registers: Registers, worker: Worker, make_act: Callable[..., Any]
) -> None:
    registers.buys_home(waiting.applicant)
    heard(waiting.applicant)
    worker.drain()
    region = "450102" if role is Role.DISTRICT_REVIEWER else "450100"
    with pytest.raises(NotYours), write():
        exchange.settle(
            make_act(role=role, region=region), matter_uid=only().uid, outcome="acted", text="x"
        )
    with pytest.raises(NotYours), write():
        exchange.settle(make_act(region="450200"), matter_uid=only().uid, outcome="acted", text="x")
    with pytest.raises(NotYours), write():
        exchange.settle(casework.house_act(), matter_uid=only().uid, outcome="acted", text="x")


# --- while an application is being decided ---------------------------------------------


def test_an_open_application_is_screened_again(registers: Registers, worker: Worker) -> None:
    case, day = at_decision(registers)
    registers.buys_home(case.applicant)
    heard(case.applicant)
    worker.drain()
    assert only(case.uid).state == State.OPEN
    assert "housing" in codes(only(case.uid))
    assert count(Screening) == 3
    assert case.row.state == "in_review"
    with pytest.raises(Refused, match="findings_not_met"), write():
        decisions.approve(casework.act_of(case.city, day), application_uid=case.uid)


def test_a_form_made_before_the_notice_no_longer_fits(registers: Registers, worker: Worker) -> None:
    case, day = at_decision(registers)
    shown = case.row.version
    # Still within the limit, so class and groups stay and only a value differs.
    registers.says(case.applicant, "property", {"rights": [right(1100)]})
    heard(case.applicant)
    worker.drain()
    with pytest.raises(Conflict, match="changed_meanwhile"), write():
        decisions.approve(casework.act_of(case.city, day), application_uid=case.uid, version=shown)
    with write():
        decisions.approve(
            casework.act_of(case.city, day), application_uid=case.uid, version=case.row.version
        )
    assert case.row.state == "approved"


def test_a_notice_that_changes_nothing_leaves_the_form_good(
    registers: Registers, worker: Worker
) -> None:
    case, day = at_decision(registers)
    shown = case.row.version
    registers.says(case.applicant, "property", {"rights": [right(1000)]})
    heard(case.applicant)
    worker.drain()
    assert only(case.uid).state == State.UNCHANGED
    with write():
        decisions.approve(casework.act_of(case.city, day), application_uid=case.uid, version=shown)


@pytest.mark.parametrize("verb", ["approve", "refuse"])
def test_late_after_the_decision_is_a_task_and_the_decision_stands(
    verb: str, registers: Registers, worker: Worker
) -> None:
    case, day = casework.at_decision()
    if verb == "refuse":
        held = {"kind": "welfare_home", "city": "450100", "since": "2020-01-01", "until": None}
        registers.says(case.applicant, "benefits", {"benefits": [held]})
    agreed(case, registers, day)
    act, screenings = casework.act_of(case.city, day), count(Screening)
    registers.buys_home(case.applicant)
    heard(case.applicant)

    def decide() -> None:
        registers.before_answering = lambda: None
        with write():
            if verb == "approve":
                decisions.approve(act, application_uid=case.uid)
            else:
                decisions.refuse(act, application_uid=case.uid, reasons=["benefit"])

    registers.before_answering = decide
    worker.drain()
    matter = only(case.uid)
    assert matter.state == State.OPEN
    assert "housing" in codes(matter)
    decision = db.session.scalars(select(Decision)).one()
    stood = load(Screening, decision.screening_uid)
    assert (decision.verb, count(Screening)) == (verb, screenings)
    assert case.row.klass == stood.klass
    states = ("approved", "waitlisted") if verb == "approve" else ("refused",)
    assert case.row.state in states


def test_what_was_withdrawn_meanwhile_is_left_alone(
    registers: Registers, worker: Worker, resident_act: Callable[..., Any]
) -> None:
    case = casework.accepted()
    registers.buys_home(case.applicant)
    heard(case.applicant)
    with write():
        applications.withdraw(resident_act(case.applicant), application_uid=case.uid)
    worker.drain()
    assert only().state == State.UNCHANGED
    assert registers.asked == []
    assert [s.reason for s in steps_of(only().uid)][-1] == "file_over"


def test_a_draft_is_nobodys_file_yet(registers: Registers, worker: Worker) -> None:
    with write():
        draft = applications.start(
            an_act(VISITOR), city="450100", id_number=an_id(41), name="覃美芳",
            phone="13800000041", agreed=True, sensitive=True,
        )  # fmt: skip
        applicant = draft.applicant_uid
    heard(applicant)
    assert kept() == (1, 0, 0)


def test_where_nobody_agreed_to_be_asked_a_person_looks(
    registers: Registers, worker: Worker
) -> None:
    case, day = casework.at_decision()
    agreed(case, registers, day, asked=False)
    heard(case.applicant)
    worker.drain()
    assert (only(case.uid).state, found(only(case.uid)).unasked) == (State.OPEN, True)
    assert registers.about("property") == set()


# --- silence ---------------------------------------------------------------------------


def test_silence_is_no_answer_and_asked_again_every_day(
    waiting: Case, registers: Registers, worker: Worker
) -> None:
    registers.buys_home(waiting.applicant)
    registers.silent.add("property")
    heard(waiting.applicant)
    worker.drain()
    assert (only().state, found(only()).silent) == (State.ASKING, ("property",))
    asked = len(registers.asked)
    for day in (TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=1)):
        ask_again_due(casework.house_act(day))
        worker.drain()
    assert len(registers.asked) == 2 * asked
    assert only().state == State.ASKING
    registers.silent.clear()
    ask_again_due(casework.house_act(TODAY + timedelta(days=2)))
    worker.drain()
    assert only().state == State.OPEN
    assert "housing" in codes(only())


def test_silence_while_being_decided_is_unknown_not_the_old_answer(
    registers: Registers, worker: Worker
) -> None:
    case, day = at_decision(registers)
    registers.silent.add("property")
    heard(case.applicant)
    worker.drain()
    assert only().state == State.ASKING
    with pytest.raises(Refused, match="findings_unknown"), write():
        decisions.approve(casework.act_of(case.city, day), application_uid=case.uid)
    registers.silent.clear()
    ask_again_due(casework.house_act(TODAY + timedelta(days=1)))
    worker.drain()
    # Held against what stood before the silence: nothing differs.
    assert only().state == State.UNCHANGED
    with write():
        decisions.approve(casework.act_of(case.city, day), application_uid=case.uid)


def test_a_person_may_settle_what_no_register_answers(
    waiting: Case, registers: Registers, worker: Worker
) -> None:
    registers.silent.add("property")
    heard(waiting.applicant)
    worker.drain()
    with write():
        exchange.settle(
            casework.act_of(waiting.city), matter_uid=only().uid, outcome="no_consequence",
            text="已当面核实",
        )  # fmt: skip
    registers.silent.clear()
    ask_again_due(casework.house_act(TODAY + timedelta(days=1)))
    worker.drain()
    assert only().state == State.SETTLED


def test_a_worker_that_dies_between_question_and_answer(
    waiting: Case, registers: Registers, worker: Worker
) -> None:
    registers.buys_home(waiting.applicant)
    heard(waiting.applicant)

    def die() -> None:
        registers.before_answering = lambda: None
        raise RuntimeError("killed")

    registers.before_answering = die
    worker.drain()
    assert only().state == State.ASKING
    with write():
        db.session.execute(Job.__table__.update().values(run_at=casework.utcnow()))  # type: ignore[attr-defined]
    worker.drain()
    assert only().state == State.OPEN
    assert [s.verb for s in steps_of(only().uid)] == ["begin", "open"]


# --- several notices about one file -------------------------------------------------------


def test_bought_and_sold_again_leaves_nothing_to_do(
    waiting: Case, registers: Registers, worker: Worker
) -> None:
    registers.buys_home(waiting.applicant)
    heard(waiting.applicant, "home_bought")
    worker.drain()
    registers.says(waiting.applicant, "property", {"rights": [right(1000)]})
    heard(waiting.applicant, "home_sold")
    worker.drain()
    first, second = matters()
    assert (first.state, second.state) == (State.OPEN, State.UNCHANGED)
    # Whoever has the first on the desk reads that all is as judged.
    assert found(first).differs is False


@pytest.mark.parametrize("order", [("home_bought", "home_sold"), ("home_sold", "home_bought")])
def test_the_order_in_which_they_come_does_not_matter(
    order: tuple[str, str], waiting: Case, registers: Registers, worker: Worker
) -> None:
    """Both happened before anybody asked: the register counts, not the order of the post."""
    for kind in order:
        heard(waiting.applicant, kind)
    worker.drain()
    assert [m.state for m in matters()] == [State.UNCHANGED] * 2


def test_a_second_notice_joins_what_lies_on_the_desk(
    waiting: Case, registers: Registers, worker: Worker
) -> None:
    registers.buys_home(waiting.applicant)
    heard(waiting.applicant, "home_bought")
    worker.drain()
    registers.says(
        waiting.applicant, "income", {"year": 2025, "annual_fen": 99_000_000, "assets_fen": 0}
    )
    heard(waiting.applicant, "income_changed")
    worker.drain()
    first, second = matters()
    assert (first.state, second.state, second.led_to) == (State.OPEN, State.HANDED_ON, first.uid)


def test_two_workers_bring_one_file_to_the_desk_once(
    app: Flask, waiting: Case, registers: Registers, worker: Worker
) -> None:
    registers.buys_home(waiting.applicant)
    for _ in range(4):
        heard(waiting.applicant)
    start = threading.Barrier(3)

    def work() -> None:
        with app.app_context():
            start.wait()
            worker.drain()
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    worker.drain()
    states = Counter(m.state for m in matters())
    assert states == {State.OPEN: 1, State.HANDED_ON: 3}


# --- who belongs together ------------------------------------------------------------------


def known_as(case: Case, registers: Registers, uid: str, *others: str) -> None:
    """The register says so, and the application has heard it."""
    card = households.person(uid)
    told = hukou(card.name, households.id_number_of(uid), *others)
    registers.says(uid, "hukou", told)
    with write():
        row = db.session.get_one(Application, case.uid)
        answers = registers.ask(
            [q for q in intake_facts.questions(row, TODAY) if q.source.value == "hukou"]
        )
        intake_facts.keep(casework.house_act(), row, answers)
    registers.asked.clear()


def people(matter: NoticeMatter) -> list[tuple[str, str]]:
    return [(change.code, change.person_uid) for change in found(matter).people]


def test_a_child_is_born(waiting: Case, registers: Registers, worker: Worker) -> None:
    known_as(waiting, registers, waiting.applicant)
    card = households.person(waiting.applicant)
    number = households.id_number_of(waiting.applicant)
    child = an_id(9, birth=date(2026, 2, 20))
    registers.says(waiting.applicant, "hukou", hukou(card.name, number, child))
    heard(waiting.applicant, "birth")
    worker.drain()
    assert (only().state, people(only())) == (State.OPEN, [("joined", "")])
    # Of the child nothing is kept: neither a person nor a number.
    assert households.find_person(child) is None
    assert child not in (only().found or "")


def test_somebody_moves_out_of_the_hukou(
    waiting: Case, registers: Registers, worker: Worker
) -> None:
    spouse = spouse_of(waiting)
    number = households.id_number_of(spouse)
    known_as(waiting, registers, waiting.applicant, number)
    card = households.person(waiting.applicant)
    alone = hukou(card.name, households.id_number_of(waiting.applicant))
    registers.says(waiting.applicant, "hukou", alone)
    heard(spouse, "hukou_moved")
    worker.drain()
    assert (only().state, people(only())) == (State.OPEN, [("left", spouse)])


def test_a_marriage_with_somebody_who_is_not_one_of_them(
    waiting: Case, registers: Registers, worker: Worker
) -> None:
    bride = {"name": "新娘", "id_number": an_id(8, birth=date(1990, 1, 1))}
    registers.says(
        waiting.applicant, "marriage", {"status": "married", "since": "2026-02-01", "spouse": bride}
    )
    heard(waiting.applicant, "marriage")
    worker.drain()
    assert (only().state, people(only())) == (State.OPEN, [("married", waiting.applicant)])
    assert households.find_person(bride["id_number"]) is None


def test_a_divorce(waiting: Case, registers: Registers, worker: Worker) -> None:
    spouse = spouse_of(waiting)
    named = {"name": "黄志强", "id_number": households.id_number_of(spouse)}
    registers.says(
        waiting.applicant, "marriage", {"status": "married", "since": "2010-01-01", "spouse": named}
    )
    with write():
        row = db.session.get_one(Application, waiting.uid)
        asked = [q for q in intake_facts.questions(row, TODAY) if q.source.value == "marriage"]
        intake_facts.keep(casework.house_act(), row, registers.ask(asked))
    registers.says(
        waiting.applicant, "marriage", {"status": "divorced", "since": "2026-02-01", "spouse": None}
    )
    heard(waiting.applicant, "divorce")
    worker.drain()
    assert (only().state, people(only())) == (State.OPEN, [("parted", waiting.applicant)])
    assert spouse in {m.person_uid for m in households.composition(only().household_uid, TODAY)}


# --- death -----------------------------------------------------------------------------


def test_a_death_the_register_confirms_is_recorded(
    waiting: Case, registers: Registers, worker: Worker
) -> None:
    spouse = spouse_of(waiting)
    registers.dies(spouse)
    heard(spouse, "death")
    worker.drain()
    assert households.person(spouse).dead_on == date(2026, 3, 1)
    assert (only().state, people(only())) == (State.OPEN, [("died", spouse)])
    assert proposal(only(), TODAY) == ""
    assert entry_of(waiting).state == "waiting"


def test_a_death_the_register_does_not_confirm_is_not(waiting: Case, worker: Worker) -> None:
    heard(waiting.applicant, "death")
    worker.drain()
    assert households.person(waiting.applicant).dead_on is None
    assert only().state == State.UNCHANGED


def test_a_death_on_another_day_than_recorded_is_for_a_person(
    waiting: Case, registers: Registers, worker: Worker
) -> None:
    spouse = spouse_of(waiting)
    with write():
        households.record_death(
            casework.house_act(), person_uid=spouse, died_on=date(2026, 2, 1), source="papers"
        )
    registers.dies(spouse, "2026-02-11")
    heard(spouse, "death")
    worker.drain()
    assert households.person(spouse).dead_on == date(2026, 2, 1)
    assert only().state == State.OPEN


def test_a_place_whose_only_person_died_is_proposed_for_removal(
    app: Flask, worker: Worker, registers: Registers
) -> None:
    case, _day = casework.approved()
    worker.drain()
    spouse = spouse_of(case)
    with write():
        households.change_composition(
            casework.house_act(), household_uid=case.row.household_uid or "", leaving=[spouse]
        )
    registers.dies(case.applicant)
    heard(case.applicant, "death")
    worker.drain()
    matter = only(entry_of(case).uid)
    assert matter.state == State.OPEN
    with app.test_request_context():
        assert proposal(matter, TODAY) != ""
    assert entry_of(case).state == "waiting"
    with write():
        waitlist.remove(casework.act_of(case.city), entry_uid=matter.subject_uid, reason="died")
    assert entry_of(case).state == "removed"


# --- what a household holds from us ---------------------------------------------------------


@pytest.fixture
def tenant(app: Flask, acts: Acts, screened: Any, registers: Registers, worker: Worker) -> Any:
    home, lease = lived_in(acts, 1, on=TODAY)
    worker.drain()
    registers.asked.clear()
    db.session.rollback()
    return home, lease


def judged(registers: Registers, worker: Worker, act: Any, household: str) -> None:
    """The household was looked at and goes on, so there is something to hold a notice against."""
    with write():
        exit_review.open_review(act, household_uid=household)
    worker.drain()
    review = exit_review.review_of_household(household)
    assert review is not None
    with write():
        exit_review.confirm(act, review_uid=review.uid, text="没有变化")
    registers.asked.clear()


def test_a_tenant_buys_a_home_and_a_recheck_opens(
    tenant: Any, acts: Acts, registers: Registers, worker: Worker
) -> None:
    home, lease = tenant
    judged(registers, worker, acts.staff("city_officer"), home.household)
    registers.buys_home(home.applicant, 12000)
    heard(home.applicant)
    worker.drain()
    matter = only(lease.uid)
    review = exit_review.review_of_household(home.household)
    assert review is not None
    assert (matter.state, matter.led_to) == (State.HANDED_ON, review.uid)
    assert (review.trigger, review.state) == ("notice", exit_review.State.CHANGED)
    assert tenancy.lease(lease.uid).state == "occupied"
    assert review.served_on is None


def test_a_tenant_of_whom_nothing_differs_is_left_in_peace(
    tenant: Any, acts: Acts, registers: Registers, worker: Worker
) -> None:
    home, lease = tenant
    judged(registers, worker, acts.staff("city_officer"), home.household)
    heard(home.applicant)
    worker.drain()
    assert only(lease.uid).state == State.UNCHANGED
    assert count(Review) == 1
    assert registers.about("income") == set()


def test_a_recheck_under_way_looks_again(
    tenant: Any, acts: Acts, registers: Registers, worker: Worker
) -> None:
    home, lease = tenant
    judged(registers, worker, acts.staff("city_officer"), home.household)
    with write():
        opened = exit_review.open_review(
            acts.staff("city_officer"), household_uid=home.household
        ).uid
    worker.drain()
    assert load(Review, opened).proposal == "confirm"
    registers.buys_home(home.applicant, 12000)
    heard(home.applicant)
    worker.drain()
    assert only(lease.uid).led_to == opened
    assert count(Review) == 2
    assert load(Review, opened).proposal == "changed"


def test_a_tenant_dies_and_the_lease_goes_to_review(
    tenant: Any, acts: Acts, registers: Registers, worker: Worker
) -> None:
    home, lease = tenant
    judged(registers, worker, acts.staff("city_officer"), home.household)
    registers.dies(home.applicant)
    heard(home.applicant, "death")
    worker.drain()
    assert only(lease.uid).state == State.HANDED_ON
    assert people(only(lease.uid)) == [("died", home.applicant)]
    assert tenancy.lease(lease.uid).state == "occupied"


def test_a_death_stops_the_subsidy_from_the_month_after(
    app: Flask, acts: Acts, screened: Any, registers: Registers, worker: Worker
) -> None:
    home, agreement = an_agreement(acts)
    worker.drain()
    registers.dies(home.people[2], "2026-04-20")
    with write():
        exchange.receive(
            casework.house_act(date(2026, 4, 28)),
            told=a_notice(home.people[2], "death", happened_on="2026-04-20"),
            way=exchange.Way.PUSH,
        )
    worker.drain()
    matter = only(agreement.uid)
    assert matter.state == State.HANDED_ON
    assert subsidy.agreement_row(agreement.uid).state == "active"
    april = a_run(acts, on=date(2026, 4, 29))
    assert (april.count, [h.reason for h in holds_in(april.uid)]) == (1, [])
    may = a_run(acts, "2026-05", on=date(2026, 5, 2))
    assert [h.reason for h in holds_in(may.uid)] == [HoldReason.MEMBER_DIED]


# --- two cities, and the way it came ----------------------------------------------------


def test_a_person_two_cities_deal_with(
    waiting: Case, registers: Registers, worker: Worker, make_act: Callable[..., Any]
) -> None:
    """Waiting in one city and a tenant's parent in another: each has its own row and no other."""
    with write():
        act = make_act(region="450200")
        other = households.register_person(act, id_number=an_id(31), name="柳州人").uid
        home = households.form_household(
            act, city="450200", place="450203",
            members=[
                households.NewMember(other, "applicant"),
                households.NewMember(waiting.applicant, "parent"),
            ],
        ).uid  # fmt: skip
        row = Application(
            uid=casework.new_uid(), city="450200", place="450203", state="in_review",
            applicant_uid=other, household_uid=home, wish="unit", klass="A", groups="",
            channel="online", started_on=TODAY, submitted_on=TODAY, lapses_on=TODAY,
            stage="street_check",
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        db.session.add(
            ApplicationMember(
                city="450200", application_uid=row.uid, person_uid=waiting.applicant,
                relation="parent", adult=True, source="test",
            )
        )  # fmt: skip
        uid = row.uid
    heard(waiting.applicant)
    assert kept() == (1, 2, 2)
    found_in = {m.city: m.subject_uid for m in matters()}
    assert found_in == {"450100": entry_of(waiting).uid, "450200": uid}
    notices = {m.city: m.notice_uid for m in matters()}
    assert len(set(notices.values())) == 2


def test_pushed_at_once_by_many_hands_it_is_one_notice(app: Flask, waiting: Case) -> None:
    told = a_notice(waiting.applicant)
    start, receipts, guard = threading.Barrier(6), [], threading.Lock()

    def take() -> None:
        with app.app_context():
            start.wait()
            with write():
                receipt = exchange.receive(casework.house_act(), told=told, way=exchange.Way.PUSH)
            with guard:
                receipts.append(receipt.uid)
            db.session.remove()

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(receipts) == 6
    assert len(set(receipts)) == 1
    assert kept() == (1, 1, 1)
