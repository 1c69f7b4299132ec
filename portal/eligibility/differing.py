"""What changed between two looks at one household. Pure; codes and values, never a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from portal.eligibility.facts import HouseholdFacts
from portal.eligibility.ruling import Finding, Ruling


@dataclass(frozen=True)
class Difference:
    """One condition that two looks saw differently; ``before`` is none where it did not apply."""

    code: str
    before: Finding | None
    after: Finding


def differences(before: Ruling, after: Ruling) -> tuple[Difference, ...]:
    """Conditions whose outcome or value is another now, in the order they are shown."""
    pairs = ((before.finding(found.code), found) for found in after.ordered)
    return tuple(Difference(now.code, was, now) for was, now in pairs if _what(was) != _what(now))


def _what(found: Finding | None) -> tuple[object, ...] | None:
    return None if found is None else (found.outcome, found.seen, found.why)


def same_proposal(before: Ruling, after: Ruling) -> bool:
    """Do both propose the same class and groups, for the same findings?"""
    groups = [{(g.code, g.sub) for g in ruling.groups} for ruling in (before, after)]
    return before.klass is after.klass and groups[0] == groups[1] and not differences(before, after)


def heard_again(
    known: HouseholdFacts, heard: HouseholdFacts, sources: frozenset[str]
) -> HouseholdFacts:
    """What was known, with what these sources say now in its place.

    Everything else stays as it was judged, so that a difference comes from them alone.
    """
    return known.with_facts({n: f for n, f in heard.facts.items() if f.source in sources})
