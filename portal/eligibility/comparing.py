"""Registers held against one another: where two disagree, a person looks, and no rule passes.

Which comparisons are made, and what they put in doubt, is ``intake.uses`` of the rulebook. Each
looks at what departments really said: one that is silent is not thereby contradicted, and where
a person took the value from papers, that person has looked already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.eligibility.answers import PAPERS, Answer, Composition
from portal.eligibility.needs import FACT_SOURCE, uses_in_force
from portal.kernel.policy import Rulebook


@dataclass(frozen=True)
class Contradiction:
    """Two registers disagree about a person; ``guards`` are the facts this puts in doubt.

    ``sources``: those whose word on it is in doubt, so that a paper in its place settles it.
    """

    code: str
    person: str
    guards: tuple[str, ...]
    sources: tuple[str, ...]


class _Told:
    """What departments said about the members, as far as it may be used on that day."""

    def __init__(self, composition: Composition, answers: Iterable[Answer], on: date) -> None:
        self.composition = composition
        self._said = {
            (answer.source, answer.person): answer.values
            for answer in answers
            if answer.outcome in ("hit", "no_hit")
            and answer.origin != PAPERS
            and (answer.valid_until is None or answer.valid_until >= on)
        }

    def about(self, source: str, person: str) -> Mapping[str, Any] | None:
        """The values, empty for "no record"; ``None`` where nothing usable was said."""
        return self._said.get((source, person))


def _tax_over_income(told: _Told, person: str) -> bool:
    """More was declared for tax than the income check found for the same year."""
    tax, income = told.about("tax", person), told.about("income", person)
    if not tax or income is None or tax["year"] != income.get("year", tax["year"]):
        return False
    return bool(tax["annual_fen"] > income.get("annual_fen", 0))


def _employment(told: _Told, person: str) -> bool:
    """An employer pays for the pension and not for the doctor, or the other way round.

    Someone retired keeps the one and pays the other no more; whoever works alone has neither.
    """
    social, medical = told.about("insurance", person), told.about("medical", person)
    if social is None or medical is None:
        return False
    through_work = medical.get("kind") == "employee"
    return not social if through_work else bool(social.get("employer"))


def _spouse(told: _Told, person: str) -> bool:
    """The registers name different husbands or wives, or one names someone who is not.

    A widow's booklet may still name the dead: there the marriage register is believed.
    Husband and wife in two booklets are no contradiction, if both name each other.
    """
    marriage, hukou = told.about("marriage", person), told.about("hukou", person)
    if marriage is None or marriage.get("status") == "widowed":
        return False
    spouse = (marriage.get("spouse") or {}).get("id_number")
    lines = (hukou or {}).get("members", ())
    listed = {line["id_number"] for line in lines if line["relation"] == "spouse"}
    if listed and listed != {spouse}:
        return True
    return bool(spouse) and _not_returned(told, person, lines)


def _not_returned(told: _Told, person: str, lines: Iterable[Mapping[str, Any]]) -> bool:
    """Does the other one's own record know nothing of the marriage?"""
    other = _other_half(told.composition, person)
    if other is None:
        return False
    own = next((line["id_number"] for line in lines if line["relation"] == "self"), None)
    marriage, hukou = told.about("marriage", other), told.about("hukou", other)
    if hukou is not None and hukou.get("status") != "normal":
        return True
    named = ((marriage or {}).get("spouse") or {}).get("id_number")
    return marriage is not None and (named is None or (own is not None and named != own))


def _other_half(composition: Composition, person: str) -> str | None:
    """The other of applicant and spouse."""
    spouse = next((m.uid for m in composition.members if m.relation == "spouse"), None)
    return {composition.applicant: spouse, spouse: composition.applicant}.get(person)


def _doubted(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Where the facts come from; the register compared with, where that is nobody's to say."""
    found = {FACT_SOURCE[name] for name in row["guards"] if name in FACT_SOURCE}
    return tuple(sorted(found)) or (row["source"],)


COMPARISONS: dict[str, Callable[[_Told, str], bool]] = {
    "tax_over_income": _tax_over_income,
    "employment": _employment,
    "spouse": _spouse,
}
"""By the code of ``intake.uses``."""


def contradictions(
    composition: Composition, answers: Iterable[Answer], *, on: date, rulebook: Rulebook
) -> tuple[Contradiction, ...]:
    """Where registers disagree about a member, by the comparisons the rulebook makes."""
    told = _Told(composition, answers, on)
    return tuple(
        Contradiction(row["code"], member.uid, tuple(row["guards"]), _doubted(row))
        for row in uses_in_force(rulebook)
        if row["code"] in COMPARISONS
        for member in composition.members
        if COMPARISONS[row["code"]](told, member.uid)
    )
