"""What the refusals of casework say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

WORDS: Mapping[str, Any] = {
    "benefit_open": _l(
        "Somebody of this household is helped in another city. Compare the two files first."
    ),
    "client_first": _l("Press “A person is here” first, so that this is recorded as a visit."),
    "compare_first": _l("Ask the registers again first, then settle."),
    "decide_here": _l("This stage ends with a decision: approve or refuse."),
    "dispute_open": _l("The household says a fact is wrong. Check that first."),
    "facts_newer": _l("Departments have answered since. Compare again first."),
    "findings_not_met": _l("A condition is not met, so it cannot be approved."),
    "findings_unknown": _l("Something is not known yet, so it cannot be approved."),
    "guardian_missing": _l("Please say who speaks for this minor."),
    "guardian_not_heard": _l("The applicant has not answered for themselves yet."),
    "items_open": _l("Something still has to be looked into by a person. See the list above."),
    "items_missing": _l("Please list what is missing, one thing per line."),
    "no_reason_found": _l("Every condition is met, and no objection was found right."),
    "nobody_found": _l("Nobody of that number is known here. Please check it against the card."),
    "not_entrusted_to_you": _l("Another office was asked to verify this."),
    "not_refused": _l("There is no refusal to look at again."),
    "not_screened": _l("The file has not been compared with the rules yet."),
    "not_submitted": _l("Nothing was handed in yet."),
    "assignee_other_duty": _l("The open stage belongs to a duty that this person does not hold."),
    "not_here": _l("This file is not in your worklist any more."),
    "not_your_stage": _l("This stage belongs to another duty."),
    "nothing_before": _l("There is no earlier stage to go back to."),
    "notice_closed": _l("The list has come down. Objections are no longer possible here."),
    "objected_already": _l("You have objected to this already. We are looking into it."),
    "objection_open": _l("An objection is still to be answered."),
    "office_own": _l("That is your own office. Please choose another one."),
    "office_unknown": _l("This office cannot be asked. Please choose one of the list."),
    "own_household": _l("This is your own household. Use “this is wrong” in your own file."),
    "place_outside": _l("That place lies outside this city."),
    "reason_not_found": _l("A refusal can only rest on a condition that is not met."),
    "reasons_missing": _l("Please choose at least one reason."),
    "settled_already": _l("Somebody has settled this already."),
    "signer_not_proven": _l("Nobody has confirmed who signed. A visit to a window settles it."),
    "stage_not_before": _l("Please choose a stage before this one."),
    "text_long": _l("Please keep it under %(limit)s characters."),
    "text_missing": _l("Please write a few words."),
}
