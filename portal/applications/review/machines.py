"""The small machines beside the application's own: a public list, an objection, a comparison."""

from __future__ import annotations

from typing import Any

from portal.applications.codes import (
    CheckState,
    DuplicateState,
    NoticeState,
    ObjectionState,
    Permission,
)
from portal.kernel.act import Act
from portal.kernel.machine import Machine, Move

PUBLICITY = "publicity"
"""The kind of an objection by others; every other kind is the household's own request."""


def asked_by_household(objection: Any, act: Act) -> str | None:
    """What others said against a list stands until it is answered."""
    return "not_from_here" if objection.kind == PUBLICITY else None


NOTICE = Machine(
    "notice",
    NoticeState,
    NoticeState.OPEN,
    (Move(NoticeState.OPEN, "take_down", NoticeState.CLOSED, Permission.PASS_STAGE, "N1 art. 9"),),
)

OBJECTION = Machine(
    "objection",
    ObjectionState,
    ObjectionState.OPEN,
    (
        Move(ObjectionState.OPEN, "uphold", ObjectionState.UPHELD, Permission.HEAR_OBJECTION,
             "N1 art. 9", human=True),
        Move(ObjectionState.OPEN, "dismiss", ObjectionState.DISMISSED, Permission.HEAR_OBJECTION,
             "N1 art. 9", human=True),
        Move(ObjectionState.OPEN, "withdraw", ObjectionState.WITHDRAWN,
             Permission.ASK_REEXAMINATION, "N1 art. 9", guard=asked_by_household, human=True),
    ),
)  # fmt: skip


def not_the_approver(check: Any, act: Act) -> str | None:
    """Whoever approved on the promise does not judge whether it held."""
    return "self_review" if check.approved_by == act.by.uid else None


AFTER_CHECK = Machine(
    "after_check",
    CheckState,
    CheckState.OPEN,
    (
        Move(CheckState.OPEN, "hold", CheckState.TRUE, Permission.AFTER_CHECK,
             "国办发〔2020〕42号", guard=not_the_approver, human=True),
        Move(CheckState.OPEN, "break", CheckState.UNTRUE, Permission.AFTER_CHECK,
             "国办发〔2020〕42号", guard=not_the_approver, human=True),
        Move(CheckState.OPEN, "leave", CheckState.UNCLEAR, Permission.AFTER_CHECK,
             "国办发〔2020〕42号", guard=not_the_approver, human=True),
    ),
)  # fmt: skip

_ALONE = "《个人信息保护法》第二十四条"
"""Nothing is decided about a person by a machine alone."""

DUPLICATE = Machine(
    "duplicate_set",
    DuplicateState,
    DuplicateState.OPEN,
    (
        Move(DuplicateState.OPEN, "find_same", DuplicateState.SAME,
             Permission.SETTLE_DUPLICATE, _ALONE, human=True),
        Move(DuplicateState.OPEN, "find_different", DuplicateState.DIFFERENT,
             Permission.SETTLE_DUPLICATE, _ALONE, human=True),
        Move(DuplicateState.OPEN, "find_helper", DuplicateState.HELPER,
             Permission.SETTLE_DUPLICATE, _ALONE, human=True),
        Move(DuplicateState.OPEN, "close", DuplicateState.OVER, Permission.CLOSE_DUPLICATE),
    ),
)  # fmt: skip
