"""Promises looked at again: drawn once, by another person, with consequences and a record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import credit
from portal.applications.intake import screening
from portal.applications.models import AfterCheck, CheckDraw
from portal.applications.review import aftercheck
from portal.kernel.act import Role, Who
from portal.kernel.database import db, write
from portal.kernel.deadlines import Deadline
from portal.kernel.errors import Conflict, NotYours, Refused
from tests import casework

pytestmark = pytest.mark.usefixtures("app")

MARCH = date(2026, 3, 2)
NEXT = date(2026, 4, 1)


def draw(on: date = NEXT) -> None:
    aftercheck.draws_due(casework.house_act(on))


def checks() -> Sequence[AfterCheck]:
    return db.session.scalars(select(AfterCheck)).all()


def drawn_case(**facts: Any) -> tuple[casework.Case, AfterCheck]:
    """Approved in March by promise, drawn in April (one of one is always drawn)."""
    case, _day = casework.approved(MARCH, **facts)
    draw()
    (check,) = checks()
    return case, check


def compared(check: AfterCheck, who: Who, **facts: Any) -> None:
    """As if the registers had been asked: the same facts but for ``facts``."""
    uid = check.uid
    with write():
        application = db.session.get_one(casework.Application, check.application_uid)
        row = casework.screened(application, NEXT, **facts)
        ruling, known = screening.ruling_of(row), screening.HouseholdFacts(NEXT, {})
        now = screening.Recheck(known, ruling, ())
        aftercheck.keep(casework.act_of(who, NEXT), check_uid=uid, now=now)


def test_a_month_is_drawn_when_it_is_over_and_once() -> None:
    case, day = casework.approved(MARCH)
    draw(day)
    draw(date(2026, 3, 31))
    assert checks() == []
    draw()
    draw()
    draw(date(2026, 5, 1))
    (check,) = checks()
    assert check.application_uid == case.uid
    assert len(db.session.scalars(select(CheckDraw)).all()) == 1
    clock = db.session.get_one(Deadline, check.deadline_uid)
    assert (clock.n, clock.unit) == (20, "working_day")


def test_anyone_can_draw_again() -> None:
    for _n in range(4):
        casework.approved(MARCH)
    draw()
    (made,) = db.session.scalars(select(CheckDraw)).all()
    assert len(made.roster) == 4
    assert sorted(e.number for e in aftercheck.repeated(made)) == sorted(aftercheck.opened(made))


def test_with_papers_nothing_was_promised() -> None:
    case, _day = casework.at_decision(MARCH)
    with write():
        case.row.route = "evidence"
    with write():
        casework.decisions.approve(casework.act_of(case.city, _day), application_uid=case.uid)
    draw()
    assert checks() == []


def test_near_a_line_is_a_raised_risk() -> None:
    _case, check = drawn_case(area_total=2599)
    assert check.risk == "raised"


def test_whoever_approved_does_not_check() -> None:
    case, check = drawn_case()
    with pytest.raises(Refused, match="self_review"):
        compared(check, case.city)


def test_it_held() -> None:
    case, check = drawn_case()
    with pytest.raises(Refused, match="compare_first"), write():
        aftercheck.settle(
            casework.act_of(case.district, NEXT), check_uid=check.uid, verb="hold", text=""
        )
    compared(check, case.district)
    with write():
        aftercheck.settle(
            casework.act_of(case.district, NEXT), check_uid=check.uid, verb="hold", text=""
        )
    done = db.session.get_one(AfterCheck, check.uid)
    assert (done.state, done.settled_by) == ("true", case.district.uid)
    assert not db.session.get_one(Deadline, done.deadline_uid).open
    assert credit.cases_of([case.applicant]) == []
    with pytest.raises(Conflict, match="settled_already"), write():
        aftercheck.settle(
            casework.act_of(case.district, NEXT), check_uid=check.uid, verb="leave", text="x"
        )


def test_it_did_not_hold_and_enforcement_hears_of_it() -> None:
    case, check = drawn_case()
    compared(check, case.district, cars=1)
    rows = aftercheck.comparison(check)["rows"]
    changed = [r["code"] for r in rows if r["then"]["outcome"] != r["now"]["outcome"]]
    assert changed == ["car"]
    code = aftercheck.clues.acts_known(casework.CITY, casework.house_act(NEXT))[0]["code"]
    deed = casework.act_of(case.district, NEXT)
    with pytest.raises(Refused, match="text_missing"), write():
        aftercheck.settle(deed, check_uid=check.uid, verb="break", text=" ", code=code)
    with write():
        aftercheck.settle(deed, check_uid=check.uid, verb="break", text="名下有车", code=code)
    assert db.session.get_one(AfterCheck, check.uid).state == "untrue"
    assert len(credit.cases_of([case.applicant])) == 1
    # A clue is no sanction: the household keeps its place until a case decides.
    assert credit.bar_running(case.applicant, NEXT) is None


def test_two_at_once_one_wins() -> None:
    case, check = drawn_case()
    compared(check, case.district)
    version = check.version
    settle = {"check_uid": check.uid, "verb": "hold", "text": "", "version": version}
    with write():
        aftercheck.settle(casework.act_of(case.district, NEXT), **settle)
    with pytest.raises(Conflict), write():
        aftercheck.settle(casework.act_of(case.district, NEXT), **settle)


@pytest.mark.parametrize("role", [Role.WINDOW_CLERK, Role.CIVIL_AFFAIRS, Role.AUDITOR])
def test_by_the_wrong_person(role: Role) -> None:
    _case, check = drawn_case()
    with pytest.raises(NotYours):
        compared(check, casework.officer(role))


def test_of_another_city() -> None:
    _case, check = drawn_case()
    stranger = casework.officer(Role.CITY_OFFICER, region="450200")
    with pytest.raises(NotYours):
        compared(check, stranger)
    assert stranger.duty is not None
    assert aftercheck.worklist(stranger.duty, stranger.uid, NEXT) == []
    assert aftercheck.draws(stranger.duty) == []


def test_a_missed_month_is_drawn_later() -> None:
    casework.approved(MARCH)
    casework.approved(NEXT)
    draw(NEXT + timedelta(days=60))
    months = db.session.scalars(select(CheckDraw.month).order_by(CheckDraw.month)).all()
    assert months == ["2026-03", "2026-04"]
