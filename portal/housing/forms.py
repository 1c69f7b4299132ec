"""Forms of this package."""

from __future__ import annotations

from wtforms import HiddenField

from portal.kernel.web.fields import Form


class MoveForm(Form):
    """One button: the unit as the page showed it."""

    version = HiddenField()
