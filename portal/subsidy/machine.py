"""The lives of an agreement, a month's run, one payment and a recovery, as tables."""

from __future__ import annotations

from typing import Any

from portal.kernel.act import Act
from portal.kernel.machine import Machine, Move
from portal.subsidy.codes import (
    GROUND,
    PaymentState,
    Permission,
    RecoveryState,
    RunState,
    State,
)
from portal.subsidy.queries import open_oddities, unanswered


def signed(agreement: Any, act: Act) -> str | None:
    """The applicant signed and named an account."""
    return None if agreement.signed_on else "agreement_not_signed"


def not_the_maker(run: Any, act: Act) -> str | None:
    """Whoever made the list cannot approve it."""
    return "own_work" if act.by.uid == run.computed_by else None


def not_the_proposer(recovery: Any, act: Act) -> str | None:
    """Whoever proposed the recovery does not confirm it."""
    return "own_work" if act.by.uid == recovery.proposed_by else None


def neither_of_the_two(recovery: Any, act: Act) -> str | None:
    """Neither of the two who made it takes it back: money would go out on one person's word."""
    return "own_work" if act.by.uid in (recovery.proposed_by, recovery.decided_by) else None


def nothing_open(run: Any, act: Act) -> str | None:
    """Every payment has an answer and every odd line was looked at."""
    if unanswered(run.uid):
        return "payments_unanswered"
    return "oddities_open" if open_oddities(run.uid) else None


A = State
AGREEMENT = Machine(
    "agreement",
    State,
    State.DRAFTED,
    (
        Move(A.DRAFTED, "sign", A.SIGNED, Permission.SIGN, GROUND, human=True),
        Move(
            A.SIGNED, "activate", A.ACTIVE, Permission.ACTIVATE, GROUND,
            guard=signed, human=True,
        ),
        Move(A.ACTIVE, "suspend", A.SUSPENDED, Permission.SUSPEND, GROUND),
        Move(A.SUSPENDED, "resume", A.ACTIVE, Permission.SUSPEND, GROUND, human=True),
        Move(
            (A.DRAFTED, A.SIGNED, A.ACTIVE, A.SUSPENDED), "stop", A.STOPPED, Permission.STOP,
            GROUND,
        ),
    ),
)  # fmt: skip

R = RunState
RUN = Machine(
    "subsidy_run",
    RunState,
    RunState.COMPUTED,
    (
        Move(
            R.COMPUTED, "approve", R.APPROVED, Permission.APPROVE, GROUND, guard=not_the_maker,
            human=True,
        ),
        Move(
            R.COMPUTED, "send_back", R.VOID, Permission.APPROVE, GROUND, guard=not_the_maker,
            human=True,
        ),
        Move(R.APPROVED, "send", R.SENT, Permission.SEND, GROUND),
        Move(R.SENT, "return", R.RETURNED, Permission.SETTLE, GROUND),
        Move(
            R.RETURNED, "close", R.CLOSED, Permission.CLOSE, GROUND, guard=nothing_open, human=True
        ),
    ),
)  # fmt: skip

P = PaymentState
PAYMENT = Machine(
    "subsidy_payment",
    PaymentState,
    PaymentState.LISTED,
    (
        Move(P.LISTED, "send", P.SENT, Permission.SEND, GROUND),
        Move(P.LISTED, "drop", P.VOID, Permission.APPROVE, GROUND),
        Move(P.SENT, "pay", P.PAID, Permission.SETTLE, GROUND),
        Move(P.SENT, "return", P.RETURNED, Permission.SETTLE, GROUND),
        Move(P.PAID, "take_back", P.RETURNED, Permission.SETTLE, GROUND, human=True),
    ),
)

V = RecoveryState
RECOVERY = Machine(
    "subsidy_recovery",
    RecoveryState,
    RecoveryState.PROPOSED,
    (
        Move(
            V.PROPOSED, "confirm", V.CONFIRMED, Permission.CONFIRM_RECOVERY, GROUND,
            guard=not_the_proposer, human=True,
        ),
        Move(
            V.PROPOSED, "reject", V.REJECTED, Permission.CONFIRM_RECOVERY, GROUND,
            guard=not_the_proposer, human=True,
        ),
        Move(V.CONFIRMED, "settle", V.SETTLED, Permission.FOLLOW_RECOVERY, GROUND),
        Move(V.SETTLED, "reopen", V.CONFIRMED, Permission.FOLLOW_RECOVERY, GROUND),
        Move(
            (V.CONFIRMED, V.SETTLED), "revoke", V.REVOKED, Permission.REVOKE_RECOVERY, GROUND,
            guard=neither_of_the_two, human=True,
        ),
    ),
)  # fmt: skip
