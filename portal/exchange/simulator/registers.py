"""Registers that follow from others: what a person earns, owns and is insured for shows there too.

Worked out when asked, so that they agree with what happens in a demo; only what a story fixes
differently (``Person.facts``) comes first.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from portal.applications import Source
from portal.exchange.simulator.people import Person, Values

_RICH_FEN = 30_000_000
_JUDGMENT_ONE_IN = 150


def derived(source: Source, person: Person) -> Values | None:
    """What that register holds about a person; ``None`` for no record."""
    held = person.facts.get(source)
    if held is not None or source not in _REGISTERS:
        return held
    return _REGISTERS[source](person)


def _employed(person: Person) -> bool:
    return bool(person.facts.get(Source.INSURANCE, {}).get("employer"))


def _tax(person: Person) -> Values | None:
    """An employer declares what is earned; who has none declares nothing."""
    income = person.facts.get(Source.INCOME)
    if income is None or not _employed(person):
        return None
    return {"year": income["year"], "annual_fen": income["annual_fen"]}


def _medical(person: Person) -> Values | None:
    return {"kind": "employee" if _employed(person) else "resident"}


def _business(person: Person) -> Values | None:
    """Who owns a shop runs it; of those with much money one in three holds a share of a firm."""
    assets = person.facts.get(Source.INCOME, {}).get("assets_fen", 0)
    rights = person.facts.get(Source.PROPERTY, {"rights": []})["rights"]
    units: list[Values] = [
        {
            "role": "legal_representative", "capital_fen": assets // 10, "status": "active",
            "since": right["acquired_on"], "_known_from": right.get("_known_from", ""),
        }
        for right in rights
        if right["use"] != "residential" and right["transferred_on"] is None
    ]  # fmt: skip
    if assets >= _RICH_FEN and _draw(person) % 3 == 0:
        since = date(2015 + _draw(person) % 9, 4, 1).isoformat()
        part = {"role": "shareholder", "capital_fen": assets // 4, "status": "active"}
        units.append({**part, "since": since})
    return {"units": units} if units else None


def _court(person: Person) -> Values | None:
    """Now and then a judgment, which bars nobody; a serious record is a story's to make."""
    draw = _draw(person)
    if draw % _JUDGMENT_ONE_IN:
        return None
    since = date(2018 + draw % 7, 1 + draw % 12, 8).isoformat()
    return {"records": [{"kind": "judgment", "since": since, "until": None}]}


def _draw(person: Person) -> int:
    """A number that is the same each time this person is asked about."""
    return int.from_bytes(person.token.encode()[-4:], "big") * 7919 % 1_000_003


_REGISTERS: dict[Source, Callable[[Person], Values | None]] = {
    Source.TAX: _tax,
    Source.MEDICAL: _medical,
    Source.BUSINESS: _business,
    Source.COURT: _court,
}
