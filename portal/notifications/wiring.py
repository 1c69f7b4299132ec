"""Which event tells which kind of message. Events are named, not imported.

A decision is told when it is served, because the last days of the remedies run from then.
"""

from __future__ import annotations

from collections.abc import Mapping

from portal.kernel.worker import Handler
from portal.notifications.codes import Kind
from portal.notifications.sending import Lookup, notify, told_by

EVENTS: dict[str, Kind] = {
    "applications.CoApplicantAsked": Kind.CO_APPLICANT_ASKED,
    "applications.ApplicationSubmitted": Kind.APPLICATION_SUBMITTED,
    "applications.SupplementRequested": Kind.SUPPLEMENT_REQUESTED,
    "applications.DisputeSettled": Kind.DISPUTE_SETTLED,
    "applications.PaperRejected": Kind.PAPER_REJECTED,
    "applications.PublicityOpened": Kind.PUBLICITY_OPENED,
    "applications.ApplicationApproved": Kind.APPLICATION_APPROVED,
    "applications.ApplicationRefused": Kind.APPLICATION_REFUSED,
    "waitlist.EntryRegistered": Kind.ENTRY_REGISTERED,
    "allocation.OfferMade": Kind.OFFER_MADE,
    "allocation.OfferExpired": Kind.OFFER_EXPIRED,
    "tenancy.LeaseSigned": Kind.LEASE_SIGNED,
    "subsidy.SubsidyPaid": Kind.SUBSIDY_PAID,
    "exit_review.ExitNoticeServed": Kind.EXIT_NOTICE_SERVED,
    "credit.PreDecisionServed": Kind.PRE_DECISION_SERVED,
    "credit.DecisionServed": Kind.CASE_DECIDED,
    "tenancy.LeasePrepared": Kind.LEASE_PREPARED,
    "subsidy.AgreementPrepared": Kind.AGREEMENT_PREPARED,
    "subsidy.SubsidyReturned": Kind.SUBSIDY_RETURNED,
    "subsidy.SubsidyStopped": Kind.SUBSIDY_STOPPED,
    "waitlist.EntryRemoved": Kind.ENTRY_REMOVED,
    "waitlist.RenewalOpened": Kind.RENEWAL_OPENED,
    "waitlist.StillWaitingAsked": Kind.STILL_WAITING_ASKED,
    "exit_review.ReviewOpened": Kind.REVIEW_OPENED,
    "exit_review.HoldOverBegan": Kind.HOLD_OVER_BEGAN,
    "subsidy.RecoveryConfirmed": Kind.RECOVERY_CONFIRMED,
    "subsidy.RecoveryRevoked": Kind.RECOVERY_REVOKED,
    "subsidy.RepaymentDue": Kind.REPAYMENT_DUE,
    "allocation.WaiversReached": Kind.WAIVERS_REACHED,
    "allocation.WaiverExcused": Kind.WAIVER_EXCUSED,
    "applications.ApplicationWithdrawn": Kind.APPLICATION_WITHDRAWN,
    "waitlist.EntrySuspended": Kind.ENTRY_SUSPENDED,
    "allocation.OfferWaived": Kind.OFFER_WAIVED,
    "allocation.OfferVoided": Kind.OFFER_VOIDED,
    "allocation.OfferForfeited": Kind.OFFER_FORFEITED,
    "tenancy.LeaseEnded": Kind.LEASE_ENDED,
    "exit_review.ReviewConfirmed": Kind.REVIEW_CONFIRMED,
    "credit.BarLifted": Kind.BAR_LIFTED,
}


def subscriptions(lookups: Mapping[str, Lookup]) -> dict[str, tuple[Handler, ...]]:
    """Handlers by event type, for the page of subscriptions.

    ``lookups`` says how to find people where an event's payload has no ``person_uid``: by event
    type (``applications.PublicityOpened``), else by package (``applications``). Each takes the
    event's ``uid`` and answers a person's uid, several, or something with ``person_uid`` or
    ``applicant_uid``.
    """
    return {
        name: (notify(kind, told_by(lookups.get(name) or lookups.get(name.split(".")[0]))),)
        for name, kind in EVENTS.items()
    }
