"""Asked once, answered once; the clock stands still; entrusted work comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from portal.applications.codes import State
from portal.applications.review import clocks, entrust, stages, supplements
from portal.kernel.act import Channel, Kind, Role, Who
from portal.kernel.database import write
from portal.kernel.deadlines import running
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.levels import Level
from portal.kernel.payloads import read_payload
from tests import casework
from tests.casework import act_of, house_act
from tests.conftest import TODAY, an_act


def resident(case: casework.Case, level: Level = Level.I1) -> Who:
    return Who(Kind.RESIDENT, case.applicant, level=level, about=case.uid)


def asked(case: casework.Case) -> None:
    with write():
        supplements.ask(
            act_of(case.clerk), application_uid=case.uid, items=["车辆行驶证照片", " ", "租房合同"]
        )


def test_the_clock_stands_still_until_the_answer(app: Flask) -> None:
    case = casework.accepted()
    due = running(clocks.STAGE, case.uid).due  # type: ignore[union-attr]
    asked(case)
    assert case.row.state == State.SUPPLEMENT
    assert running(clocks.STAGE, case.uid).paused  # type: ignore[union-attr]
    assert running(clocks.TOTAL, case.uid).paused  # type: ignore[union-attr]
    day = TODAY + timedelta(days=7)
    with write():
        row = supplements.answer(
            an_act(resident(case), day), application_uid=case.uid, text="寄来了"
        )
    assert read_payload(row.items_uid) == {"items": ["车辆行驶证照片", "租房合同"]}
    assert case.row.state == State.IN_REVIEW
    clock = running(clocks.STAGE, case.uid)
    assert clock is not None
    assert not clock.paused
    assert clock.paused_days == 5
    assert clock.due == due + timedelta(days=7)


def test_asked_only_once_and_only_for_something(app: Flask) -> None:
    case = casework.accepted()
    with pytest.raises(Refused, match="items_missing"), write():
        supplements.ask(act_of(case.clerk), application_uid=case.uid, items=["", "  "])
    asked(case)
    with write():
        supplements.answer(an_act(resident(case)), application_uid=case.uid, text="好")
    with pytest.raises(Refused, match="asked_already"), write():
        supplements.ask(act_of(case.clerk), application_uid=case.uid, items=["再来一份"])


def test_nobody_else_answers_and_never_twice(app: Flask) -> None:
    case, other = casework.accepted(), casework.submitted()
    asked(case)
    for who in (resident(other), resident(case, Level.I0)):
        with pytest.raises(NotYours), write():
            supplements.answer(an_act(who), application_uid=case.uid, text="x")
    with pytest.raises(Refused, match="nothing_sent"), write():
        supplements.answer(an_act(resident(case)), application_uid=case.uid, text=" ")
    with write():
        supplements.answer(an_act(resident(case)), application_uid=case.uid, text="好")
    with pytest.raises(Conflict, match="not_from_here"), write():
        supplements.answer(an_act(resident(case)), application_uid=case.uid, text="又")


def test_a_clerk_takes_the_answer_at_the_window(app: Flask) -> None:
    case = casework.accepted()
    asked(case)
    with write():
        supplements.answer(
            an_act(case.clerk, TODAY, Channel.WINDOW), application_uid=case.uid, text="交来原件"
        )
    assert case.row.state == State.IN_REVIEW


def test_asked_before_acceptance_the_answer_completes_the_file(app: Flask) -> None:
    case = casework.submitted()
    with write():
        supplements.ask(act_of(case.clerk), application_uid=case.uid, items=["合同"])
    assert running(clocks.ACCEPTANCE, case.uid).paused  # type: ignore[union-attr]
    with write():
        supplements.answer(an_act(resident(case)), application_uid=case.uid, text="好")
    assert (case.row.state, case.row.stage) == (State.IN_REVIEW, "street_check")
    assert running(clocks.ACCEPTANCE, case.uid) is None


def test_unanswered_goes_on_after_the_last_day_not_before(app: Flask) -> None:
    case = casework.accepted()
    asked(case)
    last = running(clocks.SUPPLEMENT, case.uid).due  # type: ignore[union-attr]
    supplements.supplements_due(house_act(last))
    assert case.row.state == State.SUPPLEMENT
    for _ in range(2):
        supplements.supplements_due(house_act(last + timedelta(days=1)))
        assert case.row.state == State.IN_REVIEW
    with pytest.raises(Conflict), write():
        supplements.answer(an_act(resident(case)), application_uid=case.uid, text="晚了")


def test_not_during_public_notice_nor_by_another_duty(app: Flask) -> None:
    case = casework.on_notice()
    with pytest.raises(Refused, match="notice_hangs"), write():
        supplements.ask(act_of(case.clerk), application_uid=case.uid, items=["x"])
    other = casework.accepted()
    with pytest.raises(Refused, match="not_your_stage"), write():
        supplements.ask(act_of(other.city), application_uid=other.uid, items=["x"])


def test_entrusted_work_comes_back_from_that_office_only(app: Flask) -> None:
    case, day = casework.after_notice()
    with pytest.raises(Refused, match="office_own"), write():
        entrust.entrust(
            act_of(case.civil, day), application_uid=case.uid, role=Role.CIVIL_AFFAIRS, text="x"
        )
    with pytest.raises(Refused, match="office_unknown"), write():
        entrust.entrust(
            act_of(case.civil, day), application_uid=case.uid, role=Role.AUDITOR, text="x"
        )
    with pytest.raises(Refused, match="place_outside"), write():
        entrust.entrust(
            act_of(case.civil, day), application_uid=case.uid, role=Role.WINDOW_CLERK, text="x",
            place="450203",
        )  # fmt: skip
    with write():
        entrust.entrust(
            act_of(case.civil, day), application_uid=case.uid, role=Role.WINDOW_CLERK,
            text="请上门看住房",
        )  # fmt: skip
    assert case.row.state == State.ENTRUSTED
    with pytest.raises(Conflict, match="not_from_here"), write():
        stages.pass_stage(act_of(case.civil, day), application_uid=case.uid)
    for who in (case.district, case.civil):
        with pytest.raises(Refused, match="not_entrusted_to_you"), write():
            entrust.report_back(act_of(who, day), application_uid=case.uid, text="好")
    with write():
        row = entrust.report_back(act_of(case.clerk, day), application_uid=case.uid, text="属实")
    assert row.answered_by == case.clerk.uid
    assert (case.row.state, case.row.stage) == (State.IN_REVIEW, "civil_affairs")
    with pytest.raises(Conflict, match="not_from_here"), write():
        entrust.report_back(act_of(case.clerk, day), application_uid=case.uid, text="再报")
