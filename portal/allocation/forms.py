"""Forms of allocation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.allocation.words import EXCLUDE_REASONS, LAYOUTS, VOID_REASONS, WAIVE_REASONS
from portal.kernel.web.fields import (
    CheckboxesField,
    Choice,
    DateField,
    Form,
    RadiosField,
    Required,
    SelectField,
    TextField,
    VersionField,
)


class PlainForm(Form):
    """A deed with nothing to fill in; ``version`` is what the page showed."""

    version = VersionField()

    @property
    def shown(self) -> int:
        """The version the page showed; −1 for none, which fits nothing."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isdigit() else -1


class WaiveForm(PlainForm):
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


class DecideForm(PlainForm):
    """A person's word on one household."""

    word = RadiosField(
        _l("Your word"), [Required(_l("Choose a reason."))],
        choices=[
            Choice("pass", _l("Takes part")),
            *(Choice(code, words) for code, words in EXCLUDE_REASONS.items()),
        ],
    )  # fmt: skip


class VoidForm(PlainForm):
    """Ask to void a plan."""

    reason = RadiosField(
        _l("Why"), [Required(_l("Choose a reason."))],
        choices=[Choice(code, words) for code, words in VOID_REASONS.items()],
    )  # fmt: skip
