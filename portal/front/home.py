"""What the public home says in numbers: read from the packages, dated, linked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import current_app

from portal import allocation
from portal.applications import hanging
from portal.subsidy import households_paid
from portal.tenancy import leases_signed
from portal.waitlist import waiting_counts


@dataclass(frozen=True)
class Figures:
    """Households: waiting now; moved in, and paid a subsidy, since 1 January."""

    waiting: int
    housed: int
    subsidised: int
    on: date


@dataclass(frozen=True)
class News:
    """Something made public: a publicity list or a round."""

    on: date
    kind: str
    uid: str
    number: str
    count: int
    until: date | None
    open: bool


def city() -> str:
    """The city this installation serves."""
    return str(current_app.config["SETTINGS"].city)


def figures(on: date) -> Figures:
    """The numbers of that day."""
    first = date(on.year, 1, 1)
    return Figures(
        waiting=waiting_counts(city(), on)["all"],
        housed=leases_signed(city(), first, on),
        subsidised=households_paid(city(), on.year, until=on),
        on=on,
    )


def news(on: date, limit: int = 5) -> list[News]:
    """What was made public lately, newest first."""
    lists = [
        News(n.opened_on, "notice", n.uid, n.number, n.households, n.closes_on, True)
        for n in hanging(on, city())
    ]
    rounds = [
        News(p.published_on, "round", p.uid, p.full_label, len(allocation.homes_of(p.uid)), None,
             p.state not in (allocation.PlanState.CLOSED, allocation.PlanState.VOID))
        for p in allocation.plans(city(), public=True)
        if p.published_on
    ]  # fmt: skip
    return sorted(lists + rounds, key=lambda item: item.on, reverse=True)[:limit]
