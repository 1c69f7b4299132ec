"""The table of a re-check: the house proposes, persons decide, two sign."""

from __future__ import annotations

import pytest

from portal.eligibility import Condition
from portal.exit_review.codes import GROUNDS, WATCHED, Kind, Permission, State
from portal.exit_review.machine import REVIEW
from portal.exit_review.words import STATES, STEPS, VERBS

BY_ITSELF = {"flag", "clear", "overrun", "lapse"}


def reachable(without: set[str]) -> set[str]:
    found, todo = {State.OPENED.value}, [State.OPENED.value]
    while todo:
        here = todo.pop()
        for move in REVIEW.moves:
            if move.verb in without or here not in {s.value for s in move.sources}:
                continue
            if move.target.value not in found:
                found.add(move.target.value)
                todo.append(move.target.value)
    return found


@pytest.mark.parametrize("verb", ["flag", "draft_notice", "serve_notice"])
def test_nobody_leaves_without_finding_draft_and_second_signature(verb: str) -> None:
    assert State.HANDED_BACK not in reachable({verb})
    assert reachable(set()) == {state.value for state in State}


def test_what_the_house_does_by_itself_decides_nothing() -> None:
    for move in REVIEW.moves:
        assert move.human is (move.verb not in BY_ITSELF), move.verb
        assert (move.permission is Permission.EXAMINE) is (move.verb in BY_ITSELF)
        assert move.clause


def test_every_state_and_verb_has_words() -> None:
    assert set(STATES) == set(State)
    assert {move.verb for move in REVIEW.moves} | {"begin"} == set(STEPS)
    assert set(VERBS) == {move.verb for move in REVIEW.moves} - BY_ITSELF


def test_a_home_is_lost_only_to_another_home() -> None:
    assert GROUNDS[Kind.LEASE] == {Condition.HOUSING, Condition.BENEFIT}
    assert GROUNDS[Kind.LEASE] < WATCHED
    assert Condition.SINGLE_AGE not in WATCHED
