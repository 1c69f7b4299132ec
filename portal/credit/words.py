"""Words of this package: refusals, states, sources, results."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.credit.codes import BarKind, Clock, Home, Result, Source, State

NAV_QUEUE = _l("Credit cases")
NAV_OWN = _l("Credit record")

WORDS: dict[str, LazyString] = {
    "credit_code_unknown": _l("This act is not in the catalogue. Choose one of the list."),
    "credit_subject": _l("This act and this subject do not belong together."),
    "credit_say_why": _l("Write down the reasons; they become part of the file."),
    "recusal_needed": _l(
        "Whoever has an interest in the case may not work on it. A colleague takes it."
    ),
    "already_an_officer": _l("You already take part in this case."),
    "officers_missing": _l("At least two officers must take part before the case is filed."),
    "limitation_passed": _l(
        "The act was found more than two years after it ended. It is no longer punished."
    ),
    "not_an_officer": _l("Only the officers of this case may do this step."),
    "evidence_missing": _l("There is no evidence yet."),
    "device_not_reviewed": _l(
        "What a device recorded must pass a legal and a technical review before it counts."
    ),
    "notice_missing": _l("No notice has been served, so nothing may be decided."),
    "defence_window_open": _l(
        "The time to answer is still running. Nothing may be decided before it ends."
    ),
    "defence_unread": _l("There is a defence nobody has read and answered yet."),
    "hearing_too_late": _l("The time to ask for a hearing is over."),
    "hearing_too_soon": _l("Seven working days must lie between the notice and the hearing."),
    "hearing_not_called": _l("The day of the hearing has not been announced."),
    "hearing_not_yet": _l("The day of the hearing has not come."),
    "investigator_bars": _l("Whoever investigated may neither review nor decide."),
    "heavier_than_notice": _l(
        "The decision weighs more than the notice said. It must be sent back and announced anew."
    ),
    "heavier_after_defence": _l(
        "A defence may not make it worse. Without new evidence the notice stays as it was."
    ),
    "nothing_to_consider": _l("No defence is waiting to be read."),
    "no_fine_for_this": _l("The law knows no fine for this act."),
    "fine_ground_missing": _l("Choose the article the fine rests on."),
    "fine_too_high": _l("This is more than the article allows."),
    "no_bar_for_this": _l("The law knows no bar on applying for this act."),
    "no_such_measure": _l("The catalogue does not know this measure for this act."),
    "returned_on_missing": _l("Give the day the home was handed back; it cannot lie ahead."),
    "bar_not_repairable": _l("This bar runs its whole time; it cannot be lifted early."),
    "repair_too_early": _l("It can be lifted from %(day)s at the earliest."),
    "duty_not_done": _l("What was ordered has not been done yet."),
    "bar_marked_already": _l("This was recorded already."),
}

STATES: dict[str, tuple[str, LazyString]] = {
    State.CLUE: ("draft", _l("Clue")),
    State.REJECTED: ("ended", _l("Not followed")),
    State.ACCEPTED: ("hand", _l("To be filed")),
    State.FILED: ("hand", _l("Under investigation")),
    State.INVESTIGATED: ("hand", _l("Investigated")),
    State.NOTICED: ("open", _l("Notice served, may be answered")),
    State.HEARING: ("need", _l("Hearing asked for")),
    State.HEARD: ("hand", _l("Heard")),
    State.REVIEW: ("need", _l("In legal review")),
    State.REVIEWED: ("need", _l("To be decided")),
    State.DECIDED: ("need", _l("Decided, to be served")),
    State.SERVED: ("open", _l("Served")),
    State.PERFORMED: ("good", _l("Performed")),
    State.CLOSED: ("good", _l("On record")),
    State.EXPIRED: ("ended", _l("Run out")),
    State.WITHDRAWN: ("withdrawn", _l("Dropped")),
    State.REVOKED: ("withdrawn", _l("Taken back")),
}
"""State → (family of the tag, label)."""

SOURCES: dict[str, LazyString] = {
    Source.REPORT: _l("A report"),
    Source.DEVICE: _l("A device"),
    Source.DATA: _l("A comparison of data"),
    Source.INSPECTION: _l("An inspection"),
    Source.RECHECK: _l("A re-check"),
    Source.OBJECTION: _l("An objection"),
}

RESULTS: dict[str, LazyString] = {
    Result.NONE: _l("No violation"),
    Result.WARNING: _l("A warning"),
    Result.NO_COMMITMENT: _l("No application by promise until repaired"),
    Result.BAR: _l("No application for five years"),
}

HOMES: dict[str, LazyString] = {
    Home.HELD: _l("They live in one of our homes: counted from the day it is handed back"),
    Home.RETURNED: _l("They have handed it back: counted from that day"),
    Home.NONE: _l("They never had one: counted from the decision"),
}

BARS: dict[str, LazyString] = {
    BarKind.APPLY: _l("No new application"),
    BarKind.COMMITMENT: _l("No application by promise"),
}

CLOCKS: dict[str, LazyString] = {
    Clock.DEFENCE: _l("Time to answer"),
    Clock.HEARING: _l("Time to ask for a hearing"),
    Clock.DECISION: _l("Decision within 90 days"),
    Clock.SERVICE: _l("To be served"),
    Clock.RECORD: _l("The record runs out"),
}

EVIDENCE: dict[str, LazyString] = {
    "visit": _l("A visit to the home"),
    "paper": _l("A document"),
    "witness": _l("A witness"),
    "data": _l("Data of a department"),
    "device": _l("A recording of a device"),
    "statement": _l("A statement of the person"),
}

WAYS: dict[str, LazyString] = {
    "handed_over": _l("Handed over in person"),
    "posted": _l("By post with receipt"),
    "electronic": _l("Electronically; the person has agreed in writing"),
    "left": _l("Left at the home before witnesses"),
}

FINES: dict[str, LazyString] = {
    "art34": _l("Order 11, art. 34 (operators)"),
    "art35": _l("Order 11, art. 35 (fraud)"),
    "art36": _l("Order 11, art. 36"),
    "art36_gains": _l("Order 11, art. 36, with unlawful income"),
    "art37_person": _l("Agents, a person"),
    "art37_agency": _l("Agents, an agency"),
}

VERBS: dict[str, tuple[LazyString, LazyString]] = {
    "accept": (_l("Follow the clue"), _l("Officers may take the case on.")),
    "reject": (_l("Leave the clue"), _l("It ends here; the person hears nothing of it.")),
    "take_part": (_l("Take part as officer"), _l("You then can neither review nor decide it.")),
    "file": (_l("File the case"), _l("The decision is due within ninety days.")),
    "add_evidence": (_l("Add evidence"), _l("It stays in the file for good.")),
    "report": (_l("Report the investigation"), _l("Next comes the notice to the person.")),
    "serve_notice": (
        _l("Serve the notice before the decision"),
        _l("The person can read it at once and has five working days to answer."),
    ),
    "consider": (_l("Answer the defence"), _l("The person can read your answer.")),
    "call_hearing": (_l("Announce the hearing"), _l("The person is told the day.")),
    "hold_hearing": (_l("Record the hearing"), _l("The case can then go to legal review.")),
    "to_review": (_l("Hand over to legal review"), _l("A colleague who did not investigate.")),
    "pass_review": (_l("Agree"), _l("The case goes to the decision-maker.")),
    "return_case": (_l("Send back"), _l("A new notice will be needed.")),
    "decide": (
        _l("Decide"),
        _l("It binds once signed: bars and fines stand, service is due within seven working days."),
    ),
    "serve": (_l("Record the service"), _l("The time for remedies runs from today.")),
    "perform": (_l("Record that it was done"), _l("Fines paid, the home restored.")),
    "close": (_l("Put on record"), _l("The record runs out by itself.")),
    "withdraw": (_l("Drop the case"), _l("It ends without a decision.")),
    "revoke": (_l("Take the decision back"), _l("Its bars end today.")),
}
"""Verb → (button, what happens then)."""

STEPS: dict[str, LazyString] = {
    "begin": _l("Clue received"),
    "accept": _l("Clue followed"),
    "reject": _l("Clue not followed"),
    "take_part": _l("An officer joined and declared no interest"),
    "file": _l("Case filed"),
    "add_evidence": _l("Evidence added"),
    "report": _l("Investigation reported"),
    "serve_notice": _l("Notice served"),
    "defend": _l("Defence received"),
    "consider": _l("Defence read and answered"),
    "ask_hearing": _l("Hearing asked for"),
    "call_hearing": _l("Hearing announced"),
    "hold_hearing": _l("Hearing held"),
    "to_review": _l("Handed to legal review"),
    "pass_review": _l("Legal review agreed"),
    "return_case": _l("Sent back by legal review"),
    "decide": _l("Decided"),
    "serve": _l("Decision served"),
    "perform": _l("Performed"),
    "close": _l("Put on record"),
    "expire": _l("Record run out"),
    "withdraw": _l("Dropped"),
    "revoke": _l("Taken back"),
}

REMEDIES: dict[str, tuple[LazyString, LazyString]] = {
    "reexamination": (_l("Ask us to look again"), _l("Free; we answer in writing.")),
    "reconsideration": (_l("Administrative reconsideration"), _l("Free, by the city government.")),
    "suit": (_l("Go to court"), _l("The people's court.")),
}
