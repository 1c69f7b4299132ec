"""The table of a case: what the law orders cannot be skipped."""

from __future__ import annotations

from datetime import date

import pytest

from portal.credit.bars import UNREPAIRABLE
from portal.credit.codes import STANDING, TOLD, Permission, Result, State
from portal.credit.guards import heavier
from portal.credit.machine import CASE
from portal.credit.queries import Bar
from portal.credit.stepping import STEPS
from portal.credit.words import SOURCES, STATES, VERBS
from portal.credit.words import STEPS as STEP_WORDS
from portal.kernel.policy import Rulebook


class Thing:
    def __init__(self, **values: object) -> None:
        self.__dict__.update(values)


def reachable(without: set[str]) -> set[str]:
    found, todo = {State.CLUE.value}, [State.CLUE.value]
    while todo:
        here = todo.pop()
        for move in CASE.moves:
            if move.verb in without or here not in {s.value for s in move.sources}:
                continue
            if move.target.value not in found:
                found.add(move.target.value)
                todo.append(move.target.value)
    return found


@pytest.mark.parametrize(
    "verb", ["file", "report", "serve_notice", "to_review", "pass_review", "decide"]
)
def test_no_way_around_a_step(verb: str) -> None:
    assert State.DECIDED not in reachable({verb})
    assert State.DECIDED in reachable(set())


def test_every_state_is_reached_and_every_move_has_its_clause() -> None:
    assert reachable(set()) == {state.value for state in State}
    assert all(move.clause for move in CASE.moves)


def test_only_persons_decide_and_only_the_person_defends() -> None:
    for move in CASE.moves:
        if move.verb in ("defend", "ask_hearing"):
            assert move.permission is Permission.DEFEND
        elif move.verb != "expire":
            assert move.human, move.verb


def test_every_state_verb_and_source_has_words() -> None:
    assert set(STATES) == set(State)
    assert {move.verb for move in CASE.moves} | {"begin"} == set(STEP_WORDS)
    assert set(VERBS) == set(STEPS)
    assert SOURCES


@pytest.mark.parametrize(
    ("result", "fine", "more"),
    [
        (Result.BAR, 50000, False), (Result.BAR, 50001, True), (Result.WARNING, 50000, False),
        (Result.NONE, 0, False),
    ],
)  # fmt: skip
def test_what_weighs_more_than_the_notice(result: str, fine: int, more: bool) -> None:
    case = Thing(meant=Result.BAR, meant_fine_fen=50000)
    assert heavier(case, result, fine) is more
    assert heavier(Thing(meant=Result.WARNING, meant_fine_fen=0), Result.BAR, 0)


@pytest.mark.parametrize(
    ("on", "runs"),
    [
        (date(2026, 3, 17), False), (date(2026, 3, 18), True), (date(2031, 3, 18), True),
        (date(2031, 3, 19), False),
    ],
)  # fmt: skip
def test_a_bar_holds_from_its_first_to_its_last_day(on: date, runs: bool) -> None:
    bar = Bar("b", "p", "apply", date(2026, 3, 18), date(2031, 3, 18), "c", False, None, "k", None)
    assert bar.runs(on) is runs


def test_a_lifted_bar_ends_that_day_and_an_open_one_never() -> None:
    lifted = Bar("b", "p", "apply", date(2026, 1, 1), None, "c", True, None, "k", date(2027, 1, 1))
    assert lifted.runs(date(2026, 12, 31))
    assert not lifted.runs(date(2027, 1, 1))
    waiting = Bar("b", "p", "apply", date(2026, 1, 1), None, "c", True, None, "k", None)
    assert waiting.runs(date(2099, 1, 1))


def test_the_catalogue_has_26_acts_and_their_bars_run_their_time() -> None:
    rules = Rulebook.from_sources("450100", on=date(2026, 3, 2))
    acts = rules.rows("credit.acts")
    assert len(acts) == 26
    barred = [row for row in acts if "bar" in row]
    assert {row["bar"]["n"] for row in barred} == {60}
    assert all(row["repair"] in UNREPAIRABLE for row in barred if row["tier"] == "serious")


def test_nobody_is_shown_a_case_before_the_notice() -> None:
    assert not {State.CLUE, State.ACCEPTED, State.FILED, State.INVESTIGATED} & set(TOLD)
    assert set(STANDING) <= set(TOLD)
