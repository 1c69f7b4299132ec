"""Coherent families out of a seed: family i is the same whatever number is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from faker import Faker

from portal.applications import Source
from portal.exchange.simulator import facts
from portal.exchange.simulator.numbers import age, id_number
from portal.exchange.simulator.people import Family, Person, Values, token_of
from portal.exchange.simulator.world import world

_ADULT = 18
_PHONE_STARTS = ("130", "135", "136", "137", "138", "139", "150", "158", "177", "187")


def families(seed: int, taken_ids: set[str], taken_phones: set[str]) -> Iterator[Family]:
    """Families without end; numbers already ``taken`` are not given twice."""
    fake = Faker("zh_CN")
    index = 0
    while True:
        fake.seed_instance(f"{seed}:{index}")
        yield _Builder(index, fake, taken_ids, taken_phones).build()
        index += 1


def _pick(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


class _Builder:
    """Builds one family; ``random`` is the only source of chance."""

    def __init__(
        self, index: int, fake: Faker, taken_ids: set[str], taken_phones: set[str]
    ) -> None:
        self.fake = fake
        self.random: Random = fake.random
        self.ids, self.phones = taken_ids, taken_phones
        self.today: date = world()["today"]
        profiles: list[dict[str, Any]] = world()["profile"]
        self.profile = self.random.choices(profiles, [p["weight"] for p in profiles])[0]
        regions: list[dict[str, Any]] = world()["region"]
        self.home = self.random.choices(regions, [r["weight"] for r in regions])[0]
        self.local = self._chance(self.profile.get("local", 100))
        origin = self.home if self.local else self.random.choice(world()["elsewhere"])
        self.origin: dict[str, Any] = origin
        self.family = Family(f"f{index:05d}", self.profile["code"], self.home["code"], [])

    def build(self) -> Family:
        """Members, then the registers that bind them, then each one's own registers."""
        self._members(_pick(self.random, self.profile["shapes"]))
        facts.enter_hukou(
            self.family,
            kind="urban" if self.local or self._chance(30) else "rural",
            region=self.origin["code"],
            address=self._address(self.origin["address"]),
            since=self._day_ago(365 * 4, 365 * 25),
        )
        self._marriages()
        self._income_and_home()
        for _, person in self.family.people:
            if age(person.birth, self.today) >= _ADULT:
                self._working_life(person)
            self._hardship(person)
        return self.family

    # --- people ---------------------------------------------------------------

    def _members(self, shape: str) -> None:
        low, high = self.profile["ages"]
        if shape == "single_old":
            low = max(low, 55)
        sex = self.random.choice("MF")
        years = self.random.randint(low, high)
        first = self._person("self", years, sex)
        if shape.startswith("couple"):
            other = min(max(years + self.random.randint(-4, 4), 22), 90)
            self._person("spouse", other, "F" if sex == "M" else "M")
        children = {"couple_child": 1, "parent_child": 1, "couple_two": 2}.get(shape, 0)
        father = first.name[0]
        for _, person in self.family.people:
            father = person.name[0] if person.sex == "M" else father
        youngest = min(age(p.birth, self.today) for _, p in self.family.people)
        for _ in range(children):
            oldest = max(0, min(youngest - 22, 24))
            self._person("child", self.random.randint(0, oldest), None, father)

    def _person(
        self, relation: str, years: int, sex: str | None, surname: str | None = None
    ) -> Person:
        random = self.random
        sex = sex or random.choice("MF")
        given = self.fake.first_name_male() if sex == "M" else self.fake.first_name_female()
        name = (surname or random.choice(world()["names"]["surnames"])) + given
        birth = self._birth(years)
        number = self._number(birth, sex)
        phone = self._phone() if years >= 16 else None
        person = Person(token_of(number), number, name, birth, sex, phone)
        self.family.people.append((relation, person))
        return person

    def _birth(self, years: int) -> date:
        last = self.today.replace(year=self.today.year - years, day=1)
        return last - timedelta(days=self.random.randint(0, 330))

    def _number(self, birth: date, sex: str) -> str:
        while True:
            sequence = self.random.randrange(500) * 2 + (sex == "M")
            number = id_number(self.origin["code"], birth, sequence)
            if number not in self.ids:
                self.ids.add(number)
                return number

    def _phone(self) -> str:
        while True:
            phone = f"{self.random.choice(_PHONE_STARTS)}{self.random.randrange(10**8):08d}"
            if phone not in self.phones:
                self.phones.add(phone)
                return phone

    # --- registers that bind the family -----------------------------------------

    def _marriages(self) -> None:
        couple = [p for r, p in self.family.people if r in ("self", "spouse")]
        if len(couple) == 2:
            younger = max(couple[0].birth, couple[1].birth)
            children = [p.birth for r, p in self.family.people if r == "child"]
            earliest = younger + timedelta(days=366 * 20)
            latest = min([*children, self.today - timedelta(days=200)])
            days = max(0, (latest - earliest).days)
            facts.marry(self.family, since=earliest + timedelta(days=self.random.randint(0, days)))
        for relation, person in self.family.people:
            if age(person.birth, self.today) < _ADULT or relation == "spouse" or len(couple) == 2:
                continue
            alone = len(self.family.people) > 1 or age(person.birth, self.today) > 55
            status = self.random.choice(("divorced", "widowed")) if alone else "single"
            if relation == "child":
                status = "single"
            since = None if status == "single" else self._day_ago(300, 3000)
            person.facts[Source.MARRIAGE] = facts.marriage(status, since=since)
        for relation, person in self.family.people:
            if relation == "child" and age(person.birth, self.today) >= _ADULT:
                person.facts[Source.MARRIAGE] = facts.marriage("single")

    def _income_and_home(self) -> None:
        size = len(self.family.people)
        total = self.random.randint(*self.profile["per_head"]) * size
        earners = [p for _, p in self.family.people if age(p.birth, self.today) >= _ADULT]
        shares = [self.random.randint(2, 8) for _ in earners]
        for person, share in zip(earners, shares, strict=True):
            annual = total * share // sum(shares) // 10000 * 10000
            assets = self.random.randint(*self.profile["assets"]) // 10000 * 10000
            person.facts[Source.INCOME] = {
                "year": self.today.year - 1,
                "annual_fen": annual,
                "assets_fen": assets,
            }
        if self._chance(self.profile["home"]["chance"]):
            area = self.random.randint(*self.profile["home"]["per_head"]) * size
            self._own_home(earners, area)
        if self._chance(self.profile["car"]):
            value = self.random.randint(30, 180) * 100000
            since = self._day_ago(60, 3000).isoformat()
            car = {"kind": "car", "since": since, "value_fen": value}
            earners[0].facts[Source.VEHICLE] = {"vehicles": [car]}

    def _own_home(self, earners: list[Person], area: int) -> None:
        owners = earners[:2] if self._chance(50) else earners[:1]
        acquired = self._day_ago(1500, 7000)
        address = self._address(self.home["address"])
        for owner in owners:
            entry = facts.right(
                area,
                share=(1, len(owners)),
                region=self.home["code"],
                address=address,
                acquired_on=acquired,
            )
            owner.facts[Source.PROPERTY] = {"rights": [entry]}

    # --- each one's own registers -------------------------------------------------

    def _working_life(self, person: Person) -> None:
        random, years = self.random, age(person.birth, self.today)
        education: dict[str, int] = self.profile.get("education", {})
        if education:
            level = _pick(random, education)
            after = {"college": 21, "bachelor": 22, "master": 25, "doctor": 28}[level]
            year = min(person.birth.year + after, self.today.year - 1)
            person.facts[Source.EDUCATION] = {
                "level": level,
                "graduated_on": date(year, 6, 30).isoformat(),
            }
        working = years < 60 and self.profile["code"] not in ("dibao", "tekun")
        if working and self._chance(88):
            total = random.randint(6, max(7, min((years - _ADULT) * 12, 300)))
            person.facts[Source.INSURANCE] = {
                "pension_months_continuous": random.randint(min(4, total), total),
                "pension_months_total": total,
                "employer": random.choice(world()["names"]["employers"]),
            }
            if self._chance(45):
                base = random.randint(25, 90) * 10000
                person.facts[Source.FUND] = {"base_fen": base, "loan": self._chance(5)}
        if not self.local:
            since = self._day_ago(200, 2500)
            person.facts[Source.RESIDENCE_PERMIT] = {
                "since": since.isoformat(),
                "until": (self.today + timedelta(days=random.randint(30, 365))).isoformat(),
            }

    def _hardship(self, person: Person) -> None:
        random = self.random
        own: dict[Source, Values] = {}
        assistance: dict[str, int] = self.profile["assistance"]
        if assistance:
            first = self.family.people[0][1].facts.get(Source.ASSISTANCE)
            own[Source.ASSISTANCE] = first or {
                "category": _pick(random, assistance),
                "card": f"{self.home['code']}{random.randrange(10**6):06d}",
                "valid_until": date(self.today.year, 12, 31).isoformat(),
            }
        if self._chance(self.profile["disability"]):
            kind = random.choice(world()["names"]["disabilities"])
            own[Source.DISABILITY] = {"grade": random.randint(1, 4), "kind": kind}
        grown = age(person.birth, self.today) >= 24
        if grown and self._chance(self.profile["veteran"]):
            kind = random.choice(("entitled", "key_entitled", "combat", "demobilised"))
            own[Source.VETERAN] = {"kind": kind}
        if self._chance(self.profile["illness"]):
            own[Source.HEALTH] = {
                "major_illness": True,
                "family_planning_special": grown and self._chance(10),
            }
        person.facts.update(own)

    # --- chance -------------------------------------------------------------------

    def _chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def _day_ago(self, least: int, most: int) -> date:
        return self.today - timedelta(days=self.random.randint(least, most))

    def _address(self, start: str) -> str:
        road = self.random.choice(world()["names"]["roads"])
        return f"{start}{road}{self.random.randint(1, 199)}号"
