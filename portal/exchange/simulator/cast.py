"""The people of the demo's stories, with exact facts (cast.toml)."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.applications import Source
from portal.exchange.simulator import facts
from portal.exchange.simulator.numbers import birth_of, sex_of
from portal.exchange.simulator.people import Family, Person
from portal.exchange.simulator.world import cast_data


def cast() -> list[Family]:
    """Fresh families of the cast; raises ``ValueError`` on a number that is no ID number."""
    return [_family(entry) for entry in cast_data()["family"]]


def _family(entry: dict[str, Any]) -> Family:
    people = [(m["relation"], _person(m)) for m in entry["member"]]
    family = Family(entry["code"], entry["profile"], entry["region"], people)
    hukou = entry["hukou"]
    facts.enter_hukou(
        family,
        kind=hukou["kind"],
        region=hukou["region"],
        address=hukou["address"],
        since=hukou["since"],
    )
    if "married" in entry:
        facts.marry(family, since=entry["married"])
    return family


def _person(entry: dict[str, Any]) -> Person:
    number = entry["id_number"]
    birth = birth_of(number)
    if birth is None:
        raise ValueError(f"cast.toml: {entry['token']} has no valid ID number")
    person = Person(
        entry["token"], number, entry["name"], birth, sex_of(number), entry.get("phone")
    )
    for source, values in entry.get("facts", {}).items():
        person.facts[Source(source)] = _plain(values)
    person.silent = {Source(s) for s in entry.get("silent", [])}
    return person


def _plain(value: Any) -> Any:
    """TOML to JSON: dates become text; TOML has no null, so cast.toml writes ``""``."""
    if value == "":
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value
