"""Where a re-check stands, what it is about, and what may be done to it."""

from __future__ import annotations

from enum import StrEnum

from portal.eligibility import Condition


class State(StrEnum):
    """Where a re-check stands; from ``exit_notice`` on it is an exit."""

    OPENED = "opened"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    EXIT_NOTICE = "exit_notice"
    MOVING = "moving"
    HOLD_OVER = "hold_over"
    HANDED_BACK = "handed_back"
    CLOSED = "closed"


OVER = (State.CONFIRMED, State.CLOSED)
LEAVING = (State.MOVING, State.HOLD_OVER)


class Kind(StrEnum):
    """What the household holds."""

    LEASE = "lease"
    SUBSIDY = "subsidy"


class Trigger(StrEnum):
    """Why it was opened."""

    YEARLY = "yearly"
    ASKED = "asked"
    BREACH = "breach"
    NOTICE = "notice"


class Proposal(StrEnum):
    """What the comparison proposes; a person decides."""

    CONFIRM = "confirm"
    CHANGED = "changed"
    UNKNOWN = "unknown"


class Clock(StrEnum):
    """Kinds of deadlines of a re-check."""

    RECHECK = "exit_recheck"
    MOVING = "exit_moving"
    TOTAL = "exit_total"


class Permission(StrEnum):
    """What may be done to a re-check, and by whom (table in access.py)."""

    SEE_REVIEWS = "see_reviews"
    SEE_REVIEW = "see_review"
    OPEN = "open"
    EXAMINE = "examine"
    CONFIRM = "confirm"
    DRAFT = "draft"
    SERVE = "serve"
    HAND_BACK = "hand_back"
    REPAIR = "repair"
    SETTLE = "settle"
    REPORT = "report"
    SEE_MY_REVIEW = "see_my_review"
    SEE_OWN = "see_own"


WATCHED = frozenset(
    {
        Condition.HOUSING, Condition.BENEFIT, Condition.INCOME, Condition.CAR,
        Condition.COMMERCIAL, Condition.HUKOU,
    }
)  # fmt: skip
"""Conditions that must go on being met. The others (age, a recent degree, months of
pension) open the door once and do not close it."""

GROUNDS = {
    Kind.LEASE: frozenset({Condition.HOUSING, Condition.BENEFIT}),
    Kind.SUBSIDY: WATCHED,
}
"""What an exit may rest on: for a home, another home or another assisted home (N1 art. 31);
everything else is looked at when the lease is renewed. For a subsidy every lasting condition."""

OWN_BENEFIT = {Kind.LEASE: "prh_lease", Kind.SUBSIDY: "subsidy"}
"""How the register of benefits calls what this household holds from us."""

BREACH = "breach"
"""Ground of an exit that follows a decision of a credit case (N1 arts 27, 36)."""

EXIT_CLAUSE = "《公共租赁住房管理办法》第三十一条"
CHECK_CLAUSE = "《公共租赁住房管理办法》第二十八条"
STOP_CLAUSE = "建保〔2016〕281号"
