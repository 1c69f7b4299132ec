"""Everyone the simulator knows, and what each department would say on a given day."""

from __future__ import annotations

import copy
import hashlib
import threading
from collections.abc import Iterator
from datetime import date
from itertools import islice

from portal.applications import Outcome, Source
from portal.exchange.simulator import facts
from portal.exchange.simulator.cast import cast
from portal.exchange.simulator.families import families
from portal.exchange.simulator.numbers import age, birth_of, sex_of
from portal.exchange.simulator.people import (
    Family,
    HouseholdCard,
    Person,
    Values,
    token_of,
)
from portal.exchange.simulator.registers import derived
from portal.exchange.simulator.world import world
from portal.kernel.names import same_name

DEFAULT_SEED = 20260302
_LISTS = {
    Source.PROPERTY: ("rights", "acquired_on"),
    Source.VEHICLE: ("vehicles", "since"),
    Source.BENEFITS: ("benefits", "since"),
    Source.BUSINESS: ("units", "since"),
    Source.COURT: ("records", "since"),
}


def _generated(seed: int) -> Iterator[Family]:
    people = [p for family in cast() for _, p in family.people]
    ids = {p.id_number for p in people}
    phones = {p.phone for p in people if p.phone is not None}
    return families(seed, ids, phones)


def households(n: int, seed: int = DEFAULT_SEED) -> list[HouseholdCard]:
    """The first ``n`` generated families; the same for every process with that seed."""
    return [family.card() for family in islice(_generated(seed), n)]


def cast_cards() -> dict[str, HouseholdCard]:
    """The families of the demo's stories by code (``huang-liping`` …)."""
    return {family.code: family.card() for family in cast()}


class Population:
    """People by ID number and by token; unknown but valid numbers become someone (thread-safe)."""

    def __init__(self, seed: int = DEFAULT_SEED, size: int | None = None) -> None:
        count = world()["households"] if size is None else size
        self._lock = threading.RLock()
        self._by_number: dict[str, Person] = {}
        self._by_token: dict[str, Person] = {}
        for family in [*cast(), *islice(_generated(seed), count)]:
            for _, person in family.people:
                self._add(person)

    def _add(self, person: Person) -> None:
        self._by_number[person.id_number] = person
        self._by_token[person.token] = person

    def add(self, person: Person) -> None:
        """Somebody new, born after the city was made."""
        with self._lock:
            self._add(person)

    def by_token(self, token: str) -> Person | None:
        """The person of that token, if known."""
        with self._lock:
            return self._by_token.get(token)

    def by_number(self, number: str) -> Person | None:
        """The person of that ID number, if known."""
        with self._lock:
            return self._by_number.get(number)

    def answer(
        self, source: Source, *, number: str, name: str, phone: str | None, on: date
    ) -> tuple[Outcome, Values]:
        """What that department says on that day about that number under that name.

        Another name than the register's is a conflict and tells nothing more.
        """
        with self._lock:
            person = self._by_number.get(number) or self._derive(number, name, on)
            if person is None:
                return Outcome.NO_HIT, {}
            if source in person.silent:
                return Outcome.UNAVAILABLE, {}
            if not same_name(person.name, name):
                return Outcome.CONFLICT, {}
            if source is Source.PHONE:
                return _phone(person, phone)
            values = _as_of(source, derived(source, person), on)
            if source is Source.HUKOU and values is not None:
                values["members"] = [m for m in values["members"] if self._lives(m, on)]
            return (Outcome.NO_HIT, {}) if values is None else (Outcome.HIT, values)

    def _lives(self, line: Values, on: date) -> bool:
        """Is somebody a booklet names born and not dead on that day?"""
        person = self._by_number.get(line["id_number"])
        died = person.facts[Source.HUKOU]["died_on"] if person is not None else None
        return _born(line["id_number"]) <= on and (
            died is None or died > on.isoformat() or line["relation"] == "self"
        )

    def _derive(self, number: str, name: str, on: date) -> Person | None:
        """A single person with no home, out of the number alone; keeps the first name asked."""
        birth = birth_of(number)
        if birth is None or birth > on:
            return None
        person = Person(token_of(number), number, name, birth, sex_of(number), any_phone=True)
        draw = hashlib.sha256(number.encode()).digest()
        urban = number.startswith("4501")
        family = Family(person.token, "derived", number[:6], [("self", person)])
        facts.enter_hukou(
            family,
            kind="urban" if urban else "rural",
            region=number[:6],
            address=f"户籍地 {number[:6]}",
            since=birth,
        )
        if age(birth, on) >= 18:
            annual = (12000 + draw[0] * 60) * 100
            person.facts[Source.MARRIAGE] = facts.marriage("single")
            person.facts[Source.INCOME] = {
                "year": on.year - 1,
                "annual_fen": annual,
                "assets_fen": draw[1] * 10000,
            }
            person.facts[Source.INSURANCE] = {
                "pension_months_continuous": 6 + draw[2] % 60,
                "pension_months_total": 66 + draw[3] % 60,
                "employer": None,
            }
        self._add(person)
        return person


def _phone(person: Person, phone: str | None) -> tuple[Outcome, Values]:
    if phone is None:
        return Outcome.NO_HIT, {}
    return Outcome.HIT, {"matches": person.any_phone or phone == person.phone}


def _born(number: str) -> date:
    return birth_of(number) or date.min


def _as_of(source: Source, values: Values | None, on: date) -> Values | None:
    """The register as it stood: nothing that began later than ``on``."""
    if values is None:
        return None
    values, day = copy.deepcopy(values), on.isoformat()
    if source is Source.HUKOU and values["died_on"] is not None and values["died_on"] > day:
        values["status"], values["died_on"] = "normal", None
    if source in (Source.INCOME, Source.TAX):
        values["year"] = on.year - 1
    if source is Source.EDUCATION and values["graduated_on"] > day:
        return None
    if source in _LISTS:
        name, since = _LISTS[source]
        kept = [e for e in values[name] if max(e[since], e.pop("_known_from", "")) <= day]
        for entry in kept:
            if (entry.get("transferred_on") or "") > day:
                entry["transferred_on"] = None
        return {name: kept} if kept else None
    return values
