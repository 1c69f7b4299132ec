"""What may be downloaded. A data set is one function; nothing in it names a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.housing import Layout, UnitState, estates, in_stock, layouts_of, states_by_estate
from portal.kernel import policy
from portal.kernel.regions import region
from portal.kernel.sheets import Cell

Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Dataset:
    """One table: its name in addresses, what it tells, columns with what they mean, rows.

    Column names are stable: programs read them. ``method`` is the topic that explains it.
    """

    name: str
    title: LazyString
    about: LazyString
    columns: tuple[tuple[str, LazyString], ...]
    rows: Callable[[str, date], Rows]
    method: str = "units"


_STATES = (
    UnitState.UNDER_CONSTRUCTION,
    UnitState.COMPLETED,
    UnitState.REGISTERED,
    UnitState.AVAILABLE,
    UnitState.RESERVED,
    UnitState.LEASED,
    UnitState.VACATED,
    UnitState.UNDER_REPAIR,
    UnitState.FROZEN,
)


def _estates(city: str, day: date) -> Rows:
    counted = states_by_estate(city)
    return [
        [
            one.uid, one.name, one.name_en, region(one.place).name, one.address, one.owner_kind,
            one.operator, one.completed_on, in_stock(counted[one.uid]),
        ]
        for one in estates(city)
    ]  # fmt: skip


def _units(city: str, day: date) -> Rows:
    counted = states_by_estate(city)
    return [
        [one.uid, one.name, *(counted[one.uid][state] for state in _STATES)]
        for one in estates(city)
    ]


def _layouts(city: str, day: date) -> Rows:
    found: list[Sequence[Cell]] = []
    for one in estates(city):
        kinds = {kind.layout: kind for kind in layouts_of(one.uid)}
        for layout in Layout:
            if layout in kinds:
                kind = kinds[layout]
                found.append([one.uid, one.name, layout.value, kind.total, kind.free])
    return found


def _rents(city: str, day: date) -> Rows:
    rules = policy.rulebook(city, on=day)
    if not rules.has("rent.rates"):
        return []
    value = rules.get("rent.rates")
    return [
        [row["code"], row["name"], row["ownership"], row["floors"], row["price"], value.since,
         value.clause or value.reason]
        for row in value.value
    ]  # fmt: skip


_ESTATE_COLUMNS = (("estate", _l("Identifier")), ("name", _l("Estate")))

DATASETS: tuple[Dataset, ...] = (
    Dataset(
        "estates",
        _l("Estates"),
        _l("Every estate with its place, owner, operator and number of homes."),
        (
            *_ESTATE_COLUMNS,
            ("name_en", _l("Estate, in English")),
            ("county", _l("County or district")),
            ("address", _l("Address")),
            ("owner_kind", _l("Kind of owner: government or social")),
            ("operator", _l("Operator")),
            ("completed_on", _l("Day of completion")),
            ("homes", _l("Homes in stock")),
        ),
        _estates,
    ),
    Dataset(
        "units",
        _l("Units by state"),
        _l("How many units of each estate are being built, free, let or under repair."),
        (
            *_ESTATE_COLUMNS,
            ("under_construction", _l("Under construction")),
            ("completed", _l("Completed, title not yet registered")),
            ("registered", _l("Title registered, not yet opened")),
            ("available", _l("Free")),
            ("reserved", _l("Reserved for an offer")),
            ("leased", _l("Let")),
            ("vacated", _l("Handed back, not yet inspected")),
            ("under_repair", _l("Under repair")),
            ("frozen", _l("Frozen")),
        ),
        _units,
    ),
    Dataset(
        "layouts",
        _l("Units by layout"),
        _l("How many single rooms, one-bedroom and two-bedroom homes each estate has."),
        (
            *_ESTATE_COLUMNS,
            ("layout", _l("Layout: single, one_bed or two_bed")),
            ("homes", _l("Homes in stock")),
            ("free", _l("Free")),
        ),
        _layouts,
    ),
    Dataset(
        "rents",
        _l("Rent rates"),
        _l("The rates in force today, in fen for 1 m² a month, with their ground."),
        (
            ("code", _l("Rate")),
            ("name", _l("Name of the rate")),
            ("ownership", _l("Kind of owner: government or social")),
            ("floors", _l("Floors: middle, top_or_ground or all")),
            ("fen_per_m2", _l("Fen for 1 m² a month")),
            ("since", _l("In force since")),
            ("ground", _l("Document and article, or why it is assumed")),
        ),
        _rents,
        "rent",
    ),
)

BY_NAME = {one.name: one for one in DATASETS}
