"""Forms of leases and rent."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from portal.kernel.web.fields import (
    CheckboxesField,
    Form,
    MoneyField,
    NumberField,
    RadiosField,
    Required,
    TextField,
    VersionField,
)
from portal.tenancy.words import END_REASONS, METHODS


class VersionForm(Form):
    """A button that knows which version of the lease was shown."""

    version = VersionField()


class SignForm(VersionForm):
    """The tenant's signature; the box is never ticked beforehand."""

    text_hash = HiddenField()
    agree = CheckboxesField(
        _l("Your signature"),
        [Required(_l("Tick the box to sign."))],
        choices=[("yes", _l("I have read the lease and sign it."))],
    )


class KeysForm(VersionForm):
    """How many keys change hands."""

    keys = NumberField(_l("Keys handed over"), [Required()])


class FilingForm(VersionForm):
    """The number under which the lease was filed."""

    filing_number = TextField(_l("Filing number"), [Required()])


class RentForm(Form):
    """Rent taken at the window."""

    bill = HiddenField()
    amount = MoneyField(_l("Amount received"), [Required()])
    method = RadiosField(_l("How"), [Required()], choices=list(METHODS.items()))


class EndForm(Form):
    """Why the tenancy ends; the home must be empty."""

    reason = RadiosField(
        _l("Why the tenancy ends"), [Required()], choices=list(END_REASONS.items())
    )
