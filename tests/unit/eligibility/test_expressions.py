"""The evaluator: three truth values, exact numbers, pinned operators."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.eligibility.expressions import (
    OPERATORS,
    BadTree,
    Scope,
    evaluate,
    explain,
    mentions,
)

ON = date(2026, 3, 2)
FACTS: dict[str, Any] = {
    "t": True,
    "f": False,
    "u": None,
    "n": 7,
    "word": "dibao",
    "ages": [3, 17, 18, 60],
    "none": [],
    "day": date(2021, 2, 28),
    "third": Fraction(1, 3),
}
PARAMS: dict[str, Any] = {
    "sixty": {"n": 60, "unit": "month", "from": "x"},
    "ten": {"n": 10, "unit": "day", "from": "x"},
    "work": {"n": 5, "unit": "working_day", "from": "x"},
    "cats": ["dibao", "tekun"],
}


def scope(**more: Any) -> Scope:
    return Scope({**FACTS, **more}, PARAMS.get, ON)


T, F, U = ["fact", "t"], ["fact", "f"], ["fact", "u"]


@pytest.mark.parametrize(
    ("tree", "value"),
    [
        # Pinned: what version 1 means may never change.
        (["and", T, T], True),
        (["and", T, U], None),
        (["and", F, U], False),
        (["and", U, F], False),
        (["or", F, F], False),
        (["or", F, U], None),
        (["or", U, T], True),
        (["not", U], None),
        (["not", F], True),
        (["<", ["fact", "n"], 7], False),
        (["<=", ["fact", "n"], 7], True),
        ([">", ["fact", "n"], 7], False),
        ([">=", ["fact", "n"], 7], True),
        (["==", ["fact", "n"], 7], True),
        (["==", ["fact", "u"], 7], None),
        (["<", 1, U], None),
        (["<", ["fact", "third"], 1], True),
        (["==", ["*", ["fact", "third"], 3], 1], True),
        (["*", 2, 3, 7], 42),
        (["*", 2, U], None),
        (["ratio", 1, 3], Fraction(1, 3)),
        (["ratio", 1, 0], None),
        (["ratio", U, 3], None),
        (["sum", ["fact", "ages"]], 98),
        (["sum", ["fact", "none"]], 0),
        (["sum", U], None),
        (["count", ["fact", "ages"], ["<", ["item"], 18]], 2),
        (["count", ["fact", "none"], ["<", ["item"], 18]], 0),
        (["count", U, ["<", ["item"], 18]], None),
        (["count", ["fact", "ages"], ["<", ["item"], U]], None),
        (["in", ["fact", "word"], ["param", "cats"]], True),
        (["in", "marginal", ["set", "dibao"]], False),
        (["in", U, ["param", "cats"]], None),
        (["in", "x", ["param", "gone"]], None),
        (["on"], ON),
        (["next_month", ["fact", "day"]], date(2021, 3, 1)),
        (["next_month", U], None),
        (["plus", ["next_month", ["fact", "day"]], ["param", "sixty"]], date(2026, 3, 1)),
        (["plus", ["fact", "day"], ["param", "ten"]], date(2021, 3, 10)),
        (["plus", U, ["param", "ten"]], None),
    ],
)
def test_version_one(tree: Any, value: Any) -> None:
    assert evaluate(tree, scope()) == value
    assert explain(tree, scope()).value == value


def test_version_one_has_exactly_these_operators() -> None:
    assert set(OPERATORS) == {1}
    assert " ".join(sorted(OPERATORS[1])) == (
        "* < <= == > >= and count fact in item next_month not on or param plus ratio set sum"
    )


@pytest.mark.parametrize(
    "tree",
    [
        ["xor", T, F],
        [],
        ["fact", "no_such"],
        ["<", ["fact", "n"], ["fact", "t"]],
        ["==", ["fact", "t"], 1],
        ["<", ["fact", "word"], 1],
        ["and", ["fact", "n"]],
        ["*", ["fact", "t"], 2],
        ["plus", ["on"], ["param", "work"]],
    ],
)
def test_what_makes_no_sense_is_refused(tree: Any) -> None:
    with pytest.raises(BadTree):
        evaluate(tree, scope())


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(BadTree, match="operators 2"):
        evaluate(["not", F], Scope(FACTS, PARAMS.get, ON, operators=2))


def test_mentions() -> None:
    tree = ["or", ["in", ["fact", "a"], ["set", "fact", "b"]], ["<", ["fact", "c"], ["param", "d"]]]
    assert list(mentions(tree, "fact")) == ["a", "c"]
    assert list(mentions(tree, "param")) == ["d"]


def test_the_working_shows_every_node() -> None:
    trace = explain(["<", ["fact", "n"], ["*", 2, 4]], scope())
    assert [(part.node, part.value) for part in trace.parts] == [("fact n", 7), ("*", 8)]


names = st.sampled_from("abcd")
leaf = st.one_of(
    names.map(lambda name: ["fact", name]),
    st.tuples(st.sampled_from(["<", "<=", ">", ">=", "=="]), st.integers(0, 5)).map(
        lambda pair: [pair[0], ["fact", "n"], pair[1]]
    ),
)
trees = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner).map(list),
        st.tuples(st.sampled_from(["and", "or"]), inner, inner).map(list),
    ),
    max_leaves=12,
)
worlds = st.fixed_dictionaries(
    {**{name: st.sampled_from([True, False, None]) for name in "abcd"}, "n": st.integers(0, 5)}
)


@given(trees, worlds, st.sampled_from("abcdn"))
def test_learning_more_never_turns_an_answer(tree: Any, world: dict[str, Any], gone: str) -> None:
    """What is known with a fact missing stays the same whatever the fact turns out to be."""
    full = evaluate(tree, Scope(world, PARAMS.get, ON))
    less = evaluate(tree, Scope({**world, gone: None}, PARAMS.get, ON))
    assert less is None or less is full or world[gone] is None


@given(trees)
def test_all_unknown_is_unknown(tree: Any) -> None:
    nothing = dict.fromkeys("abcdn")
    assert evaluate(tree, Scope(nothing, PARAMS.get, ON)) is None
