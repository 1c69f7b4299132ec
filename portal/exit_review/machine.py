"""From the yearly look to the keys on the table (N1 arts 28, 31; domain.md §8)."""

from __future__ import annotations

from portal.exit_review import guards
from portal.exit_review.codes import CHECK_CLAUSE, EXIT_CLAUSE, STOP_CLAUSE
from portal.exit_review.codes import Permission as P
from portal.exit_review.codes import State as S
from portal.kernel.machine import Machine, Move

REVIEW = Machine(
    "review",
    S,
    S.OPENED,
    (
        Move(S.OPENED, "flag", S.CHANGED, P.EXAMINE, CHECK_CLAUSE),
        Move(S.CHANGED, "clear", S.OPENED, P.EXAMINE, CHECK_CLAUSE),
        Move((S.OPENED, S.CHANGED), "confirm", S.CONFIRMED, P.CONFIRM, CHECK_CLAUSE,
             guard=guards.examined, human=True),
        Move(S.CHANGED, "draft_notice", S.EXIT_NOTICE, P.DRAFT, EXIT_CLAUSE,
             guard=guards.has_ground, human=True),
        Move(S.EXIT_NOTICE, "return_notice", S.CHANGED, P.SERVE, EXIT_CLAUSE, human=True),
        Move(S.EXIT_NOTICE, "serve_notice", S.MOVING, P.SERVE, EXIT_CLAUSE,
             guard=guards.lease_notice, human=True),
        Move(S.EXIT_NOTICE, "stop_subsidy", S.CLOSED, P.SERVE, STOP_CLAUSE,
             guard=guards.subsidy_notice, human=True),
        Move(S.MOVING, "overrun", S.HOLD_OVER, P.EXAMINE, EXIT_CLAUSE),
        Move((S.EXIT_NOTICE, S.MOVING, S.HOLD_OVER), "revoke", S.CONFIRMED, P.SERVE, CHECK_CLAUSE,
             human=True),
        Move((S.MOVING, S.HOLD_OVER), "hand_back", S.HANDED_BACK, P.HAND_BACK, EXIT_CLAUSE,
             human=True),
        Move((S.OPENED, S.CHANGED, S.EXIT_NOTICE, S.MOVING, S.HOLD_OVER), "lapse", S.CLOSED,
             P.EXAMINE, EXIT_CLAUSE),
        Move(S.HANDED_BACK, "settle", S.CLOSED, P.SETTLE, EXIT_CLAUSE, human=True),
    ),
)  # fmt: skip
