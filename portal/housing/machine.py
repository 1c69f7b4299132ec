"""Every lawful move of a unit (domain.md §11; 桂政办电〔2020〕104号 art. 18)."""

from __future__ import annotations

from typing import Any

from portal.housing.codes import Permission, UnitState
from portal.kernel.act import Act
from portal.kernel.machine import Machine, Move


def title_registered(unit: Any, act: Act) -> str | None:
    """Only a unit whose title is entered in the land register counts as ours (A18)."""
    return None if unit.registration_no and unit.registered_on else "title_missing"


S = UnitState
_A18 = "桂政办电〔2020〕104号 art. 18"

UNIT = Machine(
    "unit",
    UnitState,
    S.UNDER_CONSTRUCTION,
    (
        Move(S.UNDER_CONSTRUCTION, "complete", S.COMPLETED, Permission.REGISTER),
        Move(S.COMPLETED, "register", S.REGISTERED, Permission.REGISTER, _A18,
             guard=title_registered),
        Move(S.REGISTERED, "open", S.AVAILABLE, Permission.REGISTER),
        Move(S.AVAILABLE, "reserve", S.RESERVED, Permission.FOLLOW),
        Move(S.RESERVED, "release", S.AVAILABLE, Permission.FOLLOW),
        Move(S.RESERVED, "let", S.LEASED, Permission.FOLLOW),
        Move(S.LEASED, "vacate", S.VACATED, Permission.FOLLOW, _A18),
        Move(S.VACATED, "pass_inspection", S.AVAILABLE, Permission.REPAIR, _A18),
        Move((S.VACATED, S.AVAILABLE), "start_repair", S.UNDER_REPAIR, Permission.REPAIR),
        Move(S.UNDER_REPAIR, "finish_repair", S.AVAILABLE, Permission.REPAIR, _A18),
        Move((S.REGISTERED, S.AVAILABLE, S.VACATED, S.UNDER_REPAIR), "freeze", S.FROZEN,
             Permission.FREEZE, human=True),
        # Nobody has looked at it while it was frozen: it is inspected before it is offered.
        Move(S.FROZEN, "unfreeze", S.VACATED, Permission.FREEZE, human=True),
        Move((S.REGISTERED, S.AVAILABLE, S.VACATED, S.FROZEN), "convert", S.CONVERTED,
             Permission.DISPOSE, "财资〔2018〕106号", human=True),
        Move((S.COMPLETED, S.REGISTERED, S.AVAILABLE, S.VACATED, S.UNDER_REPAIR, S.FROZEN,
              S.CONVERTED), "dispose", S.DISPOSED, Permission.DISPOSE, "财资〔2018〕106号",
             human=True),
    ),
)  # fmt: skip
