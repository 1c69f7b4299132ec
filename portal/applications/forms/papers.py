"""What is sent with papers: one file at a time, what is wrong, what staff read off a paper."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms.validators import InputRequired, Length, StopValidation

from portal.applications.codes import Fault
from portal.applications.intake.papers import Incoming, receive
from portal.applications.intake.values import FIELDS, NEEDED_WITH, NONE, Ask, ValueField
from portal.households import PURPOSE_LABELS, Purpose
from portal.kernel.errors import Refused
from portal.kernel.files import Limits, megabytes
from portal.kernel.web.errorpages import explain
from portal.kernel.web.fields import (
    AreaField,
    CheckboxesField,
    Choice,
    DateField,
    FileField,
    Form,
    MoneyField,
    NumberField,
    RadiosField,
    Required,
    SelectField,
    TextAreaField,
    TextField,
)
from portal.kernel.web.uploads import sent

_l: Any = lazy_gettext

CAMERA = {"accept": "image/*,application/pdf"}
"""Phones then offer both the camera and the gallery; what is sent is told by its content."""


class PageForm(Form):
    """One file; once it is valid, ``incoming`` lies sealed in its place."""

    file = FileField(
        _l("A photo of the page, or a PDF"),
        [InputRequired(_l("Please choose a photo or a PDF first."))],
        render_kw=CAMERA,
    )
    incoming: Incoming | None = None

    def __init__(self, limits: Limits, **more: Any) -> None:
        super().__init__(**more)
        self.limits = limits
        self.file.description = _(
            "JPEG, PNG, WebP or PDF, up to %(size)s MB. One page after another.",
            size=megabytes(limits.size),
        )

    def validate_file(self, field: Any) -> None:
        """Decode what was sent and put it into its place; the house's refusal stands beside."""
        try:
            self.incoming = receive(sent(field.data, self.limits.size), self.limits)
        except Refused as refusal:
            raise StopValidation(explain(refusal.code, **refusal.facts)) from refusal


class TakenForm(PageForm):
    """The same at a window: for whom and for what."""

    subject = SelectField(
        _l("What does the paper show, and about whom?"), [Required(_l("Please choose one."))]
    )


class WrongForm(Form):
    """Which values are wrong, and what is right, in the person's own words."""

    whose = RadiosField(_l("About whom?"), [Required(_l("Please choose one."))])
    values = CheckboxesField(_l("What is wrong?"), [Required(_l("Please tick what is wrong."))])
    text = TextAreaField(
        _l("What is right?"),
        [
            Required(_l("Please write what is right.")),
            Length(max=1000, message=_l("Please keep it under 1,000 characters.")),
        ],
    )


class LookForm(Form):
    """Why must the paper be seen?"""

    purpose = RadiosField(
        _l("Why do you need to see it?"),
        [Required(_l("Choose why you need it."))],
        choices=[
            Choice(p.value, PURPOSE_LABELS[p], reveals="detail" if p is Purpose.OTHER else None)
            for p in Purpose
        ],
    )
    detail = TextField(_l("What for?"), [Length(max=150)], description=_l("In a few words."))


OUTCOMES = {
    "ok": _l("In order"),
    Fault.UNREADABLE.value: _l("Not accepted: cannot be read"),
    Fault.INCOMPLETE.value: _l("Not accepted: incomplete"),
    Fault.WRONG_PAPER.value: _l("Not accepted: shows something else"),
    Fault.OTHER_PERSON.value: _l("Not accepted: about another person"),
    Fault.OUT_OF_DATE.value: _l("Not accepted: too old"),
}


class CheckForm(Form):
    """What was found on these pages."""

    evidence = CheckboxesField(_l("Which pages?"), [Required(_l("Please tick at least one page."))])
    outcome = RadiosField(
        _l("What do you find?"), [Required(_l("Please choose one."))],
        choices=[Choice(code, label) for code, label in OUTCOMES.items()],
    )  # fmt: skip


class StandForm(Form):
    """The department's answer stands: corrected meanwhile, or right all along."""

    corrected = RadiosField(
        _l("What did you find?"),
        [Required(_l("Please choose one."))],
        choices=[
            Choice("yes", _l("The department has corrected it")),
            Choice(
                "no", _l("The department was right"),
                _l("What the household says is not accepted"),
            ),
        ],
    )  # fmt: skip
    text = TextAreaField(
        _l("Explain it to the household"),
        [Required(_l("Please write the reasons.")), Length(max=2000)],
        description=_l("Short sentences. The household reads them."),
    )


class ValueForm(Form):
    """Base of what staff read off papers; the fields of the fact are added by ``value_form``."""

    dated = DateField(_l("Date of the paper"), [Required(_l("Please give the date of the paper."))])
    evidence = CheckboxesField(
        _l("Which pages show it?"), [Required(_l("Please tick the pages that show it."))]
    )
    text = TextAreaField(
        _l("How does the paper show it?"),
        [Required(_l("Please write the reasons.")), Length(max=2000)],
        description=_l("Short sentences. The household reads them."),
    )

    def typed(self, source: str) -> dict[str, Any]:
        """The values by code; a flag as a flag, a day left out as nothing."""
        told = {}
        for one in FIELDS[source]:
            data = self[one.code].data
            told[one.code] = data == "yes" if one.ask is Ask.FLAG else data
        return told


YES_NO = [Choice("yes", _l("Yes")), Choice("no", _l("No"))]
_MADE: dict[Ask, Any] = {
    Ask.MONEY: MoneyField,
    Ask.AREA: AreaField,
    Ask.COUNT: NumberField,
    Ask.DATE: DateField,
}


def _made(one: ValueField) -> Any:
    if one.ask is Ask.FLAG:
        return RadiosField(one.label, [Required(_l("Please choose one."))], choices=YES_NO)
    if one.ask is Ask.CHOICE:
        choices = [Choice(code, label) for code, label in one.choices.items()]
        return RadiosField(one.label, [Required(_l("Please choose one."))], choices=choices)
    if one.code in NEEDED_WITH:
        return _MADE[one.ask](one.label, [_unless_none(NEEDED_WITH[one.code])])
    return _MADE[one.ask](one.label, [Required()])


def _unless_none(other: str) -> Any:
    def check(form: Any, field: Any) -> None:
        if field.data is None and form[other].data not in (None, NONE):
            raise StopValidation(str(_l("Please fill this in.")))

    return check


_FORMS: dict[str, type[ValueForm]] = {
    source: type(f"{source.title()}Form", (ValueForm,), {one.code: _made(one) for one in fields})
    for source, fields in FIELDS.items()
}


def value_form(source: str, **more: Any) -> ValueForm:
    """The form of what a paper may show about that fact."""
    return _FORMS[source](**more)
