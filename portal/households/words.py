"""Words for the refusals of this package."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.households.codes import Purpose

WORDS: dict[str, LazyString] = {
    "document_kind_unknown": _l("Only a resident ID number can be used here."),
    "number_of_other_person": _l("This number already belongs to another person."),
    "death_in_future": _l("The day of death lies in the future. Check the date."),
    "death_before_birth": _l("The day of death lies before the birth. Check the date."),
    "death_recorded_otherwise": _l("Another day of death is on record. Compare the papers first."),
    "person_in_other_household": _l(
        "One of these people already belongs to another household. "
        "They must leave that one first; a window can help."
    ),
    "applicant_needed": _l("One person must be the main applicant."),
    "one_applicant_only": _l("Only one person can be the main applicant."),
    "one_spouse_only": _l("Only one person can be the spouse."),
    "member_twice": _l("This person is already listed."),
    "member_dead": _l("A person who has died cannot join a household."),
    "member_since_future": _l("The day of joining lies in the future. Check the date."),
    "relation_unknown": _l("Choose how this person is related to the applicant."),
    "not_a_member": _l("This person does not belong to the household."),
    "nothing_changes": _l("Nothing was changed."),
    "household_closed": _l("This household has been closed. Form a new one."),
    "purpose_missing": _l("Say why you need the full number."),
    "reveal_quota": _l("You have seen as many full numbers today as one person may. "
                       "Come back tomorrow, or ask your team leader."),
}  # fmt: skip


PURPOSE_LABELS: dict[str, LazyString] = {
    Purpose.REVIEW: _l("To review an application"),
    Purpose.WINDOW: _l("To serve this person at the window"),
    Purpose.VERIFY: _l("To ask another department by phone or letter"),
    Purpose.OBJECTION: _l("To look into an objection or a report"),
    Purpose.LETTER: _l("To write an official paper"),
    Purpose.OTHER: _l("Something else"),
}
"""Why a full number was asked for; the page "who looked" says the same."""
