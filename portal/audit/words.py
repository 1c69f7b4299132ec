"""Words for what the log holds: cases, decisions, looks, oddities."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_babel.speaklater import LazyString

from portal.audit.codes import Odd, Replayed
from portal.audit.verifying import Fault
from portal.households import PURPOSE_LABELS

WORDS: dict[str, LazyString] = {
    "log_was_cut": _l("Sealed lines of the log are gone. Nothing was sealed over them."),
    "sealed_meanwhile": _l("Another process sealed these lines at the same moment."),
    "no_household_found": _l(
        "We found no household for this. Check the number, or search by name."
    ),
}

STAGES: dict[str, tuple[LazyString, str]] = {
    "application": (lazy_pgettext("stage of a life", "Application"), "draft"),
    "waitlist_entry": (lazy_pgettext("stage of a life", "Waiting"), "good"),
    "allocation_offer": (lazy_pgettext("stage of a life", "Choosing"), "open"),
    "lease": (lazy_pgettext("stage of a life", "Tenancy"), "hand"),
    "agreement": (lazy_pgettext("stage of a life", "Subsidy"), "need"),
    "credit_case": (lazy_pgettext("stage of a life", "Credit case"), "late"),
    "review": (lazy_pgettext("stage of a life", "Re-check"), "open"),
}
"""Machine → its name as a stage of a life and its status family."""

DECISIONS: dict[str, LazyString] = {
    "application.accept": _l("Application accepted"),
    "application.ask": _l("More papers asked for"),
    "application.entrust": _l("Check handed to another office"),
    "application.report_back": _l("Check reported back"),
    "application.pass_stage": _l("Stage passed"),
    "application.send_back": _l("Sent back a stage"),
    "application.approve": _l("Application approved"),
    "application.refuse": _l("Refused"),
    "application.reopen": _l("Examined again"),
    "waitlist_entry.suspend": _l("Place kept, paused"),
    "waitlist_entry.resume": _l("Place active again"),
    "waitlist_entry.remove": _l("Taken off the list"),
    "allocation_offer.void": _l("Offer void"),
    "allocation_candidate.admit": _l("Takes part in a round"),
    "allocation_candidate.exclude": _l("Taken out of a round"),
    "allocation_waiver.sign_removal": _l("Removal signed after the last waiver"),
    "allocation_waiver.excuse": _l("Last waiver excused"),
    "lease.countersign": _l("Lease signed"),
    "lease.hand_over": _l("Keys handed over"),
    "lease.end": _l("Lease ended"),
    "lease.void": _l("Lease void"),
    "agreement.activate": _l("Subsidy agreement in force"),
    "agreement.suspend": _l("Subsidy paused"),
    "agreement.resume": _l("Subsidy resumed"),
    "agreement.stop": _l("Subsidy stopped"),
    "subsidy_payment.take_back": _l("Payment taken back"),
    "subsidy_recovery.confirm": _l("Recovery of subsidy confirmed"),
    "subsidy_recovery.reject": _l("Recovery of subsidy not confirmed"),
    "subsidy_recovery.revoke": _l("Recovery of subsidy revoked"),
    "review.confirm": _l("Re-check: stays as it is"),
    "review.draft_notice": _l("Exit notice drafted"),
    "review.return_notice": _l("Exit notice sent back"),
    "review.serve_notice": _l("Exit notice served"),
    "review.stop_subsidy": _l("Re-check: subsidy stopped"),
    "review.revoke": _l("Exit notice revoked"),
    "review.hand_back": _l("Home handed back"),
    "review.settle": _l("Exit settled"),
    "credit_case.accept": _l("Clue accepted"),
    "credit_case.reject": _l("Clue rejected"),
    "credit_case.file": _l("Case filed"),
    "credit_case.serve_notice": _l("Notice before decision served"),
    "credit_case.pass_review": _l("Legal review passed"),
    "credit_case.return_case": _l("Legal review sent it back"),
    "credit_case.decide": _l("Credit decision"),
    "credit_case.serve": _l("Decision served"),
    "credit_case.revoke": _l("Credit decision revoked"),
    "credit_case.withdraw": _l("Case withdrawn"),
}
"""Decisions of a life by ``machine.verb``."""

LOOKS: dict[str, LazyString] = {
    "file": _l("The application file"),
    "person": _l("Personal data"),
    "person.id_number": _l("The full ID number"),
    "lease": _l("The lease"),
    "letter": _l("A letter"),
    "paper": _l("A paper handed in"),
    "credit_case": _l("A credit case"),
    "objection": _l("An objection"),
    "household": _l("The whole household"),
    "bundle": _l("The evidence of the household"),
    "cases": _l("A list of cases"),
    "review": _l("The re-check"),
    "waitlist_entry": _l("The place in the queue"),
    "agreement": _l("The subsidy agreement"),
    "subsidy_run": _l("A month of subsidies"),
    "allocation_candidate": _l("A household in a round"),
    "allocation_round": _l("A round of allocation"),
    "allocation_waiver": _l("The last waiver"),
    "recovery": _l("A recovery of subsidy"),
}

WORK: dict[str, LazyString] = {
    "lease": _l("To work on the lease"),
    "review": _l("To work on the re-check"),
    "waitlist_entry": _l("To work on the waiting list"),
    "agreement": _l("To work on the subsidy"),
    "subsidy_run": _l("To work on the subsidy"),
    "recovery": _l("To work on the subsidy"),
}
"""Purposes of routes that named none: the page says what the work was."""

ODD: dict[Odd, LazyString] = {
    Odd.SHARED: _l("One account or phone for several households"),
    Odd.BACKDATED: _l("Backdated or reordered entries"),
    Odd.OVERRIDES: _l("One officer decides against the proposal often"),
    Odd.NIGHT: _l("Looks at night"),
}

REPLAYED: dict[Replayed, tuple[LazyString, str]] = {
    Replayed.SAME: (_l("Same"), "good"),
    Replayed.DIFFERENT: (_l("Comes out otherwise"), "late"),
    Replayed.NO_RULES: (_l("Rules not found"), "late"),
    Replayed.UNREADABLE: (_l("Cannot be read"), "late"),
}

FAULTS: dict[Fault, LazyString] = {
    Fault.ALTERED: _l("A line was altered"),
    Fault.BODY: _l("The text of a line was altered"),
    Fault.MISSING: _l("A line is missing"),
    Fault.GAP: _l("A place in the log is missing"),
    Fault.ROOT: _l("The log differs from a checkpoint"),
    Fault.CUT: _l("The end of the log was cut off"),
    Fault.SIGNATURE: _l("A checkpoint is not signed by our key"),
    Fault.UNREADABLE: _l("A checkpoint cannot be read"),
    Fault.UNSEALED: _l("A line has waited more than an hour to be sealed"),
}


def decision_words(machine: str, verb: str) -> str:
    """What was decided, in the reader's language."""
    found = DECISIONS.get(f"{machine}.{verb}")
    if found is not None:
        return str(found)
    stage = STAGES.get(machine)
    return _("Decision: %(stage)s", stage=stage[0]) if stage else _("Decision")


def look_words(what: str) -> str:
    """What was looked at."""
    return str(LOOKS.get(what, _("The file")))


def purpose_words(purpose: str, what: str = "") -> str:
    """Why it was looked at; routes without a purpose of their own name what they show."""
    code, _sep, detail = purpose.partition(":")
    # Before the labels: "review" is also a purpose for seeing an ID number.
    if what in WORK and purpose in (what, "review"):
        return str(WORK[what])
    if code in PURPOSE_LABELS:
        return f"{PURPOSE_LABELS[code]} {detail}".strip() if detail else str(PURPOSE_LABELS[code])
    if not purpose or purpose == what or purpose in LOOKS:
        return _("To work on the case")
    return purpose
