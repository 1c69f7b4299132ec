"""What may happen in a person's life during a demo."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from portal.applications import Source
from portal.exchange.simulator import facts, life
from portal.exchange.simulator.people import Person, Values
from portal.exchange.simulator.population import Population

_LOCK = threading.Lock()


def change(population: Population, person: Person, what: Values) -> None:
    """Apply one checked change (schema ``Change``); it holds from ``what["on"]``."""
    with _LOCK:
        _VERBS[what["kind"]](population, person, what)


def _right(person: Person, what: Values, use: str) -> None:
    """Replace, never edit in place: answers being given keep the old dictionary."""
    hukou: Values = person.facts[Source.HUKOU]
    region = what.get("region", hukou["region"])
    entry: dict[str, Any] = {
        "use": use,
        "area": what["area"],
        "share": what.get("share", [1, 1]),
        "region": region,
        "address": what.get("address", hukou["address"]),
        "acquired_on": what["on"],
        "transferred_on": None,
    }
    old = person.facts.get(Source.PROPERTY, {"rights": []})["rights"]
    person.facts[Source.PROPERTY] = {"rights": [*old, entry]}


def _buy_home(_: Population, person: Person, what: Values) -> None:
    _right(person, what, "residential")


def _open_shop(_: Population, person: Person, what: Values) -> None:
    _right(person, what, "shop")


def _sell_homes(_: Population, person: Person, what: Values) -> None:
    old = person.facts.get(Source.PROPERTY, {"rights": []})["rights"]
    sold = [
        {**r, "transferred_on": r["transferred_on"] or what["on"]}
        if r["use"] == "residential"
        else r
        for r in old
    ]
    person.facts[Source.PROPERTY] = {"rights": sold}


def _income(_: Population, person: Person, what: Values) -> None:
    old = person.facts.get(Source.INCOME, {"year": int(what["on"][:4]) - 1, "assets_fen": 0})
    person.facts[Source.INCOME] = {
        **old,
        "annual_fen": what["annual_fen"],
        "assets_fen": what.get("assets_fen", old["assets_fen"]),
    }


def _die(population: Population, person: Person, what: Values) -> None:
    hukou = person.facts[Source.HUKOU]
    person.facts[Source.HUKOU] = {**hukou, "status": "deceased", "died_on": what["on"]}
    spouse = person.facts.get(Source.MARRIAGE, {}).get("spouse")
    left = population.by_number(spouse["id_number"]) if spouse else None
    if left is not None:
        left.facts[Source.MARRIAGE] = {**facts.marriage("widowed"), "since": what["on"]}


def _buy_car(_: Population, person: Person, what: Values) -> None:
    old = person.facts.get(Source.VEHICLE, {"vehicles": []})["vehicles"]
    car = {"kind": "car", "since": what["on"], "value_fen": what.get("value_fen", 8000000)}
    person.facts[Source.VEHICLE] = {"vehicles": [*old, car]}


def _sell_cars(_: Population, person: Person, what: Values) -> None:
    person.facts.pop(Source.VEHICLE, None)


def _start_benefit(_: Population, person: Person, what: Values) -> None:
    old = person.facts.get(Source.BENEFITS, {"benefits": []})["benefits"]
    entry = {
        "kind": what["benefit"],
        "city": what.get("region", "450100"),
        "since": what["on"],
        "until": None,
    }
    person.facts[Source.BENEFITS] = {"benefits": [*old, entry]}


def _court_record(_: Population, person: Person, what: Values) -> None:
    old = person.facts.get(Source.COURT, {"records": []})["records"]
    entry = {"kind": what["record"], "since": what["on"], "until": None}
    person.facts[Source.COURT] = {"records": [*old, entry]}


def _silence(_: Population, person: Person, what: Values) -> None:
    person.silent = person.silent | {Source(what["source"])}


def _speak(_: Population, person: Person, what: Values) -> None:
    person.silent = person.silent - {Source(what["source"])}


_VERBS: dict[str, Callable[[Population, Person, Values], None]] = {
    "buy_home": _buy_home,
    "sell_homes": _sell_homes,
    "open_shop": _open_shop,
    "income": _income,
    "die": _die,
    "buy_car": _buy_car,
    "sell_cars": _sell_cars,
    "start_benefit": _start_benefit,
    "marry": life.marry,
    "divorce": life.divorce,
    "bear_child": life.bear_child,
    "graduate": life.graduate,
    "move_hukou": life.move_hukou,
    "court_record": _court_record,
    "silence": _silence,
    "speak": _speak,
}
