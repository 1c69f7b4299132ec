from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal import exit_review
from portal.applications import FactAnswer, FactQuestion, Outcome
from portal.exit_review.models import Review
from portal.exit_review.queries import review_of_household
from portal.kernel.act import Act, system_act
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.worker import Worker
from portal.tenancy.models import Lease
from tests.money import MARCH, Acts, Home, acts, lived_in, screened

__all__ = ["acts", "screened"]

DUE = date(2027, 2, 2)  # eleven months after moving in: one month's notice before the year


@dataclass
class Departments:
    """Answers everybody the same, unless told otherwise; remembers the purposes."""

    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    purposes: list[str] = field(default_factory=list)

    def ask(self, questions: Sequence[FactQuestion]) -> list[FactAnswer]:
        self.purposes += [q.purpose for q in questions]
        return [self._answer(q) for q in questions]

    def _answer(self, q: FactQuestion) -> FactAnswer:
        if q.source.value in self.silent:
            return FactAnswer(q.source, q.person, Outcome.UNAVAILABLE, {}, utcnow(), None)
        values = self.values.get(q.source.value)
        outcome = Outcome.HIT if values else Outcome.NO_HIT
        return FactAnswer(q.source, q.person, outcome, values or {}, utcnow(), None)

    def buy_home(self) -> None:
        self.values["property"] = {
            "rights": [
                {"use": "residential", "area": 9000, "share": [1, 3], "region": "450103",
                 "address": "青秀区", "acquired_on": "2026-09-01", "transferred_on": None}
            ]
        }  # fmt: skip


STEADY = {
    "hukou": {
        "status": "normal", "name": "某", "sex": "F", "birth": "1985-03-01", "kind": "urban",
        "region": "450103", "address": "青秀区", "since": "2000-01-01", "died_on": None,
        "members": [],
    },
    "marriage": {"status": "married", "since": "2010-01-01", "spouse": None},
    "income": {"year": 2026, "annual_fen": 900000, "assets_fen": 0},
    "assistance": {"category": "low_income", "card": "x", "valid_until": "2030-01-01"},
    "benefits": {
        "benefits": [{"kind": "prh_lease", "city": "450100", "since": "2026-03-02", "until": None}]
    },
}  # fmt: skip


@dataclass
class Story:
    app: Flask
    acts: Acts
    departments: Departments
    home: Home
    lease: Lease
    drain: Callable[[], int]
    first: str = field(default_factory=new_uid)
    second: str = field(default_factory=new_uid)

    def day(self, on: date) -> None:
        """What the daily work of this package does, and the worker after it."""
        for work in exit_review.package.daily:
            work(self.acts.staff_free(on))
        self.drain()
        db.session.rollback()

    @property
    def review(self) -> Review:
        db.session.rollback()
        found = review_of_household(self.home.household)
        assert found is not None
        return found

    def do(self, verb: Callable[..., Any], role: str, on: date, uid: str = "", **more: Any) -> Any:
        with write():
            done = verb(self.acts.staff(role, uid, on), review_uid=self.review_uid, **more)
        self.drain()
        db.session.rollback()
        return done

    @property
    def review_uid(self) -> str:
        found = review_of_household(self.home.household)
        assert found is not None
        return found.uid


class HouseActs(Acts):
    def staff_free(self, on: date) -> Act:
        return system(on)


def system(on: date) -> Act:
    return system_act(on, utcnow(), "daily")


@pytest.fixture
def departments(app: Flask) -> Iterator[Departments]:
    answers = Departments({key: dict(value) for key, value in STEADY.items()})
    before = app.extensions.get("anju.facts")
    app.extensions["anju.facts"] = answers
    yield answers
    app.extensions["anju.facts"] = before


@pytest.fixture
def wired(app: Flask) -> Iterator[Worker]:
    """A worker that knows this package's subscriptions and jobs."""
    before = app.extensions["anju.worker"]
    worker = Worker(exit_review.SUBSCRIBES, exit_review.JOBS)
    app.extensions["anju.worker"] = worker
    yield worker
    app.extensions["anju.worker"] = before


@pytest.fixture
def story(
    app: Flask, wired: Worker, departments: Departments, screened: Any,
    make_act: Callable[..., Act], resident_act: Callable[..., Act],
) -> Story:  # fmt: skip
    acts = HouseActs(make_act, resident_act)
    home, lease = lived_in(acts, 1, on=MARCH)
    wired.drain()
    db.session.rollback()
    return Story(app, acts, departments, home, lease, wired.drain)
