"""Where agreements, runs and payments stand, why they are held, and who may do what."""

from __future__ import annotations

from enum import StrEnum

LIVE_ASSISTANCE = "live_assistance"
"""Claim: one live lease or one live subsidy per adult person."""

SUBSIDY_MONTH = "subsidy_month"
"""Claim: one subsidy per person and month; subject ``<person>:<month>``."""

SUBSIDY = "subsidy"


class State(StrEnum):
    """Where an agreement stands."""

    DRAFTED = "drafted"
    SIGNED = "signed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    STOPPED = "stopped"


class RunState(StrEnum):
    """Where a month's run stands."""

    COMPUTED = "computed"
    APPROVED = "approved"
    SENT = "sent"
    RETURNED = "returned"
    CLOSED = "closed"
    VOID = "void"


class PaymentState(StrEnum):
    """Where one payment stands; ``sent`` without an answer is unknown, never paid twice."""

    LISTED = "listed"
    SENT = "sent"
    PAID = "paid"
    RETURNED = "returned"
    VOID = "void"


class RecoveryState(StrEnum):
    """Where the recovery of what was paid too much stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    SETTLED = "settled"
    REJECTED = "rejected"
    REVOKED = "revoked"


class Way(StrEnum):
    """How it comes back: out of the coming months, or paid at the counter."""

    SET_OFF = "set_off"
    PAY_BACK = "pay_back"


class PayeeState(StrEnum):
    """Whose account is paid: asked for, in use, no longer, or turned down."""

    ASKED = "asked"
    CURRENT = "current"
    FORMER = "former"
    REFUSED = "refused"


class StopReason(StrEnum):
    """Why a subsidy stops, from the month after."""

    OWN_WISH = "own_wish"
    HOUSED = "housed"
    NOT_ELIGIBLE = "not_eligible"
    TERM = "term"
    DEATH = "death"
    NOT_SIGNED = "not_signed"
    BREACH = "breach"


class SuspendReason(StrEnum):
    """Why payment pauses."""

    RECHECK = "recheck"
    FACT_UNKNOWN = "fact_unknown"
    DISPUTED = "disputed"


class HoldReason(StrEnum):
    """Why a household is left out of a run; nothing is lost, it may follow in a later one."""

    MEMBER_DIED = "member_died"
    HOUSEHOLD_CHANGED = "household_changed"
    LIVE_LEASE = "live_lease"
    PAID_ELSEWHERE = "paid_elsewhere"
    SUSPENDED = "suspended"
    PAYEE_CHANGING = "payee_changing"
    NO_PAYEE = "no_payee"
    ACCOUNT_SHARED = "account_shared"
    NAME_UNPRINTABLE = "name_unprintable"
    NOTHING_DUE = "nothing_due"


class Oddity(StrEnum):
    """What is wrong with a line of a bank's return file."""

    UNKNOWN = "unknown_line"
    DUPLICATE = "duplicate_line"
    AMOUNT = "wrong_amount"
    ACCOUNT = "wrong_account"
    CONTRADICTS = "contradicts"
    STATUS = "unknown_status"


class Permission(StrEnum):
    """What may be done with subsidies (table in access.py)."""

    SEE_OWN = "see_own"
    SEE_OWN_AGREEMENT = "see_own_agreement"
    SIGN = "sign"
    NAME_PAYEE = "name_payee"
    SEE_AGREEMENTS = "see_agreements"
    SEE_AGREEMENT = "see_agreement"
    ACTIVATE = "activate"
    CONFIRM_PAYEE = "confirm_payee"
    REVISE = "revise"
    SUSPEND = "suspend"
    STOP = "stop"
    SEE_MONEY = "see_money"
    COMPUTE = "compute"
    APPROVE = "approve"
    SEND = "send"
    FETCH = "fetch"
    SETTLE = "settle"
    CLOSE = "close"
    SEE_RECOVERIES = "see_recoveries"
    PROPOSE_RECOVERY = "propose_recovery"
    CONFIRM_RECOVERY = "confirm_recovery"
    REVOKE_RECOVERY = "revoke_recovery"
    TAKE_REPAYMENT = "take_repayment"
    FOLLOW_RECOVERY = "follow_recovery"


SIGN_KIND = "subsidy_sign"
PAY_KIND = "subsidy_pay"
TERM_KIND = "subsidy_term"
REPAY_KIND = "subsidy_repay"

RECOVERED = "subsidy_recovered"
"""Claim: one recovery per payment; its subject is the payment. Freed only when it falls away."""

EXPENSE, BANK = "subsidy_expense", "subsidy_bank"
RECEIVABLE, TILL = "subsidy_receivable", "subsidy_till"
"""Kinds of accounts in the ledger."""

GROUND = "建保〔2016〕281号"
