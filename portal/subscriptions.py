"""The one page that says which event wakes which handler, and which jobs a worker knows."""

from __future__ import annotations

from typing import Any

from portal import (
    allocation,
    applications,
    exchange,
    exit_review,
    identity,
    notifications,
    subsidy,
    tenancy,
    waitlist,
)
from portal.kernel.worker import Handler

Page = dict[str, tuple[Handler, ...]]

LIFE: Page = {
    # handed in: does another file in the region have somebody or something of it?
    "applications.ApplicationSubmitted": (
        Handler("applications.look_for_duplicates", applications.look_for_duplicates),
    ),
    # approved: wait for a home, or sign a subsidy agreement
    "applications.ApplicationApproved": (
        Handler("waitlist.register_approved", waitlist.register_approved),
        Handler("subsidy.prepare_agreement", subsidy.prepare_agreement),
    ),
    # off the list: the application's life ends with it
    "waitlist.EntryRemoved": (
        Handler("waitlist.end_application", waitlist.end_application),
        Handler("allocation.entry_left", allocation.entry_left),
    ),
    "waitlist.EntryHoused": (
        Handler("waitlist.end_application", waitlist.end_application),
        Handler("allocation.entry_left", allocation.entry_left),
    ),
    "households.HouseholdChanged": (
        Handler("waitlist.household_changed", waitlist.household_changed),
    ),
    # an accepted offer becomes a lease
    "allocation.OfferAccepted": (Handler("tenancy.prepare_lease", tenancy.prepare_lease),),
    "tenancy.LeaseVoided": (Handler("allocation.lease_voided", allocation.lease_voided),),
    # who is assisted is looked at again, and what ended is not
    "tenancy.MovedIn": (Handler("exit_review.watch_lease", exit_review.watch_lease),),
    "subsidy.AgreementSigned": (
        Handler("exit_review.watch_agreement", exit_review.watch_agreement),
    ),
    "tenancy.LeaseEnded": (
        Handler("exit_review.lease_ended", exit_review.holding_ended),
        Handler("exit_review.home_returned", exit_review.home_returned),
    ),
    "subsidy.SubsidyStopped": (Handler("exit_review.subsidy_stopped", exit_review.holding_ended),),
    # a department gave notice: ask the registers, put what differs before a person
    "exchange.NoticeReceived": (Handler("exchange.follow_notice", exchange.follow),),
    # a violation that was decided
    "credit.BarImposed": (Handler("waitlist.bar_imposed", waitlist.bar_imposed),),
    "credit.CaseDecided": (Handler("exit_review.order_return", exit_review.order_return),),
}

RECIPIENTS: dict[str, Any] = {
    "applications": applications.application,
    "applications.PublicityOpened": applications.people_on_notice,
    "applications.DisputeSettled": applications.whose_dispute,
    "applications.ApplicationWithdrawn": applications.who_withdrew,
}
"""Who is told, where an event does not name a person itself."""


def _joined(*pages: Page) -> Page:
    found: Page = {}
    for page in pages:
        for event, handlers in page.items():
            found[event] = (*found.get(event, ()), *handlers)
    return found


SUBSCRIPTIONS: Page = _joined(LIFE, notifications.subscriptions(RECIPIENTS))

JOBS: tuple[Handler, ...] = (
    identity.SEND_SECRET,
    notifications.SEND_SMS,
    notifications.SEND_MAIL,
    applications.ask_silent_again,
    applications.scan_paper,
    allocation.second_check,
    *subsidy.JOBS,
    *exit_review.JOBS,
    *exchange.JOBS,
)
