"""Which fact comes from which department, and how it is worked out of the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from portal.eligibility.codes import FactName
from portal.kernel.regions import covers


@dataclass(frozen=True)
class Case:
    """What builders may look at besides the answers."""

    on: date
    city: str


Records = Sequence[Mapping[str, Any]]
Builder = Callable[[Records, Case], Any]


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _current(record: Mapping[str, Any], on: date) -> bool:
    since, until = _day(record.get("since")), _day(record.get("until"))
    return (since is None or since <= on) and (until is None or on <= until)


def _local(code: str, city: str) -> bool:
    # Abolished county codes are no longer in the tree but still carry their city's digits.
    return covers(city, code) or code[:4] == city[:4]


def _hukou_local(records: Records, case: Case) -> bool | None:
    found = records[0]
    if not found or found.get("status") != "normal":
        return None
    return _local(found["region"], case.city)


def _hukou_local_urban(records: Records, case: Case) -> bool | None:
    local = _hukou_local(records, case)
    return None if local is None else local and records[0]["kind"] == "urban"


CATEGORIES = ("tekun", "dibao", "low_income", "marginal")


def _category(records: Records, case: Case) -> str:
    held = {
        record["category"]
        for record in records
        if record and _current({"until": record.get("valid_until")}, case.on)
    }
    return next((category for category in CATEGORIES if category in held), "none")


def _total(name: str) -> Builder:
    return lambda records, _case: sum(record.get(name, 0) for record in records)


def _rights(records: Records, case: Case) -> list[Mapping[str, Any]]:
    rights = [right for record in records for right in record.get("rights", ())]
    gone = [_day(right.get("transferred_on")) for right in rights]
    return [r for r, day in zip(rights, gone, strict=True) if day is None or day > case.on]


def _area_total(records: Records, case: Case) -> int | Fraction:
    total = sum(
        (
            Fraction(*right["share"]) * right["area"]
            for right in _rights(records, case)
            if right["use"] == "residential" and _local(right["region"], case.city)
        ),
        Fraction(0),
    )
    return int(total) if total.denominator == 1 else total


def _commercial(records: Records, case: Case) -> int:
    uses = ("shop", "office", "warehouse")
    return sum(right["use"] in uses for right in _rights(records, case))


def _cars(records: Records, _case: Case) -> int:
    vehicles = [vehicle for record in records for vehicle in record.get("vehicles", ())]
    return sum(vehicle["kind"] == "car" for vehicle in vehicles)


def _benefits(records: Records, case: Case) -> int:
    held = [benefit for record in records for benefit in record.get("benefits", ())]
    return sum(_current(benefit, case.on) for benefit in held)


def _businesses(records: Records, _case: Case) -> list[Mapping[str, Any]]:
    units = [unit for record in records for unit in record.get("units", ())]
    return [unit for unit in units if unit["status"] == "active"]


def _graduates(records: Records, case: Case) -> list[list[Any]]:
    known = [(record.get("level"), _day(record.get("graduated_on"))) for record in records]
    return [[level, on] for level, on in known if level and on]


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
    (N.BUSINESSES, "business", lambda records, case: len(_businesses(records, case))),
    (
        N.BUSINESS_CAPITAL_FEN,
        "business",
        lambda records, case: sum(unit["capital_fen"] for unit in _businesses(records, case)),
    ),
    (N.BENEFITS_CURRENT, "benefits", _benefits),
    (N.PENSION_MONTHS_CONTINUOUS, "insurance", _total("pension_months_continuous")),
    (N.PENSION_MONTHS_TOTAL, "insurance", _total("pension_months_total")),
    (N.FUND_ACCOUNT, "fund", lambda records, _case: bool(records[0])),
    (N.GRADUATE, "education", lambda records, _case: bool(records[0])),
    (N.GRADUATED_ON, "education", lambda records, _case: _day(records[0].get("graduated_on"))),
    (N.EDUCATION, "education", lambda records, _case: records[0].get("level", "none")),
    (N.GRADUATES, "education", _graduates),
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
# Asked about others too (to prove the household, to work out a subsidy), judged on the applicant.
APPLICANT_ONLY = frozenset(
    {N.HUKOU_LOCAL, N.HUKOU_LOCAL_URBAN, N.GRADUATE, N.GRADUATED_ON, N.EDUCATION}
)
