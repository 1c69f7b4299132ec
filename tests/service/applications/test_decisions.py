"""Approve and refuse: what must hold, by whom, once; what follows; what each stood on."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.applications.codes import State
from portal.applications.intake.drafts import CLAIM
from portal.applications.models import Answer, Application, Decision
from portal.applications.review import clocks, decisions, reexamination
from portal.eligibility import HouseholdFacts, Ruling, screen
from portal.kernel import claims
from portal.kernel.act import Duty, Kind, Role, Who
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.deadlines import Deadline, running
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.levels import Level
from portal.kernel.outbox import EventRow
from portal.kernel.policy import rulebook
from tests import casework
from tests.casework import act_of, house_act
from tests.conftest import TODAY, an_act


def test_approved_by_the_city_after_every_stage(app: Flask) -> None:
    case, _ = casework.approved()
    row = case.row
    assert (row.state, row.stage) == (State.APPROVED, "registered")
    event = db.session.scalars(
        select(EventRow).where(EventRow.type == "applications.ApplicationApproved")
    ).one()
    told = json.loads(event.payload)
    assert told["uid"] == case.uid
    assert told["wish"] == "unit"
    assert told["klass"] == "A"
    assert told["household_uid"] == row.household_uid
    assert told["person_uid"] == case.applicant
    open_clocks = select(Deadline).where(
        Deadline.subject_uid == case.uid, Deadline.closed_on.is_(None)
    )
    assert db.session.scalars(open_clocks).all() == []


def test_not_before_the_last_stage_and_not_by_others(app: Flask) -> None:
    case, day = casework.after_notice()
    with pytest.raises(Refused, match="stages_open"), write():
        decisions.approve(act_of(case.city, day), application_uid=case.uid)
    case, day = casework.at_decision()
    with pytest.raises(NotYours), write():
        decisions.approve(act_of(case.clerk, day), application_uid=case.uid)
    with pytest.raises(Refused, match="not_your_stage"), write():
        decisions.approve(act_of(case.district, day), application_uid=case.uid)
    with pytest.raises(NotYours, match="a_person_decides"), write():
        decisions.approve(house_act(day), application_uid=case.uid)
    with write():
        decisions.approve(act_of(case.city, day), application_uid=case.uid)
    with pytest.raises(Conflict, match="not_from_here"), write():
        decisions.approve(act_of(case.city, day), application_uid=case.uid)


def test_a_second_person_decides(app: Flask) -> None:
    case, day = casework.at_decision()
    promoted = Who(Kind.STAFF, case.district.uid, duty=Duty("d", Role.CITY_OFFICER, casework.CITY))
    with pytest.raises(Refused, match="self_review"), write():
        decisions.approve(act_of(promoted, day), application_uid=case.uid)


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"cars": None}, "findings_unknown"), ({"area_total": 9_999_900}, "findings_not_met")],
)
def test_unknown_and_not_met_are_never_approved(
    app: Flask, facts: dict[str, object], code: str
) -> None:
    case, day = casework.at_decision(**facts)
    with pytest.raises(Refused, match=code), write():
        decisions.approve(act_of(case.city, day), application_uid=case.uid)


def test_an_unproven_signer_is_not_approved(app: Flask) -> None:
    case, day = casework.at_decision(level=Level.I1)
    with pytest.raises(Refused, match="signer_not_proven"), write():
        decisions.approve(act_of(case.city, day), application_uid=case.uid)


def answered(case: casework.Case) -> None:
    with write():
        db.session.add(
            Answer(
                city=casework.CITY, application_uid=case.uid, person_uid=case.applicant,
                source="vehicle", outcome="no_hit", as_of=utcnow(), asked_at=utcnow(), request="r",
            )
        )  # fmt: skip


def test_newer_answers_are_screened_before_a_decision(app: Flask) -> None:
    case, day = casework.at_decision()
    answered(case)
    with pytest.raises(Refused, match="facts_newer"), write():
        decisions.approve(act_of(case.city, day), application_uid=case.uid)
    with write():
        casework.screened(db.session.get_one(Application, case.uid), day)
    with write():
        decisions.approve(act_of(case.city, day), application_uid=case.uid)


def refused(case: casework.Case, day: date, reasons: tuple[str, ...] = ("car",)) -> Decision:
    with write():
        return decisions.refuse(
            act_of(case.district, day), application_uid=case.uid, reasons=reasons,
            text="名下有小汽车",
        )  # fmt: skip


FAILS = {"area_total": 9_999_900}


def test_refused_with_reasons_found_and_remedies_dated(app: Flask) -> None:
    case, day = casework.at_district(**FAILS)
    for wrong, code in (((), "reasons_missing"), (("hukou",), "reason_not_found")):
        with pytest.raises(Refused, match=code), write():
            decisions.refuse(act_of(case.district, day), application_uid=case.uid, reasons=wrong)
    decision = refused(case, day, ("housing",))
    assert decisions.reasons_of(decision) == ["housing"]
    assert case.row.state == State.REFUSED
    assert claims.holder_of(CLAIM, case.applicant) is None
    found = {r.code: r.last_day for r in decisions.remedies(casework.COUNTY, date(2026, 3, 9))}
    assert found["reexamination"] == date(2026, 3, 30)
    assert found["reconsideration"] == date(2026, 5, 8)
    assert found["suit"] == date(2026, 9, 9)
    assert running(clocks.REQUEST, case.uid) is not None


def test_refusing_is_not_for_the_desk_that_checked(app: Flask) -> None:
    case, day = casework.at_district(**FAILS)
    with pytest.raises(NotYours), write():
        decisions.refuse(act_of(case.clerk, day), application_uid=case.uid, reasons=["housing"])
    moved = Who(Kind.STAFF, case.clerk.uid, duty=Duty("d", Role.DISTRICT_REVIEWER, casework.COUNTY))
    with pytest.raises(Refused, match="self_review"), write():
        decisions.refuse(act_of(moved, day), application_uid=case.uid, reasons=["housing"])


def household(case: casework.Case) -> Who:
    return Who(Kind.RESIDENT, case.applicant, level=Level.I1R)


def test_reexamination_by_another_person_confirms(app: Flask) -> None:
    case, day = casework.at_district(**FAILS)
    with pytest.raises(Refused, match="not_refused"), write():
        reexamination.request(an_act(household(case), day), application_uid=case.uid, text="请复核")
    refused(case, day, ("housing",))
    stranger = Who(Kind.RESIDENT, new_uid(), level=Level.I2)
    with pytest.raises(NotYours), write():
        reexamination.request(an_act(stranger, day), application_uid=case.uid, text="请复核")
    with write():
        asked = reexamination.request(
            an_act(household(case), day), application_uid=case.uid, text="面积算错了"
        ).uid
    with pytest.raises(Conflict, match="asked_already"), write():
        reexamination.request(an_act(household(case), day), application_uid=case.uid, text="再来")
    clock = running(clocks.REEXAMINATION, asked)
    assert clock is not None
    assert (clock.n, clock.unit) == (15, "working_day")
    with pytest.raises(Refused, match="self_review"), write():
        reexamination.confirm(act_of(case.district, day), objection_uid=asked, text="维持")
    with write():
        reexamination.confirm(act_of(case.city, day), objection_uid=asked, text="维持")
    assert case.row.state == State.REFUSED
    assert [d.verb for d in decisions.decisions()] == ["refuse", "confirm"]
    with pytest.raises(Conflict, match="not_from_here"), write():
        reexamination.reopen(act_of(case.city, day), objection_uid=asked, text="改")


def test_reexamination_reopens_where_it_was_refused(app: Flask) -> None:
    case, day = casework.at_district(**FAILS)
    refused(case, day, ("housing",))
    late = day + timedelta(days=60)
    with write():
        asked = reexamination.request(
            an_act(household(case), late), application_uid=case.uid, text="请再看"
        )
        assert asked.kind == reexamination.KIND_LATE
        uid = asked.uid
    with write():
        reexamination.reopen(act_of(case.city, late), objection_uid=uid, text="面积重算")
    assert (case.row.state, case.row.stage) == (State.IN_REVIEW, "district_review")
    assert claims.holder_of(CLAIM, case.applicant) == case.uid


def test_a_request_is_for_the_proven_and_may_be_taken_back_once_open(app: Flask) -> None:
    case, day = casework.at_district(**FAILS)
    refused(case, day, ("housing",))
    unproven = Who(Kind.RESIDENT, case.applicant, level=Level.I1)
    with pytest.raises(NotYours), write():
        reexamination.request(an_act(unproven, day), application_uid=case.uid, text="请复核")
    me = an_act(household(case), day)
    with write():
        asked = reexamination.request(me, application_uid=case.uid, text="请复核").uid
    stranger = Who(Kind.RESIDENT, new_uid(), level=Level.I2)
    with pytest.raises(NotYours), write():
        reexamination.withdraw(an_act(stranger, day), objection_uid=asked)
    with write():
        reexamination.withdraw(me, objection_uid=asked)
    assert running(clocks.REEXAMINATION, asked) is None
    with pytest.raises(Conflict, match="not_from_here"), write():
        reexamination.withdraw(me, objection_uid=asked)
    with pytest.raises(Conflict, match="not_from_here"), write():
        reexamination.confirm(act_of(case.city, day), objection_uid=asked, text="维持")
    last = reexamination.last_day(case.uid)
    assert last is not None
    with write():  # on the last day it is still in time, though it was asked and taken back before
        row = reexamination.request(
            an_act(household(case), last), application_uid=case.uid, text="再请复核"
        )
        assert row.kind == reexamination.KIND
        second = row.uid
    with write():
        reexamination.confirm(act_of(case.city, last), objection_uid=second, text="维持")
    with pytest.raises(Conflict, match="not_from_here"), write():
        reexamination.withdraw(an_act(household(case), last), objection_uid=second)
    with pytest.raises(Conflict, match="asked_already"), write():
        reexamination.request(an_act(household(case), last), application_uid=case.uid, text="又")


def test_every_decision_can_be_judged_again(app: Flask) -> None:
    case, day = casework.at_district(**FAILS)
    refused(case, day, ("housing",))
    casework.approved()
    found = list(decisions.decisions(casework.CITY))
    assert [d.verb for d in found] == ["refuse", "approve"]
    for stood in found:
        again = screen(
            HouseholdFacts.from_json(stood.facts), rulebook(stood.rules_region, stood.rules_on)
        )
        assert again == Ruling.from_json(stood.findings)
        assert again.policy == stood.policy
    assert list(decisions.decisions(since=day + timedelta(days=1))) == []
    assert day > TODAY
