"""What departments tell of households that apply, wait or live here, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal import exchange, tenancy
from portal.applications import State as Stand
from portal.demo_city.intake import Home
from portal.demo_city.plan import CITY
from portal.demo_city.plot import City
from portal.exchange import NoticeState
from portal.kernel.act import Role
from portal.kernel.database import db


def plan_notices(city: City) -> None:
    """One matter in each state: as judged, settled, in a re-check, on the desk, still asking."""
    told: tuple[tuple[date, int, str, dict[str, Any]], ...] = (
        (date(2026, 1, 20), 0, "sell_homes", {}),
        (date(2026, 2, 3), 1, "buy_home", {"area": 900}),
        (date(2026, 2, 24), 2, "buy_home", {"area": 800}),
        (date(2026, 2, 26), 3, "buy_car", {}),
    )
    for day, n, kind, what in told:
        city.course.plan(day, _happens, city, n, kind, what)
    city.course.plan(date(2026, 2, 10), _settled, city)
    city.course.plan(date(2026, 2, 11), _tenant_buys, city)


def _waiting(city: City) -> list[Home]:
    """Households nobody tells a story about, that only wait."""
    return [
        home
        for home in city.standing(Stand.WAITLISTED, wish="unit")
        if home.person not in city.actors | city.suspects
    ]


def _happens(city: City, n: int, kind: str, what: dict[str, Any]) -> None:
    home = _waiting(city)[-1 - n]
    city.suspects.add(home.person)
    token = home.card.applicant.token
    if kind == "buy_car":
        # The vehicle office does not answer about this person: the question stays open.
        city.course.levers.change(token, "silence", on=city.course.day, source="vehicle")
    city.course.levers.change(token, kind, on=city.course.day, **what)


def _settled(city: City) -> None:
    """A week later an officer has looked at what lay on the desk."""
    officer = city.offices.one(Role.CITY_OFFICER, CITY)
    for matter in exchange.matters_of(CITY, NoticeState.OPEN):
        city.course.do(
            exchange.settle,
            city.course.by(officer),
            matter_uid=matter,
            outcome="no_consequence",
            text="已核实：继承所得份额，人均面积仍低于标准。",
        )


def _tenant_buys(city: City) -> None:
    db.session.rollback()
    leases = {lease.person_uid for lease in map(tenancy.lease, city.rounds.moved_in)
              if lease.state == "occupied"}  # fmt: skip
    home = next(h for h in city.homes if h.person in leases - city.actors - city.suspects)
    city.suspects.add(home.person)
    city.course.levers.change(home.card.applicant.token, "buy_home", on=city.course.day, area=9000)
