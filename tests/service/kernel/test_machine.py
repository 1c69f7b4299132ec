"""State machines: only the table's moves, by those who may, with a step, a leaf and an event."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.access import has_role, install, staff
from portal.kernel.act import Act, Kind, Role, Who
from portal.kernel.database import Row, db, table_args, write
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.journal import Leaf, steps_of
from portal.kernel.machine import Machine, Move
from portal.kernel.outbox import Event, EventRow
from tests.conftest import an_act


class State(StrEnum):
    OPEN = "open"
    DONE = "done"
    VOID = "void"


class May(StrEnum):
    FINISH = "finish"
    DROP = "drop"


install({May.FINISH: (staff(Role.CITY_OFFICER),), May.DROP: ((has_role(Role.AUDITOR),),)})


@dataclass(frozen=True)
class Finished(Event):
    pass


class Errand(Row):
    """A thing with a state, for these tests."""

    __tablename__ = "test_errand"
    __table_args__ = table_args(retention="operations")

    city: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(10), default="")


def noted(thing: Any, act: Act) -> str | None:
    return None if thing.note else "note_missing"


MACHINE = Machine(
    "errand",
    State,
    State.OPEN,
    (
        Move(State.OPEN, "finish", State.DONE, May.FINISH, "art. 1", noted, Finished, human=True),
        Move((State.OPEN, State.DONE), "drop", State.VOID, May.DROP),
    ),
)
SYSTEM = an_act(Who(Kind.SYSTEM, uid="system"))


@pytest.fixture
def errand(app: Flask) -> Errand:
    Errand.__table__.create(db.engine, checkfirst=True)
    with write():
        thing = Errand(city="450100", note="x")
        MACHINE.begin(thing, SYSTEM)
    return thing


def advance(thing: Errand, verb: str, act: Act) -> None:
    with write():
        MACHINE.advance(thing, verb, act, reason="r", policy="p")


def test_a_move_writes_step_leaf_and_event(errand: Errand, make_act: Any) -> None:
    act = make_act(Role.CITY_OFFICER)
    advance(errand, "finish", act)
    assert errand.state == State.DONE
    begun, step = steps_of(errand.uid)
    assert (begun.verb, begun.source, begun.target) == ("begin", "", "open")
    assert (step.source, step.target) == ("open", "done")
    assert (step.actor, step.role) == (act.by.uid, act.duty.role)
    assert (step.reason, step.policy, step.clause, step.on) == ("r", "p", "art. 1", act.on)
    assert db.session.scalars(select(Leaf.action).order_by(Leaf.id)).all()[-1] == "errand.finish"
    event = db.session.scalars(select(EventRow)).one()
    assert event.type.endswith(".Finished")
    assert errand.uid in event.payload


def test_a_move_that_is_not_in_the_table_is_a_conflict(errand: Errand, make_act: Any) -> None:
    act = make_act(Role.CITY_OFFICER)
    advance(errand, "finish", act)
    for verb in ("finish", "unheard_of"):
        with pytest.raises(Conflict) as lost:
            advance(errand, verb, act)
        assert lost.value.code == "not_from_here"
    assert len(steps_of(errand.uid)) == 2


def test_nobody_moves_it_without_role_and_region(errand: Errand, make_act: Any) -> None:
    strangers = [
        make_act(Role.AUDITOR),
        make_act(Role.CITY_OFFICER, "450200"),
        make_act(Role.CITY_OFFICER, "450103"),
        an_act(Who(Kind.RESIDENT, "x" * 22)),
        an_act(Who(Kind.STAFF, "x" * 22)),
    ]
    for act in strangers:
        with pytest.raises(NotYours):
            advance(errand, "finish", act)
    advance(errand, "finish", make_act(Role.CITY_OFFICER, "450000"))


def test_the_house_itself_decides_nothing(errand: Errand) -> None:
    with pytest.raises(NotYours) as refused:
        advance(errand, "finish", SYSTEM)
    assert refused.value.code == "a_person_decides"
    advance(errand, "drop", SYSTEM)


def test_a_guard_refuses_with_its_code_and_nothing_is_written(
    errand: Errand, make_act: Any
) -> None:
    with write():
        errand.note = ""
    act = make_act(Role.CITY_OFFICER)
    with pytest.raises(Refused) as refused:
        advance(errand, "finish", act)
    assert refused.value.code == "note_missing"
    db.session.rollback()
    assert errand.state == State.OPEN
    assert len(steps_of(errand.uid)) == 1
    assert db.session.scalar(select(EventRow)) is None


def test_choices_show_what_one_may_even_when_it_is_not_possible_now(
    errand: Errand, make_act: Any
) -> None:
    act = make_act(Role.CITY_OFFICER)
    [choice] = MACHINE.choices(errand, act.by, act)
    assert (choice.move.verb, choice.refusal) == ("finish", None)
    with write():
        errand.note = ""
    [choice] = MACHINE.choices(errand, act.by, act)
    assert choice.refusal == "note_missing"
    auditor = make_act(Role.AUDITOR)
    assert [c.move.verb for c in MACHINE.choices(errand, auditor.by, auditor)] == ["drop"]


def test_two_rows_for_one_move_are_refused() -> None:
    move = Move(State.OPEN, "finish", State.DONE, May.FINISH)
    with pytest.raises(ValueError, match="two rows"):
        Machine("twice", State, State.OPEN, (move, move))


def test_a_permission_is_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        install({May.FINISH: ()})
