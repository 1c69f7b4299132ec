"""Who broke a promise brings papers until it is repaired: the real record against the real gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from portal import credit
from portal.applications.intake import drafts, promises, signing
from portal.applications.models import Application, Signature
from portal.credit import Home, Result
from portal.households import NewMember, form_household, register_person
from portal.kernel.act import Act, Kind, Role, Who
from portal.kernel.database import db, write
from portal.kernel.errors import Refused
from portal.kernel.levels import Level
from tests.conftest import an_act
from tests.families import NAME
from tests.people import an_id
from tests.service.applications.test_guardians import a_family, begun, fresh
from tests.service.credit.conftest import AFTER_WINDOW, START, Course

DECIDED = AFTER_WINDOW
REPAIRABLE = date(2027, 3, 18)
"""A year after the decision."""
BEFORE = date(2027, 3, 17)


@pytest.fixture
def draft(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Application:
    """Somebody without family has a draft that could be handed in."""
    application = begun(app, monkeypatch, a_family())
    act = me(application, START)
    with write():
        drafts.save_wish(act, application_uid=application.uid, wish="unit", district="450103")
    return fresh(application.uid)


@pytest.fixture
def course(
    draft: Application, make_act: Callable[..., Act], resident_act: Callable[..., Act]
) -> Course:
    """A case against the very person."""
    person = draft.applicant_uid
    with write():
        act = make_act()
        other = register_person(act, id_number=an_id(2), name="黄志强").uid
        home = form_household(
            act, city="450100", place="450103", members=[NewMember(person, "applicant")]
        ).uid
    return Course(make_act, resident_act, person, other, home)


def me(application: Application, on: date) -> Act:
    return an_act(Who(Kind.RESIDENT, application.applicant_uid, level=Level.I2), on)


def why_not(application: Application, on: date) -> str | None:
    return promises.no_promise(fresh(application.uid), application.applicant_uid, on)


def hand_in(application: Application, route: str, on: date) -> None:
    act = me(application, on)
    with write():
        signing.submit(act, application_uid=application.uid, route=route, name=NAME)


def broken(course: Course) -> None:
    """A promise did not hold: decided, served and made good; not yet repaired."""
    course.reviewed(code="AP2", result=Result.NO_COMMITMENT, fine_fen=0)
    course.decide(result=Result.NO_COMMITMENT, home=Home.NONE, fine_fen=0)
    course.do(credit.serve_decision, course.by(Role.ENFORCEMENT, DECIDED), how="handed_over")
    course.do(credit.perform, course.by(Role.ENFORCEMENT, DECIDED), text="已补正")


def repaired(course: Course, on: date = REPAIRABLE) -> None:
    keeper, bar = course.by(Role.CREDIT_OFFICER, on), credit.bars_of(course.person)[0]
    with write():
        credit.lift_bar(keeper, bar_uid=bar.uid, reason="已改正")


def test_until_the_decision_nothing_is_taken_away(draft: Application, course: Course) -> None:
    course.reviewed(code="AP2", result=Result.NO_COMMITMENT, fine_fen=0)
    assert why_not(draft, DECIDED) is None, "a case is no decision"
    hand_in(draft, "commitment", DECIDED)


@pytest.mark.parametrize("on", [DECIDED, BEFORE])
def test_from_the_decision_to_the_repair_only_papers(
    draft: Application, course: Course, on: date
) -> None:
    broken(course)
    assert why_not(draft, on) == "promise_not_allowed"
    with pytest.raises(Refused, match="promise_not_allowed"):
        hand_in(draft, "commitment", on)
    db.session.rollback()
    assert db.session.query(Signature).count() == 0
    hand_in(draft, "evidence", on)
    assert [row.route for row in db.session.query(Signature)] == ["evidence"]


def test_time_alone_repairs_nothing(draft: Application, course: Course) -> None:
    broken(course)
    assert why_not(draft, REPAIRABLE) == "promise_not_allowed"
    assert why_not(draft, date(2036, 3, 18)) == "promise_not_allowed"
    with pytest.raises(Refused, match="repair_too_early"):
        repaired(course, BEFORE)
    db.session.rollback()
    assert why_not(draft, BEFORE) == "promise_not_allowed"


def test_from_the_day_of_the_repair_they_may_promise_again(
    draft: Application, course: Course
) -> None:
    broken(course)
    repaired(course)
    assert why_not(draft, BEFORE) == "promise_not_allowed", "it does not reach back"
    assert why_not(draft, REPAIRABLE) is None
    hand_in(draft, "commitment", REPAIRABLE)
    assert [row.route for row in db.session.query(Signature)] == ["commitment"]


def test_a_decision_taken_back_leaves_nothing(draft: Application, course: Course) -> None:
    course.reviewed(code="AP2", result=Result.NO_COMMITMENT, fine_fen=0)
    course.decide(result=Result.NO_COMMITMENT, home=Home.NONE, fine_fen=0)
    assert why_not(draft, DECIDED) == "promise_not_allowed"
    course.do(credit.revoke, course.by(Role.DECISION_MAKER, DECIDED), text="认错人")
    assert why_not(draft, DECIDED) is None


def test_nobody_else_of_the_case_loses_the_promise(draft: Application, course: Course) -> None:
    broken(course)
    assert promises.no_promise(fresh(draft.uid), course.spouse, DECIDED) is None
