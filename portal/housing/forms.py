"""Forms of this package."""

from __future__ import annotations

from portal.kernel.web.fields import Form, VersionField


class MoveForm(Form):
    """One button: the unit as the page showed it."""

    version = VersionField()
