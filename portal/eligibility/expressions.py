"""Conditions as trees: evaluated with three truth values, explained node by node.

A tree is JSON in prefix form, ``["<", ["fact", "cars"], 1]``; plain words, whole numbers
and flags stand for themselves. ``None`` is *unknown*. Operators belong to a version that
every condition names, so an old decision is always evaluated by the operators of its day.

Version 1: fact, param, on, item, set · and, or, not · <, <=, >, >=, == · in · count
(list, test of ``item``) · sum · ``*`` · ratio · next_month · plus (date, period).
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from typing import Any

from portal.kernel.clock import Calendar, Period, Unit, add

Value = Any
"""int, Fraction, bool, str, date, list of those, a period as dict, or None for unknown."""

NO_CALENDAR = Calendar(frozenset(), frozenset())


class BadTree(ValueError):
    """A tree that says something the operators do not understand."""


@dataclass(frozen=True)
class Scope:
    """What a tree may look at: values of facts, parameters of the rulebook, the day."""

    facts: Mapping[str, Value]
    param: Callable[[str], Value]
    on: dt.date
    item: Value = None
    operators: int = 1


@dataclass(frozen=True)
class Trace:
    """A node, what it came to, and the same of its parts."""

    node: str
    value: Value
    parts: tuple[Trace, ...] = ()


def evaluate(tree: Value, scope: Scope) -> Value:
    """What the tree comes to, ``None`` when that is unknown.

    Raises ``BadTree`` for an unknown operator, version or fact, and where kinds do not fit.
    """
    if not isinstance(tree, list):
        return tree
    operators = OPERATORS.get(scope.operators)
    if operators is None or not tree or tree[0] not in operators:
        raise BadTree(f"operators {scope.operators} do not know {tree[:1]}")
    return operators[tree[0]](tree[1:], scope)


def explain(tree: Value, scope: Scope) -> Trace:
    """The value of every node, for whoever wants to follow the working."""
    value = evaluate(tree, scope)
    if not isinstance(tree, list):
        return Trace(str(tree), value)
    if tree[0] in LEAVES:
        return Trace(" ".join(str(part) for part in tree), value)
    inner = tree[1:2] if tree[0] == "count" else tree[1:]
    return Trace(tree[0], value, tuple(explain(part, scope) for part in inner))


def mentions(tree: Value, leaf: str) -> Iterator[str]:
    """Names of the facts (``leaf="fact"``) or parameters (``"param"``) in a tree."""
    if isinstance(tree, list) and tree:
        if tree[0] == leaf:
            yield tree[1]
        elif tree[0] != "set":
            for part in tree[1:]:
                yield from mentions(part, leaf)


def _fact(parts: list[Value], scope: Scope) -> Value:
    if parts[0] not in scope.facts:
        raise BadTree(f"no such fact: {parts[0]}")
    return scope.facts[parts[0]]


def _truth(value: Value) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise BadTree(f"{value!r} is neither true nor false")


def _and(parts: list[Value], scope: Scope) -> bool | None:
    truths = [_truth(evaluate(part, scope)) for part in parts]
    return False if False in truths else None if None in truths else True


def _or(parts: list[Value], scope: Scope) -> bool | None:
    truths = [_truth(evaluate(part, scope)) for part in parts]
    return True if True in truths else None if None in truths else False


def _not(parts: list[Value], scope: Scope) -> bool | None:
    truth = _truth(evaluate(parts[0], scope))
    return None if truth is None else not truth


def _kind(value: Value) -> str:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, (int, Fraction)):
        return "number"
    return type(value).__name__


def _both(parts: list[Value], scope: Scope) -> tuple[Value, Value] | None:
    left, right = (evaluate(part, scope) for part in parts)
    return None if left is None or right is None else (left, right)


def _compare(test: Callable[[Any, Any], bool]) -> Operator:
    def compare(parts: list[Value], scope: Scope) -> bool | None:
        both = _both(parts, scope)
        if both is None:
            return None
        if _kind(both[0]) != _kind(both[1]):
            raise BadTree(f"{both[0]!r} and {both[1]!r} cannot be compared")
        return test(*both)

    return compare


def _in(parts: list[Value], scope: Scope) -> bool | None:
    both = _both(parts, scope)
    return None if both is None else both[0] in both[1]


def _count(parts: list[Value], scope: Scope) -> int | None:
    items = evaluate(parts[0], scope)
    if items is None:
        return None
    truths = [_truth(evaluate(parts[1], replace(scope, item=item))) for item in items]
    return None if None in truths else sum(1 for truth in truths if truth)


def _sum(parts: list[Value], scope: Scope) -> Value:
    items = evaluate(parts[0], scope)
    return None if items is None or None in items else sum(items)


def _times(parts: list[Value], scope: Scope) -> Value:
    factors = [evaluate(part, scope) for part in parts]
    if None in factors:
        return None
    if any(_kind(factor) != "number" for factor in factors):
        raise BadTree("only numbers can be multiplied")
    return reduce(operator.mul, factors)


def _ratio(parts: list[Value], scope: Scope) -> Fraction | None:
    both = _both(parts, scope)
    return None if both is None or both[1] == 0 else Fraction(both[0]) / Fraction(both[1])


def _next_month(parts: list[Value], scope: Scope) -> dt.date | None:
    day = evaluate(parts[0], scope)
    if day is None:
        return None
    return add(day.replace(day=1), Period(1, Unit.MONTH), NO_CALENDAR).date


def _plus(parts: list[Value], scope: Scope) -> dt.date | None:
    both = _both(parts, scope)
    if both is None:
        return None
    period = Period.parse(both[1])
    if period.unit is Unit.WORKING_DAY:
        raise BadTree("a condition cannot count working days")
    return add(both[0], period, NO_CALENDAR).date


Operator = Callable[[list[Value], Scope], Value]
LEAVES = frozenset({"fact", "param", "on", "item", "set"})
OPERATORS: Mapping[int, Mapping[str, Operator]] = {
    1: {
        "fact": _fact,
        "param": lambda parts, scope: scope.param(parts[0]),
        "on": lambda _parts, scope: scope.on,
        "item": lambda _parts, scope: scope.item,
        "set": lambda parts, _scope: parts,
        "and": _and,
        "or": _or,
        "not": _not,
        "<": _compare(operator.lt),
        "<=": _compare(operator.le),
        ">": _compare(operator.gt),
        ">=": _compare(operator.ge),
        "==": _compare(operator.eq),
        "in": _in,
        "count": _count,
        "sum": _sum,
        "*": _times,
        "ratio": _ratio,
        "next_month": _next_month,
        "plus": _plus,
    }
}
