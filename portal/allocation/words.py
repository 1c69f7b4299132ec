"""Words for the states, reasons and refusals of allocation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.allocation.codes import (
    CandidateState,
    ExcludeReason,
    OfferState,
    PlanState,
    VoidReason,
    WaiveReason,
    WaiverState,
)

WORDS: dict[str, LazyString] = {
    "second_person_needed": _l("You handled this yourself. Someone else must do it."),
    "plan_without_homes": _l("Choose at least one home."),
    "window_over": _l("The time to register has passed. Draft a new plan."),
    "window_open": _l("Households can still register. Wait until the time is over."),
    "window_past": _l("This day has passed."),
    "window_order": _l("The last day lies before the first."),
    "window_short": _l("The time to register is too short. It must last until %(day)s."),
    "window_open_not": _l("You cannot register now. Look at the dates of the round."),
    "method_not_allowed": _l("This city does not use that method."),
    "rent_unknown": _l("There is no rent rate for one of these homes."),
    "candidates_undecided": _l("Some households still wait for their check."),
    "offers_open": _l("Some offers have no answer yet."),
    "void_not_asked": _l("Someone must first ask for it, with a reason."),
    "void_reason": _l("Choose a reason."),
    "waive_reason": _l("Choose a reason."),
    "exclude_reason": _l("Choose a reason."),
    "offer_late": _l("The last day to answer has passed."),
    "offer_still_runs": _l("There is still time to answer this offer."),
    "not_in_this_queue": _l("This round is for another list."),
    "not_waiting": _l("You can register only while you are waiting."),
    "not_examined": _l("This household has not been checked yet."),
    "layout_not_for_you": _l("This layout does not fit the size of your household."),
    "layout_not_in_plan": _l("Choose one of the layouts of this round."),
    "waiver_open_already": _l("A person is already asked to decide on this household."),
    "waiver_say_why": _l("Write down the reasons; the household reads them."),
    "waivers_too_few": _l("Not enough waivers count against this household."),
    "registered_already": _l("You have registered already."),
    "excluded_not_eligible": _l(
        "You were taken out of this round: a condition is no longer met. "
        "If that is wrong, tell us; a person looks at it again."
    ),
    "excluded_class_changed": _l(
        "You were taken out of this round: you belong to another class now. "
        "If that is wrong, tell us; a person looks at it again."
    ),
    "excluded_interest": _l(
        "You were taken out of this round: you are close to someone who handles it. "
        "If that is wrong, tell us; a person looks at it again."
    ),
    "excluded_not_waiting": _l(
        "You were taken out of this round: you were no longer on the list. "
        "If that is wrong, tell us; a person looks at it again."
    ),
}

PLAN_STATES: dict[str, tuple[str, LazyString]] = {
    PlanState.DRAFT: ("draft", _l("Draft")),
    PlanState.PUBLISHED: ("hand", _l("Published")),
    PlanState.CHECKED: ("hand", _l("List frozen")),
    PlanState.OFFERING: ("hand", _l("Offering homes")),
    PlanState.CLOSED: ("good", _l("Round closed")),
    PlanState.VOID: ("ended", _l("Void")),
}

CANDIDATE_STATES: dict[str, tuple[str, LazyString]] = {
    CandidateState.REGISTERED: ("hand", _l("Registered for the round")),
    CandidateState.DOUBTFUL: ("need", _l("Needs a person")),
    CandidateState.PASSED: ("good", _l("Takes part")),
    CandidateState.EXCLUDED: ("ended", _l("Taken out")),
    CandidateState.WITHDRAWN: ("withdrawn", _l("Stepped back")),
    CandidateState.SEATED: ("good", _l("Has a place in the order")),
    CandidateState.OUT: ("ended", _l("Was not in line")),
}

OFFER_STATES: dict[str, tuple[str, LazyString]] = {
    OfferState.OPEN: ("need", _l("Waits for the answer")),
    OfferState.ACCEPTED: ("good", _l("Home taken")),
    OfferState.WAIVED: ("withdrawn", _l("Given up")),
    OfferState.EXPIRED: ("ended", _l("Not answered in time")),
    OfferState.VOID: ("ended", _l("Void")),
}

WAIVER_STATES: dict[str, tuple[str, LazyString]] = {
    WaiverState.OPEN: ("need", _l("Waits for a person's decision")),
    WaiverState.REMOVED: ("ended", _l("Taken off the list")),
    WaiverState.EXCUSED: ("good", _l("Excused: waits on")),
    WaiverState.LAPSED: ("withdrawn", _l("Left the list otherwise")),
}

WAIVE_REASONS: dict[str, LazyString] = {
    WaiveReason.TOO_FAR: _l("Too far from work or school"),
    WaiveReason.WRONG_SIZE: _l("Too small or badly laid out"),
    WaiveReason.TOO_DEAR: _l("The rent is too high for us"),
    WaiveReason.HEALTH: _l("Not possible for health reasons"),
    WaiveReason.OTHER_HOME: _l("We found another home"),
    WaiveReason.OTHER: _l("Another reason"),
}

EXCLUDE_REASONS: dict[str, LazyString] = {
    ExcludeReason.NOT_ELIGIBLE: _l("A condition is no longer met"),
    ExcludeReason.CLASS_CHANGED: _l("Belongs to another class now"),
    ExcludeReason.INTEREST: _l("Close to someone who handles this round"),
    ExcludeReason.NOT_WAITING: _l("No longer on the list"),
}

VOID_REASONS: dict[str, LazyString] = {
    VoidReason.MISTAKE: _l("A mistake in the plan"),
    VoidReason.OBJECTION: _l("An objection was upheld"),
    VoidReason.UNITS_LOST: _l("Homes can no longer be let"),
}

PROPOSALS: dict[str, LazyString] = {
    "met": _l("All conditions are met"),
    "not_met": _l("A condition is not met"),
    "unknown": _l("Something is not known yet"),
    ExcludeReason.CLASS_CHANGED: _l("Belongs to another class now"),
    ExcludeReason.NOT_WAITING: _l("No longer on the list"),
}

LAYOUTS: dict[str, LazyString] = {
    "single": _l("Single room"),
    "one_bed": _l("One bedroom"),
    "two_bed": _l("Two bedrooms"),
}

METHODS: dict[str, LazyString] = {"QUEUE_SELECT": _l("In the order of the waiting list")}

WHY: dict[str, LazyString] = {
    "offer_open": _l("A home is offered and waits for the answer."),
    "offer_accepted": _l("The household accepted a home."),
    "offer_waived": _l("The household gave its offer up."),
    "offer_expired": _l("The household did not answer in time."),
    "offer_void": _l("The offer is void."),
    "candidate_registered": _l("The household has not been checked yet."),
    "candidate_doubtful": _l("The check waits for a person's word."),
    "candidate_excluded": _l("The second check took the household out."),
    "candidate_passed": _l("The list is not frozen yet."),
    "candidate_withdrawn": _l("The household withdrew."),
    "candidate_out": _l("The household was not in line when the list was frozen."),
    "no_such_layout": _l("The round has no home of the layout it asked for."),
    "not_waiting_now": _l("The household is not waiting now: paused, left or holding an offer."),
    "others_first": _l("Households before it in the list took the homes of this layout."),
}
