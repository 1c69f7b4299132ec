"""Objections to a public list: in time, by whom, once; what they hold up and what follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import households
from portal.applications.models import NoticeEntry
from portal.applications.procedure import open_record
from portal.applications.review import clocks, decisions, objections, stages
from portal.kernel.act import VISITOR, Kind, Who
from portal.kernel.database import db, write
from portal.kernel.deadlines import running
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.levels import Level
from portal.kernel.outbox import EventRow
from tests import casework
from tests.casework import act_of, house_act
from tests.conftest import TODAY, an_act
from tests.people import an_id


def neighbour(level: Level = Level.I1R, n: int = 950) -> Who:
    with write():
        uid = households.register_person(
            an_act(VISITOR), id_number=an_id(n), name="覃国安"
        ).uid  # fmt: skip
    return Who(Kind.RESIDENT, uid, level=level)


def entry_of(case: casework.Case) -> str:
    return db.session.scalars(
        select(NoticeEntry.uid).where(NoticeEntry.application_uid == case.uid)
    ).one()


def raised(case: casework.Case, who: Who | None = None, day: date = TODAY) -> str:
    act = an_act(who or neighbour(), day)
    with write():
        return objections.raise_objection(act, entry_uid=entry_of(case), text="他家还有一套房").uid


def test_an_objection_holds_the_file_until_it_is_answered(app: Flask) -> None:
    case = casework.on_notice()
    last = TODAY + timedelta(days=5)
    uid = raised(case, day=last)
    assert running(clocks.PUBLIC, case.uid).paused  # type: ignore[union-attr]
    clock = running(clocks.OBJECTION, uid)
    assert clock is not None
    assert (clock.n, clock.unit) == (10, "working_day")
    after = last + timedelta(days=1)
    stages.publicity_due(house_act(after))
    assert case.row.stage == "community_publicity"
    later = after + timedelta(days=3)
    with write():
        objections.dismiss(act_of(case.district, later), objection_uid=uid, text="查无此事")
    assert case.row.stage == "civil_affairs"
    assert running(clocks.STAGE, case.uid).since == later  # type: ignore[union-attr]
    kinds = db.session.scalars(select(EventRow.type)).all()
    assert "applications.ObjectionRaised" in kinds


def test_dismissed_while_the_list_hangs_changes_nothing(app: Flask) -> None:
    case = casework.on_notice()
    uid = raised(case)
    with write():
        objections.dismiss(act_of(case.district), objection_uid=uid, text="查无此事")
    assert case.row.stage == "community_publicity"
    stages.publicity_due(house_act(TODAY + timedelta(days=6)))
    assert case.row.stage == "civil_affairs"


def test_two_objections_both_want_an_answer(app: Flask) -> None:
    case = casework.on_notice()
    first, second = raised(case), raised(case, neighbour(n=951))
    day = TODAY + timedelta(days=6)
    stages.publicity_due(house_act(day))
    with write():
        objections.dismiss(act_of(case.district, day), objection_uid=first, text="否")
    assert case.row.stage == "community_publicity"
    with write():
        objections.dismiss(act_of(case.district, day), objection_uid=second, text="否")
    assert case.row.stage == "civil_affairs"


def test_upheld_means_looked_at_again_and_may_be_a_reason(app: Flask) -> None:
    case = casework.on_notice()
    uid = raised(case)
    with pytest.raises(Refused, match="text_missing"), write():
        objections.uphold(act_of(case.district), objection_uid=uid, text="")
    with write():
        objections.uphold(act_of(case.district), objection_uid=uid, text="属实")
    record = open_record(case.uid)
    assert record is not None
    assert (record.stage, record.round) == ("street_check", 2)
    assert objections.UPHELD in decisions.reasons_possible(case.row)
    with pytest.raises(Conflict, match="not_from_here"), write():
        objections.dismiss(act_of(case.district), objection_uid=uid, text="改")
    with write():
        decisions.refuse(
            act_of(case.district), application_uid=case.uid, reasons=[objections.UPHELD]
        )
    assert case.row.state == "refused"


def test_only_while_it_hangs_and_only_by_the_proven(app: Flask) -> None:
    case = casework.on_notice()
    with pytest.raises(NotYours):
        raised(case, neighbour(Level.I1))
    after = TODAY + timedelta(days=6)
    with pytest.raises(Refused, match="notice_closed"):
        raised(case, day=after)


def test_not_against_oneself_nor_twice_by_one_person(app: Flask) -> None:
    case = casework.on_notice()
    with pytest.raises(Refused, match="own_household"):
        raised(case, Who(Kind.RESIDENT, case.applicant, level=Level.I2))
    who = neighbour()
    raised(case, who)
    with pytest.raises(Conflict, match="objected_already"):
        raised(case, who)


def test_at_the_window_a_clerk_writes_it_down_for_somebody(app: Flask) -> None:
    case = casework.on_notice()
    who = neighbour()
    with write():
        objection = objections.raise_objection(
            act_of(case.clerk), entry_uid=entry_of(case), text="口述", by_person=who.uid
        )
    assert objection.by_uid == who.uid


def test_the_one_tied_to_the_household_does_not_hear_it(app: Flask) -> None:
    case = casework.on_notice()
    uid = raised(case)
    with write():
        stages.recuse(act_of(case.district), application_uid=case.uid)
    with pytest.raises(Refused, match="self_review"), write():
        objections.dismiss(act_of(case.district), objection_uid=uid, text="否")
