"""Words of the register of homes: states of a unit, layouts, owners, permissions."""

from __future__ import annotations

from enum import StrEnum


class UnitState(StrEnum):
    """Where a unit stands in its life (domain.md §11)."""

    UNDER_CONSTRUCTION = "under_construction"
    COMPLETED = "completed"
    REGISTERED = "registered"
    AVAILABLE = "available"
    RESERVED = "reserved"
    LEASED = "leased"
    VACATED = "vacated"
    UNDER_REPAIR = "under_repair"
    FROZEN = "frozen"
    CONVERTED = "converted"
    DISPOSED = "disposed"


STOCK = (
    UnitState.REGISTERED,
    UnitState.AVAILABLE,
    UnitState.RESERVED,
    UnitState.LEASED,
    UnitState.VACATED,
    UnitState.UNDER_REPAIR,
    UnitState.FROZEN,
)
"""Units that count as homes we have: built, registered, neither sold nor given up."""


class Layout(StrEnum):
    """Unit types, as ``allocation.unit_sizes`` names them."""

    SINGLE = "single"
    ONE_BED = "one_bed"
    TWO_BED = "two_bed"


class FloorPosition(StrEnum):
    """What the rent depends on besides the owner."""

    TOP = "top"
    MIDDLE = "middle"
    GROUND = "ground"


class OwnerKind(StrEnum):
    """Who built and owns: the government, or a social investor."""

    GOVERNMENT = "government"
    SOCIAL = "social"


class Permission(StrEnum):
    """What may be done with estates and units."""

    SEE_ESTATES = "see_estates"
    SEE_UNITS = "see_units"
    REGISTER = "register"
    FOLLOW = "follow"
    REPAIR = "repair"
    FREEZE = "freeze"
    DISPOSE = "dispose"
