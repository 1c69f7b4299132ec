"""What desks and windows send: shape and length; what it means is for the verbs."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Length, Optional, StopValidation

from portal.applications.codes import Shown
from portal.identity import Document
from portal.kernel.act import Role
from portal.kernel.web.fields import (
    CheckboxesField,
    Choice,
    Form,
    PhoneField,
    RadiosField,
    Required,
    TextAreaField,
    TextField,
    VersionField,
)

LONGEST = 2000


def something_listed(form: Any, field: Any) -> None:
    """Facts ticked or things written: one of the two."""
    if not form.facts.data and not (field.data or "").strip():
        raise StopValidation(str(_l("Please list what is missing.")))


class DecideForm(Form):
    """Base of what a desk signs: the version and the look of the file the page was made from."""

    version = VersionField()
    seen = HiddenField()


class OpinionForm(DecideForm):
    """Accept, pass on, approve: an opinion if there is something to say."""

    text = TextAreaField(
        _l("Your opinion"), [Optional(), Length(max=LONGEST)],
        description=_l("Not needed when everything is clear."),
    )  # fmt: skip


class AskForm(DecideForm):
    """The one list of what is missing: facts only papers can bring now, and other things."""

    facts = CheckboxesField(
        _l("Which of the missing facts should papers show?"), [Optional()],
        description=_l("The household gets a place for the pages of each."),
    )  # fmt: skip
    items = TextAreaField(
        _l("What else is missing?"),
        [something_listed, Length(max=LONGEST)],
        description=_l("One thing per line. It can be asked only once, so please list everything."),
    )

    def lines(self) -> list[str]:
        """The things asked for, one by one, without the numbers people put before them."""
        typed = (self.items.data or "").splitlines()
        found = [line.strip().lstrip("0123456789.、)） ") for line in typed]
        return [line for line in found if line]

    def pairs(self) -> list[tuple[str, str]]:
        """The facts asked for: source and person."""
        split = [value.partition(":") for value in self.facts.data or []]
        return [(source, person_uid) for source, _colon, person_uid in split]


class LookedIntoForm(Form):
    """What somebody found and did about a silent, contradicting or late department."""

    text = TextAreaField(
        _l("What did you find, and what was done?"),
        [Required(_l("Please write a few words.")), Length(max=LONGEST)],
    )


class GuardianForm(LookedIntoForm):
    """Who speaks for a minor, how that was seen, and what they say."""

    guardian = RadiosField(
        _l("Who speaks for this minor?"),
        [Required(_l("Please choose one."))],
        choices=[
            Choice(
                Shown.APPLICANT.value,
                _l("The applicant is the guardian"),
                _l("A paper shows it. What the applicant agreed to counts for the minor."),
            ),
            Choice(
                Shown.AGREES.value,
                _l("A parent or guardian was here and agrees"),
                _l("Card and proof were seen"),
            ),
            Choice(
                Shown.AGREES_IN_PART.value,
                _l("A parent or guardian was here and agrees, but to nothing sensitive"),
                _l("Card and proof were seen"),
            ),
            Choice(
                Shown.DECLINES.value,
                _l("A parent or guardian does not agree"),
                _l("Departments are not asked; papers are brought"),
            ),
        ],
    )


class EntrustForm(DecideForm):
    """Whom to ask, and what."""

    role = RadiosField(
        _l("Who should look?"),
        [Required(_l("Please choose one."))],
        choices=[
            Choice(Role.WINDOW_CLERK.value, _l("The street"), _l("Home visit, neighbours")),
            Choice(Role.CIVIL_AFFAIRS.value, _l("Civil affairs"), _l("Income and assets")),
            Choice(Role.DISTRICT_REVIEWER.value, _l("District housing"), _l("Homes and leases")),
        ],
    )
    text = TextAreaField(
        _l("What should be verified?"),
        [Required(_l("Please say what to verify.")), Length(max=LONGEST)],
    )


class ReportForm(DecideForm):
    """What the entrusted office found."""

    text = TextAreaField(
        _l("What did you find?"),
        [Required(_l("Please write what you found.")), Length(max=LONGEST)],
    )


class RefuseForm(DecideForm):
    """The conditions a refusal rests on, in codes, and words beside them."""

    reasons = CheckboxesField(
        _l("Which conditions are not met?"), [Required(_l("Please choose at least one."))]
    )
    text = TextAreaField(
        _l("Explain it to the household"), [Optional(), Length(max=LONGEST)],
        description=_l("Short sentences. It goes into the letter."),
    )  # fmt: skip


class SendBackForm(DecideForm):
    """To which earlier stage, and what is wrong there."""

    stage = RadiosField(_l("To which stage?"), [Required(_l("Please choose one."))])
    text = TextAreaField(
        _l("What is wrong?"),
        [Required(_l("Please say what is wrong.")), Length(max=LONGEST)],
    )


class NoteForm(Form):
    """A note for colleagues."""

    text = TextAreaField(
        _l("Note for colleagues"), [Required(_l("Please write the note.")), Length(max=LONGEST)]
    )


class PlainForm(Form):
    """A button."""


class ObjectForm(Form):
    """Why a household should not be on the list."""

    text = TextAreaField(
        _l("What do you know?"),
        [Required(_l("Please write what you know.")), Length(max=LONGEST)],
        description=_l(
            "Please say what, where and since when. The household does not see your name."
        ),
    )


class AnswerForm(Form):
    """The answer to an objection or a request."""

    version = VersionField()
    outcome = RadiosField(_l("What did you find?"), [Required(_l("Please choose one."))])
    text = TextAreaField(
        _l("The reasons"), [Required(_l("Please write the reasons.")), Length(max=LONGEST)]
    )


class FalsePromiseForm(Form):
    """What was promised and is not true."""

    code = RadiosField(_l("What was found?"), [Required(_l("Please choose one."))])
    text = TextAreaField(
        _l("How was it found?"), [Required(_l("Please say how.")), Length(max=LONGEST)]
    )


def broken_needs_act(form: Any, field: Any) -> None:
    """Whoever says a promise was not true says what was found."""
    if form.outcome.data == "break" and not field.data:
        raise StopValidation(_("Please choose what was found."))


def reasons_unless_true(form: Any, field: Any) -> None:
    """Only a promise that held needs no words."""
    if form.outcome.data in ("break", "leave") and not (field.data or "").strip():
        raise StopValidation(_("Please write the reasons."))


class CheckForm(Form):
    """How the after-check of a promise came out."""

    version = HiddenField()
    outcome = RadiosField(
        _l("Was the promise true?"), [Required(_l("Please choose one."))],
        choices=(
            Choice("hold", _l("Yes, it was true")),
            Choice("break", _l("No, something was not true"), reveals="code"),
            Choice("leave", _l("It cannot be told")),
        ),
    )  # fmt: skip
    code = RadiosField(_l("What was found?"), [broken_needs_act])
    text = TextAreaField(_l("The reasons"), [reasons_unless_true, Length(max=LONGEST)])


class ComparedForm(Form):
    """What files have in common, as a person found it."""

    version = VersionField()
    outcome = RadiosField(
        _l("What did you find?"), [Required(_l("Please choose one."))],
        choices=(
            Choice("find_same", _l("The same person twice"),
                   _l("Then withdraw or end the later file, in the file itself.")),
            Choice("find_different", _l("Different people"),
                   _l("They only have this in common; nothing follows.")),
            Choice("find_helper", _l("A helper's phone or account"),
                   _l("Somebody helps several households; nothing follows.")),
        ),
    )  # fmt: skip
    text = TextAreaField(
        _l("How you know"), [Required(_l("Please write the reasons.")), Length(max=LONGEST)]
    )


class SoughtForm(Form):
    """Whom the clerk has in front of them; posted, so that no number stands in an address."""

    sought = TextField(
        _l("Application number or ID number"),
        [Required(_l("Please write one of the two.")), Length(max=40)],
        render_kw={"autocomplete": "off"},
    )


def seen_field() -> Any:
    """Which document the clerk held, beside the face: kept with the proof."""
    return RadiosField(
        _l("Which original did you see, and does the face fit?"),
        [Required(_l("Please confirm what you saw."))],
        choices=[
            Choice(Document.CARD.value, _l("The resident ID card")),
            Choice(Document.TEMPORARY_CARD.value, _l("A temporary ID card")),
            Choice(Document.RESIDENCE_PERMIT.value, _l("A residence permit of Hong Kong, Macao "
                                                       "or Taiwan residents")),
        ],
    )  # fmt: skip


class SightForm(Form):
    """The person and the card are here; the phone becomes the one that counts."""

    person = HiddenField()
    seen: Any = seen_field()
    phone = PhoneField(
        _l("Their own phone"), [Optional()],
        description=_l("Leave it empty if there is none; a relative's phone is not theirs."),
    )  # fmt: skip


def offered(field: Any, pairs: list[tuple[str, str]]) -> None:
    """Give a field the answers known only now."""
    field.offer([Choice(value, label) for value, label in pairs])
