"""The life of a lease, as a table."""

from __future__ import annotations

from typing import Any

from portal.kernel.act import Act
from portal.kernel.machine import Machine, Move
from portal.tenancy import codes
from portal.tenancy.codes import Permission, State


def not_countersigned(lease: Any, act: Act) -> str | None:
    """Nobody has countersigned yet."""
    return "already_countersigned" if lease.countersigned_on else None


def countersigned(lease: Any, act: Act) -> str | None:
    """Both sides have signed."""
    return None if lease.countersigned_on else "not_countersigned"


LEASE = Machine(
    "lease",
    State,
    State.DRAFTED,
    (
        Move(State.DRAFTED, "sign", State.SIGNED, Permission.SIGN, codes.SIGN_CLAUSE, human=True),
        Move(
            State.SIGNED, "countersign", State.SIGNED, Permission.COUNTERSIGN, codes.SIGN_CLAUSE,
            guard=not_countersigned, human=True,
        ),
        Move(
            State.SIGNED, "hand_over", State.OCCUPIED, Permission.HAND_OVER, codes.SIGN_CLAUSE,
            guard=countersigned, human=True,
        ),
        Move(State.OCCUPIED, "end", State.ENDED, Permission.END, codes.END_CLAUSE, human=True),
        Move((State.DRAFTED, State.SIGNED), "void", State.VOID, Permission.VOID, codes.SIGN_CLAUSE),
    ),
)  # fmt: skip
