"""What a clerk types for the person in front of the window."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length, Optional

from portal.applications.codes import Route, Wish
from portal.applications.forms.casework import seen_field
from portal.applications.forms.resident import is_id_number, is_mobile, is_name
from portal.applications.intake.signing import Sheet
from portal.kernel.web.fields import (
    CheckboxesField,
    Choice,
    DateField,
    Form,
    IdNumberField,
    PhoneField,
    RadiosField,
    Required,
    SelectField,
    TextAreaField,
    TextField,
)

BOTH = [Choice("yes", _l("Yes")), Choice("no", _l("No"))]


class NewForm(Form):
    """Who is here, what they agree to; read out, answered by them."""

    id_number = IdNumberField(
        _l("ID number"), [Required(_l("Please write the ID number.")), is_id_number]
    )
    name = TextField(
        _l("Name"), [Required(_l("Please write the name.")), is_name],
        render_kw={"autocomplete": "off"},
    )  # fmt: skip
    phone = PhoneField(
        _l("Their own phone"), [Optional(), is_mobile],
        description=_l("Leave it empty if there is none; a relative's phone is not theirs."),
    )  # fmt: skip
    agree = RadiosField(
        _l("Do they agree that we ask the departments?"), [Required(_l("Please choose one."))],
        choices=BOTH, description=_l("Read the text out. Both answers are fine."),
    )  # fmt: skip
    sensitive = RadiosField(
        _l("Also about income, disability and illness?"), [Required(_l("Please choose one."))],
        choices=BOTH,
    )  # fmt: skip
    seen: Any = seen_field()


class EntryForm(Form):
    """Wish, way, and the name as signature, written by the applicant."""

    wish = RadiosField(
        _l("What would they like?"), [Required(_l("Please choose one."))],
        choices=[
            Choice(Wish.UNIT.value, _l("A home")), Choice(Wish.SUBSIDY.value, _l("A rent subsidy")),
            Choice(Wish.EITHER.value, _l("Either, whichever comes first")),
        ],
    )  # fmt: skip
    district = SelectField(
        _l("Where would they like to live?"), [Required(_l("Please choose a district."))],
        validate_choice=False,
    )  # fmt: skip
    route = RadiosField(
        _l("How do they go on?"), [Required(_l("Please choose one."))],
        choices=[
            Choice(Route.COMMITMENT.value, _l("With the promise, without papers")),
            Choice(Route.EVIDENCE.value, _l("Without the promise, with papers")),
        ],
    )  # fmt: skip
    signature = TextField(
        _l("Name as signature, written by the applicant"),
        [Required(_l("Please let the applicant sign.")), Length(max=100)],
        render_kw={"autocomplete": "off"},
    )

    def signed(self) -> tuple[str, Sheet | None]:
        """The name written here, or the sheet that was signed on paper."""
        return self.signature.data or "", None


class CoForm(Form):
    """The other adult's own answers and signature."""

    agree = RadiosField(
        _l("Do you agree that we ask about you?"), [Required(_l("Please choose one."))],
        choices=BOTH,
    )  # fmt: skip
    sensitive = RadiosField(
        _l("Also about income, disability and illness?"), [Required(_l("Please choose one."))],
        choices=BOTH,
    )  # fmt: skip
    family = RadiosField(
        _l("May the applicant see your values?"), [Required(_l("Please choose one."))],
        choices=BOTH,
    )  # fmt: skip
    signature = TextField(
        _l("Name as signature"),
        [Required(_l("Please sign with your name.")), Length(max=100)],
        render_kw={"autocomplete": "off"},
    )

    def signed(self) -> tuple[str, Sheet | None]:
        """The name written here, or the sheet that was signed on paper."""
        return self.signature.data or "", None


def _mark() -> Any:
    return TextField(
        _l("Mark printed on the sheet"),
        [Required(_l("Please write the mark at the foot of the sheet.")), Length(max=20)],
        description=_l("8 characters at the foot. It says which words were signed."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


def _signed_on() -> Any:
    return DateField(
        _l("Day written beside the signature"),
        [Required(_l("Please give the day written beside the signature."))],
    )


class _OnPaper:
    """Signed on a sheet that was scanned before: its mark and its day instead of the name."""

    def signed(self) -> tuple[str, Sheet | None]:
        """No name here; the sheet."""
        told: Any = self
        return "", Sheet(told.mark.data or "", told.signed_on.data)


class SheetEntryForm(_OnPaper, EntryForm):
    """Wish and way; the promise was signed on paper."""

    signature = None  # type: ignore[assignment]
    mark: Any = _mark()
    signed_on: Any = _signed_on()


class SheetCoForm(_OnPaper, CoForm):
    """The other adult's own answers; signed on paper."""

    signature = None  # type: ignore[assignment]
    mark: Any = _mark()
    signed_on: Any = _signed_on()


class ToldForm(Form):
    """An objection told in person: whom it is about, what, and who tells it."""

    entry = SelectField(
        _l("Which household?"), [Required(_l("Please choose the household."))],
        validate_choice=False,
    )  # fmt: skip
    text = TextAreaField(
        _l("What do they tell?"),
        [
            Required(_l("Please write what you are told.")),
            Length(max=2000),
        ],
        description=_l("In their words: what, where and since when. Read it back to them."),
    )
    id_number = IdNumberField(
        _l("ID number of the person in front of you"),
        [Required(_l("Please write the ID number.")), is_id_number],
    )
    name = TextField(
        _l("Name"), [Required(_l("Please write the name.")), is_name],
        render_kw={"autocomplete": "off"},
    )  # fmt: skip
    seen = CheckboxesField(
        _l("You confirm"), [Required(_l("Please confirm what you saw."))],
        choices=[Choice("card", _l("I saw the original card and the face fits"))],
    )  # fmt: skip
