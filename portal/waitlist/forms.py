"""Forms of the waiting list."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.kernel.web.fields import (
    CheckboxesField,
    Form,
    RadiosField,
    Required,
    VersionField,
)
from portal.waitlist.codes import REMOVE_REASONS, SUSPEND_REASONS
from portal.waitlist.words import REASONS


class PlainForm(Form):
    """A deed with nothing to fill in; ``version`` is what the page showed."""

    version = VersionField()


class SuspendForm(PlainForm):
    """Pause an entry."""

    reason = RadiosField(
        _l("Why"), [Required(_l("Choose a reason."))],
        choices=[(r.value, REASONS[r]) for r in SUSPEND_REASONS],
    )  # fmt: skip


class RemoveForm(PlainForm):
    """Take an entry off the list."""

    reason = RadiosField(
        _l("Why"), [Required(_l("Choose a reason."))],
        choices=[(r.value, REASONS[r]) for r in REMOVE_REASONS],
    )  # fmt: skip


class GroupsForm(PlainForm):
    """Record other groups; the choices are the city's."""

    groups = CheckboxesField(_l("Groups that are proven"))
    reason = RadiosField(
        _l("Why"), [Required(_l("Choose a reason."))],
        choices=[
            (r, REASONS[r]) for r in ("priority_gained", "priority_lost", "corrected")
        ],
    )  # fmt: skip
