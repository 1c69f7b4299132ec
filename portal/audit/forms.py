"""Forms of this package."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length

from portal.kernel.web.fields import Form, Required, TextField


class FindForm(Form):
    """Whose life, and why."""

    query = TextField(
        _l("Name, ID number, or the number of an application or a place"),
        [Required(_l("Type a name or a number.")), Length(max=100)],
    )
    purpose = TextField(
        _l("Why do you look?"),
        [Required(_l("Write why you look.")), Length(max=150)],
        description=_l("For example: yearly audit 2026, sample 18. The household can read it."),
    )
