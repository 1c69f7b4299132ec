"""The printed targets: loaded as they are, added up openly, never smoothed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from sqlalchemy import func, select

from portal.kernel.database import db
from portal.kernel.regions import Level, children, tree
from portal.supervision.codes import REGION_METRICS, Unit
from portal.supervision.models import Target

FILES: Mapping[int, tuple[str, Path]] = {
    2020: (
        "桂政办电〔2020〕104号附件",
        Path(__file__).resolve().parents[1] / "policies" / "guangxi" / "targets_2020.csv",
    )
}
"""Year → the document and the file that repeats its annex cell by cell."""

REGION = "450000"
TOTAL = "合计"


@dataclass(frozen=True)
class Cell:
    """One printed cell."""

    metric: str
    unit: Unit
    unit_name: str
    city: str | None
    value: int


def _cities() -> dict[str, str]:
    return {each.name: each.code for each in children(REGION) if each.level is Level.CITY}


def read_cells(path: Path) -> list[Cell]:
    """Every cell that is not empty, in the order of the file. ``KeyError``: unknown column."""
    cities = _cities()
    found = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            name = row.pop("unit")
            kind = Unit.TOTAL if name == TOTAL else Unit.CITY if name in cities else Unit.OTHER
            for column, text in row.items():
                if text.strip():
                    found.append(
                        Cell(REGION_METRICS[column], kind, name, cities.get(name), int(text))
                    )
    return found


def counted_others(printed: int, cities: int, others: Sequence[Cell]) -> frozenset[str]:
    """Which other units must be in the printed total for it to come out; none if none fits."""
    missing = printed - cities
    for many in range(len(others) + 1):
        for some in combinations(others, many):
            if sum(each.value for each in some) == missing:
                return frozenset(each.unit_name for each in some)
    return frozenset()


def _counts(cells: Iterable[Cell]) -> dict[tuple[str, str], bool]:
    kept = list(cells)
    found: dict[tuple[str, str], bool] = {}
    for metric in dict.fromkeys(each.metric for each in kept):
        column = [each for each in kept if each.metric == metric]
        cities = sum(each.value for each in column if each.unit is Unit.CITY)
        printed = next((each.value for each in column if each.unit is Unit.TOTAL), cities)
        others = [each for each in column if each.unit is Unit.OTHER]
        inside = counted_others(printed, cities, others)
        for each in column:
            found[metric, each.unit_name] = each.unit is Unit.CITY or each.unit_name in inside
    return found


def load_targets() -> int:
    """Write the printed targets into the table, once; inside ``write()``. How many are new."""
    new = 0
    for year, (source, path) in FILES.items():
        known = {
            (metric, name)
            for metric, name in db.session.execute(
                select(Target.metric, Target.unit_name).where(Target.year == year)
            )
        }
        cells = read_cells(path)
        counts = _counts(cells)
        for cell in cells:
            if (cell.metric, cell.unit_name) in known:
                continue
            db.session.add(
                Target(
                    year=year, metric=cell.metric, unit=cell.unit.value, unit_name=cell.unit_name,
                    city=cell.city, value=cell.value, source=source,
                    counts_in_total=counts[cell.metric, cell.unit_name],
                )
            )  # fmt: skip
            new += 1
    db.session.flush()
    return new


@dataclass(frozen=True)
class Line:
    """A unit's target; ``city`` is none for units that are no city."""

    unit_name: str
    city: str | None
    value: int
    counts_in_total: bool

    def label(self) -> str:
        """The unit's name in the reader's language, where we have one."""
        return tree()[self.city].label() if self.city else self.unit_name


@dataclass(frozen=True)
class Sums:
    """A column added up: what is printed, what the cities come to, what other units have."""

    metric: str
    printed: int | None
    cities: int
    others: tuple[Line, ...]
    source: str

    @property
    def differs(self) -> bool:
        """The printed total is not the sum of the cities."""
        return self.printed is not None and self.printed != self.cities

    @property
    def gap(self) -> int:
        """Printed minus the cities' sum."""
        return (self.printed or self.cities) - self.cities

    @property
    def inside(self) -> tuple[Line, ...]:
        """Other units that the printed total must contain to come out."""
        return tuple(each for each in self.others if each.counts_in_total)

    @property
    def outside(self) -> tuple[Line, ...]:
        """Other units that are printed but in no total."""
        return tuple(each for each in self.others if not each.counts_in_total)

    @property
    def total(self) -> int:
        """What the region has to reach: the printed total, else the cities' sum."""
        return self.cities if self.printed is None else self.printed


def years() -> list[int]:
    """Years that have targets, newest first."""
    return sorted(db.session.scalars(select(Target.year).distinct()), reverse=True)


def target_year(year: int) -> int | None:
    """The year whose targets stand beside figures of ``year``: its own, else the newest."""
    known = years()
    return year if year in known else known[0] if known else None


def lines(year: int, metric: str) -> list[Line]:
    """The units with a target for this metric (without the total), cities first by code."""
    rows = db.session.scalars(
        select(Target).where(
            Target.year == year, Target.metric == metric, Target.unit != Unit.TOTAL.value
        )
    ).all()
    found = [Line(row.unit_name, row.city, row.value, row.counts_in_total) for row in rows]
    return sorted(found, key=lambda each: (each.city is None, each.city or each.unit_name))


def sums(year: int, metric: str) -> Sums:
    """A column added up."""
    units = lines(year, metric)
    printed = db.session.execute(
        select(Target.value, Target.source).where(
            Target.year == year, Target.metric == metric, Target.unit == Unit.TOTAL.value
        )
    ).one_or_none()
    source = (
        printed.source
        if printed
        else db.session.scalar(select(func.max(Target.source)).where(Target.year == year))
    )
    return Sums(
        metric,
        printed.value if printed else None,
        sum(each.value for each in units if each.city),
        tuple(each for each in units if not each.city),
        source or "",
    )
