"""The region tree: nation, autonomous region or province, city, county, street.

The tree is project data (``data/regions.csv``) and is asked in memory; the ``region``
table repeats it for foreign keys and reports.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from flask_babel import get_locale  # type: ignore[import-untyped]
from sqlalchemy import ColumnElement, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Model, db, table_args
from portal.kernel.errors import Missing

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = Path(__file__).parent / "data" / "regions.csv"
NATION = "000000"


class Level(StrEnum):
    """How high a region stands; ``region`` is an autonomous region or province."""

    NATION = "nation"
    REGION = "region"
    CITY = "city"
    COUNTY = "county"
    STREET = "street"


@dataclass(frozen=True, slots=True)
class Region:
    """A region; ``since`` and ``until`` are empty where it exists for all our records."""

    code: str
    level: Level
    parent: str | None
    name: str
    name_en: str
    since: date | None = None
    until: date | None = None

    def label(self, language: str | None = None) -> str:
        """Its name in ``language``, or else in the one the reader has chosen."""
        if language is None:
            locale = get_locale()
            language = locale.language if locale else "zh"
        return self.name_en if language.startswith("en") else self.name

    def exists(self, on: date) -> bool:
        """Was it in being on that day? ``until`` is its last day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def tree() -> Mapping[str, Region]:
    """All regions by code, parents before children."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        regions = [
            Region(
                row["code"],
                Level(row["level"]),
                row["parent"] or None,
                row["name"],
                row["name_en"],
                _day(row["since"]),
                _day(row["until"]),
            )
            for row in csv.DictReader(file)
        ]
    return MappingProxyType({region.code: region for region in regions})


@cache
def _children() -> Mapping[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = {}
    for each in tree().values():
        if each.parent is not None:
            found.setdefault(each.parent, []).append(each)
    return {code: tuple(regions) for code, regions in found.items()}


def region(code: str) -> Region:
    """The region of that code, or ``Missing``."""
    found = tree().get(code)
    if found is None:
        raise Missing("region")
    return found


def level(code: str) -> Level:
    """How high that region stands."""
    return region(code).level


def ancestors(code: str) -> tuple[Region, ...]:
    """Those above it, nearest first, the nation last."""
    above: list[Region] = []
    parent = region(code).parent
    while parent is not None:
        above.append(region(parent))
        parent = above[-1].parent
    return tuple(above)


def lineage(code: str) -> tuple[str, ...]:
    """Its code and those of all above it, nearest first."""
    return (code, *(each.code for each in ancestors(code)))


def covers(outer: str, inner: str) -> bool:
    """Is ``inner`` the region ``outer`` or somewhere below it? Unknown codes: no."""
    return inner in tree() and outer in lineage(inner)


def children(code: str) -> tuple[Region, ...]:
    """Those directly below it, by code."""
    return _children().get(region(code).code, ())


@cache
def at_or_below(code: str) -> frozenset[str]:
    """Its code and those of all below it; none for an unknown code."""
    return frozenset(each for each in tree() if covers(code, each))


def lies_in(row: Any, code: str) -> ColumnElement[bool]:
    """Rows with ``city`` and ``place`` that lie in a region: ``access.in_region`` for lists.

    From the city up by city (its index), below it by place.
    """
    below = at_or_below(code)
    if level(code) in (Level.COUNTY, Level.STREET):
        return cast("ColumnElement[bool]", row.place.in_(below))
    cities = {each for each in below if level(each) is Level.CITY}
    return cast("ColumnElement[bool]", row.city.in_(cities))


def city_of(code: str) -> str:
    """The code of the city it lies in (a city's own); ``Missing`` above the cities."""
    for each in (region(code), *ancestors(code)):
        if each.level is Level.CITY:
            return each.code
    raise Missing("city")


class RegionRow(Model):
    """The tree as a table, for foreign keys and reports; never asked for decisions."""

    __tablename__ = "region"
    __table_args__ = table_args(retention="reference")

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    level: Mapped[str] = mapped_column(String(8))
    parent: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(100))
    since: Mapped[date | None]
    until: Mapped[date | None]


def seed_regions() -> int:
    """Write the tree into the table; may be run again. How many rows were new."""
    new = 0
    for each in tree().values():
        row = db.session.get(RegionRow, each.code)
        if row is None:
            row = RegionRow(code=each.code)
            db.session.add(row)
            new += 1
        row.level, row.parent = each.level.value, each.parent
        row.name, row.name_en = each.name, each.name_en
        row.since, row.until = each.since, each.until
        # A parent must stand before its children point at it.
        if each.level is not Level.STREET:
            db.session.flush()
    return new
