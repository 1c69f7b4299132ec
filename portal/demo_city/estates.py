"""Six estates with 400 homes, in all states that need no tenant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from portal import housing
from portal.demo_city.course import Course
from portal.demo_city.plan import CITY, city_plan
from portal.demo_city.staffing import Offices
from portal.kernel.act import Act, Role
from portal.kernel.database import write

OPEN, REGISTERED, BUILDING = "open", "registered", "under_construction"


@dataclass
class Stock:
    """The homes by layout that may be offered, in the order of the register."""

    free: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    def take(self, layout: str, n: int) -> list[str]:
        """The next n free homes of a layout."""
        found = self.free.get(layout, [])[:n]
        self.free[layout] = self.free.get(layout, [])[n:]
        return found

    def keep(self, name: str) -> str:
        """One home by project code, building and room, no longer free for anything else."""
        unit = self.named[name]
        for homes in self.free.values():
            if unit in homes:
                homes.remove(unit)
        return unit


_numbers = count(1)


def build_estates(course: Course, offices: Offices) -> Stock:
    """Register, complete, enter the title, open; leave some on the way."""
    stock = Stock()
    officer = offices.one(Role.CITY_OFFICER, CITY)
    for row in city_plan()["estate"]:
        with write():
            estate = housing.register_estate(
                course.by(officer),
                county=row["county"],
                name=row["name"],
                name_en=row["name_en"],
                address=row["address"],
                owner_kind=row["owner_kind"],
                project_code=row["code"],
                completed_on=row.get("completed_on"),
                owner="南宁市住房保障中心" if row["owner_kind"] == "government" else "南宁安居集团",
                operator="南宁市公租房运营公司",
            ).uid
        for building in range(1, row["buildings"] + 1):
            with write():
                _building(course.by(officer), estate, building, row, stock)
    return stock


def _building(act: Act, estate: str, building: int, row: dict[str, Any], stock: Stock) -> None:
    floors: int = row["floors"]
    for floor in range(1, floors + 1):
        position = "ground" if floor == 1 else "top" if floor == floors else "middle"
        for number, kind in enumerate(row["rooms"], start=1):
            layout, area = kind.split(":")
            unit = housing.register_unit(
                act,
                estate_uid=estate,
                building=str(building),
                floor=floor,
                floor_position=position,
                room=f"{floor}{number:02d}",
                layout=layout,
                area=int(area) + 10 * (floor % 3),
                accessible=floor == 1 and number == 1,
            ).uid
            _forward(act, unit, layout, f"{building}/{floor}{number:02d}", row, stock)


def _forward(
    act: Act, unit: str, layout: str, room: str, row: dict[str, Any], stock: Stock
) -> None:
    """As far as the estate has come; its last building is one step behind."""
    behind = room.startswith(f"{row['buildings']}/")
    if row["state"] == BUILDING and not behind:
        return
    housing.complete_unit(act, unit_uid=unit)
    if row["state"] == BUILDING or (row["state"] == REGISTERED and behind):
        return
    n = next(_numbers)
    housing.register_title(
        act,
        unit_uid=unit,
        real_estate_number=f"{row['county']}001001GB00001F{n:08d}"[-28:],
        registration_no=f"桂（{act.on.year}）南宁市不动产权第{n:07d}号",
        registered_on=min(row.get("completed_on") or act.on, act.on),
    )
    if row["state"] == OPEN:
        housing.open_unit(act, unit_uid=unit)
        stock.free.setdefault(layout, []).append(unit)
        stock.named[f"{row['code']}/{room}"] = unit


def unusual_homes(course: Course, offices: Offices, stock: Stock) -> None:
    """Repair, freezing, conversion and disposal of homes that stand empty."""
    operator = offices.one(Role.OPERATOR, CITY)
    officer = offices.one(Role.CITY_OFFICER, CITY)

    def each(verb: Callable[..., Any], n: int, who: Any, **named: Any) -> list[str]:
        homes = [unit for layout in ("one_bed", "two_bed", "single")
                 for unit in stock.take(layout, n)]  # fmt: skip
        for unit in homes:
            with write():
                verb(course.by(who), unit_uid=unit, **named)
        return homes

    each(housing.start_repair, 2, operator, reason="渗水维修")
    each(housing.freeze, 1, officer, reason="法院协助执行通知")
    each(housing.convert, 1, officer, clause="南府办〔2025〕12号：转为保障性租赁住房")
    each(housing.dispose, 1, officer, clause="财资〔2018〕106号：危房拆除")
