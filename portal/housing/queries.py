"""Questions to the register of homes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, case, func, select, tuple_

from portal.housing.codes import STOCK, UnitState
from portal.housing.models import Estate, Unit
from portal.kernel.database import db, load
from portal.kernel.regions import lies_in

_BATCH = 500
_VACANT = (UnitState.AVAILABLE, UnitState.VACATED, UnitState.UNDER_REPAIR, UnitState.FROZEN)


@dataclass(frozen=True)
class EstateCard:
    """An estate; ``place`` is its county."""

    uid: str
    city: str
    place: str
    project_code: str
    name: str
    name_en: str
    address: str
    owner_kind: str
    owner: str
    operator: str
    completed_on: date | None


@dataclass(frozen=True)
class UnitCard:
    """A unit as other packages see it; ``area`` in hundredths of m²."""

    uid: str
    city: str
    place: str
    estate_uid: str
    estate_name: str
    estate_name_en: str
    building: str
    floor: int
    floor_position: str
    room: str
    layout: str
    area: int
    accessible: bool
    owner_kind: str
    state: str
    state_since: date
    holder: str | None

    @property
    def label(self) -> str:
        """Estate, building and room: ``凤岭北小区 3-1204``."""
        return f"{self.estate_name} {self.building}-{self.room}"

    @property
    def label_en(self) -> str:
        """The same with the estate's English name."""
        return f"{self.estate_name_en} {self.building}-{self.room}"


def _estate_card(row: Estate) -> EstateCard:
    return EstateCard(
        row.uid, row.city, row.place, row.project_code, row.name, row.name_en, row.address,
        row.owner_kind, row.owner, row.operator, row.completed_on,
    )  # fmt: skip


def _unit_card(unit: Unit, estate: Estate) -> UnitCard:
    return UnitCard(
        unit.uid, unit.city, unit.place, unit.estate_uid, estate.name, estate.name_en,
        unit.building, unit.floor, unit.floor_position, unit.room, unit.layout, unit.area,
        unit.accessible, estate.owner_kind, unit.state, unit.state_since, unit.holder,
    )  # fmt: skip


def estates(city: str) -> tuple[EstateCard, ...]:
    """All estates of a city, by name."""
    rows = db.session.scalars(
        select(Estate).where(Estate.city == city).order_by(Estate.name, Estate.uid)
    )
    return tuple(_estate_card(row) for row in rows)


def estate(uid: str) -> EstateCard:
    """An estate by uid, or ``Missing``."""
    return _estate_card(load(Estate, uid))


def unit(uid: str) -> UnitCard:
    """A unit by uid, or ``Missing``."""
    row = load(Unit, uid)
    return _unit_card(row, load(Estate, row.estate_uid))


def unit_to_move(uid: str) -> Unit:
    """The row itself, for its machine and its version, or ``Missing``."""
    return load(Unit, uid)


def _cards(question: Select[Unit]) -> tuple[UnitCard, ...]:
    rows = db.session.execute(
        question.join(Estate, Estate.uid == Unit.estate_uid).add_columns(Estate)
    )
    return tuple(_unit_card(row[0], row[1]) for row in rows)


def units(uids: Collection[str]) -> dict[str, UnitCard]:
    """Many units at once; unknown uids are left out."""
    wanted = sorted(set(uids))
    found: dict[str, UnitCard] = {}
    for start in range(0, len(wanted), _BATCH):
        question = select(Unit).where(Unit.uid.in_(wanted[start : start + _BATCH]))
        found.update((card.uid, card) for card in _cards(question))
    return found


def _in_order(question: Select[Unit]) -> Select[Unit]:
    return question.order_by(Unit.estate_uid, Unit.building, Unit.floor, Unit.room, Unit.uid)


def available_units(city: str, estate_uid: str | None = None) -> tuple[UnitCard, ...]:
    """Units that may be offered now, by estate, building, floor and room."""
    question = select(Unit).where(Unit.city == city, Unit.state == UnitState.AVAILABLE)
    if estate_uid is not None:
        question = question.where(Unit.estate_uid == estate_uid)
    return _cards(_in_order(question))


@dataclass(frozen=True)
class UnitPage:
    """One page of the list; ``after`` is the uid to go on from, if there is more."""

    units: tuple[UnitCard, ...]
    after: str | None


def units_page(
    region: str,
    *,
    estates: Collection[str] = (),
    states: Collection[str] = (),
    after: str | None = None,
    size: int = 50,
) -> UnitPage:
    """Units of a region, in the order of the houses.

    ``estates`` (uids) and ``states`` narrow it; empty means all. ``after``: where the
    last page ended.
    """
    question = select(Unit).where(lies_in(Unit, region))
    if estates:
        question = question.where(Unit.estate_uid.in_(estates))
    if states:
        question = question.where(Unit.state.in_(states))
    last = db.session.get(Unit, after) if after else None
    if last is not None:
        key = tuple_(Unit.estate_uid, Unit.building, Unit.floor, Unit.room, Unit.uid)
        question = question.where(
            key > tuple_(last.estate_uid, last.building, last.floor, last.room, last.uid)
        )
    cards = _cards(_in_order(question).limit(size + 1))
    more = cards[size - 1].uid if len(cards) > size else None
    return UnitPage(cards[:size], more)


def unit_states(city: str, estate_uid: str | None = None) -> dict[str, int]:
    """How many units of a city (or one estate) stand in each state; every state is there."""
    question = select(Unit.state, func.count()).where(Unit.city == city).group_by(Unit.state)
    if estate_uid is not None:
        question = question.where(Unit.estate_uid == estate_uid)
    counted = {state: n for state, n in db.session.execute(question)}
    return {state.value: counted.get(state.value, 0) for state in UnitState}


def states_by_estate(city: str) -> dict[str, dict[str, int]]:
    """``unit_states`` of every estate of a city, in one query; estates without units too."""
    question = (
        select(Unit.estate_uid, Unit.state, func.count())
        .where(Unit.city == city)
        .group_by(Unit.estate_uid, Unit.state)
    )
    found = {
        uid: {state.value: 0 for state in UnitState}
        for uid in db.session.scalars(select(Estate.uid).where(Estate.city == city))
    }
    for uid, state, count in db.session.execute(question):
        found[uid][state] = count
    return found


def in_stock(states: dict[str, int]) -> int:
    """How many of these counted units are homes we have (``STOCK``)."""
    return sum(states.get(state.value, 0) for state in STOCK)


@dataclass(frozen=True)
class LayoutCount:
    """Homes of one layout in an estate: how many there are, how many are free, how large."""

    layout: str
    total: int
    free: int
    area_from: int
    area_to: int


def layouts_of(estate_uid: str) -> tuple[LayoutCount, ...]:
    """What kinds of homes an estate has, smallest first; only units in stock count."""
    rows = db.session.execute(
        select(
            Unit.layout,
            func.count(),
            func.sum(case((Unit.state == UnitState.AVAILABLE, 1), else_=0)),
            func.min(Unit.area),
            func.max(Unit.area),
        )
        .where(Unit.estate_uid == estate_uid, Unit.state.in_(STOCK))
        .group_by(Unit.layout)
    )
    found = [LayoutCount(layout, n, free, low, high) for layout, n, free, low, high in rows]
    return tuple(sorted(found, key=lambda one: one.area_from))


def estates_in(region: str) -> tuple[EstateCard, ...]:
    """Estates of a region, by name."""
    rows = db.session.scalars(
        select(Estate).where(lies_in(Estate, region)).order_by(Estate.name, Estate.uid)
    )
    return tuple(_estate_card(row) for row in rows)


@dataclass(frozen=True)
class AssetCard:
    """What only the asset card shows: title and project."""

    real_estate_number: str | None
    registration_no: str | None
    registered_on: date | None
    project_code: str
    version: int


def asset_card(unit_uid: str) -> AssetCard:
    """The asset card of a unit, or ``Missing``."""
    row = load(Unit, unit_uid)
    return AssetCard(
        row.real_estate_number,
        row.registration_no,
        row.registered_on,
        load(Estate, row.estate_uid).project_code,
        row.version,
    )


def vacant_since(city: str, day: date) -> tuple[UnitCard, ...]:
    """Units that have stood empty in one state since that day or longer, longest first."""
    question = (
        select(Unit)
        .where(Unit.city == city, Unit.state.in_(_VACANT), Unit.state_since <= day)
        .order_by(Unit.state_since, Unit.uid)
    )
    return _cards(question)
