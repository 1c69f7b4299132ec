"""Credit cases in every state, breaches that lead out of a home, and spot checks."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal import tenancy
from portal.applications import State as Stand
from portal.credit import Result, State
from portal.demo_city.misconduct import Suspect
from portal.demo_city.plot import City
from portal.exit_review import State as Way
from portal.kernel.database import db


def plan_cases(city: City) -> None:
    """Seventeen ways a case may stand, and the breaches that lead out of a home."""
    plans: tuple[tuple[date, str, str, dict[str, Any]], ...] = (
        (date(2025, 7, 15), "AP1", State.EXPIRED, {}),
        (date(2025, 9, 16), "AP2", State.CLOSED, {"result": Result.NO_COMMITMENT, "defends": True}),
        (date(2025, 10, 21), "AP2", State.REVOKED, {}),
        (date(2025, 11, 18), "AP3", State.CLOSED, {"defends": True, "result": Result.BAR}),
        (date(2025, 12, 1), "AP5", State.REJECTED, {}),
        (date(2025, 12, 2), "AP2", State.WITHDRAWN, {}),
        (date(2025, 12, 9), "AP2", State.PERFORMED, {}),
        (date(2025, 12, 22), "AP2", State.SERVED, {"result": Result.NO_COMMITMENT}),
        (date(2026, 1, 5), "AP2", State.DECIDED, {}),
        (date(2026, 1, 12), "AP2", State.REVIEWED, {}),
        (date(2026, 1, 19), "AP2", State.REVIEW, {"defends": True}),
        (date(2026, 1, 8), "AP3", State.HEARD, {"hearing": True, "result": Result.BAR}),
        (date(2026, 2, 5), "AP3", State.HEARING, {"hearing": True, "result": Result.BAR}),
        (date(2026, 2, 9), "AP2", State.NOTICED, {}),
        (date(2026, 2, 9), "AP2", State.INVESTIGATED, {}),
        (date(2026, 2, 12), "AP2", State.FILED, {}),
        (date(2026, 2, 25), "AP5", State.ACCEPTED, {}),
        (date(2026, 2, 27), "AP2", State.CLUE, {}),
    )  # fmt: skip
    for n, (day, code, stop, more) in enumerate(plans):
        city.course.plan(day, _case_of_applicant, city, n, code, stop, more)
    ways = (Way.HOLD_OVER, Way.CLOSED, Way.HANDED_BACK, Way.MOVING, Way.EXIT_NOTICE, Way.CHANGED)
    starts = (
        date(2025, 6, 16), date(2025, 6, 24), date(2025, 12, 15), date(2025, 12, 2),
        date(2025, 12, 22), date(2026, 1, 6),
    )  # fmt: skip
    for n, (day, way) in enumerate(zip(starts, ways, strict=True)):
        city.course.plan(day, _breach, city, n, way)


def _case_of_applicant(city: City, n: int, code: str, stop: str, more: dict[str, Any]) -> None:
    found = city.standing(
        Stand.WAITLISTED, Stand.IN_REVIEW, Stand.REFUSED, Stand.ENDED, Stand.AGREEMENT
    )
    taken = city.suspects | city.actors
    free = [home for home in found if home.person not in taken and home.wish != "subsidy"]
    if not free:
        return
    home = free[(n * 7) % len(free)]
    city.suspects.add(home.person)
    city.misconduct.open_case(
        Suspect(
            home.person,
            home.household,
            code,
            "核对时发现，申报的情况与登记不一致。",
            stop=stop,
            **more,
        )
    )


def _breach(city: City, n: int, way: str) -> None:
    """A tenant sublets; the decision bars, and the way out begins."""
    db.session.rollback()
    tenants = [
        lease
        for lease in map(tenancy.lease, city.rounds.moved_in)
        if lease.state == "occupied"
        and lease.person_uid not in city.suspects
        and lease.person_uid not in city.actors
    ]
    if not tenants:
        return
    lease = tenants[0]
    city.suspects.add(lease.person_uid)
    city.misconduct.open_case(
        Suspect(
            lease.person_uid,
            lease.household_uid,
            "TN1" if n % 2 == 0 else "TN3",
            "上门三次，住的不是承租人。",
            result=Result.BAR,
            stop=State.CLOSED,
            source="inspection",
            home="held",
        )
    )
    decided = city.course.working_days(city.course.day, 22)
    city.exits.leads_out(lease.household_uid, way, decided)


def plan_looks(city: City) -> None:
    """Spot checks among tenants; the last ones are still open."""
    for day in (date(2025, 9, 23), date(2025, 12, 10), date(2026, 1, 14)):
        city.course.plan(day, _spot_check, city, 3)


def _spot_check(city: City, n: int) -> None:
    db.session.rollback()
    tenants = [
        lease
        for lease in map(tenancy.lease, city.rounds.moved_in)
        if lease.state == "occupied"
        and lease.person_uid not in city.suspects
        and lease.person_uid not in city.actors
        and lease.household_uid not in city.looked_at
    ]
    for lease in tenants[:n]:
        city.looked_at.add(lease.household_uid)
        city.exits.look(lease.household_uid)
