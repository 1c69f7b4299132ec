"""What people type to say who they are."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from portal.kernel.errors import Refused
from portal.kernel.identifiers import normalise_receipt_code
from portal.kernel.web.errorpages import explain
from portal.kernel.web.fields import (
    Choice,
    CodeField,
    Form,
    PasswordField,
    RadiosField,
    Required,
    SelectField,
    SqueezedField,
    TextField,
)


class ReceiptForm(Form):
    """The receipt code somebody was given when they applied."""

    receipt_code = SqueezedField(
        _l("Receipt code"),
        [Required()],
        description=_l("On your receipt, such as 36YD 1ZBW DGDBS-P. O and 0 are the same."),
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )

    def validate_receipt_code(self, field: Any) -> None:
        """Raise ValidationError for a slip of the pen."""
        try:
            field.data = normalise_receipt_code(field.data)
        except Refused as refusal:
            raise ValidationError(explain(refusal.code, **refusal.facts)) from refusal


class CodeForm(Form):
    """A code sent to a phone."""

    code = CodeField(_l("Code from the message"), [Required()], description=_l("Six digits."))


class MailForm(Form):
    """An e-mail address."""

    mail = SqueezedField(
        _l("E-mail address"),
        [Required()],
        description=_l("Such as name@example.com. We send a code there first."),
        render_kw={
            "autocomplete": "email", "inputmode": "email", "spellcheck": "false",
            "autocapitalize": "none",
        },
    )  # fmt: skip


class StaffSignInForm(Form):
    """Login and password of a member of staff."""

    login = TextField(
        _l("Login"), [Required()], render_kw={"autocomplete": "username", "spellcheck": "false"}
    )
    password = PasswordField(
        _l("Password"), [Required()], render_kw={"autocomplete": "current-password"}
    )


class TotpForm(Form):
    """The code an authenticator app shows."""

    code = CodeField(
        _l("Code from your authenticator app"),
        [Required()],
        description=_l("Six digits, a new one every 30 seconds. Each works once."),
    )


class StaffForm(Form):
    """A new account."""

    login = TextField(_l("Login"), [Required()], render_kw={"autocomplete": "off"})
    name = TextField(_l("Name"), [Required()], render_kw={"autocomplete": "off"})


class DutyForm(Form):
    """A duty to be given."""

    staff_uid = SelectField(_l("Who"), [Required()])
    role = SelectField(_l("Role"), [Required()])
    region = SelectField(_l("Region"), [Required()])


class LanguageForm(Form):
    """The language to be written to in; each is named in itself."""

    language = RadiosField(
        _l("Language of letters and messages"),
        [Required()],
        choices=[Choice("zh_Hans_CN", "中文"), Choice("en", "English")],
    )


class PlainForm(Form):
    """A button: nothing but the CSRF token."""
