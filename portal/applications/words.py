"""What the refusals of intake say to residents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

WORDS: Mapping[str, Any] = {
    "already_applied": _l(
        "There may already be an application. Carry on with the phone used before, "
        "or ask at a window."
    ),
    "application_over": _l("This application is over. Nothing is needed from you."),
    "bar_running": _l("You may not apply until %(until)s. Ground: %(clause)s."),
    "bar_open": _l("You may not apply before the home is handed back. Ground: %(clause)s."),
    "belongs_by_law": _l("Husband or wife and minor children always belong to the household."),
    "city_unknown": _l("This city does not take applications here yet. Please ask at a window."),
    "code_needed": _l("Please send yourself a new code first, then write it here."),
    "district_unknown": _l("Please choose a district of this city."),
    "last_four_wrong": _l("These 4 characters do not fit. Please check your card."),
    "not_asked": _l("Nothing more is needed from you at present."),
    "not_in_register": _l("This person is not in your household register. Please ask at a window."),
    "not_signed": _l("Please sign first."),
    "nothing_sent": _l("Please write an answer or add a file."),
    "person_dead": _l("The register shows a death under this number. Please ask at a window."),
    "phone_needed": _l("Please write your phone number."),
    "promise_needs_asking": _l(
        "A promise is checked later. You did not agree that we ask, so please bring papers."
    ),
    "promise_needs_proof": _l(
        "The promise needs a phone registered in your name, or a visit to a window. "
        "You can go on with papers now."
    ),
    "promise_not_allowed": _l("An earlier promise did not hold, so papers are needed this time."),
    "promise_serious_record": _l(
        "A serious public credit record stands, so papers are needed. Once it is repaired, "
        "the promise is open to you again."
    ),
    "sent_already": _l("This application was handed in already, perhaps in another tab."),
    "same_phone": _l("This is your own number. An adult answers on a phone of their own."),
    "signature_differs": _l("The name is not the one on the ID card. Please check it."),
    "signature_missing": _l("Please sign with your name."),
    "wish_missing": _l("Please say first what you would like and where."),
    # Codes of the guards.
    "asked_already": _l("What was missing has been asked for once; it is not asked for again."),
    "no_stage_open": _l("No stage is open."),
    "notice_hangs": _l("The public notice has not come down yet."),
    "self_review": _l("You handled this yourself. Someone else must check it."),
    "stages_open": _l("Not every stage is done yet."),
}
