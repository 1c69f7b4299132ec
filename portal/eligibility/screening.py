"""Facts and a rulebook in, a ruling with reasons out. No clock, no database, no words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.eligibility.codes import FactName, Klass, Outcome, Route, Why
from portal.eligibility.expressions import BadTree, Scope, Trace, evaluate, explain, mentions
from portal.eligibility.facts import Fact, HouseholdFacts
from portal.eligibility.needs import TREES
from portal.eligibility.ruling import Attempt, Finding, Group, Ruling
from portal.kernel.policy import NoRule, Rulebook

COMPARISONS = frozenset({"<", "<=", ">", ">=", "=="})
OUTCOMES = {True: Outcome.MET, False: Outcome.NOT_MET, None: Outcome.UNKNOWN}


def screen(
    facts: HouseholdFacts,
    rulebook: Rulebook,
    klass: Klass | None = None,
    route: Route | None = None,
) -> Ruling:
    """Try the classes and routes of the city in its order and propose the one that fits.

    The first way on which nothing fails is chosen (so a class A household is not moved to
    B because an office is silent); when something fails everywhere, the way with the
    fewest failures. ``klass`` and ``route`` limit what is tried. Raises ``NoRule`` when the
    city has no such class, ``BadTree`` when a rule cannot be evaluated.
    """
    attempts = [
        Attempt(Klass(row["code"]), Route(row["route"]), _judge(row["conditions"], facts, rulebook))
        for row in rulebook.rows("eligibility.classes")
        if klass in (None, row["code"]) and route in (None, row["route"])
    ]
    if not attempts:
        raise NoRule(f"eligibility.classes[{klass}/{route}]", rulebook.region, rulebook.on)
    chosen = min(attempts, key=lambda attempt: attempt.count(Outcome.NOT_MET))
    return Ruling(
        on=facts.on,
        region=rulebook.region,
        policy=rulebook.fingerprint,
        chosen=chosen,
        others=tuple(attempt for attempt in attempts if attempt is not chosen),
        groups=priority_of(facts, rulebook),
    )


def priority_of(facts: HouseholdFacts, rulebook: Rulebook) -> tuple[Group, ...]:
    """The groups that the facts prove; unknown proves nothing. Raises ``BadTree``."""
    groups = []
    for row in rulebook.conditions("priority.groups"):
        if evaluate(row["tree"], _scope(facts, rulebook, row)) is not True:
            continue
        proof = facts.fact(row["proof"])
        groups.append(
            Group(
                code=row["code"],
                sub=row.get("sub", ""),
                priority=row.get("priority", False),
                proof=row["proof"],
                clause=row["clause"],
                rests_on=_rests_on(_used(row["tree"], facts)),
                source=proof.source,
                as_of=proof.as_of,
                assumed=row.get("assumed", False),
            )
        )
    return tuple(groups)


def replay(
    facts: Mapping[str, Any],
    snapshot: Mapping[str, Any],
    klass: Klass | None = None,
    route: Route | None = None,
) -> Ruling:
    """Judge stored facts by a stored rulebook again; needs neither files nor database."""
    return screen(HouseholdFacts.from_json(facts), Rulebook.from_snapshot(snapshot), klass, route)


def working(facts: HouseholdFacts, rulebook: Rulebook, route: Route, code: str) -> Trace:
    """How one condition was worked out, node by node. Raises ``NoRule``."""
    for row in rulebook.rows("eligibility.classes"):
        if row["route"] != route:
            continue
        for condition in rulebook.conditions(row["conditions"]):
            if condition["code"] == code and _applies(condition, facts, rulebook) is not False:
                return explain(condition["tree"], _scope(facts, rulebook, condition))
    raise NoRule(f"{route}/{code}", rulebook.region, rulebook.on)


def bad_trees(rulebook: Rulebook, keys: Mapping[str, Any]) -> list[str]:
    """What is wrong with the trees of a rulebook: names of facts or ``keys`` unknown.

    Also evaluates each tree with everything unknown, so an operator it does not know shows.
    """
    wrong = []
    nothing = HouseholdFacts(rulebook.on)
    for key in rulebook.names():
        if keys[key].kind != "conditions":
            continue
        for row in rulebook.conditions(key):
            for tree in (row[part] for part in TREES if part in row):
                wrong += _wrong(f"{key} {row['number']}", tree, row, nothing, rulebook, keys)
    return wrong


def _wrong(
    name: str,
    tree: Any,
    row: Mapping[str, Any],
    nothing: HouseholdFacts,
    rulebook: Rulebook,
    keys: Mapping[str, Any],
) -> list[str]:
    known = {fact.value for fact in FactName}
    wrong = [f"{name}: no fact {fact}" for fact in mentions(tree, "fact") if fact not in known]
    wrong += [f"{name}: no key {key}" for key in mentions(tree, "param") if key not in keys]
    try:
        evaluate(tree, _scope(nothing, rulebook, row))
    except BadTree as error:
        wrong.append(f"{name}: {error}")
    return wrong


def _scope(facts: HouseholdFacts, rulebook: Rulebook, row: Mapping[str, Any]) -> Scope:
    def param(key: str) -> Any:
        # A parameter not in force that day makes what rests on it unknown, never met.
        return rulebook.value(key) if rulebook.has(key) else None

    return Scope(facts.values, param, facts.on, operators=row["operators"])


def _applies(row: Mapping[str, Any], facts: HouseholdFacts, rulebook: Rulebook) -> bool | None:
    if "applies" not in row:
        return True
    answer: bool | None = evaluate(row["applies"], _scope(facts, rulebook, row))
    return answer


def _judge(key: str, facts: HouseholdFacts, rulebook: Rulebook) -> tuple[Finding, ...]:
    rows = rulebook.conditions(key)
    return tuple(
        _finding(row, facts, rulebook)
        for row in rows
        if _applies(row, facts, rulebook) is not False
    )


def _finding(row: Mapping[str, Any], facts: HouseholdFacts, rulebook: Rulebook) -> Finding:
    scope = _scope(facts, rulebook, row)
    applies = _applies(row, facts, rulebook)
    truth = evaluate(row["tree"], scope) if applies else None
    seen, limit = _sides(row)
    # Whether it applies is shown as used only where that is what is not known.
    used = _used([row["tree"], seen, *([] if applies else [row["applies"]])], facts)
    shown = _used(seen, facts) or used
    unknown = [fact.why or Why.NOT_ASKED for fact in used if fact.value is None]
    return Finding(
        code=row["code"],
        number=row["number"],
        outcome=OUTCOMES[truth],
        seen=evaluate(seen, scope),
        limit=evaluate(limit, scope),
        unit=row["unit"],
        clause=row["clause"],
        rests_on=_rests_on(used),
        source=shown[0].source if shown else "",
        as_of=min((fact.as_of for fact in shown if fact.as_of), default=None),
        why=next((w for w in Why if w in unknown), Why.NO_RULE) if truth is None else None,
    )


def _sides(row: Mapping[str, Any]) -> tuple[Any, Any]:
    """What is shown: told by the rule, else the two sides of its comparison."""
    tree = row["tree"]
    compared = isinstance(tree, list) and tree[0] in COMPARISONS
    seen = row.get("seen", tree[1] if compared else tree)
    return seen, row.get("limit", tree[2] if compared else True)


def _used(tree: Any, facts: HouseholdFacts) -> list[Fact]:
    parts = tree if isinstance(tree, list) and tree and isinstance(tree[0], list) else [tree]
    names = dict.fromkeys(name for part in parts for name in mentions(part, "fact"))
    return [facts.fact(name) for name in names]


def _rests_on(used: list[Fact]) -> frozenset[str]:
    return frozenset[str]().union(*(fact.rests_on for fact in used))


def oldest(facts: HouseholdFacts) -> date | None:
    """The oldest day any known fact was true (how fresh a ruling is)."""
    return min((fact.as_of for fact in facts.facts.values() if fact.as_of), default=None)
