"""Builds the city once, and says who may sign in to it."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import event, func, select

from portal import exchange, identity
from portal.demo_city.course import Course
from portal.demo_city.estates import build_estates, unusual_homes
from portal.demo_city.finale import last_hour, plan_reports
from portal.demo_city.plan import city_plan
from portal.demo_city.plot import BEGINNING, TODAY, City
from portal.demo_city.schedule import plan_everything
from portal.demo_city.staffing import open_offices
from portal.demo_city.stories import Stories
from portal.kernel.act import Role
from portal.kernel.database import db, write
from portal.kernel.demo import demo_runs, set_demo_day
from portal.kernel.journal import Step

SEED = 20260302
HOUSEHOLDS = 310
TEXTS_SINCE = date(2026, 2, 9)


@dataclass
class Built:
    """What was built, and how long each part took (seconds)."""

    households: int
    seconds: dict[str, float] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Account:
    """A member of staff one can sign in as."""

    login: str
    name: str
    role: str
    region: str
    password: str
    totp: str


def is_built() -> bool:
    """Is there a city already? (It is there once the demo has a day.)"""
    return demo_runs()


def build(
    *, households: int = HOUSEHOLDS, seed: int = SEED, told: Callable[[str], None] = lambda s: None
) -> Built | None:
    """Build the city into an empty database that has its foundation; ``None`` when it is there.

    Raises ``RuntimeError`` outside demo and test mode: the people are made up.
    """
    if not (current_app.config["DEMO"] or current_app.testing):
        raise RuntimeError("the demo city is for demo and test mode only")
    if is_built():
        return None
    built = Built(households)
    with _hasty(), _simulated_world() as listen:
        _build(built, seed, told, listen)
    return built


def _build(
    built: Built, seed: int, told: Callable[[str], None], listen: Callable[[Course], None]
) -> None:
    began = time.perf_counter()

    def lap(what: str) -> None:
        nonlocal began
        now = time.perf_counter()
        built.seconds[what] = round(now - began, 1)
        began = now
        told(f"{what}: {built.seconds[what]} s")

    course = Course(
        seed=seed, house=current_app.extensions["anju.house"],
        worker=current_app.extensions["anju.worker"], until=TODAY,
    )  # fmt: skip
    listen(course)
    course.day = BEGINNING
    offices = open_offices(course)
    lap("staff")
    stock = build_estates(course, offices)
    unusual_homes(course, offices, stock)
    lap("homes")
    city = City(course, offices, stock)
    stories = Stories(city)
    plan_everything(city)
    plan_reports(city)
    stories.plan()
    city.invite(exchange.households(built.households, seed=seed))
    course.play()
    lap("a year of days")
    last_hour(city)
    stories.open_the_door()
    built.troubles = stories.troubles()
    with write():
        set_demo_day(TODAY)
    lap("the last hour")


@dataclass
class _Phones:
    """Phones that show the texts of the last weeks; older ones have been deleted by hand."""

    gateway: identity.SmsGateway
    course: list[Course]

    def send(self, phone: str, text: str, key: str) -> None:
        """Hand on what is recent."""
        if self.course[0].day >= TEXTS_SINCE:
            self.gateway.send(phone, text, key)


@contextmanager
def _simulated_world() -> Iterator[Callable[[Course], None]]:
    """Departments and bank in this process, through the real client code."""
    extensions: dict[str, Any] = current_app.extensions
    before = {
        name: extensions[name] for name in ("anju.facts", "anju.bank", "anju.sms", "anju.notices")
    }
    course: list[Course] = []
    partners = exchange.InProcess(on_asked=lambda entries: course[0].remember(entries))
    extensions["anju.facts"], extensions["anju.bank"] = partners.facts, partners.bank
    extensions["anju.notices"] = partners.notices
    inner = extensions["anju.sms"] if current_app.config["DEMO"] else partners.sms
    extensions["anju.sms"] = _Phones(inner, course)

    def begin(played: Course) -> None:
        played.levers = partners.admin
        course.append(played)

    try:
        yield begin
    finally:
        extensions.update(before)


@contextmanager
def _hasty() -> Iterator[None]:
    """No waiting for the disk and no hunting for garbage while a new database is filled.

    If the machine stops meanwhile the file is thrown away and made anew.
    """
    engine = db.engine
    hurry = engine.dialect.name == "sqlite"

    def no_sync(dbapi: Any, record: Any) -> None:
        dbapi.execute("PRAGMA synchronous=OFF")

    if hurry:
        db.session.remove()
        event.listen(engine, "connect", no_sync)
        engine.dispose()
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()
        if hurry:
            db.session.remove()
            event.remove(engine, "connect", no_sync)
            engine.dispose()


def half_built() -> bool:
    """Did an earlier build stop on the way? (Staff are there, the demo's day is not.)"""
    first = city_plan()["administrator"][0]["login"]
    return not is_built() and identity.staff_by_login(first) is not None


def missing_states() -> dict[str, set[str]]:
    """Machine → states in which nothing stands (the full city shows every state)."""
    newest = select(func.max(Step.id)).group_by(Step.machine, Step.subject)
    found: dict[str, set[str]] = {}
    for machine, target in db.session.execute(
        select(Step.machine, Step.target).where(Step.id.in_(newest)).distinct()
    ):
        found.setdefault(machine, set()).add(target)
    wanted = {
        machine.name: {state.value for state in machine.states}
        for package in current_app.extensions["anju.house"]
        for machine in package.machines
    }
    missing = {name: states - found.get(name, set()) for name, states in wanted.items()}
    return {name: states for name, states in missing.items() if states}


def accounts() -> list[Account]:
    """Who works in the city, with the password and authenticator secret they all share."""
    told = city_plan()
    rows = [(row["login"], row["name"], row["code"], row["region"]) for row in told["staff"]] + [
        (row["login"], row["name"], row["code"], "450000") for row in told["administrator"]
    ]
    return [
        Account(login, name, Role(role).value, region, told["password"], told["totp"])
        for login, name, role, region in rows
    ]
