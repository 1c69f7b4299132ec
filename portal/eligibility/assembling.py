"""From the departments' answers to facts. One silent department makes its facts unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from portal.eligibility.codes import FactName, Why
from portal.eligibility.facts import Fact, HouseholdFacts
from portal.kernel.policy import Rulebook
from portal.kernel.regions import city_of, covers


@dataclass(frozen=True)
class Member:
    """A person of the household; ``relation`` is to the applicant ("self" for himself)."""

    uid: str
    relation: str
    birth: date


@dataclass(frozen=True)
class Composition:
    """Who belongs to the household on the day it is judged."""

    applicant: str
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Answer:
    """A department's answer about one person, or what papers show in its place.

    ``outcome``: hit | no_hit (registered: none) | conflict | unavailable | waiting (the
    person has not consented) | disputed (they say it is wrong). ``values`` as agreed per
    source; ``as_of`` its legal day; ``origin`` is ``PAPERS`` when staff took it from papers.
    """

    source: str
    person: str
    outcome: str
    values: Mapping[str, Any] = field(repr=False)
    as_of: date
    valid_until: date | None = None
    origin: str = ""


PAPERS = "papers"


@dataclass(frozen=True)
class _Case:
    """What builders may look at besides the answers."""

    on: date
    city: str


Records = Sequence[Mapping[str, Any]]
Builder = Callable[[Records, _Case], Any]


def age(birth: date, on: date) -> int:
    """Completed years; one born on 29 February completes a year on 1 March."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _current(record: Mapping[str, Any], on: date) -> bool:
    since, until = _day(record.get("since")), _day(record.get("until"))
    return (since is None or since <= on) and (until is None or on <= until)


def _local(code: str, city: str) -> bool:
    # Abolished county codes are no longer in the tree but still carry their city's digits.
    return covers(city, code) or code[:4] == city[:4]


def _hukou_local(records: Records, case: _Case) -> bool | None:
    found = records[0]
    if not found or found.get("status") != "normal":
        return None
    return _local(found["region"], case.city)


def _hukou_local_urban(records: Records, case: _Case) -> bool | None:
    local = _hukou_local(records, case)
    return None if local is None else local and records[0]["kind"] == "urban"


CATEGORIES = ("tekun", "dibao", "low_income", "marginal")


def _category(records: Records, case: _Case) -> str:
    held = {
        record["category"]
        for record in records
        if record and _current({"until": record.get("valid_until")}, case.on)
    }
    return next((category for category in CATEGORIES if category in held), "none")


def _total(name: str) -> Builder:
    return lambda records, _case: sum(record.get(name, 0) for record in records)


def _rights(records: Records, case: _Case) -> list[Mapping[str, Any]]:
    rights = [right for record in records for right in record.get("rights", ())]
    gone = [_day(right.get("transferred_on")) for right in rights]
    return [r for r, day in zip(rights, gone, strict=True) if day is None or day > case.on]


def _area_total(records: Records, case: _Case) -> int | Fraction:
    total = sum(
        (
            Fraction(*right["share"]) * right["area"]
            for right in _rights(records, case)
            if right["use"] == "residential" and _local(right["region"], case.city)
        ),
        Fraction(0),
    )
    return int(total) if total.denominator == 1 else total


def _commercial(records: Records, case: _Case) -> int:
    uses = ("shop", "office", "warehouse")
    return sum(right["use"] in uses for right in _rights(records, case))


def _cars(records: Records, _case: _Case) -> int:
    vehicles = [vehicle for record in records for vehicle in record.get("vehicles", ())]
    return sum(vehicle["kind"] == "car" for vehicle in vehicles)


def _benefits(records: Records, case: _Case) -> int:
    held = [benefit for record in records for benefit in record.get("benefits", ())]
    return sum(_current(benefit, case.on) for benefit in held)


def _listed(name: str) -> Builder:
    return lambda records, _case: sorted(record[name] for record in records if name in record)


def _any(name: str) -> Builder:
    return lambda records, _case: any(record.get(name, False) for record in records)


N = FactName
BUILDERS: tuple[tuple[FactName, str, Builder], ...] = (
    (N.HUKOU_LOCAL, "hukou", _hukou_local),
    (N.HUKOU_LOCAL_URBAN, "hukou", _hukou_local_urban),
    (N.CATEGORY, "assistance", _category),
    (N.INCOME_ANNUAL_FEN, "income", _total("annual_fen")),
    (N.ASSETS_FEN, "income", _total("assets_fen")),
    (N.AREA_TOTAL, "property", _area_total),
    (N.COMMERCIAL_RIGHTS, "property", _commercial),
    (N.CARS, "vehicle", _cars),
    (N.BENEFITS_CURRENT, "benefits", _benefits),
    (N.PENSION_MONTHS_CONTINUOUS, "insurance", _total("pension_months_continuous")),
    (N.PENSION_MONTHS_TOTAL, "insurance", _total("pension_months_total")),
    (N.GRADUATE, "education", lambda records, _case: bool(records[0])),
    (N.GRADUATED_ON, "education", lambda records, _case: _day(records[0].get("graduated_on"))),
    (N.EDUCATION, "education", lambda records, _case: records[0].get("level", "none")),
    (
        N.RESIDENCE_PERMIT,
        "residence_permit",
        lambda records, case: bool(records[0]) and _current(records[0], case.on),
    ),
    (N.DISABILITY_GRADES, "disability", _listed("grade")),
    (N.VETERAN_KINDS, "veteran", _listed("kind")),
    (N.MAJOR_ILLNESS, "health", _any("major_illness")),
    (N.FAMILY_PLANNING_SPECIAL, "health", _any("family_planning_special")),
)
PAPER_BUILDERS: tuple[tuple[FactName, str, Builder], ...] = (
    (N.OCCUPATIONS, "occupation", _listed("kind")),
    (N.HONOURS, "honour", _listed("kind")),
    (N.ORPHAN, "orphan", _any("orphan")),
)
"""What no department is asked about: known only where papers showed it."""
# Asked about everyone (to prove the household), judged on the applicant.
APPLICANT_ONLY = frozenset({N.HUKOU_LOCAL, N.HUKOU_LOCAL_URBAN})


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
    expired, contradictory or silent answer makes the source's facts unknown. ``extra``
    brings facts of our own registers (debarred …).
    Raises ``NoRule``; ``Missing`` when the rulebook's region lies above the cities.
    """
    by_key = {(answer.source, answer.person): answer for answer in answers}
    about = {row["code"]: row["about"] for row in rulebook.rows("intake.sources")}
    case = _Case(on, city_of(rulebook.region))
    facts = _own(composition, on)
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


def _fact(
    source: str,
    persons: Sequence[str],
    by_key: Mapping[tuple[str, str], Answer],
    build: Builder,
    case: _Case,
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
