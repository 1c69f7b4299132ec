"""The writers of the register of homes."""

from __future__ import annotations

from datetime import date

from portal.housing.codes import FloorPosition, Layout, OwnerKind, UnitState
from portal.housing.machine import UNIT
from portal.housing.models import Estate, Unit
from portal.kernel import deadlines, policy
from portal.kernel.act import Act
from portal.kernel.database import db, load, lock, new_uid, one_winner
from portal.kernel.errors import Conflict, Refused
from portal.kernel.journal import log
from portal.kernel.regions import city_of

RELET = "relet"
"""Kind of the deadline that runs from hand-back until the unit is let again."""


def register_estate(
    act: Act,
    *,
    county: str,
    name: str,
    name_en: str,
    address: str,
    owner_kind: str,
    project_code: str,
    owner: str = "",
    operator: str = "",
    completed_on: date | None = None,
) -> Estate:
    """A new estate in a county. ``Conflict('project_code_taken')``; ``Missing`` region."""
    if owner_kind not in set(OwnerKind):
        raise Refused("owner_kind_unknown", field="owner_kind")
    estate = Estate(
        uid=new_uid(),
        city=city_of(county),
        place=county,
        project_code=project_code,
        name=name,
        name_en=name_en,
        address=address,
        owner_kind=str(owner_kind),
        owner=owner,
        operator=operator,
        completed_on=completed_on,
    )
    one_winner(lambda: db.session.add(estate), "project_code_taken")
    log(act, "estate.register", estate.uid, {"project_code": project_code, "on": act.on})
    return estate


def register_unit(
    act: Act,
    *,
    estate_uid: str,
    building: str,
    floor: int,
    floor_position: str,
    room: str,
    layout: str,
    area: int,
    accessible: bool = False,
) -> Unit:
    """A new unit, under construction; ``area`` in hundredths of m².

    Raises ``Refused``: ``layout_unknown``, ``floor_position_unknown``, ``area_missing``;
    ``Conflict('unit_exists')`` for the same room twice.
    """
    if layout not in set(Layout):
        raise Refused("layout_unknown", field="layout")
    if floor_position not in set(FloorPosition):
        raise Refused("floor_position_unknown", field="floor_position")
    if area <= 0:
        raise Refused("area_missing", field="area")
    estate = load(Estate, estate_uid)
    unit = Unit(
        uid=new_uid(),
        city=estate.city,
        place=estate.place,
        estate_uid=estate.uid,
        building=building,
        floor=floor,
        floor_position=str(floor_position),
        room=room,
        layout=str(layout),
        area=area,
        accessible=accessible,
        state_since=act.on,
    )
    UNIT.begin(unit, act, only="unit_exists")
    return unit


def _move(act: Act, unit: Unit, verb: str, *, reason: str = "", clause: str = "") -> Unit:
    UNIT.advance(unit, verb, act, reason=reason, clause=clause)
    unit.state_since = act.on
    return unit


def complete_unit(act: Act, *, unit_uid: str) -> Unit:
    """The building is finished and accepted."""
    return _move(act, lock(Unit, unit_uid), "complete")


def register_title(
    act: Act,
    *,
    unit_uid: str,
    real_estate_number: str,
    registration_no: str,
    registered_on: date,
) -> Unit:
    """Its title is entered in the land register: the asset card gets its numbers (A18).

    Raises ``Refused``: ``real_estate_number_length`` (28 characters),
    ``registration_no_missing``, ``registered_in_future``; ``Conflict`` when the number
    belongs to another unit or the unit is not completed.
    """
    if len(real_estate_number) != 28:
        raise Refused("real_estate_number_length", field="real_estate_number")
    if not registration_no:
        raise Refused("registration_no_missing", field="registration_no")
    if registered_on > act.on:
        raise Refused("registered_in_future", field="registered_on")
    unit = lock(Unit, unit_uid)

    def enter() -> None:
        unit.real_estate_number = real_estate_number
        unit.registration_no, unit.registered_on = registration_no, registered_on

    one_winner(enter, "real_estate_number_taken")
    return _move(act, unit, "register")


def open_unit(act: Act, *, unit_uid: str) -> Unit:
    """It may be offered from now on."""
    return _move(act, lock(Unit, unit_uid), "open")


def reserve(act: Act, *, unit_uid: str, holder: str) -> Unit:
    """Keep it for an offer (uid ``holder``); for the same holder again is nothing.

    Raises ``Conflict('unit_taken')`` when it is not available.
    """
    unit = lock(Unit, unit_uid)
    if unit.state == UnitState.RESERVED and unit.holder == holder:
        return unit
    if unit.state != UnitState.AVAILABLE:
        raise Conflict("unit_taken", uid=unit_uid)
    unit.holder = holder
    return _move(act, unit, "reserve")


def release(act: Act, *, unit_uid: str, holder: str | None = None) -> Unit:
    """Give a reserved unit free. ``Conflict('unit_held_by_other')`` for another's holder."""
    unit = lock(Unit, unit_uid)
    if holder is not None and unit.holder != holder:
        raise Conflict("unit_held_by_other", uid=unit_uid)
    _move(act, unit, "release")
    unit.holder = None
    return unit


def let(act: Act, *, unit_uid: str, holder: str, reserved_for: str | None = None) -> Unit:
    """A lease (uid ``holder``) begins; the re-let deadline, if one runs, is met.

    ``reserved_for``: the offer it was kept for; ``Conflict('unit_held_by_other')`` when it
    is kept for another.
    """
    unit = lock(Unit, unit_uid)
    if unit.state == UnitState.LEASED and unit.holder == holder:
        return unit
    if unit.state == UnitState.RESERVED and unit.holder not in (holder, reserved_for):
        raise Conflict("unit_held_by_other", uid=unit_uid)
    _move(act, unit, "let")
    unit.holder = holder
    _close_relet(act, unit, "let")
    return unit


def vacate(act: Act, *, unit_uid: str) -> Unit:
    """Handed back: from today it must be let again within a year (A18)."""
    unit = _move(act, lock(Unit, unit_uid), "vacate")
    unit.holder = None
    rules = policy.rulebook(unit.city, on=act.on)
    if rules.has("exit.relet"):
        deadlines.open_deadline(
            kind=RELET,
            subject_kind="unit",
            subject_uid=unit.uid,
            city=unit.city,
            since=act.on,
            period=rules.period("exit.relet"),
            clause=rules.get("exit.relet").clause,
        )
    return unit


def pass_inspection(act: Act, *, unit_uid: str) -> Unit:
    """Nothing to mend: a vacated unit may be offered again."""
    return _move(act, lock(Unit, unit_uid), "pass_inspection")


def start_repair(act: Act, *, unit_uid: str, reason: str = "") -> Unit:
    """Work begins in an empty unit."""
    return _move(act, lock(Unit, unit_uid), "start_repair", reason=reason)


def finish_repair(act: Act, *, unit_uid: str) -> Unit:
    """Work is done: it may be offered again."""
    return _move(act, lock(Unit, unit_uid), "finish_repair")


def freeze(act: Act, *, unit_uid: str, reason: str) -> Unit:
    """Take it out of allocation for a while (court order, danger); a person decides."""
    return _move(act, lock(Unit, unit_uid), "freeze", reason=reason)


def unfreeze(act: Act, *, unit_uid: str) -> Unit:
    """The ground is gone; it is inspected before it is offered."""
    return _move(act, lock(Unit, unit_uid), "unfreeze")


def convert(act: Act, *, unit_uid: str, clause: str) -> Unit:
    """It becomes another kind of housing, on the ground given."""
    unit = _move(act, lock(Unit, unit_uid), "convert", clause=clause)
    _close_relet(act, unit, "converted")
    return unit


def dispose(act: Act, *, unit_uid: str, clause: str) -> Unit:
    """It is sold or pulled down, on the ground given; nothing follows."""
    unit = _move(act, lock(Unit, unit_uid), "dispose", clause=clause)
    _close_relet(act, unit, "disposed")
    return unit


def _close_relet(act: Act, unit: Unit, why: str) -> None:
    running = deadlines.running(RELET, unit.uid)
    if running is not None:
        deadlines.close(running, on=act.on, why=why)
