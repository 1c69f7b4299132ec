"""What officers and residents send in a case: shape and length; the verbs judge the rest."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Length, Optional

from portal.credit.codes import Home, Result
from portal.credit.words import EVIDENCE, HOMES, RESULTS, WAYS
from portal.kernel.web.fields import (
    Choice,
    DateField,
    Form,
    MoneyField,
    RadiosField,
    Required,
    SelectField,
    TextAreaField,
    VersionField,
)

LONGEST = Length(max=4000)


class StepForm(Form):
    """A step with nothing to fill in."""

    version = VersionField()


class TextForm(StepForm):
    """A step with its reasons."""

    text = TextAreaField(
        _l("Reasons"),
        [Required(_l("Write down the reasons.")), LONGEST],
        description=_l("They become part of the file. The person may read them."),
    )


class PartForm(StepForm):
    """Joining a case: does the officer have an interest in it?"""

    interest = RadiosField(
        _l("Are you related to the person, or does the outcome touch you?"),
        [Required(_l("Answer this; the law asks for it."))],
        choices=[Choice("no", _l("No")), Choice("yes", _l("Yes, or I am not sure"))],
    )


class EvidenceForm(TextForm):
    """One piece of evidence."""

    kind = RadiosField(
        _l("What kind of evidence is it?"),
        [Required(_l("Choose the kind."))],
        choices=[Choice(code, label) for code, label in EVIDENCE.items()],
    )
    reviewed = RadiosField(
        _l("If a device recorded it: did it pass the legal and technical review?"),
        [Optional()],
        choices=[Choice("yes", _l("Yes")), Choice("no", _l("No, or no device"))],
        default="no",
    )


class MeasureForm(TextForm):
    """What is intended, or decided."""

    result = RadiosField(
        _l("Measure"),
        [Required(_l("Choose a measure."))],
        choices=[Choice(code, label) for code, label in RESULTS.items()],
    )
    fine = MoneyField(_l("Fine"), [Optional()], description=_l("Leave empty for none."))
    ground = SelectField(_l("The fine rests on"), [Optional()])
    gains = MoneyField(
        _l("Unlawful income"), [Optional()], description=_l("Only if the article asks for it.")
    )

    def given(self) -> dict[str, Any]:
        """As the verbs take it."""
        return {
            "result": self.result.data, "text": self.text.data or "",
            "fine_fen": self.fine.data or 0, "ground": self.ground.data or "",
            "gains_fen": self.gains.data or 0,
        }  # fmt: skip


class NoticeForm(MeasureForm):
    """The pre-decision notice; no violation needs no notice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.result.offer(
            [Choice(code, label) for code, label in RESULTS.items() if code != Result.NONE]
        )


class DecisionForm(MeasureForm):
    """The decision."""

    home = RadiosField(
        _l("Does the household hold one of our homes?"),
        [Required(_l("Answer this; a bar is counted from the hand-back."))],
        choices=[
            Choice(code, label, reveals="returned_on" if code == Home.RETURNED else None)
            for code, label in HOMES.items()
        ],
    )
    returned_on = DateField(_l("Handed back on"), [Optional()])


class AnswerForm(TextForm):
    """The answer to a defence."""

    accepted = RadiosField(
        _l("Is the defence right?"),
        [Required(_l("Choose one."))],
        choices=[Choice("yes", _l("Yes, wholly or partly")), Choice("no", _l("No"))],
    )


class HearingForm(StepForm):
    """The day of a hearing."""

    day = DateField(_l("Day of the hearing"), [Required()])


class ServeForm(StepForm):
    """How a decision reached the person."""

    how = RadiosField(
        _l("How was it served?"),
        [Required(_l("Choose one."))],
        choices=[Choice(code, label) for code, label in WAYS.items()],
    )


class LiftForm(TextForm):
    """Lifting a bar."""

    bar = HiddenField()


class DefenceForm(StepForm):
    """A person's statement."""

    text = TextAreaField(
        _l("What do you want to say?"),
        [Required(_l("Write what you want to say, or leave this page.")), LONGEST],
        description=_l("Say what is not right and what we should check. It never makes it worse."),
    )
