"""Forms of allocation."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length

from portal.allocation.words import EXCLUDE_REASONS, LAYOUTS, VOID_REASONS, WAIVE_REASONS
from portal.kernel.web.fields import (
    CheckboxesField,
    Choice,
    DateField,
    Form,
    RadiosField,
    Required,
    SelectField,
    TextAreaField,
    TextField,
    VersionForm,
)


class WaiveForm(VersionForm):
    """Give an offer up."""

    reason = RadiosField(
        _l("Why do you give it up?"), [Required(_l("Choose a reason."))],
        choices=[Choice(code, words) for code, words in WAIVE_REASONS.items()],
    )  # fmt: skip


class InterestForm(Form):
    """Take part in a round."""

    layout = RadiosField(
        _l("Which layout?"), [Required(_l("Choose one of the layouts of this round."))],
        choices=[Choice(code, words) for code, words in LAYOUTS.items()],
    )  # fmt: skip


class PlanForm(Form):
    """A new plan."""

    title = TextField(_l("Name of the round"), [Required()])
    title_en = TextField(_l("Name in English"), [Required()])
    queue = SelectField(_l("For which list"), choices=[])
    opens_on = DateField(_l("Households register from"), [Required()])
    closes_on = DateField(_l("to (last day)"), [Required()])
    units = CheckboxesField(_l("Homes of the round"), [Required(_l("Choose at least one home."))])


class DecideForm(VersionForm):
    """A person's word on one household."""

    word = RadiosField(
        _l("Your word"), [Required(_l("Choose a reason."))],
        choices=[
            Choice("pass", _l("Takes part")),
            *(Choice(code, words) for code, words in EXCLUDE_REASONS.items()),
        ],
    )  # fmt: skip


class SayForm(Form):
    """What a household wants known before a person decides."""

    text = TextAreaField(
        _l("Why you gave the homes up"),
        [Required(_l("Write it in your own words.")), Length(max=2000)],
        description=_l("For example hospital, or care of a relative. We may ask for a proof."),
    )


class _Reasons(TextAreaField):
    def __init__(self, **given: Any) -> None:
        super().__init__(
            _l("Reasons"), [Required(_l("Write down the reasons.")), Length(max=2000)],
            description=_l("The household reads them."), **given,
        )  # fmt: skip


class ExcuseForm(VersionForm):
    """Why the last waiver does not count."""

    text = _Reasons()


class RemovalForm(VersionForm):
    """Why the household leaves the list; named apart, both forms stand on one page."""

    grounds = _Reasons()


class VoidForm(VersionForm):
    """Ask to void a plan."""

    reason = RadiosField(
        _l("Why"), [Required(_l("Choose a reason."))],
        choices=[Choice(code, words) for code, words in VOID_REASONS.items()],
    )  # fmt: skip
