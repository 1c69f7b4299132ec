"""Words for the refusals of this package."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.housing.codes import FloorPosition, Layout, OwnerKind, UnitState

WORDS: dict[str, LazyString] = {
    "title_missing": _l("The title is not yet entered in the land register."),
    "owner_kind_unknown": _l("Choose who owns the estate."),
    "project_code_taken": _l("An estate with this project code exists already."),
    "layout_unknown": _l("Choose the layout of the unit."),
    "floor_position_unknown": _l("Choose top, middle or ground floor."),
    "area_missing": _l("Enter the floor area."),
    "unit_exists": _l("This room is registered already."),
    "real_estate_number_length": _l("A real-estate unit number has 28 characters."),
    "real_estate_number_taken": _l("This real-estate unit number belongs to another unit."),
    "registration_no_missing": _l("Enter the registration number."),
    "registered_in_future": _l("The day of registration lies in the future. Check the date."),
    "unit_taken": _l("Someone else was first: this unit is no longer free."),
    "unit_held_by_other": _l("This unit is kept for someone else."),
}

STATE_LABELS: dict[str, LazyString] = {
    UnitState.UNDER_CONSTRUCTION: _l("Under construction"),
    UnitState.COMPLETED: _l("Completed"),
    UnitState.REGISTERED: _l("Title registered"),
    UnitState.AVAILABLE: _l("Free"),
    UnitState.RESERVED: _l("Reserved"),
    UnitState.LEASED: _l("Let"),
    UnitState.VACATED: _l("Handed back"),
    UnitState.UNDER_REPAIR: _l("Under repair"),
    UnitState.FROZEN: _l("Frozen"),
    UnitState.CONVERTED: _l("Converted to other use"),
    UnitState.DISPOSED: _l("Disposed of"),
}

STATE_FAMILIES: dict[str, str] = {
    UnitState.UNDER_CONSTRUCTION: "draft",
    UnitState.COMPLETED: "hand",
    UnitState.REGISTERED: "hand",
    UnitState.AVAILABLE: "good",
    UnitState.RESERVED: "open",
    UnitState.LEASED: "good",
    UnitState.VACATED: "need",
    UnitState.UNDER_REPAIR: "hand",
    UnitState.FROZEN: "paused",
    UnitState.CONVERTED: "withdrawn",
    UnitState.DISPOSED: "withdrawn",
}
"""Family of the status tag (screens.md §6)."""

VERB_LABELS: dict[str, LazyString] = {
    "begin": _l("Entered in the register"),
    "complete": _l("Building completed"),
    "register": _l("Title registered"),
    "open": _l("Opened for allocation"),
    "reserve": _l("Reserved for an offer"),
    "release": _l("Given free again"),
    "let": _l("Let"),
    "vacate": _l("Handed back"),
    "pass_inspection": _l("Inspected, nothing to mend"),
    "start_repair": _l("Repair started"),
    "finish_repair": _l("Repair finished"),
    "freeze": _l("Frozen"),
    "unfreeze": _l("Released from freezing"),
    "convert": _l("Converted to other use"),
    "dispose": _l("Disposed of"),
}

DEEDS: dict[str, LazyString] = {
    "pass_inspection": _l("Inspected, nothing to mend: set free"),
    "start_repair": _l("Start a repair"),
    "finish_repair": _l("Repair finished: set free"),
}
"""What the buttons do."""

LAYOUT_LABELS: dict[str, LazyString] = {
    Layout.SINGLE: _l("Single room"),
    Layout.ONE_BED: _l("One bedroom"),
    Layout.TWO_BED: _l("Two bedrooms"),
}

FLOOR_LABELS: dict[str, LazyString] = {
    FloorPosition.TOP: _l("Top floor"),
    FloorPosition.MIDDLE: _l("Middle floor"),
    FloorPosition.GROUND: _l("Ground floor"),
}

OWNER_LABELS: dict[str, LazyString] = {
    OwnerKind.GOVERNMENT: _l("Government"),
    OwnerKind.SOCIAL: _l("Social investor"),
}
