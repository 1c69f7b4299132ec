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

    A class B applicant within the graduate window is paid the fixed amount.
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
    level, graduated = facts.value("education"), facts.value("graduated_on")
    known = {row["code"] for row in rulebook.rows("subsidy.fixed.graduate")}
    if not facts.value("graduate") or level not in known or graduated is None:
        return ()
    # The window runs from the month after graduation.
    start = first_day(next_month(month_of(graduated)))
    until = add(start, rulebook.period("eligibility.graduate_window"), load_calendar()).date
    return (str(level),) if on < until else ()
