"""The tray of letters to post."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from portal.kernel.directory import person_name
from portal.kernel.regions import covers
from portal.kernel.web.doors import desk_city, desk_region, needs
from portal.kernel.web.fields import Form
from portal.kernel.web.forms import perform
from portal.notifications.addresses import addresses_of
from portal.notifications.codes import Permission
from portal.notifications.posting import ToPost, mark_posted, posting, to_post
from portal.notifications.views import bp


def _tray(form: Form) -> str:
    city = desk_city()
    # Letters lie with the city; a duty in one district does not open everybody's.
    rows = to_post(city) if covers(desk_region(), city) else []
    return render_template(
        "notifications/tray.html",
        form=form, rows=[(row, person_name(row.person_uid)) for row in rows],
        addresses=addresses_of({row.person_uid for row in rows}),
    )  # fmt: skip


@bp.get("/desk/letters-to-post")
@needs(Permission.POST_LETTERS)
def tray() -> Any:
    """Letters that wait for an envelope, oldest first."""
    return _tray(Form())


def load_posting(uid: str) -> ToPost:
    """The posting a URL names."""
    return posting(uid)


@bp.post("/desk/letters-to-post/<uid>")
@needs(Permission.POST_LETTERS, of=load_posting)
def posted(found: ToPost) -> Any:
    """A clerk posted it."""
    form = Form()
    answer = perform(
        form,
        lambda act: mark_posted(act, uid=found.uid),
        to=url_for("notifications.tray"),
        page=_tray,
    )
    flash(_("Letter %(number)s is noted as posted or handed over.", number=found.number), "good")
    return answer
