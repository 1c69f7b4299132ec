"""The stages of Nanning's procedure: right, wrong person, twice, late, clocks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.applications.models import Notice, NoticeEntry
from portal.applications.procedure import newest_records, open_record
from portal.applications.review import clocks, publicity, stages
from portal.kernel.act import Role
from portal.kernel.database import db, write
from portal.kernel.deadlines import running
from portal.kernel.errors import Conflict, Missing, NotYours, Refused
from portal.kernel.journal import steps_of
from tests import casework
from tests.casework import act_of, house_act
from tests.conftest import TODAY


def test_acceptance_opens_the_first_stage_and_both_clocks(app: Flask) -> None:
    case = casework.accepted()
    row = case.row
    assert (row.state, row.stage) == ("in_review", "street_check")
    assert running(clocks.ACCEPTANCE, case.uid) is None
    stage, total = running(clocks.STAGE, case.uid), running(clocks.TOTAL, case.uid)
    assert stage is not None
    assert (stage.n, stage.unit) == (10, "working_day")
    assert total is not None
    assert (total.n, total.unit) == (40, "working_day")


def test_only_the_first_duty_in_its_region_accepts_and_only_once(app: Flask) -> None:
    case = casework.submitted()
    with pytest.raises(Refused, match="not_your_stage"), write():
        stages.accept(act_of(case.district), application_uid=case.uid)
    elsewhere = casework.officer(Role.WINDOW_CLERK, region="450105")
    with pytest.raises(NotYours), write():
        stages.accept(act_of(elsewhere), application_uid=case.uid)
    with write():
        stages.accept(act_of(case.clerk), application_uid=case.uid)
    with pytest.raises(Conflict, match="not_from_here"), write():
        stages.accept(act_of(case.clerk), application_uid=case.uid)


def test_whoever_typed_it_in_does_not_check_it(app: Flask) -> None:
    clerk = casework.officer(Role.WINDOW_CLERK)
    case = casework.submitted(entered_by=clerk.uid)
    with pytest.raises(Refused, match="self_review"), write():
        stages.accept(act_of(clerk), application_uid=case.uid)
    with write():
        stages.accept(act_of(case.clerk), application_uid=case.uid)


def test_an_old_page_does_not_decide(app: Flask) -> None:
    case = casework.submitted()
    version = case.row.version
    with write():
        stages.accept(act_of(case.clerk), application_uid=case.uid, version=version)
    with pytest.raises(Conflict, match="changed_meanwhile"), write():
        stages.pass_stage(act_of(case.clerk), application_uid=case.uid, version=version)


def test_each_stage_waits_for_its_own_duty_in_order(app: Flask) -> None:
    case, day = casework.after_notice()
    assert case.row.stage == "civil_affairs"
    for who in (case.clerk, case.district, case.city):
        with pytest.raises(Refused, match="not_your_stage"), write():
            stages.pass_stage(act_of(who, day), application_uid=case.uid)
    with write():
        stages.pass_stage(act_of(case.civil, day), application_uid=case.uid)
    assert case.row.stage == "district_review"
    with write():
        stages.pass_stage(act_of(case.district, day), application_uid=case.uid, text="可以")
    assert case.row.stage == "city_approval"
    with pytest.raises(Refused, match="decide_here"), write():
        stages.pass_stage(act_of(case.city, day), application_uid=case.uid)


def test_the_same_person_cannot_do_two_stages_that_exclude_each_other(app: Flask) -> None:
    case, day = casework.after_notice()
    # The street's clerk has changed office and now sits in civil affairs.
    moved = casework.Who(
        case.clerk.kind,
        case.clerk.uid,
        duty=casework.Duty("d", Role.CIVIL_AFFAIRS, casework.COUNTY),
    )
    with pytest.raises(Refused, match="self_review"), write():
        stages.pass_stage(act_of(moved, day), application_uid=case.uid)


def test_whoever_is_tied_to_the_household_leaves_it_to_others(app: Flask) -> None:
    case = casework.accepted()
    with write():
        stages.recuse(act_of(case.clerk), application_uid=case.uid)
    with pytest.raises(Refused, match="self_review"), write():
        stages.pass_stage(act_of(case.clerk), application_uid=case.uid)
    with pytest.raises(Refused, match="self_review"), write():
        stages.assign(act_of(case.district), application_uid=case.uid, staff_uid=case.clerk.uid)


def test_publicity_closes_after_exactly_five_days(app: Flask) -> None:
    case = casework.on_notice()
    last = TODAY + timedelta(days=5)
    with pytest.raises(Refused, match="notice_hangs"), write():
        stages.pass_stage(act_of(case.clerk), application_uid=case.uid)
    for day in (TODAY, last):
        stages.publicity_due(house_act(day))
        assert case.row.stage == "community_publicity"
        assert len(publicity.hanging(day)) == 1
    stages.publicity_due(house_act(last + timedelta(days=1)))
    assert case.row.stage == "civil_affairs"
    assert publicity.hanging(last + timedelta(days=1)) == []
    # The working days of the next stage count from the day after the last one.
    clock = running(clocks.STAGE, case.uid)
    assert clock is not None
    assert clock.since == last


def test_a_list_is_gone_from_its_day_on_even_before_the_night_ran(app: Flask) -> None:
    case = casework.on_notice()
    uid = db.session.scalars(select(Notice.uid)).one()
    last = TODAY + timedelta(days=5)
    _, lines = publicity.notice_on(uid, last)
    assert [(line.masked_name, line.size, line.klass) for line in lines] == [("韦*兰", 2, "A")]
    with pytest.raises(Missing):
        publicity.notice_on(uid, last + timedelta(days=1))
    assert case.row.state == "in_review"


def test_households_of_one_day_and_place_share_a_list(app: Flask) -> None:
    first = casework.on_notice()
    casework.on_notice(team=first, name="农秀珍")
    assert len(db.session.scalars(select(Notice)).all()) == 1
    assert len(db.session.scalars(select(NoticeEntry)).all()) == 2
    casework.on_notice(on=TODAY + timedelta(days=1), team=first)
    assert len(db.session.scalars(select(Notice)).all()) == 2


def test_public_notice_does_not_count_in_the_whole_time(app: Flask) -> None:
    case = casework.accepted()
    clock = running(clocks.TOTAL, case.uid)
    assert clock is not None
    before = clock.due
    with write():
        stages.pass_stage(act_of(case.clerk), application_uid=case.uid)
    assert running(clocks.TOTAL, case.uid).paused  # type: ignore[union-attr]
    # The night ran two days late: still only the five days of notice are taken out.
    stages.publicity_due(house_act(TODAY + timedelta(days=8)))
    clock = running(clocks.TOTAL, case.uid)
    assert clock is not None
    assert not clock.paused
    # 2 March is a Monday: five days on are four working days (3–6) and a Saturday.
    assert clock.paused_days == 4
    assert clock.due > before


def test_sent_back_begins_a_round_and_passes_every_stage_again(app: Flask) -> None:
    case, day = casework.after_notice()
    with pytest.raises(Refused, match="text_missing"), write():
        stages.send_back(
            act_of(case.civil, day), application_uid=case.uid, stage="street_check", text=" "
        )
    with pytest.raises(Refused, match="stage_not_before"), write():
        stages.send_back(
            act_of(case.civil, day), application_uid=case.uid, stage="city_approval", text="x"
        )
    with write():
        stages.send_back(
            act_of(case.civil, day), application_uid=case.uid, stage="street_check",
            text="住址没有核实",
        )  # fmt: skip
    record = open_record(case.uid)
    assert record is not None
    assert (record.stage, record.round) == ("street_check", 2)
    assert newest_records(case.uid)["civil_affairs"].outcome == "sent_back"
    with write():
        stages.pass_stage(act_of(case.clerk, day), application_uid=case.uid)
    assert case.row.stage == "community_publicity"


def test_the_first_stage_has_nothing_before_it(app: Flask) -> None:
    case = casework.accepted()
    with pytest.raises(Refused, match="nothing_before"), write():
        stages.send_back(
            act_of(case.clerk), application_uid=case.uid, stage="street_check", text="x"
        )


def test_notes_and_assignment_are_remembered(app: Flask) -> None:
    case = casework.accepted()
    with write():
        stages.add_note(act_of(case.clerk), application_uid=case.uid, text="已电话核实")
        stages.assign(act_of(case.clerk), application_uid=case.uid, staff_uid=case.clerk.uid)
    assert case.row.assignee == case.clerk.uid
    assert [s.verb for s in steps_of(case.uid)][-2:] == ["note", "assign"]
    auditor = casework.officer(Role.AUDITOR)
    with pytest.raises(NotYours), write():
        stages.add_note(act_of(auditor), application_uid=case.uid, text="x")


def test_the_procedure_is_the_one_of_the_day_of_submission(app: Flask) -> None:
    case = casework.accepted(on=date(2026, 3, 2))
    assert running(clocks.STAGE, case.uid).clause  # type: ignore[union-attr]
