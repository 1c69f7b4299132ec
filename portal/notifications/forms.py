"""What somebody types to prove a letter."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.kernel.web.fields import Form, Required, SqueezedField


class LetterCodeForm(Form):
    """The eight characters printed at the foot of a letter."""

    letter_code = SqueezedField(
        _l("Letter code"),
        [Required()],
        description=_l("Eight characters at the foot of the letter, such as 7K4M 2XRP."),
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )
