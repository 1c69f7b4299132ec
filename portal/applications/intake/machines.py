"""The small machines of intake: a fact the household says is wrong, a paper it hands in."""

from __future__ import annotations

from typing import Any

from portal.applications.codes import DisputeState, PaperState, Permission
from portal.applications.events import DisputeSettled
from portal.applications.models import Application
from portal.applications.procedure import has_recused
from portal.kernel.act import Act, Kind
from portal.kernel.database import load
from portal.kernel.machine import Machine, Move


def not_own_hands(thing: Any, act: Act) -> str | None:
    """Whoever typed the file in, or is tied to the household, leaves it to others."""
    application = load(Application, thing.application_uid)
    if act.by.kind is not Kind.STAFF:
        return None
    mine = application.entered_by == act.by.uid or has_recused(application.uid, act.by.uid)
    return "self_review" if mine else None


def put_in_by_me(paper: Any, act: Act) -> str | None:
    """A page that was not handed in is taken away by who put it in, and by nobody else."""
    return None if paper.given_by == act.by.uid else "not_yours_to_remove"


DISPUTE = Machine(
    "dispute",
    DisputeState,
    DisputeState.OPEN,
    (
        Move(DisputeState.OPEN, "correct", DisputeState.CORRECTED, Permission.CHECK_PAPERS,
             "PIPL art. 46", guard=not_own_hands, event=DisputeSettled, human=True),
        Move(DisputeState.OPEN, "accept", DisputeState.ACCEPTED, Permission.CHECK_PAPERS,
             "PIPL art. 46", guard=not_own_hands, event=DisputeSettled, human=True),
        Move(DisputeState.OPEN, "dismiss", DisputeState.NOT_ACCEPTED, Permission.CHECK_PAPERS,
             "PIPL art. 46", guard=not_own_hands, event=DisputeSettled, human=True),
        Move(DisputeState.OPEN, "withdraw", DisputeState.WITHDRAWN, Permission.SAY_WRONG,
             "PIPL art. 46"),
    ),
)  # fmt: skip

KEPT = (
    PaperState.ADDED, PaperState.RECEIVED, PaperState.CHECKED, PaperState.REJECTED,
    PaperState.SUPERSEDED,
)  # fmt: skip

EVIDENCE = Machine(
    "evidence",
    PaperState,
    PaperState.ADDED,
    (
        Move(PaperState.ADDED, "hand_in", PaperState.RECEIVED, Permission.GIVE_PAPERS,
             "N1 art. 8"),
        Move(PaperState.ADDED, "remove", PaperState.FORGOTTEN, Permission.GIVE_PAPERS,
             "PIPL art. 47", guard=put_in_by_me),
        Move(PaperState.RECEIVED, "check", PaperState.CHECKED, Permission.CHECK_PAPERS,
             "N1 art. 8", guard=not_own_hands, human=True),
        Move((PaperState.ADDED, PaperState.RECEIVED), "reject", PaperState.REJECTED,
             Permission.CHECK_PAPERS, "N1 art. 8", guard=not_own_hands),
        Move(PaperState.REJECTED, "supersede", PaperState.SUPERSEDED, Permission.GIVE_PAPERS,
             "N1 art. 8"),
        Move(KEPT, "forget", PaperState.FORGOTTEN, Permission.FORGET_PAPERS, "PIPL art. 47"),
    ),
)  # fmt: skip
