"""Where a credit case stands, what it may end in, and what may be done to it."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a case stands on the way the Administrative Penalties Act orders."""

    CLUE = "clue"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    FILED = "filed"
    INVESTIGATED = "investigated"
    NOTICED = "noticed"
    HEARING = "hearing"
    HEARD = "heard"
    REVIEW = "review"
    REVIEWED = "reviewed"
    DECIDED = "decided"
    SERVED = "served"
    PERFORMED = "performed"
    CLOSED = "closed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


OPEN = (
    State.CLUE, State.ACCEPTED, State.FILED, State.INVESTIGATED, State.NOTICED, State.HEARING,
    State.HEARD, State.REVIEW, State.REVIEWED, State.DECIDED, State.SERVED, State.PERFORMED,
)  # fmt: skip

STANDING = (State.DECIDED, State.SERVED, State.PERFORMED, State.CLOSED)
"""A decision stands and its record has not run out."""

TOLD = (
    State.NOTICED, State.HEARING, State.HEARD, State.REVIEW, State.REVIEWED, *STANDING,
    State.EXPIRED, State.REVOKED,
)  # fmt: skip
"""The person has been told (notice served), so their own page shows the case."""


class Result(StrEnum):
    """What a decision orders, from lightest to heaviest."""

    NONE = "none"
    WARNING = "warning"
    NO_COMMITMENT = "no_commitment"
    BAR = "bar"


WEIGHT = {Result.NONE: 0, Result.WARNING: 1, Result.NO_COMMITMENT: 2, Result.BAR: 3}


class Home(StrEnum):
    """Whether there is a home to hand back, from which a bar is counted."""

    HELD = "held"
    RETURNED = "returned"
    NONE = "none"


class BarKind(StrEnum):
    """What a person may not do while the row runs."""

    APPLY = "apply"
    COMMITMENT = "commitment"


class MarkKind(StrEnum):
    """What happened to a bar after it was imposed."""

    STARTED = "started"
    LIFTED = "lifted"


class Source(StrEnum):
    """Where a clue came from."""

    REPORT = "report"
    DEVICE = "device"
    DATA = "data"
    INSPECTION = "inspection"
    RECHECK = "recheck"
    OBJECTION = "objection"


class Clock(StrEnum):
    """Kinds of deadlines of a case."""

    DEFENCE = "credit_defence"
    HEARING = "credit_hearing"
    DECISION = "credit_decision"
    SERVICE = "credit_service"
    RECORD = "credit_record"


class Permission(StrEnum):
    """What may be done to a case, and by whom (table in access.py)."""

    SEE_QUEUE = "see_queue"
    SEE_CASE = "see_case"
    REPORT = "report"
    JUDGE_CLUE = "judge_clue"
    INVESTIGATE = "investigate"
    SERVE_NOTICE = "serve_notice"
    HOLD_HEARING = "hold_hearing"
    REVIEW = "review"
    DECIDE = "decide"
    SERVE = "serve"
    KEEP_RECORD = "keep_record"
    LIFT = "lift"
    SEE_OWN_CREDIT = "see_own_credit"
    SEE_OWN_CASE = "see_own_case"
    DEFEND = "defend"
