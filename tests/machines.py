"""One way to try every machine: each row once, each pair without a row refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.kernel.act import Act, system_act
from portal.kernel.database import db, write
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.journal import last_step
from portal.kernel.machine import Machine, Move
from portal.kernel.outbox import EventRow

ThingIn = Callable[[str], Any]
"""Makes and stores a thing that stands in this state and meets every guard."""

ActFor = Callable[[Move, Any], Act]
"""The act of someone who may make this move of this thing."""


def _events(kind: str) -> int:
    count = select(func.count()).select_from(EventRow).where(EventRow.type == kind)
    return db.session.scalar(count) or 0


def every_row_works(machine: Machine, thing_in: ThingIn, act_for: ActFor) -> int:
    """Make each move from each of its sources; check state, step and event. How many were made."""
    made = 0
    for move in machine.moves:
        for source in move.sources:
            with write():
                thing = thing_in(source.value)
                db.session.flush()
                before = _events(move.event.type()) if move.event else 0
                machine.advance(thing, move.verb, act_for(move, thing))
                where = f"{machine.name}: {source} --{move.verb}-->"
                assert str(thing.state) == move.target.value, where
                step = last_step(thing.uid)
                assert step is not None, where
                assert (step.source, step.verb, step.target) == (
                    source.value,
                    move.verb,
                    move.target.value,
                ), where
                if move.event:
                    assert _events(move.event.type()) == before + 1, where
                made += 1
    return made


def refuses_all_other_pairs(machine: Machine, thing_in: ThingIn, act_for: ActFor) -> int:
    """Try every verb from every state that has no row for it. How many were refused."""
    rows = {(s.value, m.verb) for m in machine.moves for s in m.sources}
    by_verb = {move.verb: move for move in machine.moves}
    refused = 0
    for state in machine.states:
        for verb, move in by_verb.items():
            if (state.value, verb) in rows:
                continue
            with write():
                thing = thing_in(state.value)
                db.session.flush()
                where = f"{machine.name}: {state} --{verb}-->"
                with pytest.raises(Conflict) as conflict:
                    machine.advance(thing, verb, act_for(move, thing))
                assert conflict.value.code == "not_from_here", where
                assert str(thing.state) == state.value, where
                refused += 1
    return refused


def strangers_are_refused(machine: Machine, thing_in: ThingIn, stranger: Act) -> int:
    """No move may be made by someone without any duty here. How many were tried."""
    tried = 0
    for move in machine.moves:
        for source in move.sources:
            with write():
                thing = thing_in(source.value)
                db.session.flush()
                with pytest.raises(NotYours):
                    machine.advance(thing, move.verb, stranger)
                assert str(thing.state) == source.value, f"{machine.name}: {move.verb}"
                tried += 1
    return tried


def only_a_person_decides(machine: Machine, thing_in: ThingIn, like: Act) -> int:
    """Moves marked ``human`` are refused to the house itself. How many there are."""
    house = system_act(like.on, like.at, "test")
    tried = 0
    for move in machine.moves:
        if not move.human:
            continue
        with write():
            thing = thing_in(move.sources[0].value)
            db.session.flush()
            with pytest.raises(NotYours):
                machine.advance(thing, move.verb, house)
            tried += 1
    return tried


def guard_refuses(machine: Machine, thing: Any, verb: str, act: Act, code: str) -> None:
    """The guard of this verb refuses this thing with this code, and nothing has changed."""
    before = str(thing.state)
    with pytest.raises(Refused) as refusal:
        machine.advance(thing, verb, act)
    assert refusal.value.code == code
    assert str(thing.state) == before
