"""What happens between people: every register concerned says the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.applications import Outcome, Source
from portal.exchange.contract import fits
from portal.exchange.simulator.changes import change
from portal.exchange.simulator.notices import PAGE, Mailbox
from portal.exchange.simulator.people import Person
from portal.exchange.simulator.population import Population

TODAY = date(2026, 3, 2)
ON = {"on": "2026-03-02"}


@pytest.fixture
def city() -> Population:
    return Population(size=0)


def person(city: Population, token: str) -> Person:
    found = city.by_token(token)
    assert found is not None
    return found


def says(city: Population, source: Source, who: Person) -> dict[str, Any]:
    outcome, values = city.answer(source, number=who.id_number, name=who.name, phone=None, on=TODAY)
    assert outcome is Outcome.HIT
    assert fits(f"{source.value}_values", values)
    return values


def booklet(city: Population, who: Person) -> set[str]:
    return {m["id_number"] for m in says(city, Source.HUKOU, who)["members"]}


def test_a_couple_marries_and_parts(city: Population) -> None:
    one, other = person(city, "lu-wenbin"), person(city, "luo-zhenhua")
    change(city, one, {"kind": "marry", "spouse": other.token, **ON})
    for each, spouse in ((one, other), (other, one)):
        told = says(city, Source.MARRIAGE, each)
        assert (told["status"], told["spouse"]["id_number"]) == ("married", spouse.id_number)
    change(city, other, {"kind": "divorce", **ON})
    for each in (one, other):
        assert says(city, Source.MARRIAGE, each) == {
            "status": "divorced", "since": "2026-03-02", "spouse": None,
        }  # fmt: skip


def test_nobody_marries_nobody(city: Population) -> None:
    one = person(city, "lu-wenbin")
    before = one.facts.get(Source.MARRIAGE)
    for spouse in ("nobody-at-all", one.token):
        change(city, one, {"kind": "marry", "spouse": spouse, **ON})
    assert one.facts.get(Source.MARRIAGE) == before


def test_a_child_stands_in_the_booklet_of_all(city: Population) -> None:
    mother, father = person(city, "huang-liping"), person(city, "wei-guoqiang")
    before = booklet(city, mother)
    change(city, mother, {"kind": "bear_child", **ON})
    change(city, mother, {"kind": "bear_child", **ON})
    born = booklet(city, mother) - before
    assert len(born) == 2
    assert booklet(city, father) == booklet(city, mother)
    for number in born:
        child = city.by_number(number)
        assert child is not None
        assert booklet(city, child) == booklet(city, mother)


def test_who_moves_stands_alone(city: Population) -> None:
    mother, father = person(city, "huang-liping"), person(city, "wei-guoqiang")
    change(city, father, {"kind": "move_hukou", "region": "450200", **ON})
    assert booklet(city, father) == {father.id_number}
    assert father.id_number not in booklet(city, mother)
    assert says(city, Source.HUKOU, father)["region"] == "450200"


def test_a_degree(city: Population) -> None:
    one = person(city, "lu-wenbin")
    change(city, one, {"kind": "graduate", "level": "bachelor", **ON})
    assert says(city, Source.EDUCATION, one)["graduated_on"] == "2026-03-02"


def test_a_mailbox_gives_each_notice_once_and_in_order(city: Population) -> None:
    box = Mailbox(page=2)
    for day in range(1, 6):
        box.tell(person(city, "lu-wenbin"), {"kind": "buy_car", "on": f"2026-03-0{day}"})
    box.tell(person(city, "lu-wenbin"), {"kind": "silence", "on": "2026-03-06"})
    told, cursor, more = [], "", True
    while more:
        page = box.after(cursor)
        told += [notice["happened_on"] for notice in page["notices"]]
        cursor, more = page["next"], page["more"]
    assert told == [f"2026-03-0{day}" for day in range(1, 6)]
    assert box.after(cursor) == {"notices": [], "next": cursor, "more": False}


@pytest.mark.parametrize("cursor", ["", "x", "-", "x-9", "12345678-1", "-1", "x-y-z", "9" * 64])
def test_a_strange_cursor_begins_at_the_beginning(cursor: str, city: Population) -> None:
    box = Mailbox()
    box.tell(person(city, "lu-wenbin"), {"kind": "buy_car", **ON})
    assert len(box.after(cursor)["notices"]) == 1
    assert PAGE <= 100, "the document allows a hundred"
