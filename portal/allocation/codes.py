"""Names that allocation speaks in; the words for them are in ``words``."""

from __future__ import annotations

from enum import StrEnum


class Method(StrEnum):
    """How homes find households (domain.md §6)."""

    QUEUE_SELECT = "QUEUE_SELECT"


class PlanState(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CHECKED = "checked"
    OFFERING = "offering"
    CLOSED = "closed"
    VOID = "void"


class CandidateState(StrEnum):
    """Where a household stands in one round.

    ``seated``: it has a place in the frozen order. ``out``: it passed, but was not in line on
    the day the order was frozen.
    """

    REGISTERED = "registered"
    DOUBTFUL = "doubtful"
    PASSED = "passed"
    EXCLUDED = "excluded"
    WITHDRAWN = "withdrawn"
    SEATED = "seated"
    OUT = "out"


TAKING_PART = (
    CandidateState.REGISTERED, CandidateState.DOUBTFUL, CandidateState.PASSED,
    CandidateState.SEATED,
)  # fmt: skip


class OfferState(StrEnum):
    """Where an offer stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    WAIVED = "waived"
    EXPIRED = "expired"
    VOID = "void"


class WaiverState(StrEnum):
    """Where the task stands in which a person decides on the last waiver."""

    OPEN = "open"
    REMOVED = "removed"
    EXCUSED = "excused"
    LAPSED = "lapsed"


class WaiveReason(StrEnum):
    """Why a household gives an offer up."""

    TOO_FAR = "too_far"
    WRONG_SIZE = "wrong_size"
    TOO_DEAR = "too_dear"
    HEALTH = "health"
    OTHER_HOME = "other_home"
    OTHER = "other"


class ExcludeReason(StrEnum):
    """Why the second check takes a household out of a round."""

    NOT_ELIGIBLE = "not_eligible"
    CLASS_CHANGED = "class_changed"
    INTEREST = "interest"
    NOT_WAITING = "not_waiting"


class VoidReason(StrEnum):
    """Why a plan or an offer is void."""

    MISTAKE = "mistake"
    OBJECTION = "objection"
    UNITS_LOST = "units_lost"
    NOT_SIGNED = "not_signed"
    PLAN_VOID = "plan_void"
    ENTRY_GONE = "entry_gone"


class Permission(StrEnum):
    """What may be done in allocation, and by whom (table in access.py)."""

    SEE_ROUNDS = "see_rounds"
    SEE_MY_ROUNDS = "see_my_rounds"
    REGISTER_INTEREST = "register_interest"
    SEE_OFFER = "see_offer"
    ACCEPT_OFFER = "accept_offer"
    WAIVE_OFFER = "waive_offer"
    SEE_PLANS = "see_plans"
    DRAFT = "draft"
    PUBLISH = "publish"
    CHECK = "check"
    DECIDE = "decide"
    OFFER = "offer"
    CLOSE = "close"
    VOID = "void"
    EXPIRE = "expire"
    SEE_WAIVERS = "see_waivers"
    DECIDE_WAIVERS = "decide_waivers"
    EXPLAIN_WAIVERS = "explain_waivers"


UNIT_CLAIM = "live_allocation:unit"
HOUSEHOLD_CLAIM = "live_allocation:household"

OFFER = "allocation.offer"
SECOND_CHECK = "allocation.second_check"
PUBLICITY = "allocation.result_publicity"
WAIVERS = "allocation.waiver_decision"
WINDOW = "allocation.registration_min"
"""Rulebook keys; all but the last are also kinds of deadlines."""

CHECK_JOB = "allocation.second_check"
"""Name of the job that examines one household again."""
