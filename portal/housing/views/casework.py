"""The register at the counter: units, asset card, repairs."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request, url_for

from portal.housing import services
from portal.housing.codes import Permission, UnitState
from portal.housing.forms import MoveForm
from portal.housing.machine import UNIT
from portal.housing.queries import (
    asset_card,
    estate,
    estates_in,
    unit,
    unit_to_move,
    units_page,
)
from portal.housing.views import blueprint
from portal.housing.views.public import in_english, said
from portal.housing.words import (
    DEEDS,
    FLOOR_LABELS,
    LAYOUT_LABELS,
    OWNER_LABELS,
    STATE_FAMILIES,
    STATE_LABELS,
    VERB_LABELS,
)
from portal.kernel import deadlines, policy
from portal.kernel.act import Act
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import add
from portal.kernel.directory import actor_name
from portal.kernel.journal import steps_of
from portal.kernel.web.doors import act, desk_region, needs, who
from portal.kernel.web.forms import expect, perform

VERBS = {
    "pass_inspection": services.pass_inspection,
    "start_repair": services.start_repair,
    "finish_repair": services.finish_repair,
}


@blueprint.get("/desk/units")
@needs(Permission.SEE_UNITS)
def list_units() -> str:
    """The units of one's region, by estate and state."""
    region = desk_region()
    states = [s for s in request.args.getlist("state") if s in set(UnitState)]
    chosen = request.args.getlist("estate")
    after = request.args.get("after")
    page = units_page(region, estates=chosen, states=states, after=after)
    here: dict[str, Any] = {"state": states, "estate": chosen}
    return render_template(
        "housing/units.html",
        page=page,
        rows=[{"unit": u, "label": u.label_en if in_english() else u.label} for u in page.units],
        estates=[{"uid": e.uid, "name": said(e)} for e in estates_in(region)],
        chosen=chosen,
        chosen_states=states,
        next_url=url_for("housing.list_units", after=page.after, **here) if page.after else None,
        first_url=url_for("housing.list_units", **here) if after else None,
        states=STATE_LABELS,
        families=STATE_FAMILIES,
        layouts=LAYOUT_LABELS,
    )


def _alarmed(running: deadlines.Deadline, on: date) -> bool:
    rules = policy.rulebook(running.city, on=on)
    if not rules.has("exit.relet_alarm"):
        return False
    return on >= add(running.since, rules.period("exit.relet_alarm"), load_calendar()).date


def _relet(unit_uid: str, on: date) -> dict[str, Any] | None:
    running = deadlines.running(services.RELET, unit_uid)
    if running is None:
        return None
    left = running.left(on)
    total = (running.due - running.since).days
    return {
        "due": running.due,
        "left": left,
        "used": total - left,
        "total": total,
        "unit": "day",
        "state": "paused" if running.paused else "running",
        "provisional": running.provisional,
        "clause": running.clause,
        "alarmed": _alarmed(running, on),
    }


def _grouped(number: str | None) -> str:
    """A real-estate unit number in its parts: county, parcel zone, parcel, building and unit."""
    return f"{number[:6]} {number[6:12]} {number[12:19]} {number[19:]}" if number else ""


@blueprint.get("/desk/units/<uid>")
@needs(Permission.SEE_UNITS, of=unit_to_move)
def show_unit(thing: Any) -> str:
    """One unit's truth: card, deadline, what happened, what can be done."""
    return _unit_page(thing, MoveForm())


def _unit_page(thing: Any, form: MoveForm) -> str:
    now = act()
    card, entry = unit(thing.uid), asset_card(thing.uid)
    choices = [c for c in UNIT.choices(thing, who(), now) if c.move.verb in VERBS]
    return render_template(
        "housing/unit.html",
        unit=card,
        label=card.label_en if in_english() else card.label,
        estate=estate(card.estate_uid),
        said=said,
        entry=entry,
        real_estate_number=_grouped(entry.real_estate_number),
        relet=_relet(card.uid, now.on),
        form=form,
        choices=choices,
        steps=[
            {
                "kind": "system" if step.actor_kind == "system" else "person",
                "title": VERB_LABELS[step.verb],
                "on": step.on,
                "by": actor_name(step.actor_kind, step.actor),
            }
            for step in reversed(steps_of(card.uid))
        ],
        states=STATE_LABELS,
        families=STATE_FAMILIES,
        layouts=LAYOUT_LABELS,
        floors=FLOOR_LABELS,
        owners=OWNER_LABELS,
        does=DEEDS,
    )


@blueprint.post("/desk/units/<uid>/<any(pass_inspection,start_repair,finish_repair):verb>")
@needs(Permission.REPAIR, of=unit_to_move)
def move_unit(thing: Any, verb: str) -> Any:
    """Inspection and repair."""
    form = MoveForm()

    def move(act: Act) -> Any:
        expect(thing, form.version.data)
        return VERBS[verb](act, unit_uid=thing.uid)

    return perform(
        form,
        move,
        to=url_for("housing.show_unit", uid=thing.uid),
        page=lambda again: _unit_page(thing, again),
    )
