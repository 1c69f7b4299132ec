"""What the kernel's own refusals say on a page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

KERNEL_WORDS: dict[str, LazyString] = {
    "changed_meanwhile": _l("Someone changed this while you were looking."),
    "form_already_done": _l("This was done already. Nothing was done twice."),
    "not_from_here": _l("This step is not possible in the present state."),
    "a_person_decides": _l("A person has to decide this."),
    "calendar_year_known": _l("The calendar of %(year)s is known already."),
    "deadline_closed": _l("This deadline is closed."),
    "deadline_paused": _l("The clock is paused already."),
    "deadline_not_paused": _l("The clock is not paused."),
    "deadline_passed": _l("The last day has passed."),
    "deadline_pause_too_early": _l("The clock cannot be paused before it started."),
    "deadline_resume_too_early": _l("The clock cannot go on before it was paused."),
    "id_fifteen": _l(
        "This is an old number of 15 digits. Please write the 18 characters of the present card."
    ),
    "id_length": _l("An ID number has 18 characters; this one has %(length)s."),
    "id_characters": _l("Character %(position)s should be a digit. Only the last one may be X."),
    "id_check_digit": _l("The 18th character does not fit. Please check your card."),
    "id_birth_impossible": _l("The day of birth in this number does not exist. Please check it."),
    "id_birth_future": _l("The day of birth in this number has not come yet. Please check it."),
    "credit_code_length": _l("This code has 18 characters; yours has %(length)s."),
    "credit_code_characters": _l("Character %(position)s cannot stand in this code."),
    "credit_code_check": _l("The 18th character does not fit. Please check the licence."),
    "phone_malformed": _l("Please write a mobile number of 11 digits."),
    "name_missing": _l("Please write the name."),
    "name_long": _l("A name has at most %(limit)s characters."),
    "name_characters": _l("We cannot print this character yet. A window will record it for you."),
    "money_missing": _l("Please write the amount."),
    "money_negative": _l("The amount cannot be below zero."),
    "money_decimals": _l("At most two decimals, such as 900.50."),
    "money_malformed": _l("Write an amount such as 900 or 900.50."),
    "letter_code_malformed": _l("A letter code has 8 characters. Please check it on the letter."),
    "number_malformed": _l("This number is not complete. Please check it."),
    "number_check": _l("The last character does not fit. Please check the number."),
    "receipt_code_malformed": _l("A receipt code has 13 characters. Please check it."),
    "receipt_code_check": _l("The last character does not fit. Please check the receipt code."),
    "export_too_many": _l(
        "More than %(limit)s rows. Please narrow the list down and export it in parts."
    ),
    "too_many": _l("That was tried too often. Please come back in %(minutes)s minutes."),
}
