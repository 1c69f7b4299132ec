"""Where a lease stands, why it ends, and what may be done to it."""

from __future__ import annotations

from enum import StrEnum

LIVE_ASSISTANCE = "live_assistance"
"""Claim: one live lease or one live subsidy per adult person."""


class State(StrEnum):
    """Where a lease stands. ``signed``: by the tenant, and after ``countersign`` by both."""

    DRAFTED = "drafted"
    SIGNED = "signed"
    OCCUPIED = "occupied"
    ENDED = "ended"
    VOID = "void"


LIVE = (State.SIGNED, State.OCCUPIED)
OPEN = (State.DRAFTED, State.SIGNED, State.OCCUPIED)


class EndReason(StrEnum):
    """Why a tenancy ends."""

    TERM = "term"
    TENANT_LEAVES = "tenant_leaves"
    NOT_ELIGIBLE = "not_eligible"
    DEATH = "death"
    ARREARS = "arrears"
    BREACH = "breach"
    EXCHANGE = "exchange"


class VoidReason(StrEnum):
    """Why a lease never came to be."""

    NOT_SIGNED = "not_signed_in_time"
    DECLINED = "declined"
    MISTAKE = "mistake"


class Method(StrEnum):
    """How rent was paid."""

    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"


CREDITED = "credited"
"""Method of a payment that no till took: money paid on a bill that was cancelled later."""


class BillKind(StrEnum):
    """What a bill is for: the rent agreed, or what holding over costs on top of it."""

    RENT = "rent"
    HOLD_OVER = "hold_over"


class Permission(StrEnum):
    """What may be done to a lease, and by whom (table in access.py)."""

    SEE_HOME = "see_home"
    SEE_OWN_LEASE = "see_own_lease"
    SIGN = "sign"
    DECLINE = "decline"
    SEE_LEASES = "see_leases"
    EXPORT_LEASES = "export_leases"
    SEE_LEASE = "see_lease"
    COUNTERSIGN = "countersign"
    HAND_OVER = "hand_over"
    FILE = "file"
    VOID = "void"
    END = "end"
    TAKE_RENT = "take_rent"


class Clock(StrEnum):
    """Kinds of deadlines of a lease."""

    SIGN = "lease_sign"
    FILE = "lease_file"
    RENEW = "lease_renew"
    TERM = "lease_term"
    RENT = "rent_due"


SIGN_CLAUSE = "《公共租赁住房管理办法》第十六条"
FILE_CLAUSE = "《公共租赁住房管理办法》第十七条"
TERM_CLAUSE = "《公共租赁住房管理办法》第十八条"
HOLD_OVER_CLAUSE = "《公共租赁住房管理办法》第三十一条"
END_CLAUSE = "《公共租赁住房管理办法》第二十九条至第三十一条"
