"""From what was found out to what the amount rests on."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from portal.eligibility import HouseholdFacts
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import add
from portal.kernel.money import half_up
from portal.kernel.policy import Rulebook
from portal.subsidy.formulas import Basis
from portal.subsidy.months import first_day, month_of, next_month


def basis_of(
    facts: HouseholdFacts, *, klass: str, persons: int, on: date, rulebook: Rulebook
) -> Basis:
    """The basis of a household as screened; what is unknown counts as nothing owned or none.

    Where a class B applicant is within the graduate window, every adult who is gets the fixed
    amount.
    """
    return Basis(
        klass=klass,
        persons=persons,
        own_area=half_up(Fraction(facts.value("area_total") or 0)),
        category=_category(facts),
        graduates=_graduates(facts, on, rulebook) if klass == "B" else (),
    )


def _category(facts: HouseholdFacts) -> str:
    found = facts.value("category")
    return "" if found in (None, "none") else str(found)


def _graduates(facts: HouseholdFacts, on: date, rulebook: Rulebook) -> tuple[str, ...]:
    """Levels of the adults that count: the applicant must, the others may.

    While another adult has not been heard, only what is known of the applicant counts.
    """
    applicant = (facts.value("education"), facts.value("graduated_on"))
    if not facts.value("graduate") or not _counts(*applicant, on, rulebook):
        return ()
    every = facts.value("graduates")
    told = [applicant] if every is None else every
    return tuple(level for level, day in told if _counts(level, day, on, rulebook))


def _counts(level: str | None, graduated: date | None, on: date, rulebook: Rulebook) -> bool:
    known = {row["code"] for row in rulebook.rows("subsidy.fixed.graduate")}
    if level not in known or graduated is None:
        return False
    # The window runs from the month after graduation.
    start = first_day(next_month(month_of(graduated)))
    return on < add(start, rulebook.period("eligibility.graduate_window"), load_calendar()).date
