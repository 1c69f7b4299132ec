"""Forms of agreements, accounts and runs."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError

from portal.kernel.web.fields import (
    CheckboxesField,
    FileField,
    Form,
    MoneyField,
    RadiosField,
    Required,
    SqueezedField,
    TextField,
    VersionField,
)
from portal.subsidy.words import STOP_REASONS, SUSPEND_REASONS


class VersionForm(Form):
    """A button that knows which version was shown."""

    version = VersionField()


class AccountForm(VersionForm):
    """An account in the applicant's own name."""

    bank = TextField(_l("Bank"), [Required()], description=_l("For example: Bank of China"))
    account = SqueezedField(
        _l("Account or card number"),
        [Required()],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"},
    )
    holder = TextField(
        _l("Name of the holder"), [Required()], description=_l("It must be your own account.")
    )


class AgreementForm(AccountForm):
    """The applicant's signature, the rent and the account; nothing is ticked beforehand."""

    text_hash = HiddenField()
    rent_paid = MoneyField(
        _l("Rent you pay each month"),
        [Required()],
        description=_l("As in your rental contract. The subsidy is never more than this."),
    )
    agree = CheckboxesField(
        _l("Your signature"),
        [Required(_l("Tick the box to sign."))],
        choices=[("yes", _l("I have read the agreement and sign it."))],
    )


class GiveUpForm(Form):
    """Say that the subsidy is no longer wanted."""

    sure = CheckboxesField(
        _l("Please confirm"),
        [Required(_l("Tick the box to confirm."))],
        choices=[("yes", _l("I do not want the subsidy any more, from next month."))],
    )


class ComputeForm(Form):
    """Which month to list."""

    month = HiddenField()


class ApproveForm(VersionForm):
    """The approver's own words that the list was looked at."""

    list_hash = HiddenField()
    looked = CheckboxesField(
        _l("What I looked at"),
        [Required(_l("Tick what you looked at."))],
        choices=[
            ("holds", _l("I looked at why households are held")),
            ("lines", _l("I looked at single lines of the list")),
        ],
    )

    def validate_looked(self, field: Any) -> None:
        """Both, not one."""
        if set(field.data) != {"holds", "lines"}:
            raise ValidationError(str(_l("Tick both when you have looked.")))


class ReasonForm(VersionForm):
    """A reason in a few words."""

    reason = TextField(_l("Reason"), [Required()])


class FindingForm(Form):
    """What an odd line was."""

    oddity = HiddenField()
    finding = TextField(_l("What it was"), [Required()])


class ReturnForm(Form):
    """A return file brought by hand."""

    file = FileField(_l("Return file of the bank"), [Required()])  # type: ignore[arg-type]


class PayeeForm(Form):
    """A second person's answer to a change of account."""

    payee = HiddenField()
    answer = RadiosField(
        _l("The new account"),
        [Required()],
        choices=[
            ("accept", _l("The name fits: use it")),
            ("refuse", _l("Do not use it")),
        ],
    )


class StopForm(Form):
    """Why a subsidy stops."""

    reason = RadiosField(_l("Why it stops"), [Required()], choices=list(STOP_REASONS.items()))


class SuspendForm(Form):
    """Why payment pauses."""

    why = RadiosField(_l("Why it pauses"), [Required()], choices=list(SUSPEND_REASONS.items()))
