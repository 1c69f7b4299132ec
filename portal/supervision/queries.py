"""Questions: reports, the dashboard, and what is behind a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import func, select

from portal.kernel.database import db, load
from portal.kernel.journal import Step
from portal.kernel.regions import Level, children, covers, level
from portal.supervision.codes import Pace, State
from portal.supervision.models import MonthlyReport, ReportVersion
from portal.supervision.progress import Figure, Standing, done, standing
from portal.supervision.targets import REGION, Sums, lines, sums, target_year
from portal.tenancy import LeaseCard, lease

Report: TypeAlias = MonthlyReport

CASES_SHOWN = 200


@dataclass(frozen=True)
class Board:
    """One metric of one year for the whole region."""

    metric: str
    year: int
    target_year: int | None
    figure: Figure
    sums: Sums
    cities: tuple[Standing, ...]
    others: tuple[Standing, ...]

    @property
    def plan(self) -> int:
        """What the region has to reach."""
        return self.sums.total

    @property
    def share(self) -> float | None:
        """Done as a share of the plan; none where nothing tells it."""
        if self.figure.value is None or not self.plan:
            return None
        return self.figure.value / self.plan

    def count(self, pace: Pace) -> int:
        """How many cities stand like this."""
        return sum(each.pace is pace for each in self.cities)


def cities() -> tuple[str, ...]:
    """The region's cities by code."""
    return tuple(each.code for each in children(REGION) if each.level is Level.CITY)


def board(metric: str, year: int, on: date) -> Board:
    """How the region stands in a metric of ``year``, as of ``on``."""
    planned = target_year(year)
    units = lines(planned, metric) if planned else []
    plans = {each.city: each for each in units if each.city}
    found = []
    for code in cities():
        plan = plans[code].value if code in plans else 0
        name = plans[code].label() if code in plans else _label(code)
        found.append(standing(name, code, plan, metric=metric, year=year, on=on))
    others = [
        standing(each.label(), None, each.value, metric=metric, year=year, on=on)
        for each in units
        if not each.city
    ]
    return Board(
        metric, year, planned, done(metric, REGION, year, on),
        sums(planned, metric) if planned else Sums(metric, None, 0, (), ""),
        tuple(found), tuple(others),
    )  # fmt: skip


def _label(code: str) -> str:
    return next(each.label() for each in children(REGION) if each.code == code)


def report(uid: str) -> MonthlyReport:
    """A report by uid, or ``Missing``."""
    return load(MonthlyReport, uid)


def reports(region: str, limit: int = 200) -> Sequence[MonthlyReport]:
    """Reports of the cities within a region, newest month first."""
    within = [code for code in cities() if covers(region, code)]
    if level(region) in (Level.COUNTY, Level.STREET):
        within = []
    return db.session.scalars(
        select(MonthlyReport)
        .where(MonthlyReport.city.in_(within))
        .order_by(MonthlyReport.period.desc(), MonthlyReport.city)
        .limit(limit)
    ).all()


def versions_of(report_uid: str) -> Sequence[ReportVersion]:
    """Every version that was handed in, newest first."""
    return db.session.scalars(
        select(ReportVersion)
        .where(ReportVersion.report_uid == report_uid)
        .order_by(ReportVersion.turn.desc())
    ).all()


def handed_in(period: str) -> tuple[int, tuple[str, ...]]:
    """How many cities have handed in a month's report, and which were late (by code)."""
    rows = db.session.scalars(
        select(MonthlyReport).where(
            MonthlyReport.period == period, MonthlyReport.submitted_on.is_not(None)
        )
    ).all()
    late = tuple(row.city for row in rows if row.submitted_on and row.submitted_on > row.due_on)
    return len(rows), late


def to_accept() -> int:
    """How many reports wait for the region."""
    return (
        db.session.scalar(select(func.count()).where(MonthlyReport.state == State.SUBMITTED.value))
        or 0
    )


@dataclass(frozen=True)
class Behind:
    """One case behind a number: its number, state and day; nobody is named."""

    number: str
    state: str
    on: date


def leases_behind(city: str, year: int, until: date) -> list[Behind]:
    """The leases signed by both sides in a year, newest first."""
    rows = db.session.execute(
        select(Step.subject, Step.on)
        .where(
            Step.machine == "lease", Step.verb == "countersign", Step.city == city,
            Step.on >= date(year, 1, 1), Step.on <= min(until, date(year, 12, 31)),
        )
        .order_by(Step.on.desc(), Step.id.desc())
        .limit(CASES_SHOWN)
    ).all()  # fmt: skip
    cards: list[tuple[LeaseCard, date]] = [(lease(uid), on) for uid, on in rows]
    return [Behind(card.number, card.state, on) for card, on in cards]


def payments_behind(city: str, year: int, until: date) -> list[tuple[str, int]]:
    """Payments that arrived, by the month they arrived in: (2026-03, how many)."""
    counted: dict[str, int] = {}
    for on, many in db.session.execute(
        select(Step.on, func.count())
        .where(
            Step.machine == "subsidy_payment", Step.verb == "pay", Step.city == city,
            Step.on >= date(year, 1, 1), Step.on <= min(until, date(year, 12, 31)),
        )
        .group_by(Step.on)
    ):  # fmt: skip
        counted[f"{on:%Y-%m}"] = counted.get(f"{on:%Y-%m}", 0) + many
    return sorted(counted.items(), reverse=True)
