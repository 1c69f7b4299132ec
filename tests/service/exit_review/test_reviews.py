from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import credit, exit_review, housing, subsidy, tenancy
from portal.eligibility import HouseholdFacts, screen
from portal.exit_review import ExitNoticeServed, HandedBack, HoldOverBegan, State
from portal.exit_review.examining import before, ruling_of
from portal.exit_review.guards import newest
from portal.exit_review.models import Examination, Review, ReviewDecision
from portal.kernel import deadlines
from portal.kernel.act import Act
from portal.kernel.database import db, write
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.journal import Step, steps_of
from portal.kernel.outbox import EventRow
from portal.kernel.policy import rulebook
from portal.kernel.worker import Worker
from tests.money import an_agreement
from tests.service.exit_review.conftest import DUE, Departments, HouseActs, Story, system


def count(model: type, *where: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0  # type: ignore[arg-type]


def at_notice(story: Story, on: date = DUE) -> None:
    story.departments.buy_home()
    story.day(on)
    story.do(exit_review.draft_notice, "district_reviewer", on, story.first, text="名下已有住房")


def moving(story: Story, on: date = DUE) -> None:
    at_notice(story, on)
    story.do(exit_review.serve_notice, "city_officer", on, story.second)


def test_the_day_before_nothing_opens_and_on_the_day_it_does(story: Story) -> None:
    story.day(DUE - timedelta(days=1))
    assert count(Review) == 0
    story.day(DUE)
    assert story.review.state == State.OPENED
    assert story.review.proposal == "confirm"
    running = deadlines.running("exit_recheck", story.review.uid)
    assert running is not None
    assert running.due == date(2027, 3, 2)
    assert set(story.departments.purposes) == {"recheck"}


def test_the_daily_work_twice_changes_nothing(story: Story) -> None:
    for _ in range(2):
        story.day(DUE)
    assert (count(Review), count(Examination)) == (1, 1)
    steps = count(Step, Step.machine == "review")
    story.day(DUE + timedelta(days=1))
    assert (count(Review), count(Examination)) == (1, 1)
    assert count(Step, Step.machine == "review") == steps


def test_the_own_home_is_no_other_help(story: Story) -> None:
    story.day(DUE)
    assert story.review.proposal == "confirm"
    assert "benefit" not in story.review.grounds


def test_another_assisted_home_is_a_ground(story: Story) -> None:
    story.departments.values["benefits"] = {
        "benefits": [
            {"kind": "welfare_home", "city": "450100", "since": "2026-05-01", "until": None}
        ]
    }
    story.day(DUE)
    assert story.review.state == State.CHANGED
    story.do(exit_review.draft_notice, "district_reviewer", DUE, text="另有福利房")
    assert story.review.grounds == ["benefit"]


def test_a_person_confirms_and_the_next_year_comes(story: Story) -> None:
    story.day(DUE)
    story.do(exit_review.confirm, "district_reviewer", DUE)
    assert story.review.state == State.CONFIRMED
    story.day(date(2028, 1, 1))
    assert count(Review) == 1
    story.day(date(2028, 1, 2))
    assert count(Review) == 2


def test_this_look_is_held_against_the_one_before(story: Story) -> None:
    story.day(DUE)
    story.do(exit_review.confirm, "district_reviewer", DUE)
    story.departments.buy_home()
    story.day(date(2028, 1, 2))
    past, now = before(story.review), newest(story.review.uid)
    assert past is not None
    assert now is not None
    seen = [r.finding("housing") for r in (past, ruling_of(now))]
    assert [f.outcome.value for f in seen if f] == ["met", "not_met"]


def test_against_the_proposal_only_with_reasons(story: Story) -> None:
    story.departments.buy_home()
    story.day(DUE)
    with pytest.raises(Refused, match="review_say_why"):
        story.do(exit_review.confirm, "city_officer", DUE)
    db.session.rollback()
    story.do(exit_review.confirm, "city_officer", DUE, text="登记有误，已更正")
    assert story.review.state == State.CONFIRMED


def test_silence_is_never_met_and_asked_again(story: Story) -> None:
    story.departments.silent.add("property")
    story.day(DUE)
    assert story.review.proposal == "unknown"
    with pytest.raises(Refused, match="review_answers_missing"):
        story.do(exit_review.confirm, "city_officer", DUE, text="算了")
    db.session.rollback()
    story.departments.silent.clear()
    story.day(DUE + timedelta(days=1))
    assert story.review.proposal == "confirm"
    assert count(Examination) == 2


def test_income_alone_ends_no_lease(story: Story) -> None:
    story.departments.values["vehicle"] = {
        "vehicles": [{"kind": "car", "since": "2026-05-01", "value_fen": 9000000}]
    }
    story.departments.values["income"] = {"year": 2026, "annual_fen": 90000000, "assets_fen": 0}
    story.departments.values.pop("assistance")
    story.day(DUE)
    if story.review.state == State.CHANGED:
        with pytest.raises(Refused, match="review_no_ground"):
            story.do(exit_review.draft_notice, "city_officer", DUE, text="收入高")
    else:
        assert story.review.proposal == "confirm"


def test_a_bought_home_leads_out_and_the_home_back_into_the_stock(story: Story) -> None:
    moving(story)
    review = story.review
    assert review.state == State.MOVING
    assert review.grounds == ["housing"]
    assert review.move_by == date(2027, 8, 2)
    assert count(EventRow, EventRow.type == ExitNoticeServed.type()) == 1
    story.day(review.move_by)
    assert story.review.state == State.MOVING
    late = review.move_by + timedelta(days=1)
    for _ in range(2):
        story.day(late)
    assert story.review.state == State.HOLD_OVER
    assert story.review.hold_over_on == late
    assert [s.verb for s in steps_of(review.uid)].count("overrun") == 1
    story.do(
        exit_review.hand_back, "operator", late, keys_back=2, water=12345, electricity=67890,
        text="墙面完好",
    )  # fmt: skip
    review = story.review
    assert review.state == State.HANDED_BACK
    assert tenancy.lease(story.lease.uid).state == tenancy.State.ENDED
    unit = str(review.unit_uid)
    assert housing.unit(unit).state == "vacated"
    running = deadlines.running(housing.RELET, unit)
    assert running is not None
    assert running.due == date(2028, 8, 3)
    assert count(EventRow, EventRow.type == HandedBack.type()) == 1
    story.do(exit_review.start_repair, "operator", late)
    assert housing.unit(unit).state == "under_repair"
    story.do(exit_review.finish_repair, "operator", late)
    assert housing.unit(unit).state == "available"
    assert deadlines.running(housing.RELET, unit) is not None
    story.do(exit_review.settle, "city_officer", late, text="押金已退")
    assert story.review.state == State.CLOSED
    story.day(date(2028, 8, 3))
    assert count(Review) == 1


def test_two_people_sign_the_notice(story: Story) -> None:
    story.departments.buy_home()
    story.day(DUE)
    story.do(exit_review.draft_notice, "city_officer", DUE, story.first, text="名下已有住房")
    with pytest.raises(Refused, match="review_second_person"):
        story.do(exit_review.serve_notice, "city_officer", DUE, story.first)
    db.session.rollback()
    with pytest.raises(Refused, match="review_not_a_subsidy"):
        story.do(exit_review.stop_subsidy, "city_officer", DUE, story.second)
    db.session.rollback()
    story.do(exit_review.return_notice, "city_officer", DUE, story.second, text="再核实")
    assert story.review.state == State.CHANGED


def test_no_notice_without_a_ground(story: Story) -> None:
    story.day(DUE)
    with pytest.raises(Conflict, match="not_from_here"):
        story.do(exit_review.draft_notice, "city_officer", DUE, text="无")


def test_a_notice_taken_back_lets_them_stay(story: Story) -> None:
    moving(story)
    story.do(exit_review.revoke, "city_officer", DUE, text="房屋已转让，复查属实")
    story.day(date(2027, 8, 3))
    assert story.review.state == State.CONFIRMED
    assert tenancy.lease(story.lease.uid).state == tenancy.State.OCCUPIED


def _held_over(story: Story) -> date:
    """The household stays past the moving period; the first day of that."""
    moving(story)
    assert story.review.move_by is not None
    late = story.review.move_by + timedelta(days=1)
    # The house slept two days: the day that counts is the law's, not ours.
    story.day(late + timedelta(days=2))
    assert story.review.state == State.HOLD_OVER
    assert story.review.hold_over_on == late
    assert count(EventRow, EventRow.type == HoldOverBegan.type()) == 1
    return late


def test_whoever_stays_too_long_is_billed_until_the_keys(story: Story) -> None:
    late = _held_over(story)
    assert tenancy.lease_row(story.lease.uid).hold_over_since == late
    back = late.replace(day=12)
    story.do(exit_review.hand_back, "operator", back, keys_back=2, water=1, electricity=1)
    bill = next(b for b in tenancy.bills_of(story.lease.uid) if b.kind == "hold_over")
    assert (bill.month, bill.days) == ("2027-08", 10)
    assert bill.fen == 29_032 - 11_903


def test_a_revoked_notice_takes_its_bills_back(story: Story) -> None:
    _held_over(story)
    tenancy.hold_over_due(system(date(2027, 9, 1)))
    assert [b.kind for b in tenancy.bills_of(story.lease.uid)] == ["hold_over"]
    story.do(exit_review.revoke, "city_officer", date(2027, 9, 2), text="复查属实，继续居住")
    assert story.review.state == State.CONFIRMED
    lease = tenancy.lease_row(story.lease.uid)
    assert (lease.state, lease.hold_over_since) == (tenancy.State.OCCUPIED, None)
    assert [b.cancelled for b in tenancy.bills_of(lease.uid)] == [True]


def test_who_hands_back_in_time_is_billed_nothing_more(story: Story) -> None:
    moving(story)
    on = story.review.move_by
    assert on is not None
    story.do(exit_review.hand_back, "operator", on, keys_back=2, water=1, electricity=1)
    story.day(on + timedelta(days=40))
    assert tenancy.bills_of(story.lease.uid) == ()


def test_a_look_lies_where_the_home_lies(story: Story) -> None:
    story.day(DUE)
    assert story.review.place == story.lease.place == "450103"
    near = story.acts.make_act(role="district_reviewer", region="450103", on=DUE)
    far = story.acts.make_act(role="district_reviewer", region="450102", on=DUE)
    with pytest.raises(NotYours), write():
        exit_review.confirm(far, review_uid=story.review_uid)
    with write():
        exit_review.confirm(near, review_uid=story.review_uid)


def test_the_centre_asks_for_a_look_once(story: Story) -> None:
    act = story.acts.staff("city_officer")
    with write():
        exit_review.open_review(act, household_uid=story.home.household)
    with pytest.raises(Conflict, match="review_open_already"), write():
        exit_review.open_review(act, household_uid=story.home.household)


def test_a_home_given_back_otherwise_ends_the_look(story: Story) -> None:
    story.day(DUE)
    with write():
        tenancy.end_lease(
            story.acts.staff("operator", on=DUE), lease_uid=story.lease.uid,
            reason=tenancy.EndReason.TENANT_LEAVES,
        )  # fmt: skip
    story.drain()
    assert story.review.state == State.CLOSED
    story.day(date(2028, 2, 2))
    assert count(Review) == 1


def test_every_decision_can_be_judged_again(story: Story) -> None:
    moving(story)
    made = list(exit_review.decisions("450100"))
    assert [one.verb for one in made] == ["draft_notice", "serve_notice"]
    for one in made:
        rules = rulebook(one.rules_region, on=one.rules_on)
        assert rules.fingerprint == one.policy
        assert screen(HouseholdFacts.from_json(one.facts), rules).to_json() == one.findings
    assert count(ReviewDecision) == 2


def test_a_clue_from_a_look_reaches_enforcement(story: Story) -> None:
    story.day(DUE)
    story.do(exit_review.report_violation, "operator", DUE, code="TN1", text="住的是别人")
    cases = credit.cases_of([story.home.applicant])
    assert [c.code for c in cases] == ["TN1"]
    assert len(cases[0].people) == 2


def test_a_bar_counts_from_the_hand_back(story: Story) -> None:
    on = date(2026, 4, 1)
    act = story.acts.staff
    with write():
        uid = credit.report_clue(
            act("operator", on=on), city="450100", place="450103",
            person_uid=story.home.applicant, household_uid=story.home.household, code="TN1",
            facts={"text": "x"}, source="inspection",
        ).uid  # fmt: skip
    one, two = story.first, story.second

    def do(verb: object, role: str, day: date, who: str = "", **more: object) -> None:
        with write():
            verb(act(role, who, day), case_uid=uid, **more)  # type: ignore[operator]
        story.drain()

    do(credit.judge_clue, "enforcement", on, one, accept=True)
    do(credit.take_part, "enforcement", on, one, no_interest=True)
    do(credit.take_part, "enforcement", on, two, no_interest=True)
    do(credit.file_case, "enforcement", on, one)
    do(credit.add_evidence, "enforcement", on, one, kind="visit", text="x")
    do(credit.report_investigation, "enforcement", on, one, text="x")
    do(credit.serve_notice, "enforcement", on, one, result="bar", text="x")
    later = date(2026, 4, 20)
    do(credit.to_review, "enforcement", later, one)
    do(credit.review_case, "legal_reviewer", later, passes=True, text="x")
    do(credit.decide, "decision_maker", later, result="bar", text="x", home="held")
    review = story.review
    assert (review.trigger, review.state) == ("breach", State.CHANGED)
    story.do(exit_review.draft_notice, "district_reviewer", later, one, text="责令退回")
    story.do(exit_review.serve_notice, "city_officer", later, two)
    back = date(2026, 6, 30)
    story.do(exit_review.hand_back, "operator", back, keys_back=1, water=0, electricity=0)
    assert tenancy.lease(story.lease.uid).state == tenancy.State.ENDED
    assert credit.bar_running(story.home.applicant, date(2031, 6, 30)) is not None
    assert credit.bar_running(story.home.applicant, date(2031, 7, 1)) is None


def test_a_subsidy_stops_with_two_signatures(
    app: Flask, wired: Worker, departments: Departments, screened: Any,
    make_act: Callable[..., Act], resident_act: Callable[..., Act],
) -> None:  # fmt: skip
    acts = HouseActs(make_act, resident_act)
    home, agreement = an_agreement(acts, 7)
    wired.drain()
    departments.values["benefits"] = {
        "benefits": [{"kind": "subsidy", "city": "450100", "since": "2026-03-02", "until": None}]
    }
    departments.values["vehicle"] = {
        "vehicles": [{"kind": "car", "since": "2026-05-01", "value_fen": 9000000}]
    }
    departments.values["income"] = {"year": 2026, "annual_fen": 1, "assets_fen": 0}
    departments.buy_home()
    story = Story(app, acts, departments, home, agreement, wired.drain)  # type: ignore[arg-type]
    story.day(DUE)
    if count(Review) == 0:
        story.day(date(2027, 3, 2))
    review = story.review
    assert (review.kind, review.state) == ("subsidy", State.CHANGED)
    on = review.opened_on
    story.do(exit_review.draft_notice, "district_reviewer", on, story.first, text="名下已有住房")
    with pytest.raises(Refused, match="review_not_a_lease"):
        story.do(exit_review.serve_notice, "city_officer", on, story.second)
    db.session.rollback()
    story.do(exit_review.stop_subsidy, "city_officer", on, story.second)
    assert story.review.state == State.CLOSED
    stopped = subsidy.agreement_of_household(home.household)
    assert stopped is not None
    assert (stopped.state, stopped.last_month) == (subsidy.State.STOPPED, f"{on:%Y-%m}")
    assert "benefit" not in story.review.grounds
