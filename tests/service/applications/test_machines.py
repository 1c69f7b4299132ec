"""The tables of moves: what has no row is refused, strangers move nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.applications.machine import APPLICATION
from portal.applications.models import Application, Notice, NoticeEntry, Objection
from portal.applications.procedure import deciding_stage, procedure_of, working_stages
from portal.applications.review import objections, reexamination
from portal.applications.review.machines import NOTICE, OBJECTION, asked_by_household
from portal.kernel.act import Act, Role
from portal.kernel.database import db, write
from portal.kernel.machine import Move
from tests import casework
from tests.casework import act_of, house_act
from tests.machines import (
    every_row_works,
    only_a_person_decides,
    refuses_all_other_pairs,
    strangers_are_refused,
)


def application_in(case: casework.Case) -> Callable[[str], Application]:
    def thing(state: str) -> Application:
        row = db.session.get_one(Application, case.uid)
        # A test may put a thing where it wants it; the house never does.
        row.state = state
        return row

    return thing


def test_the_application_table_is_all_there_is(app: Flask) -> None:
    case = casework.accepted()
    thing_in = application_in(case)
    elsewhere = act_of(casework.officer(Role.AUDITOR))

    def act_for(_move: Move, _thing: Any) -> Act:
        return house_act()

    assert refuses_all_other_pairs(APPLICATION, thing_in, act_for) > 100
    assert strangers_are_refused(APPLICATION, thing_in, elsewhere) > 20
    assert only_a_person_decides(APPLICATION, thing_in, elsewhere) == 9


def test_objections_and_lists_move_by_their_rows_only(app: Flask) -> None:
    case = casework.on_notice()
    with write():
        entry = db.session.scalars(select(NoticeEntry.uid)).one()
        uid = objections.raise_objection(act_of(case.clerk), entry_uid=entry, text="x").uid
    list_uid = db.session.scalars(select(Notice.uid)).one()
    hears, stranger = act_of(case.district), act_of(casework.officer(Role.AUDITOR))

    def objection_in(state: str) -> Objection:
        row = db.session.get_one(Objection, uid)
        row.state = state
        return row

    def list_in(state: str) -> Notice:
        row = db.session.get_one(Notice, list_uid)
        row.state = state
        return row

    with write():
        assert asked_by_household(objection_in("open"), hears) == "not_from_here"
        # The rest of the table is the same for a household's own request.
        objection_in("open").kind = reexamination.KIND
    assert every_row_works(OBJECTION, objection_in, lambda _m, _t: hears) == 3
    assert refuses_all_other_pairs(OBJECTION, objection_in, lambda _m, _t: hears) == 9
    assert strangers_are_refused(OBJECTION, objection_in, stranger) == 3
    assert only_a_person_decides(OBJECTION, objection_in, hears) == 3
    assert every_row_works(NOTICE, list_in, lambda _m, _t: house_act()) == 1
    assert refuses_all_other_pairs(NOTICE, list_in, lambda _m, _t: house_act()) == 1
    assert strangers_are_refused(NOTICE, list_in, stranger) == 1


def test_the_decision_stands_before_what_follows_it(app: Flask) -> None:
    a, b = casework.submitted(), casework.submitted(income_annual_fen=99_000_000)
    for case, count in ((a, 5), (b, 4)):
        stages = procedure_of(case.row)
        assert deciding_stage(stages).code == "city_approval"
        assert len(working_stages(stages)) == count
        assert stages[-1].code == "registered"
