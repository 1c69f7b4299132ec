"""Families as the registers tell them, and who must, may and may not be on an application.

One line per family in ``data/families.csv``. ``hukou``: name:relation:birth of everybody else in
the applicant's hukou; ``marriage``: a state, ``married:name:birth`` (with the region of the number
behind it if it is not of here), ``no_hit`` or ``silent``; ``dead``: whose death is known. The
expected columns were written from 南宁市公租房申请条件 (配偶、未成年子女应为共同申请人).
``single`` is unknown where a register is silent or two disagree: then a person looks.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from portal.applications import FactAnswer, FactQuestion, Outcome
from portal.kernel.database import utcnow
from tests.people import an_id

TABLE = Path(__file__).parent / "data" / "families.csv"
NAME = "罗秀英"
NO_HUKOU = ("军人", "外籍")
"""Who serves has none any more, who is foreign never had one."""


@dataclass(frozen=True)
class Kin:
    """Somebody a register names beside the applicant."""

    name: str
    relation: str
    id_number: str


@dataclass(frozen=True)
class Family:
    """One line of the table; ``number`` keeps the ID numbers of two families apart."""

    what: str
    number: int
    birth: date
    hukou: tuple[Kin, ...] | None
    marriage: str
    spouse: Kin | None
    dead: frozenset[str]
    must: frozenset[str]
    may: frozenset[str]
    single: bool | None
    single_age: str

    @property
    def id_number(self) -> str:
        """The applicant's."""
        return an_id(2 * self.number + 400, birth=self.birth)

    @property
    def kin(self) -> dict[str, Kin]:
        """Everybody a register names, by name."""
        named = (*(self.hukou or ()), *([self.spouse] if self.spouse else ()))
        return {one.name: one for one in named}


def families() -> list[Family]:
    """The table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [_family(number, row) for number, row in enumerate(csv.DictReader(file))]


def _family(number: int, row: dict[str, str]) -> Family:
    state, *spouse = row["marriage"].split(":")
    hukou = None if row["hukou"] == "silent" else _names(row["hukou"])
    lines = [one.split(":") for one in hukou or ()]
    return Family(
        row["what"], number, date.fromisoformat(row["birth"]),
        None if hukou is None else tuple(_kin(number, *line) for line in lines),
        state, _kin(number, spouse[0], "spouse", *spouse[1:]) if spouse else None,
        frozenset(_names(row["dead"])), frozenset(_names(row["must"])),
        frozenset(_names(row["may"])),
        {"yes": True, "no": False, "unknown": None}[row["single"]], row["single_age_a"],
    )  # fmt: skip


def _names(text: str) -> list[str]:
    return [one for one in text.split(";") if one]


def _kin(number: int, name: str, relation: str, birth: str, region: str = "450103") -> Kin:
    day = date.fromisoformat(birth)
    return Kin(name, relation, an_id(2 * number + 401, birth=day, region=region))


@dataclass
class Registers:
    """Household and marriage register of one family; the other departments hold nothing."""

    family: Family
    asked: list[FactQuestion] = field(default_factory=list)

    def ask(self, questions: Sequence[FactQuestion]) -> list[FactAnswer]:
        """One answer each."""
        self.asked += questions
        return [self._answer(one) for one in questions]

    def _answer(self, question: FactQuestion) -> FactAnswer:
        outcome, values = self._told(question)
        return FactAnswer(question.source, question.person, outcome, values, utcnow(), None)

    def _told(self, question: FactQuestion) -> tuple[Outcome, dict[str, Any]]:
        source, own = question.source.value, question.id_number == self.family.id_number
        if source == "hukou" and own:
            if self.family.hukou is None:
                return Outcome.UNAVAILABLE, {}
            return Outcome.HIT, self._hukou()
        if source == "marriage" and (own or self._is_spouse(question)):
            return self._marriage(own)
        if source == "hukou" and question.name not in NO_HUKOU:
            return Outcome.HIT, {"status": "normal", "kind": "urban", "region": "450103"}
        return Outcome.NO_HIT, {}

    def _is_spouse(self, question: FactQuestion) -> bool:
        spouse = self.family.spouse
        return spouse is not None and question.id_number == spouse.id_number

    def _hukou(self) -> dict[str, Any]:
        me = {"name": NAME, "relation": "self", "id_number": self.family.id_number}
        lines = [vars(one) for one in self.family.hukou or ()]
        return {"status": "normal", "kind": "urban", "region": "450103", "members": [me, *lines]}

    def _marriage(self, own: bool) -> tuple[Outcome, dict[str, Any]]:
        state, spouse = self.family.marriage, self.family.spouse
        if state == "silent":
            return Outcome.UNAVAILABLE, {}
        if state == "no_hit":
            return Outcome.NO_HIT, {}
        told = None
        if spouse is not None:
            named = (spouse.name, spouse.id_number) if own else (NAME, self.family.id_number)
            told = dict(zip(("name", "id_number"), named, strict=True))
        return Outcome.HIT, {"status": state, "since": "2015-01-01", "spouse": told}
