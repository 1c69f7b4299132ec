"""Names that messages store."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a message tells; each has one template."""

    CO_APPLICANT_ASKED = "co_applicant_asked"
    APPLICATION_SUBMITTED = "application_submitted"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    DISPUTE_SETTLED = "dispute_settled"
    PAPER_REJECTED = "paper_rejected"
    PUBLICITY_OPENED = "publicity_opened"
    APPLICATION_APPROVED = "application_approved"
    APPLICATION_REFUSED = "application_refused"
    ENTRY_REGISTERED = "entry_registered"
    OFFER_MADE = "offer_made"
    OFFER_EXPIRED = "offer_expired"
    LEASE_SIGNED = "lease_signed"
    SUBSIDY_PAID = "subsidy_paid"
    EXIT_NOTICE_SERVED = "exit_notice_served"
    PRE_DECISION_SERVED = "pre_decision_served"
    CASE_DECIDED = "case_decided"
    LEASE_PREPARED = "lease_prepared"
    AGREEMENT_PREPARED = "agreement_prepared"
    SUBSIDY_RETURNED = "subsidy_returned"
    SUBSIDY_STOPPED = "subsidy_stopped"
    ENTRY_REMOVED = "entry_removed"
    RENEWAL_OPENED = "renewal_opened"
    STILL_WAITING_ASKED = "still_waiting_asked"
    REVIEW_OPENED = "review_opened"
    HOLD_OVER_BEGAN = "hold_over_began"
    RECOVERY_CONFIRMED = "recovery_confirmed"
    RECOVERY_REVOKED = "recovery_revoked"
    REPAYMENT_DUE = "repayment_due"
    WAIVERS_REACHED = "waivers_reached"
    WAIVER_EXCUSED = "waiver_excused"
    APPLICATION_WITHDRAWN = "application_withdrawn"
    ENTRY_SUSPENDED = "entry_suspended"
    OFFER_WAIVED = "offer_waived"
    OFFER_VOIDED = "offer_voided"
    OFFER_FORFEITED = "offer_forfeited"
    LEASE_ENDED = "lease_ended"
    REVIEW_CONFIRMED = "review_confirmed"
    BAR_LIFTED = "bar_lifted"


class Channel(StrEnum):
    """How it goes out: a text to the phone, an e-mail, a letter to read or print, an envelope."""

    SMS = "sms"
    MAIL = "mail"
    LETTER = "letter"
    POST = "post"


class Permission(StrEnum):
    """What the pages of this package ask for (table in access.py)."""

    OWN_LETTERS = "own_letters"
    READ_LETTER = "read_letter"
    VERIFY = "verify"
    POST_LETTERS = "post_letters"
