from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal import credit
from portal.credit import BarImposed, Home, PreDecisionServed, Result, State
from portal.kernel import deadlines
from portal.kernel.act import Role
from portal.kernel.database import db, new_uid, write
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.journal import steps_of
from portal.kernel.levels import Level
from portal.kernel.outbox import EventRow
from tests.service.credit.conftest import AFTER_WINDOW, SERVED_NOTICE, START, Course

ENFORCE = Role.ENFORCEMENT


def events(kind: str) -> int:
    return db.session.query(EventRow).filter(EventRow.type == kind).count()


def test_a_whole_case_ends_in_a_bar_of_five_years(course: Course) -> None:
    course.reviewed()
    course.decide()
    course.do(credit.serve_decision, course.by(ENFORCE, AFTER_WINDOW), how="handed_over")
    case = course.case
    assert case.state == State.SERVED
    assert [step.verb for step in steps_of(case.uid)] == [
        "begin", "accept", "take_part", "take_part", "file", "add_evidence", "report",
        "serve_notice", "to_review", "pass_review", "decide", "serve",
    ]  # fmt: skip
    assert all(step.clause for step in steps_of(case.uid)[1:])
    assert all(step.policy for step in steps_of(case.uid))
    assert events(BarImposed.type()) == 2
    assert events(PreDecisionServed.type()) == 2
    for uid in (course.person, course.spouse):
        bar = credit.bar_running(uid, date(2040, 1, 1))
        assert bar is not None
        assert bar.until is None
        assert bar.case_uid == case.uid


def test_the_bar_runs_from_the_day_the_home_is_handed_back(course: Course) -> None:
    course.reviewed()
    course.decide()
    back = date(2026, 6, 30)
    act = course.by(Role.OPERATOR, back)
    with write():
        assert credit.start_bar_on_return(act, household_uid=course.household) == 2
    with write():
        assert credit.start_bar_on_return(act, household_uid=course.household) == 0
    last = date(2031, 6, 30)
    assert credit.bar_running(course.person, last) is not None
    assert credit.bar_running(course.spouse, last + timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("home", "returned", "last"),
    [(Home.NONE, None, date(2031, 3, 18)), (Home.RETURNED, START, date(2031, 3, 2))],
)
def test_just_inside_and_just_outside_its_end(
    course: Course, home: str, returned: date | None, last: date
) -> None:
    course.reviewed()
    course.decide(home=home, returned_on=returned)
    assert credit.bar_running(course.person, last) is not None
    assert credit.bar_running(course.person, last + timedelta(days=1)) is None


def test_a_home_handed_back_needs_its_day(course: Course) -> None:
    course.reviewed()
    with pytest.raises(Refused, match="returned_on_missing"):
        course.decide(home=Home.RETURNED)


def test_nothing_is_decided_before_the_notice(course: Course) -> None:
    course.investigated()
    with pytest.raises(Conflict, match="not_from_here"):
        course.decide()
    assert credit.bar_running(course.person, AFTER_WINDOW) is None


@pytest.mark.parametrize(("day", "open_"), [(date(2026, 3, 17), True), (date(2026, 3, 18), False)])
def test_nothing_goes_on_while_the_window_is_open(course: Course, day: date, open_: bool) -> None:
    course.noticed()
    act = course.by(ENFORCE, day, course.first)
    if open_:
        with pytest.raises(Refused, match="defence_window_open"):
            course.do(credit.to_review, act)
    else:
        course.do(credit.to_review, act)
        assert course.case.state == State.REVIEW


def test_a_defence_must_be_answered_and_makes_nothing_worse(course: Course) -> None:
    course.noticed(fine_fen=30000)
    course.do(credit.defend, course.resident(date(2026, 3, 12)), text="是我妹妹来照顾孩子")
    one = course.by(ENFORCE, AFTER_WINDOW, course.first)
    with pytest.raises(Refused, match="defence_unread"):
        course.do(credit.to_review, one)
    course.do(credit.consider, one, text="核对了居住登记", accepted=False)
    course.do(credit.to_review, one)
    lawyer = course.by(Role.LEGAL_REVIEWER, AFTER_WINDOW)
    course.do(credit.review_case, lawyer, passes=True, text="合法")
    with pytest.raises(Refused, match="heavier_than_notice"):
        course.decide(fine_fen=30001)
    course.decide(fine_fen=20000)
    assert course.case.fine_fen == 20000


def test_a_second_notice_is_not_heavier_without_new_evidence(course: Course) -> None:
    course.noticed(fine_fen=30000)
    course.do(credit.defend, course.resident(date(2026, 3, 12)), text="不是转租")
    one = course.by(ENFORCE, AFTER_WINDOW, course.first)
    course.do(credit.consider, one, text="查过了", accepted=False)
    course.do(credit.to_review, one)
    course.do(
        credit.review_case,
        course.by(Role.LEGAL_REVIEWER, AFTER_WINDOW),
        passes=False,
        text="事实不清",
    )
    course.do(credit.report_investigation, one, text="没有新情况")
    again = {"result": Result.BAR, "text": "第二次告知", "ground": "art36"}
    with pytest.raises(Refused, match="heavier_after_defence"):
        course.do(credit.serve_notice, one, fine_fen=40000, **again)
    course.do(credit.serve_notice, one, fine_fen=30000, **again)
    with pytest.raises(Refused, match="defence_window_open"):
        course.do(credit.to_review, one)


def test_a_late_defence_is_kept_and_read(course: Course) -> None:
    course.reviewed()
    said = course.do(credit.defend, course.resident(AFTER_WINDOW), text="刚看到通知")
    assert said.late
    with pytest.raises(Refused, match="defence_unread"):
        course.decide()
    course.do(
        credit.consider, course.by(ENFORCE, AFTER_WINDOW, course.first), text="读过", accepted=True
    )
    course.decide(result=Result.WARNING, fine_fen=0)
    with pytest.raises(Conflict, match="not_from_here"):
        course.do(credit.defend, course.resident(AFTER_WINDOW), text="再说一次")


def test_whoever_investigated_neither_reviews_nor_decides(course: Course) -> None:
    course.noticed()
    course.do(credit.to_review, course.by(ENFORCE, AFTER_WINDOW, course.first))
    lawyer = course.by(Role.LEGAL_REVIEWER, AFTER_WINDOW, course.second)
    with pytest.raises(Refused, match="investigator_bars"):
        course.do(credit.review_case, lawyer, passes=True, text="合法")
    course.do(
        credit.review_case, course.by(Role.LEGAL_REVIEWER, AFTER_WINDOW), passes=True, text="合法"
    )
    with pytest.raises(Refused, match="investigator_bars"):
        course.decide(uid=course.first)


def test_two_officers_without_interest_file(course: Course) -> None:
    course.clue()
    one = course.by(ENFORCE, START, course.first)
    course.do(credit.judge_clue, one, accept=True)
    with pytest.raises(Refused, match="recusal_needed"):
        course.do(credit.take_part, one, no_interest=False)
    course.do(credit.take_part, one, no_interest=True)
    with pytest.raises(Conflict, match="already_an_officer"):
        course.do(credit.take_part, one, no_interest=True)
    with pytest.raises(Refused, match="officers_missing"):
        course.do(credit.file_case, one)


def test_an_act_found_too_late_is_not_punished(course: Course) -> None:
    with pytest.raises(Refused, match="limitation_passed"):
        course.filed(act_ended_on=date(2024, 3, 1))
    db.session.rollback()


def test_an_act_found_on_the_last_day_is(course: Course) -> None:
    course.filed(act_ended_on=date(2024, 3, 2))
    running = deadlines.running("credit_decision", course.uid)
    assert running is not None
    assert running.due == date(2026, 5, 31)


def test_device_evidence_needs_review(course: Course) -> None:
    course.filed()
    one = course.by(ENFORCE, START, course.first)
    course.do(credit.add_evidence, one, kind="device", text="门禁六十天无人进出")
    with pytest.raises(Refused, match="device_not_reviewed"):
        course.do(credit.report_investigation, one, text="闲置")


def test_a_hearing_is_asked_for_in_time_and_held_by_a_stranger(course: Course) -> None:
    course.noticed()
    with pytest.raises(Refused, match="hearing_too_late"):
        course.do(credit.ask_hearing, course.resident(AFTER_WINDOW))
    course.do(credit.ask_hearing, course.resident(date(2026, 3, 17)))
    one = course.by(ENFORCE, AFTER_WINDOW, course.first)
    with pytest.raises(Refused, match="hearing_too_soon"):
        course.do(credit.call_hearing, one, day=date(2026, 3, 26))
    course.do(credit.call_hearing, one, day=date(2026, 3, 27))
    host = course.by(Role.LEGAL_REVIEWER, date(2026, 3, 26))
    with pytest.raises(Refused, match="hearing_not_yet"):
        course.do(credit.hold_hearing, host, text="笔录")
    barred = course.by(Role.LEGAL_REVIEWER, date(2026, 3, 27), course.second)
    with pytest.raises(Refused, match="investigator_bars"):
        course.do(credit.hold_hearing, barred, text="笔录")
    course.do(credit.hold_hearing, course.by(Role.LEGAL_REVIEWER, date(2026, 3, 27)), text="笔录")
    assert course.case.state == State.HEARD


def test_only_the_person_proven_defends(course: Course) -> None:
    course.noticed()
    for act in (
        course.resident(SERVED_NOTICE, Level.I1),
        course.resident(SERVED_NOTICE, uid=new_uid()),
    ):
        with pytest.raises(NotYours):
            course.do(credit.defend, act, text="不是我")
    course.do(credit.defend, course.resident(SERVED_NOTICE, uid=course.spouse), text="是我们")


def test_staff_of_another_city_see_nothing_to_do(course: Course) -> None:
    course.clue()
    with pytest.raises(NotYours):
        course.do(credit.judge_clue, course.make_act(ENFORCE, "450200", on=START), accept=True)


def test_the_same_clue_twice_is_one_case(course: Course) -> None:
    first = course.clue().uid
    assert course.clue().uid == first
    assert course.clue(code="TN3").uid != first


def test_fines_stay_below_their_article(course: Course) -> None:
    course.investigated()
    one = course.by(ENFORCE, SERVED_NOTICE, course.first)
    notice = {"result": Result.BAR, "text": "告知"}
    with pytest.raises(Refused, match="fine_too_high"):
        course.do(credit.serve_notice, one, fine_fen=100001, ground="art36", **notice)
    with pytest.raises(Refused, match="fine_too_high"):
        course.do(
            credit.serve_notice,
            one,
            fine_fen=30001,
            ground="art36_gains",
            gains_fen=10000,
            **notice,
        )
    with pytest.raises(Refused, match="fine_ground_missing"):
        course.do(credit.serve_notice, one, fine_fen=1, **notice)
    course.do(
        credit.serve_notice, one, fine_fen=30000, ground="art36_gains", gains_fen=10000, **notice
    )


def test_hidden_facts_bar_the_promise_until_repaired(course: Course) -> None:
    on = AFTER_WINDOW
    assert credit.commitment_allowed(course.person, on)
    course.reviewed(code="AP2", result=Result.NO_COMMITMENT, fine_fen=0)
    course.decide(result=Result.NO_COMMITMENT, home=Home.NONE, fine_fen=0)
    assert not credit.commitment_allowed(course.person, on)
    assert credit.commitment_allowed(course.spouse, on)
    assert credit.bar_running(course.person, on) is None
    bar = credit.bars_of(course.person)[0]
    keeper = Role.CREDIT_OFFICER
    with pytest.raises(Refused, match="repair_too_early"), write():
        credit.lift_bar(course.by(keeper, date(2027, 3, 17)), bar_uid=bar.uid, reason="已改正")
    with pytest.raises(Refused, match="duty_not_done"), write():
        credit.lift_bar(course.by(keeper, date(2027, 3, 18)), bar_uid=bar.uid, reason="已改正")
    course.do(credit.serve_decision, course.by(ENFORCE, on), how="handed_over")
    course.do(credit.perform, course.by(ENFORCE, on), text="已补正")
    with write():
        credit.lift_bar(course.by(keeper, date(2027, 3, 18)), bar_uid=bar.uid, reason="已改正")
    assert credit.commitment_allowed(course.person, date(2027, 3, 18))
    assert not credit.commitment_allowed(course.person, date(2027, 3, 17))


def test_a_bar_of_five_years_is_not_repaired(course: Course) -> None:
    course.reviewed()
    course.decide()
    bar = credit.bars_of(course.person)[0]
    with pytest.raises(Refused, match="bar_not_repairable"), write():
        credit.lift_bar(course.by(Role.CREDIT_OFFICER, AFTER_WINDOW), bar_uid=bar.uid, reason="x")


def test_a_decision_taken_back_lifts_its_bars(course: Course) -> None:
    course.reviewed()
    course.decide()
    with pytest.raises(Refused, match="investigator_bars"):
        course.do(
            credit.revoke, course.by(Role.DECISION_MAKER, AFTER_WINDOW, course.first), text="错"
        )
    course.do(credit.revoke, course.by(Role.DECISION_MAKER, AFTER_WINDOW), text="认错人")
    assert credit.bar_running(course.person, AFTER_WINDOW) is None
    assert credit.commitment_allowed(course.person, AFTER_WINDOW)
    assert len(credit.bars_of(course.person)) == 1


def test_records_run_out_once(course: Course) -> None:
    course.reviewed(code="AP5", result=Result.WARNING, fine_fen=0)
    course.decide(result=Result.WARNING, home=Home.NONE, fine_fen=0)
    assert credit.standing(course.person, "450100", AFTER_WINDOW).points == 90
    course.do(credit.serve_decision, course.by(ENFORCE, AFTER_WINDOW), how="handed_over")
    course.do(credit.perform, course.by(ENFORCE, AFTER_WINDOW), text="已补报")
    course.do(credit.close_case, course.by(Role.CREDIT_OFFICER, AFTER_WINDOW))
    for day, state in (
        (date(2027, 3, 18), State.CLOSED),
        (date(2027, 3, 19), State.EXPIRED),
        (date(2027, 3, 19), State.EXPIRED),
    ):
        credit.records_due(course.by(Role.CREDIT_OFFICER, day))
        assert course.case.state == state
    assert [s.verb for s in steps_of(course.uid)].count("expire") == 1
    assert credit.standing(course.person, "450100", AFTER_WINDOW).points == 100


def test_an_unknown_act_or_subject_is_refused(course: Course) -> None:
    with pytest.raises(Refused, match="credit_code_unknown"):
        course.clue(code="XX1")
    db.session.rollback()
    with pytest.raises(Refused, match="credit_subject"):
        course.clue(code="OP1")
    db.session.rollback()
    with write():
        case = credit.report_clue(
            course.by(Role.CITY_OFFICER, START), city="450100", place="450100", person_uid=None,
            household_uid=None, code="OP1", facts={"text": "x"}, source="inspection",
            organisation="某住房服务公司",
        )  # fmt: skip
        assert case.people == ()
