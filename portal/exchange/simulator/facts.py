"""What follows from being a family: registers that must agree with one another."""

from __future__ import annotations

from datetime import date

from portal.applications import Source
from portal.exchange.simulator.people import Family, Values

# How the first member is related to a member of that relation, seen from the member.
_SEEN_BACK = {"spouse": "spouse", "child": "parent", "parent": "child"}
_BETWEEN = {
    ("spouse", "child"): "child",
    ("child", "spouse"): "parent",
    ("spouse", "parent"): "other",
    ("parent", "spouse"): "other",
}


def relation_seen(by: str, of: str) -> str:
    """How ``of`` is related to ``by``, both given as relations to the first member."""
    if by == "self":
        return of
    if of == "self":
        return _SEEN_BACK.get(by, "other")
    return _BETWEEN.get((by, of), "other")


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def enter_hukou(family: Family, *, kind: str, region: str, address: str, since: date) -> None:
    """One hukou booklet for the family; a child's entry starts at birth."""
    for by, person in family.people:
        person.facts[Source.HUKOU] = {
            "status": "normal",
            "name": person.name,
            "sex": person.sex,
            "birth": person.birth.isoformat(),
            "kind": kind,
            "region": region,
            "address": address,
            "since": max(since, person.birth).isoformat(),
            "died_on": None,
            "members": [
                {
                    "name": other.name,
                    "id_number": other.id_number,
                    "relation": "self" if other is person else relation_seen(by, of),
                }
                for of, other in family.people
            ],
        }


def marry(family: Family, *, since: date) -> None:
    """The first member and the spouse, each naming the other."""
    first = family.people[0][1]
    for relation, person in family.people:
        if relation == "spouse":
            for one, other in ((first, person), (person, first)):
                spouse = {"name": other.name, "id_number": other.id_number}
                one.facts[Source.MARRIAGE] = marriage("married", since=since, spouse=spouse)


def marriage(status: str, *, since: date | None = None, spouse: Values | None = None) -> Values:
    """A marriage register's answer."""
    return {"status": status, "since": _text(since), "spouse": spouse}


def right(
    area: int,
    *,
    use: str = "residential",
    share: tuple[int, int] = (1, 1),
    region: str,
    address: str,
    acquired_on: date,
) -> Values:
    """One entry of the real-estate register; ``area`` in hundredths of m²."""
    return {
        "use": use,
        "area": area,
        "share": list(share),
        "region": region,
        "address": address,
        "acquired_on": acquired_on.isoformat(),
        "transferred_on": None,
    }
