"""What the desk sends on a re-check; the verbs judge it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length, Optional

from portal.kernel.web.fields import (
    Choice,
    Form,
    HundredthsField,
    NumberField,
    RadiosField,
    Required,
    TextAreaField,
    VersionField,
)

LONGEST = Length(max=4000)


class StepForm(Form):
    """A step with nothing to fill in."""

    version = VersionField()


class NoteForm(StepForm):
    """A step with a note."""

    text = TextAreaField(
        _l("Note"),
        [Optional(), LONGEST],
        description=_l("Needed if you do not follow the proposal."),
    )


class TextForm(StepForm):
    """A step with its reasons."""

    text = TextAreaField(
        _l("Reasons"),
        [Required(_l("Write down the reasons.")), LONGEST],
        description=_l("The household reads them."),
    )


class HandBackForm(StepForm):
    """Keys and meters at the hand-back."""

    keys_back = NumberField(
        _l("Keys that came back"), [Required(_l("Count the keys that came back."))]
    )
    water = HundredthsField(_l("Water meter, m³"), [Required(_l("Read the meter."))])
    electricity = HundredthsField(_l("Electricity meter, kWh"), [Required(_l("Read the meter."))])
    text = TextAreaField(_l("What is damaged or missing"), [Optional(), LONGEST])


class ReportForm(StepForm):
    """Passing on what was seen."""

    code = RadiosField(
        _l("What was seen?"),
        [Required(_l("Choose what was seen."))],
        choices=[
            Choice("TN1", _l("Sublet or lent")),
            Choice("TN3", _l("Used for something else")),
            Choice("TN4", _l("Damaged or rebuilt")),
            Choice("TN6", _l("Empty for six months")),
            Choice("AP3", _l("Obtained by fraud")),
            Choice("AP5", _l("Change not reported")),
        ],
    )
    text = TextAreaField(_l("Describe it"), [Required(_l("Describe what was seen.")), LONGEST])
