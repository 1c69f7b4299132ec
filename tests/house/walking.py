"""The walk over all addresses: what the tables say of a seat and a thing, and what it gets."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.routing import MapAdapter, Rule

from portal.credit.machine import CASE
from portal.exit_review.machine import REVIEW
from portal.kernel.access import allowed
from portal.kernel.act import Kind, Role
from tests.house.matrix import (
    ELSEWHERE,
    HOME,
    NEXT_COUNTY,
    VISITING,
    Answer,
    Keyboards,
    Seat,
    nothing_is_kept,
    offices,
    someone,
)
from tests.house.things import OTHER, Kit, Nothing, complete, first, things

WITHOUT = {
    "partners.notices": "for departments, who sign: tests/web/exchange/test_push.py",
    "partners.no_other_way": "for departments, who sign: tests/web/exchange/test_push.py",
}
"""Endpoints for which the city has no real thing, each with the reason."""

ELSEWISE = {
    "applications.co_code": "needs a link that was followed",
    "applications.co_arrive": "needs a link that was followed",
    "identity.from_platform": "needs an answer of the platform",
    "identity.switch_duty": "names the duty in the form",
    "tenancy.lease_rent": "names the bill in the form",
    "subsidy.compute": "names the month in the form",
    "applications.paper_content": "needs a purpose that was given a moment ago",
    "applications.sight": "names the person in the form",
}
"""Endpoints that know nothing without what an empty form does not say."""

ASK_WHO = {
    "of_month", "my_entry", "my_entry_case", "my_scan", "bundle", "a_notice", "known_estate",
    "in_place",
}  # fmt: skip
"""Loaders that, beside the address, ask who is there or which day it is."""

MACHINES = {"credit": CASE, "exit_review": REVIEW}
"""Where a verb in the address is a move: its own permission counts too."""

FOUND, DONE = {200, 302}, {0, 200, 302, 303, 409, 422}
COUNTY_ROLES = (Role.WINDOW_CLERK, Role.CIVIL_AFFAIRS, Role.DISTRICT_REVIEWER)


@dataclass
class Walk:
    """The routes with their things, and who walks them."""

    app: Flask
    keys: Keyboards
    rules: list[Rule]
    kits: dict[str, Kit]
    staff: dict[Role, Seat]
    elsewhere: dict[Role, Seat]
    next_door: dict[Role, Seat]
    stranger: Seat
    address: MapAdapter
    missing: dict[str, str] = field(default_factory=dict)

    def steps(self) -> Iterator[tuple[Rule, str]]:
        """Every route with every method it knows."""
        for rule in self.rules:
            if rule.endpoint not in WITHOUT:
                for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                    yield rule, method

    def url(self, rule: Rule, method: str, **others: str) -> str:
        args = {**self.kits[rule.rule].args, **others}
        return self.address.build(
            rule.endpoint, {name: args[name] for name in rule.arguments}, method=method
        )

    def may(self, rule: Rule, method: str, seat: Seat) -> bool | None:
        """What the tables say of this seat and the thing; ``None`` where it sees no thing.

        A loader that asks who is there is asked in the seat's own visit.
        """
        view, args = self.app.view_functions[rule.endpoint], self.kits[rule.rule].args
        load, needed = view.__of__, view.__needs__
        if load is None:
            return allowed(seat.who, needed)
        eaten = inspect.signature(load).parameters
        known = {name: value for name, value in args.items() if name in eaten}
        machine = MACHINES.get(rule.endpoint.split(".")[0]) if "verb" in args else None

        def judged() -> bool:
            thing = load(**known)
            if machine is None or not allowed(seat.who, needed, thing):
                return allowed(seat.who, needed, thing)
            move = machine.find(thing, args["verb"])
            assert move is not None, f"{rule.endpoint}: nothing is in the state for it"
            return allowed(seat.who, move.permission, thing)

        if eaten and load.__name__ not in ASK_WHO:
            return judged()
        return self.keys.in_its_visit(seat, self.url(rule, method), judged)

    def owner(self, rule: Rule) -> str:
        """Whose the thing is, if anybody's."""
        own = self.kits[rule.rule].own
        return own.who.uid if own else ""

    def allowed_seats(self, rule: Rule, method: str) -> Iterator[Seat]:
        """Those whom the tables let in, the owner first."""
        own = self.kits[rule.rule].own
        for seat in (*([own] if own else []), *self.staff.values(), self.stranger, VISITING):
            if self.may(rule, method, seat):
                yield seat

    def nothing_there(self, seat: Seat) -> str:
        """The page this seat gets for an address that nobody knows."""
        if seat.key not in self.missing:
            self.missing[seat.key] = self.keys.ask(seat, "GET", "/nowhere-at-all").main
        return self.missing[seat.key]

    def complaint(self, rule: Rule, method: str, seat: Seat) -> str | None:
        """What is wrong when this seat tries this route with an empty form."""
        may, url = self.may(rule, method, seat), self.url(rule, method)
        with nothing_is_kept() as kept:
            answer = self.keys.ask(seat, method, url)
        wrong = self._wrong(rule, method, seat, may, answer)
        if kept:
            wrong = f"{wrong or ''} and {kept} changed"
        return f"{method} {url} {seat.name}: {answer.status}, {wrong}" if wrong else None

    def _wrong(
        self, rule: Rule, method: str, seat: Seat, may: bool | None, answer: Answer
    ) -> str | None:
        if answer.status >= 500:
            return "broken"
        visitor = seat.who.kind is Kind.VISITOR
        if answer.status == 404 and answer.main != self.nothing_there(seat):
            return "says more than that there is nothing"
        if may is None:
            return None if answer.status in (302, 404) else "there is no such thing"
        if may:
            # Who is at "my" with another thing than the one meant may find it in another state.
            other = not rule.arguments and self.owner(rule) not in ("", seat.who.uid)
            good = (FOUND if method == "GET" else DONE) | ({404} if other else set())
            good |= {404, 422} if rule.endpoint in ELSEWISE else set()
            return None if answer.status in good else "may, but not"
        if method == "GET" and visitor and answer.sent_away:
            return None
        return None if answer.status == 404 else "may not, but does"


def a_walk(app: Flask) -> Walk:
    """Through the demo city, made complete. Fails when a route has no real thing."""
    home = offices(HOME)
    complete(app, home[Role.WINDOW_CLERK].who)
    keys, kit = Keyboards(app), things(app)
    rules = sorted(
        (r for r in app.url_map.iter_rules()
         if hasattr(app.view_functions[r.endpoint], "__needs__")),
        key=lambda rule: rule.rule,
    )  # fmt: skip
    kits, lacking = {}, []
    for rule in rules:
        try:
            kits[rule.rule] = kit(rule)
        except Nothing as nothing:
            if rule.endpoint not in WITHOUT:
                lacking.append(f"{rule.endpoint}: {nothing}")
    assert lacking == [], "\n".join(lacking)
    return Walk(
        app, keys, rules, kits, home, offices(ELSEWHERE), offices(NEXT_COUNTY, COUNTY_ROLES),
        someone("stranger", first(OTHER)[0]), app.url_map.bind("localhost"),
    )  # fmt: skip
