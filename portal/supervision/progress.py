"""What is done, counted from facts; how that stands against the plan and today's date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from portal.kernel.database import db
from portal.kernel.policy import Rulebook, rulebook
from portal.kernel.regions import Level, children, level
from portal.subsidy import households_paid
from portal.supervision.codes import Origin, Pace, State
from portal.supervision.models import MonthlyReport
from portal.supervision.targets import REGION
from portal.tenancy import leases_signed


@dataclass(frozen=True)
class Figure:
    """A number with where it comes from; ``value`` is none where nothing tells it."""

    value: int | None
    origin: Origin


NO_FIGURE = Figure(None, Origin.NOWHERE)


def rules(on: date) -> Rulebook:
    """The region's rules."""
    return rulebook(REGION, on=on)


def metrics(on: date) -> tuple[dict[str, Any], ...]:
    """The metrics of the region, in their printed order."""
    return rules(on).rows("supervision.metrics")


def _from_reports(metric: str, code: str, year: int, until: date) -> Figure:
    """The newest accepted report of each city below says it; none if none has told."""
    cities = (
        [code]
        if level(code) is Level.CITY
        else [each.code for each in children(code) if each.level is Level.CITY]
    )
    newest: dict[str, MonthlyReport] = {}
    for row in db.session.scalars(
        select(MonthlyReport)
        .where(
            MonthlyReport.city.in_(cities),
            MonthlyReport.state == State.ACCEPTED.value,
            MonthlyReport.period.like(f"{year}-%"),
            MonthlyReport.period <= f"{until:%Y-%m}",
        )
        .order_by(MonthlyReport.period)
    ):
        newest[row.city] = row
    told = [
        figure["manual"]
        for row in newest.values()
        for figure in row.figures
        if figure["metric"] == metric and figure["manual"] is not None
    ]
    return Figure(sum(told), Origin.REPORTS) if told else NO_FIGURE


def done(metric: str, code: str, year: int, until: date) -> Figure:
    """What was done in a region in ``year`` up to and including ``until``."""
    begin, end = date(year, 1, 1), min(date(year, 12, 31), until)
    if end < begin:
        return Figure(0, Origin.LEASES) if metric == "in_kind" else NO_FIGURE
    if metric == "in_kind":
        return Figure(leases_signed(code, begin, end), Origin.LEASES)
    if metric == "subsidy":
        return Figure(households_paid(code, year, until=end), Origin.PAYMENTS)
    return _from_reports(metric, code, year, end)


def _milestones(metric: str, year: int, on: date) -> list[tuple[date, Fraction, dict[str, Any]]]:
    found = []
    for row in rules(on).rows("supervision.milestones"):
        if row["metric"] == metric:
            up, down = row["share"]
            found.append((date(year, row["month"], row["day"]), Fraction(up, down), row))
    return sorted(found, key=lambda each: each[0])


def should_be(metric: str, year: int, on: date) -> Fraction:
    """The share that is due on a day: in equal steps from milestone to milestone."""
    if on < date(year, 1, 1):
        return Fraction(0)
    since, from_share = date(year - 1, 12, 31), Fraction(0)
    marks = [(day, share) for day, share, _row in _milestones(metric, year, on)]
    for day, share in marks or [(date(year, 12, 31), Fraction(1))]:
        if on <= day:
            passed = Fraction((on - since).days, (day - since).days)
            return from_share + (share - from_share) * passed
        since, from_share = day, share
    return from_share


def pace(value: int | None, plan: int, should: Fraction, yellow_points: int) -> Pace:
    """How a unit stands: done, on course, slow (within so many points behind), or behind."""
    if plan == 0:
        return Pace.NO_TARGET
    if value is None:
        return Pace.NO_FIGURE
    share = Fraction(value, plan)
    if share >= 1:
        return Pace.DONE
    if share >= should:
        return Pace.ON
    return Pace.SLOW if should - share <= Fraction(yellow_points, 100) else Pace.BEHIND


@dataclass(frozen=True)
class Standing:
    """A unit beside its target."""

    name: str
    city: str | None
    plan: int
    figure: Figure
    pace: Pace
    finishes: date | None

    @property
    def share(self) -> float:
        """Done as a share of the plan."""
        return (self.figure.value or 0) / self.plan if self.plan else 0.0


def finishes(value: int | None, plan: int, year: int, on: date) -> date | None:
    """The day the plan is reached at this year's pace; none when not within the year."""
    if not value or not plan or on < date(year, 1, 1):
        return None
    days = (min(on, date(year, 12, 31)) - date(year, 1, 1)).days + 1
    needed = -(-days * plan // value)
    day = date(year, 1, 1) + timedelta(days=needed - 1)
    return day if day <= date(year, 12, 31) else None


def standing(
    name: str, city: str | None, plan: int, *, metric: str, year: int, on: date
) -> Standing:
    """How one unit stands on a day; units that are no city have no figures of their own."""
    figure = done(metric, city, year, on) if city else NO_FIGURE
    yellow = rules(on).value("supervision.risk_yellow_points")
    due = should_be(metric, year, on)
    return Standing(
        name, city, plan, figure, pace(figure.value, plan, due, yellow),
        finishes(figure.value, plan, year, on),
    )  # fmt: skip


@dataclass(frozen=True)
class Milestone:
    """A node of the plan: by which day which share; how far we are."""

    label: Mapping[str, str]
    day: date
    needed: int
    figure: Figure
    reached: bool
    passed: bool
    days_left: int


def milestones(
    year: int, on: date, plans: Mapping[str, int], code: str = REGION
) -> list[Milestone]:
    """All nodes of a year, in time."""
    found = []
    for metric, plan in plans.items():
        for day, share, row in _milestones(metric, year, on):
            figure = done(metric, code, year, min(on, day))
            needed = -(-plan * share.numerator // share.denominator)
            found.append(
                Milestone(
                    {"zh": row["name"], "en": row["name_en"]}, day, needed, figure,
                    figure.value is not None and figure.value >= needed, on > day,
                    max(0, (day - on).days),
                )
            )  # fmt: skip
    return sorted(found, key=lambda each: each.day)


def month_ends(year: int, until: date) -> list[date]:
    """The last days of the months of ``year`` that have begun; the running one ends today."""
    found = []
    for month in range(1, 13):
        begin = date(year, month, 1)
        if begin > until:
            break
        end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        found.append(min(end, until))
    return found


def course(metric: str, code: str, year: int, until: date) -> Sequence[tuple[date, int]]:
    """Done so far at each month's end; empty where nothing tells it."""
    points = [(day, done(metric, code, year, day).value) for day in month_ends(year, until)]
    return [(day, value) for day, value in points if value is not None]
