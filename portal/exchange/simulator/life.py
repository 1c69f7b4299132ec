"""What happens between people in the simulated world: marriage, divorce, birth, degree, move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from portal.applications import Source
from portal.exchange.simulator import facts
from portal.exchange.simulator.numbers import id_number, sex_of
from portal.exchange.simulator.people import Person, Values, token_of
from portal.exchange.simulator.population import Population


def marry(population: Population, person: Person, what: Values) -> None:
    """Two people marry, each naming the other; nothing happens without the other."""
    other = population.by_token(what["spouse"])
    if other is None or other is person:
        return
    for one, spouse in ((person, other), (other, person)):
        named = {"name": spouse.name, "id_number": spouse.id_number}
        one.facts[Source.MARRIAGE] = {
            **facts.marriage("married", spouse=named), "since": what["on"],
        }  # fmt: skip


def divorce(population: Population, person: Person, what: Values) -> None:
    """A couple parts; both registers say so."""
    spouse = person.facts.get(Source.MARRIAGE, {}).get("spouse")
    other = population.by_number(spouse["id_number"]) if spouse else None
    for one in (person, other):
        if one is not None:
            one.facts[Source.MARRIAGE] = {**facts.marriage("divorced"), "since": what["on"]}


def bear_child(population: Population, person: Person, what: Values) -> None:
    """A child is born and entered in the booklet of everybody in it."""
    born, hukou = date.fromisoformat(what["on"]), person.facts[Source.HUKOU]
    free = (n for n in _numbers(hukou["region"], born) if population.by_number(n) is None)
    number = next(free, None)
    if number is None:
        return
    child = Person(token_of(number), number, person.name[0] + "新生", born, sex_of(number))
    entry = {"name": child.name, "id_number": number, "relation": "child"}
    child.facts[Source.HUKOU] = {
        **hukou, "name": child.name, "sex": child.sex, "birth": what["on"], "since": what["on"],
        "members": [
            {**m, "relation": "parent" if m["id_number"] == person.id_number else "other"}
            for m in hukou["members"]
        ] + [{**entry, "relation": "self"}],
    }  # fmt: skip
    population.add(child)
    for one in _booklet(population, hukou):
        _rewrite(one, [*one.facts[Source.HUKOU]["members"], entry])


def _numbers(region: str, born: date) -> Iterator[str]:
    return (id_number(region, born, sequence) for sequence in range(900, 1000))


def graduate(_: Population, person: Person, what: Values) -> None:
    """The education register gets a degree."""
    person.facts[Source.EDUCATION] = {"level": what["level"], "graduated_on": what["on"]}


def move_hukou(population: Population, person: Person, what: Values) -> None:
    """One person's hukou goes elsewhere, into a booklet of their own."""
    hukou = person.facts[Source.HUKOU]
    for one in _booklet(population, hukou):
        if one is not person:
            others = one.facts[Source.HUKOU]["members"]
            _rewrite(one, [m for m in others if m["id_number"] != person.id_number])
    person.facts[Source.HUKOU] = {
        **hukou, "region": what["region"], "since": what["on"],
        "address": what.get("address", f"户籍地 {what['region']}"),
        "members": [
            {"name": person.name, "id_number": person.id_number, "relation": "self"}
        ],
    }  # fmt: skip


def _booklet(population: Population, hukou: Values) -> list[Person]:
    found = (population.by_number(m["id_number"]) for m in hukou["members"])
    return [one for one in found if one is not None]


def _rewrite(person: Person, members: list[Values]) -> None:
    """Replace, never edit in place: answers being given keep the old dictionary."""
    person.facts[Source.HUKOU] = {**person.facts[Source.HUKOU], "members": members}
