"""Forms of this package."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Length

from portal.households.codes import Purpose
from portal.households.words import PURPOSE_LABELS
from portal.kernel.web.fields import Choice, Form, RadiosField, Required, TextField


class RevealForm(Form):
    """Why must the full number be seen?"""

    purpose = RadiosField(
        _l("Why do you need the full number?"),
        [Required(_l("Choose why you need it."))],
        choices=[
            Choice(p.value, PURPOSE_LABELS[p], reveals="detail" if p is Purpose.OTHER else None)
            for p in Purpose
        ],
    )
    detail = TextField(_l("What for?"), [Length(max=150)], description=_l("In a few words."))
    back = HiddenField()
