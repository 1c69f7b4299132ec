"""What screening finds: codes, values and clauses, never a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.eligibility.codes import Klass, Outcome, Route, Why
from portal.eligibility.facts import decode, encode


@dataclass(frozen=True)
class Finding:
    """One condition and what it came to.

    ``seen`` is the household's value, ``limit`` what it is held against, both in ``unit``;
    ``number`` is the rule's number in the city's list; ``rests_on`` the persons whose
    records were used, ``source`` the department of the value seen, ``as_of`` its oldest
    day; ``why`` says why the outcome is unknown.
    """

    code: str
    number: str
    outcome: Outcome
    seen: Any
    limit: Any
    unit: str
    clause: str
    rests_on: frozenset[str]
    source: str
    as_of: date | None
    why: Why | None = None

    def to_json(self) -> dict[str, Any]:
        """For storage with a decision."""
        return {
            "code": self.code,
            "number": self.number,
            "outcome": self.outcome.value,
            "seen": encode(self.seen),
            "limit": encode(self.limit),
            "unit": self.unit,
            "clause": self.clause,
            "rests_on": sorted(self.rests_on),
            "source": self.source,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "why": self.why.value if self.why else None,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Finding:
        """What ``to_json`` wrote."""
        return cls(
            code=told["code"],
            number=told["number"],
            outcome=Outcome(told["outcome"]),
            seen=decode(told["seen"]),
            limit=decode(told["limit"]),
            unit=told["unit"],
            clause=told["clause"],
            rests_on=frozenset(told["rests_on"]),
            source=told["source"],
            as_of=date.fromisoformat(told["as_of"]) if told["as_of"] else None,
            why=Why(told["why"]) if told["why"] else None,
        )


@dataclass(frozen=True)
class Group:
    """A group the household belongs to, and the fact that proves it.

    ``priority``: the city's rules let this group go first. ``assumed``: the city's rule
    for it was not seen, a person should look.
    """

    code: str
    sub: str
    priority: bool
    proof: str
    clause: str
    rests_on: frozenset[str]
    source: str
    as_of: date | None
    assumed: bool = False

    def to_json(self) -> dict[str, Any]:
        """For storage with a decision."""
        return {
            "code": self.code,
            "sub": self.sub,
            "priority": self.priority,
            "proof": self.proof,
            "clause": self.clause,
            "rests_on": sorted(self.rests_on),
            "source": self.source,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "assumed": self.assumed,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Group:
        """What ``to_json`` wrote."""
        as_of = date.fromisoformat(told["as_of"]) if told["as_of"] else None
        return cls(**{**told, "rests_on": frozenset(told["rests_on"]), "as_of": as_of})


ORDER = (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.MET)


@dataclass(frozen=True)
class Attempt:
    """The findings of one way into one class, in the order of the rules."""

    klass: Klass
    route: Route
    findings: tuple[Finding, ...]

    def count(self, outcome: Outcome) -> int:
        """How many conditions came to that."""
        return sum(finding.outcome is outcome for finding in self.findings)

    @property
    def lawful(self) -> bool:
        """Is every condition met? No condition at all proves nothing."""
        return bool(self.findings) and self.count(Outcome.MET) == len(self.findings)

    @property
    def outcome(self) -> Outcome:
        """Not met as soon as one is not; met only when all are; else unknown."""
        if self.count(Outcome.NOT_MET):
            return Outcome.NOT_MET
        return Outcome.MET if self.lawful else Outcome.UNKNOWN

    @property
    def ordered(self) -> tuple[Finding, ...]:
        """As shown: not met, unknown, met; the rules' order within each."""
        return tuple(sorted(self.findings, key=lambda found: ORDER.index(found.outcome)))

    def finding(self, code: str) -> Finding | None:
        """The finding of that condition, if it applied."""
        return next((found for found in self.findings if found.code == code), None)

    def to_json(self) -> dict[str, Any]:
        """For storage with a decision."""
        findings = [finding.to_json() for finding in self.findings]
        return {"klass": self.klass.value, "route": self.route.value, "findings": findings}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Attempt:
        """What ``to_json`` wrote."""
        findings = tuple(Finding.from_json(finding) for finding in told["findings"])
        return cls(Klass(told["klass"]), Route(told["route"]), findings)


@dataclass(frozen=True)
class Ruling:
    """The proposal of the screening: a person decides.

    ``chosen`` is the way that fits best, ``others`` the ways tried besides it; ``groups``
    are proposed; ``policy`` is the fingerprint of the rulebook used.
    """

    on: date
    region: str
    policy: str
    chosen: Attempt
    others: tuple[Attempt, ...]
    groups: tuple[Group, ...]

    @property
    def klass(self) -> Klass:
        """The class proposed."""
        return self.chosen.klass

    @property
    def route(self) -> Route:
        """The way into it."""
        return self.chosen.route

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the chosen way, in the order of the rules."""
        return self.chosen.findings

    @property
    def ordered(self) -> tuple[Finding, ...]:
        """The findings as shown: not met, unknown, met."""
        return self.chosen.ordered

    @property
    def lawful(self) -> bool:
        """May it be approved: every condition of the chosen way is met."""
        return self.chosen.lawful

    @property
    def outcome(self) -> Outcome:
        """The chosen way's outcome."""
        return self.chosen.outcome

    @property
    def priority(self) -> bool:
        """Does any proposed group go first?"""
        return any(group.priority for group in self.groups)

    def count(self, outcome: Outcome) -> int:
        """How many conditions of the chosen way came to that."""
        return self.chosen.count(outcome)

    def finding(self, code: str) -> Finding | None:
        """The finding of that condition on the chosen way, if it applied."""
        return self.chosen.finding(code)

    def to_json(self) -> dict[str, Any]:
        """For storage with a decision, and to compare a replay."""
        return {
            "v": 1,
            "on": self.on.isoformat(),
            "region": self.region,
            "policy": self.policy,
            "chosen": self.chosen.to_json(),
            "others": [attempt.to_json() for attempt in self.others],
            "groups": [group.to_json() for group in self.groups],
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Ruling:
        """What ``to_json`` wrote."""
        return cls(
            on=date.fromisoformat(told["on"]),
            region=told["region"],
            policy=told["policy"],
            chosen=Attempt.from_json(told["chosen"]),
            others=tuple(Attempt.from_json(attempt) for attempt in told["others"]),
            groups=tuple(Group.from_json(group) for group in told["groups"]),
        )
