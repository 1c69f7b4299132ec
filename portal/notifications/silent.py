"""Events that tell nobody, each with the reason. Every event stands here or in wiring.py."""

from __future__ import annotations

SILENT: dict[str, str] = {
    "allocation.OfferAccepted": "own step, seen on the page at once; LeasePrepared writes next",
    "allocation.PlanPublished": "concerns nobody yet: the list is public, each offer is written of",
    "allocation.PlanVoided": "each offer it had made is voided with it, and OfferVoided writes",
    "applications.ApplicationEnded": (
        "follows from what was written of already: a home, the end of the waiting or of the subsidy"
    ),
    "applications.ApplicationSuperseded": (
        "by the proven person themselves, who reads it on the page; what had been handed in is "
        "withdrawn with it, and ApplicationWithdrawn writes"
    ),
    "applications.ObjectionRaised": (
        "nothing is found yet, and whoever objects is protected; the household is asked, or hears "
        "the outcome with the decision"
    ),
    "credit.BarImposed": "stands in the decision, which DecisionServed brings to each of them",
    "credit.CaseDecided": "not served yet: the days of the remedies run from DecisionServed",
    "exchange.NoticeReceived": "nobody has looked at it yet; what follows from it is written of",
    "exit_review.HandedBack": "ends the lease in the same step, and LeaseEnded writes",
    "exit_review.SubsidyEnded": "stops the subsidy in the same step, and SubsidyStopped writes",
    "households.HouseholdChanged": "told us by the household; what follows from it is written",
    "households.PersonDied": "a form letter about a death is no kindness; what follows is written",
    "subsidy.AgreementSigned": "own step, seen on the page at once; SubsidyPaid writes next",
    "tenancy.LeaseVoided": (
        "voids its offer too; OfferForfeited or OfferVoided says what it means for the place"
    ),
    "tenancy.MovedIn": "the tenant was there, with the keys in hand; LeaseSigned said what is owed",
    "tenancy.RentBilled": (
        "the same sum on the same day every month, as LeaseSigned said: a letter each month, for "
        "many an envelope, would teach people not to open the letters that matter"
    ),
    "waitlist.EntryHoused": "LeaseSigned writes of the home; the end of the waiting is part of it",
}
