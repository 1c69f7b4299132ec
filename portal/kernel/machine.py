"""State machines as tables. No other line of the house assigns ``.state``.

A package's ``machine.py`` is one table of ``Move`` rows; the same table renders the
buttons, the documentation page and the permission test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.kernel.access import allowed
from portal.kernel.act import Act, Kind, Who
from portal.kernel.database import db
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.journal import record_step
from portal.kernel.outbox import Event, publish
from portal.kernel.rows import only_one

Guard = Callable[[Any, Act], str | None]
"""Asks whether the move may be made; answers the refusal's code, or ``None`` for yes."""


@dataclass(frozen=True)
class Move:
    """One row: from which states, by which verb, to which state; who may; what must hold.

    ``event`` is published with (uid, city) of the thing. ``human`` moves are decisions: the
    house itself may propose them, only a person makes them (PIPL art. 24).
    """

    source: StrEnum | tuple[StrEnum, ...]
    verb: str
    target: StrEnum
    permission: StrEnum
    clause: str = ""
    guard: Guard | None = None
    event: type[Event] | None = None
    human: bool = False

    @property
    def sources(self) -> tuple[StrEnum, ...]:
        """The states this move may start from."""
        return self.source if isinstance(self.source, tuple) else (self.source,)


@dataclass(frozen=True)
class Choice:
    """A move as a button: possible, or shown with the code of the reason why not."""

    move: Move
    refusal: str | None


class Machine:
    """A table of moves over things that have ``uid``, ``city`` and ``state``."""

    def __init__(self, name: str, states: type[StrEnum], initial: StrEnum, moves: tuple[Move, ...]):
        self.name = name
        self.states = states
        self.initial = initial
        self.moves = moves
        self._by: dict[tuple[str, str], Move] = {}
        for move in moves:
            for source in move.sources:
                key = (source.value, move.verb)
                if key in self._by:
                    raise ValueError(f"{name}: two rows for {key}")
                self._by[key] = move

    def begin(
        self, thing: Any, act: Act, *, reason: str = "", policy: str = "", only: str = ""
    ) -> int:
        """Put a new thing into its first state and write step zero; the step's number.

        Where a unique index lets only one such thing stand, ``only`` is the code of the
        ``Conflict`` to the second.
        """
        thing.state = self.initial
        if only:
            only_one(thing, only)
        else:
            db.session.add(thing)
            db.session.flush()
        return record_step(
            act, machine=self.name, thing=thing, source="", verb="begin",
            target=self.initial.value, reason=reason, policy=policy,
        )  # fmt: skip

    def find(self, thing: Any, verb: str) -> Move | None:
        """The row for this verb from where the thing stands now."""
        return self._by.get((str(thing.state), verb))

    def refusal(self, thing: Any, verb: str, act: Act) -> str | None:
        """Why this verb is not possible now (a code), or ``None``; permission not asked."""
        move = self.find(thing, verb)
        if move is None:
            return "not_from_here"
        return move.guard(thing, act) if move.guard else None

    def advance(
        self,
        thing: Any,
        verb: str,
        act: Act,
        *,
        reason: str = "",
        policy: str = "",
        payload: str | None = None,
        clause: str = "",
    ) -> int:
        """Make one move: check guard and permission, set the state, write, publish.

        Returns the number of the step.

        Raises ``Conflict('not_from_here')``, ``NotYours`` or ``Refused(guard's code)``.
        """
        move = self.find(thing, verb)
        if move is None:
            raise Conflict("not_from_here", machine=self.name, state=str(thing.state), verb=verb)
        if move.human and act.by.kind is Kind.SYSTEM:
            raise NotYours("a_person_decides")
        if not allowed(act.by, move.permission, thing):
            raise NotYours(move.permission.value)
        code = move.guard(thing, act) if move.guard else None
        if code:
            raise Refused(code)
        source = str(thing.state)
        thing.state = move.target
        step = record_step(
            act, machine=self.name, thing=thing, source=source, verb=verb,
            target=move.target.value, reason=reason, clause=clause or move.clause,
            policy=policy, payload=payload,
        )  # fmt: skip
        if move.event is not None:
            publish(move.event(uid=thing.uid, city=thing.city), act)
        return step

    def choices(self, thing: Any, who: Who, act: Act) -> Iterator[Choice]:
        """The moves this person may see from here, possible or with the reason why not."""
        for move in self.moves:
            if str(thing.state) in {s.value for s in move.sources} and allowed(
                who, move.permission, thing
            ):
                yield Choice(move, move.guard(thing, act) if move.guard else None)
