"""Facts about a household as they were found on one day, with their origin.

Pure values: stored with a decision, read back for replay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from portal.eligibility.codes import FactName, Why


def encode(value: Any) -> Any:
    """A value as JSON without floats: dates and fractions keep their kind."""
    if isinstance(value, Fraction):
        return {"n": value.numerator, "d": value.denominator}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    return value


def decode(told: Any) -> Any:
    """What ``encode`` wrote."""
    if isinstance(told, Mapping):
        return (
            date.fromisoformat(told["date"]) if "date" in told else Fraction(told["n"], told["d"])
        )
    return [decode(item) for item in told] if isinstance(told, list) else told


@dataclass(frozen=True)
class Fact:
    """One value. ``None`` is unknown, then ``why`` says why.

    ``source`` is the connector's code (or "household", "credit", "papers"), ``as_of`` the
    day it was true, ``rests_on`` the persons whose records it was worked out from.
    """

    value: Any
    source: str
    as_of: date | None = None
    rests_on: frozenset[str] = frozenset()
    why: Why | None = None

    def to_json(self) -> dict[str, Any]:
        """For storage; sets are sorted so that the bytes are canonical."""
        return {
            "value": encode(self.value),
            "source": self.source,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "rests_on": sorted(self.rests_on),
            "why": self.why.value if self.why else None,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Fact:
        """What ``to_json`` wrote."""
        return cls(
            value=decode(told["value"]),
            source=told["source"],
            as_of=date.fromisoformat(told["as_of"]) if told["as_of"] else None,
            rests_on=frozenset(told["rests_on"]),
            why=Why(told["why"]) if told["why"] else None,
        )


NOT_ASKED = Fact(None, "", why=Why.NOT_ASKED)


@dataclass(frozen=True)
class HouseholdFacts:
    """All that is known of a household on ``on``; what is absent was not asked."""

    on: date
    facts: Mapping[FactName, Fact] = field(default_factory=dict)

    def fact(self, name: str) -> Fact:
        """The fact of that name, unknown (not asked) when absent. Raises ``ValueError``."""
        return self.facts.get(FactName(name), NOT_ASKED)

    def value(self, name: str) -> Any:
        """The bare value, ``None`` when unknown."""
        return self.fact(name).value

    @cached_property
    def values(self) -> Mapping[str, Any]:
        """Every fact name with its value or ``None`` (what trees look at)."""
        return {name.value: self.facts.get(name, NOT_ASKED).value for name in FactName}

    def unknown(self) -> dict[FactName, Why]:
        """What was asked and is not known, with the reason."""
        return {n: f.why or Why.NOT_ASKED for n, f in self.facts.items() if f.value is None}

    def with_facts(self, more: Mapping[FactName, Fact]) -> HouseholdFacts:
        """A copy in which ``more`` takes the place of what was there."""
        return HouseholdFacts(self.on, {**self.facts, **more})

    def to_json(self) -> dict[str, Any]:
        """For storage and fingerprints."""
        kept = {name.value: fact.to_json() for name, fact in sorted(self.facts.items())}
        return {"v": 1, "on": self.on.isoformat(), "facts": kept}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> HouseholdFacts:
        """What ``to_json`` wrote."""
        facts = {FactName(name): Fact.from_json(fact) for name, fact in told["facts"].items()}
        return cls(date.fromisoformat(told["on"]), facts)
