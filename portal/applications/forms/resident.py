"""What residents send: shape and length; what it means is for the verbs."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from portal.applications.codes import Route, Wish
from portal.kernel.errors import HouseError
from portal.kernel.identifiers import IdNumber, mobile_number
from portal.kernel.names import stored_name
from portal.kernel.web.doors import act
from portal.kernel.web.errorpages import explain
from portal.kernel.web.fields import (
    Choice,
    CodeField,
    Form,
    IdNumberField,
    PhoneField,
    RadiosField,
    Required,
    SelectField,
    TextAreaField,
    TextField,
    VersionField,
)

_l: Any = lazy_gettext
YES_NO = ("yes", "no")


def _refusal_of(read: Any, *given: Any, **more: Any) -> None:
    """Let a reader of the kernel refuse in its own words, beside the field."""
    try:
        read(*given, **more)
    except HouseError as error:
        raise StopValidation(explain(error.code, **error.facts)) from error


def is_id_number(form: Any, field: Any) -> None:
    """Check digit, date of birth and form of an ID number."""
    _refusal_of(IdNumber.parse, field.data or "", on=act().on)


def is_name(form: Any, field: Any) -> None:
    """A name as the register could hold it."""
    _refusal_of(stored_name, field.data or "")


def is_mobile(form: Any, field: Any) -> None:
    """A mainland mobile number."""
    _refusal_of(mobile_number, field.data or "")


def agreed_means_sensitive_answered(form: Any, field: Any) -> None:
    """Whoever agrees also answers about what is sensitive; whoever does not need not."""
    if form.agree.data == "yes" and field.data not in YES_NO:
        raise StopValidation(str(_l("Please answer this one too. Both answers are fine.")))


def agree_question() -> Any:
    """Two equal answers, none chosen beforehand."""
    return RadiosField(
        _l("Do you agree that we ask?"),
        [Required(_l("Please choose one of the two."))],
        choices=[
            Choice("yes", _l("I agree, please ask"), _l("Then you need not bring these papers")),
            Choice("no", _l("I do not agree, I bring papers"), _l("We tell you which ones")),
        ],
        description=_l("We choose nothing for you. You can apply either way."),
    )


def sensitive_question() -> Any:
    """The separate answer about what is sensitive (PIPL art. 29)."""
    return RadiosField(
        _l("And what is sensitive: income, tax, disability, illness?"),
        [agreed_means_sensitive_answered],
        choices=[
            Choice("yes", _l("These too"), _l("They may put you first in line")),
            Choice("no", _l("Not these"), _l("You bring papers for these only")),
        ],
        description=_l("The law asks for a separate answer. Only needed if you agreed above."),
    )


def signature_field() -> Any:
    """The name, written as a signature."""
    return TextField(
        _l("Write your name here as your signature"),
        [Required(_l("Please sign with your name.")), Length(max=100)],
        render_kw={"autocomplete": "off"},
    )


class WhoForm(Form):
    """Three fields and two answers; nothing is chosen beforehand."""

    city = HiddenField()
    id_number = IdNumberField(
        _l("ID number"),
        [Required(_l("Please write your ID number.")), is_id_number],
        description=_l("18 characters; the last may be an X. Spaces do not matter."),
    )
    name = TextField(
        _l("Name"),
        [Required(_l("Please write your name.")), is_name],
        description=_l("As on your ID card. A window can enter rare characters."),
        render_kw={"autocomplete": "name"},
    )
    phone = PhoneField(
        _l("Mobile phone"),
        [Required(_l("Please write your phone number.")), is_mobile],
        description=_l(
            "We send a code to it next. Please use a number in your own name. "
            "Without a phone, a window helps."
        ),
    )
    agree: Any = agree_question()
    sensitive: Any = sensitive_question()


class ProvenForm(Form):
    """For somebody proven: number and name are known; the phone only if none is known yet."""

    city = HiddenField()
    phone = PhoneField(
        _l("Mobile phone"),
        [Required(_l("Please write your phone number.")), is_mobile],
        description=_l("Messages go there. We send a code to it next."),
    )
    agree: Any = agree_question()
    sensitive: Any = sensitive_question()


class CodeForm(Form):
    """The code that was sent."""

    code = CodeField(
        _l("Code from the message"),
        [Required(_l("Please write the code.")), Length(max=12)],
        description=_l("6 digits, valid for 10 minutes."),
    )


class DraftForm(Form):
    """Base of what changes a draft: which version the page showed."""

    version = VersionField()
    seen = HiddenField()


class WishForm(DraftForm):
    """What the household would like, and where."""

    wish = RadiosField(
        _l("Kind of help"),
        [Required(_l("Please choose one."))],
        choices=[
            Choice(Wish.UNIT.value, _l("A home"), _l("Rent a public home, below market rent")),
            Choice(Wish.SUBSIDY.value, _l("A rent subsidy"), _l("Rent on the market; we pay part")),
            Choice(Wish.EITHER.value, _l("Either"), _l("Whichever comes first")),
        ],
    )
    district = SelectField(
        _l("Where would you like to live?"), [Required(_l("Please choose a district."))]
    )
    lives_in = SelectField(
        _l("Which district do you live in now?"), [Optional()],
        description=_l("The street office there looks at your application first."),
    )  # fmt: skip


class SignForm(DraftForm):
    """The promise or papers, and the name as signature."""

    route = RadiosField(
        _l("How would you like to go on?"),
        [Required(_l("Please choose one of the two."))],
        choices=[
            Choice(Route.COMMITMENT.value, _l("I promise, without papers"),
                   _l("Please help if we check later")),
            Choice(Route.EVIDENCE.value, _l("I do not promise, I bring papers"),
                   _l("You can apply just the same")),
        ],
        description=_l("We choose nothing for you."),
    )  # fmt: skip
    signature: Any = signature_field()
    code = CodeField(
        _l("Code from the message"),
        [Optional(), Length(max=12)],
        description=_l("We sent a new one, because the first is older than 10 minutes."),
    )


class AskCoForm(Form):
    """The other adult's phone."""

    person = HiddenField(validators=[InputRequired()])
    phone = PhoneField(
        _l("Mobile phone of this person"),
        [Required(_l("Please write the phone number.")), is_mobile],
        description=_l("Their own number. They agree with a code of their own."),
    )


class LastFourForm(Form):
    """Who follows the link: the end of their ID number."""

    last_four = TextField(
        _l("Last 4 characters of your ID number"),
        [Required(_l("Please write the last 4 characters.")), Length(max=12)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class CoForm(Form):
    """The other adult's three answers and signature."""

    agree: Any = agree_question()
    sensitive: Any = sensitive_question()
    family = RadiosField(
        _l("May your family see your values?"),
        [Required(_l("Please choose one of the two."))],
        choices=[
            Choice("yes", _l("Yes, they may see them"), _l("Income, homes, vehicles and so on")),
            Choice("no", _l("No, only outcomes"), _l("They see met or not met, never a value")),
        ],
        description=_l("It makes no difference to the outcome."),
    )
    signature: Any = signature_field()


class ResumeForm(Form):
    """Who goes on with a draft."""

    id_number = IdNumberField(
        _l("ID number"), [Required(_l("Please write your ID number.")), is_id_number]
    )
    phone = PhoneField(
        _l("Mobile phone"),
        [Required(_l("Please write your phone number.")), is_mobile],
        description=_l("The one you used before. We send a code to it."),
    )


class SupplementForm(Form):
    """The answer to the one list of what is missing."""

    text = TextAreaField(
        _l("Your answer"),
        [Optional(), Length(max=2000, message=_l("Please keep it under 2,000 characters."))],
    )


class ReexaminationForm(Form):
    """Why the household thinks that the refusal is wrong."""

    text = TextAreaField(
        _l("What is wrong in the decision?"),
        [
            Required(_l("Please write a few words.")),
            Length(max=2000, message=_l("Please keep it under 2,000 characters.")),
        ],
        description=_l("A few words are enough. Another person reads it."),
    )


class TakeOverForm(Form):
    """The proven person signs what was handed in under their name (a draft needs none)."""

    signature = TextField(
        _l("Write your name here as your signature"), [Optional(), Length(max=100)],
        render_kw={"autocomplete": "off"},
    )  # fmt: skip


class PlainForm(Form):
    """A button: nothing but the token."""
