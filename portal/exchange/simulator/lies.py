"""What a department says that contradicts another one, or the person asked about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from portal.applications import Outcome, Source
from portal.exchange.simulator import facts
from portal.exchange.simulator.numbers import id_number
from portal.exchange.simulator.people import Values

Told = tuple[Outcome, Values]
SOMEBODY_ELSE = "somebody-else"
_STRANGER = {"name": "石某某", "id_number": id_number("450103", date(1984, 2, 3), 77)}
_MUCH_FEN = 99_999_900


def contradicting(source: Source, told: Told, on: date) -> Told:
    """An answer in good form that another register shows to be false.

    A department nothing is compared with says itself that its records disagree.
    """
    lie = _LIES.get(source)
    return (Outcome.CONFLICT, told[1]) if lie is None else lie(told, on)


def _hukou(told: Told, _on: date) -> Told:
    outcome, values = told
    return (outcome, {**values, "name": f"{values['name']}某"}) if values else told


def _marriage(told: Told, _on: date) -> Told:
    if told[1].get("status") == "married":
        return Outcome.HIT, facts.marriage("single")
    return Outcome.HIT, facts.marriage("married", since=date(2010, 5, 1), spouse={**_STRANGER})


def _tax(_told: Told, on: date) -> Told:
    return Outcome.HIT, {"year": on.year - 1, "annual_fen": _MUCH_FEN}


def _income(told: Told, _on: date) -> Told:
    outcome, values = told
    return (outcome, {**values, "annual_fen": 0}) if values else told


def _insurance(told: Told, _on: date) -> Told:
    if told[1].get("employer"):
        return Outcome.NO_HIT, {}
    months = {"pension_months_continuous": 40, "pension_months_total": 40}
    return Outcome.HIT, {**months, "employer": "南宁公交公司"}


def _medical(told: Told, _on: date) -> Told:
    kind = "resident" if told[1].get("kind") == "employee" else "employee"
    return Outcome.HIT, {"kind": kind}


_LIES: dict[Source, Callable[[Told, date], Told]] = {
    Source.HUKOU: _hukou,
    Source.MARRIAGE: _marriage,
    Source.TAX: _tax,
    Source.INCOME: _income,
    Source.INSURANCE: _insurance,
    Source.MEDICAL: _medical,
}
