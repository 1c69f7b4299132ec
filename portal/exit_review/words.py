"""Words of this package: refusals, states, grounds."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.eligibility import Condition
from portal.exit_review.codes import BREACH, Clock, Kind, Proposal, State, Trigger

NAV_QUEUE = _l("Re-checks")
NAV_OWN = _l("Re-check")

WORDS: dict[str, LazyString] = {
    "review_say_why": _l("Write down the reasons; the household reads them."),
    "keys_missing_back": _l("Count the keys that came back."),
    "review_open_already": _l("A re-check of this household is under way already."),
    "review_nothing_held": _l("This household holds no home and no subsidy from us."),
    "review_no_ground": _l("Nothing was found that the law names as a reason to leave."),
    "review_not_examined": _l("The departments have not answered yet."),
    "review_answers_missing": _l("Some departments are silent. Unknown is not the same as met."),
    "review_second_person": _l("Whoever wrote the notice cannot sign it. A colleague must."),
    "review_not_a_lease": _l("This household has a subsidy, not a home."),
    "review_not_a_subsidy": _l("This household has a home, not a subsidy."),
    "review_not_handed_back": _l("The home has not been handed back yet."),
}

STATES: dict[str, tuple[str, LazyString]] = {
    State.OPENED: ("hand", _l("Being checked")),
    State.CONFIRMED: ("good", _l("Goes on")),
    State.CHANGED: ("need", _l("Something changed")),
    State.EXIT_NOTICE: ("need", _l("Notice to be signed")),
    State.MOVING: ("need", _l("Moving period")),
    State.HOLD_OVER: ("late", _l("Should have moved out")),
    State.HANDED_BACK: ("hand", _l("Handed back")),
    State.CLOSED: ("ended", _l("Over")),
}

KINDS: dict[str, LazyString] = {
    Kind.LEASE: _l("One of our homes"),
    Kind.SUBSIDY: _l("A housing subsidy"),
}

TRIGGERS: dict[str, LazyString] = {
    Trigger.YEARLY: _l("Yearly"),
    Trigger.ASKED: _l("Asked for by the centre"),
    Trigger.BREACH: _l("After a decision on a violation"),
    Trigger.NOTICE: _l("After a notice from a department"),
}

PROPOSALS: dict[str, LazyString] = {
    Proposal.CONFIRM: _l("All lasting conditions are still met."),
    Proposal.CHANGED: _l("At least one lasting condition is no longer met."),
    Proposal.UNKNOWN: _l("Not all departments have answered. They are asked again every day."),
}

CLOCKS: dict[str, LazyString] = {
    Clock.RECHECK: _l("Re-check due"),
    Clock.MOVING: _l("Move out by"),
    Clock.TOTAL: _l("Settle by"),
}

GROUND_LABELS: dict[str, LazyString] = {
    BREACH: _l("A decision on a violation"),
    Condition.HOUSING: _l("Another home of your own, with enough floor area"),
    Condition.BENEFIT: _l("Other housing assistance"),
    Condition.INCOME: _l("Income above the line"),
    Condition.CAR: _l("A car"),
    Condition.COMMERCIAL: _l("A shop, office or warehouse"),
    Condition.HUKOU: _l("No local urban hukou any more"),
}

STEPS: dict[str, LazyString] = {
    "begin": _l("Re-check opened"),
    "flag": _l("A change was found"),
    "clear": _l("No change any more"),
    "confirm": _l("Confirmed: goes on"),
    "draft_notice": _l("Notice written"),
    "return_notice": _l("Notice sent back"),
    "serve_notice": _l("Notice signed and served"),
    "stop_subsidy": _l("Subsidy stopped"),
    "overrun": _l("Moving period over"),
    "revoke": _l("Notice taken back"),
    "hand_back": _l("Home handed back"),
    "lapse": _l("Ended by itself"),
    "settle": _l("Settled"),
}

VERBS: dict[str, tuple[LazyString, LazyString]] = {
    "confirm": (_l("Confirm: goes on"), _l("The next re-check comes in a year.")),
    "draft_notice": (_l("Write the exit notice"), _l("A colleague must sign it before it counts.")),
    "return_notice": (_l("Send the notice back"), _l("It goes back to the desk.")),
    "serve_notice": (
        _l("Sign and serve the exit notice"),
        _l("The moving period runs from today. Until its end the rent stays as agreed."),
    ),
    "stop_subsidy": (_l("Sign: stop the subsidy"), _l("Nothing is paid from next month.")),
    "revoke": (_l("Take the notice back"), _l("The household stays.")),
    "hand_back": (
        _l("Take the home back"),
        _l("The lease ends today; the home must be let again within a year."),
    ),
    "settle": (_l("Settle and close"), _l("Deposit and bills are settled.")),
}
