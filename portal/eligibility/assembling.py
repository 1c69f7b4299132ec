"""From the departments' answers to facts. One silent department makes its facts unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from portal.eligibility.answers import PAPERS, Answer, Composition, age
from portal.eligibility.building import APPLICANT_ONLY, BUILDERS, PAPER_BUILDERS, Builder, Case
from portal.eligibility.codes import FactName, Why
from portal.eligibility.comparing import contradictions
from portal.eligibility.facts import Fact, HouseholdFacts
from portal.eligibility.needs import sources_asked
from portal.kernel.policy import Rulebook
from portal.kernel.regions import city_of

N = FactName
NAMING = ("hukou", "marriage")
"""The registers that say who belongs to a household."""


def assemble(
    composition: Composition,
    answers: Iterable[Answer],
    *,
    on: date,
    rulebook: Rulebook,
    extra: Mapping[FactName, Fact] | None = None,
) -> HouseholdFacts:
    """The facts of a household on ``on``.

    About whom a source must have answered is ``intake.sources``; a missing, waiting,
    expired, contradictory or silent answer makes the source's facts unknown, and so do two
    registers that disagree. A source that no rule needs gives no facts. ``extra`` brings
    facts of our own registers (debarred …).
    Raises ``NoRule``; ``Missing`` when the rulebook's region lies above the cities.
    """
    by_key = {(answer.source, answer.person): answer for answer in answers}
    about = {row["code"]: row["about"] for row in sources_asked(rulebook)}
    case = Case(on, city_of(rulebook.region))
    facts = _own(composition, on)
    for name, why in _not_all_known(composition, by_key, about, on).items():
        facts[name] = replace(facts[name], value=None, why=why)
    for name, source, build in BUILDERS:
        whom = "applicant" if name in APPLICANT_ONLY else about.get(source)
        if whom is None:
            continue
        persons = asked(composition, whom, on, rulebook)
        facts[name] = _fact(source, persons, by_key, build, case)
    for name, source, build in PAPER_BUILDERS:
        showing = [answer.person for answer in by_key.values() if answer.source == source]
        if showing:
            facts[name] = _fact(source, showing, by_key, build, case)
    for found in contradictions(composition, by_key.values(), on=on, rulebook=rulebook):
        for name in map(FactName, found.guards):
            if facts[name].value is not None:
                facts[name] = replace(facts[name], value=None, why=Why.CONFLICT)
    return HouseholdFacts(on, {**facts, **(extra or {})})


def asked(composition: Composition, about: str, on: date, rulebook: Rulebook) -> list[str]:
    """Uids of those a source is asked about: ``applicant``, ``adults`` or ``all``."""
    if about == "applicant":
        return [composition.applicant]
    grown = rulebook.value("eligibility.capacity_age") if about == "adults" else 0
    # The applicant is asked about at any age: an underage one must fail by a rule, openly.
    return [
        member.uid
        for member in composition.members
        if member.uid == composition.applicant or age(member.birth, on) >= grown
    ]


def _own(composition: Composition, on: date) -> dict[FactName, Fact]:
    ages = {member.uid: age(member.birth, on) for member in composition.members}
    everyone = frozenset(ages)

    def household(value: Any, rests_on: frozenset[str] = frozenset()) -> Fact:
        return Fact(value, "household", on, rests_on)

    applicant = composition.applicant
    return {
        N.SIZE: household(len(ages)),
        N.SINGLE: household(len(ages) == 1),
        N.AGES: household(sorted(ages.values()), everyone),
        N.APPLICANT_AGE: household(ages[applicant], frozenset({applicant})),
    }


def _not_all_known(
    composition: Composition,
    by_key: Mapping[tuple[str, str], Answer],
    about: Mapping[str, str],
    on: date,
) -> dict[FactName, Why]:
    """While a register that names the family is silent, nobody knows how many they are."""
    told = [by_key.get((source, composition.applicant)) for source in NAMING if source in about]
    reasons = {_why(answer, on) for answer in told} - {None}
    why = next((reason for reason in Why if reason in reasons), None)
    return dict.fromkeys((N.SIZE, N.SINGLE, N.AGES), why) if why else {}


def _fact(
    source: str,
    persons: Sequence[str],
    by_key: Mapping[tuple[str, str], Answer],
    build: Builder,
    case: Case,
) -> Fact:
    told = [by_key.get((source, person)) for person in persons]
    days = [answer.as_of for answer in told if answer is not None]
    as_of, rests_on = min(days, default=None), frozenset(persons)
    reasons = {_why(answer, case.on) for answer in told} - {None}
    if reasons:
        why = next(reason for reason in Why if reason in reasons)
        return Fact(None, source, as_of, rests_on, why)
    value = build([answer.values for answer in told if answer is not None], case)
    if any(answer.origin == PAPERS for answer in told if answer is not None):
        source = PAPERS
    return Fact(value, source, as_of, rests_on, Why.NOTHING if value is None else None)


def _why(answer: Answer | None, on: date) -> Why | None:
    if answer is None:
        return Why.NOT_ASKED
    if answer.valid_until is not None and answer.valid_until < on:
        return Why.EXPIRED
    return None if answer.outcome in ("hit", "no_hit") else Why(answer.outcome)
