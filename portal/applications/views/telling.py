"""The window: an objection told in person, written down by the clerk."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from portal.applications.codes import Permission
from portal.applications.forms.window import ToldForm
from portal.applications.review import publicity
from portal.applications.review import window as seen
from portal.applications.views import bp
from portal.applications.views.casework import duty
from portal.applications.views.window import with_client
from portal.kernel.act import Act
from portal.kernel.database import new_uid
from portal.kernel.web.doors import act, needs
from portal.kernel.web.fields import Choice
from portal.kernel.web.forms import perform


def _form() -> ToldForm:
    form = ToldForm()
    lines = publicity.lines_in(duty().region, act().on)
    form.entry.offer(
        [
            Choice("", _("Choose a household")),
            *(Choice(line.uid, f"{card.number} · {line.masked_name}") for card, line in lines),
        ]
    )
    return form


def _page(form: ToldForm) -> str:
    return render_template(
        "applications/casework/window_objection.html", form=form, token=new_uid(),
        any_list=len(form.entry.choices or ()) > 1,
    )  # fmt: skip


@bp.get("/desk/window/objection")
@needs(Permission.TAKE_OBJECTION)
def told() -> Any:
    """Write down what the person at the window has against a list."""
    if not with_client():
        return redirect(url_for("applications.window"))
    return _page(_form())


@bp.post("/desk/window/objection")
@needs(Permission.TAKE_OBJECTION)
def take_objection() -> Any:
    """Raised for the person who stands there."""
    form = _form()

    def verb(deed: Act) -> None:
        seen.take_objection(
            deed, entry_uid=form.entry.data or "", text=form.text.data or "",
            id_number=form.id_number.data or "", name=form.name.data or "",
        )  # fmt: skip
        flash(_("Recorded. We answer within the days of the rules."), "good")

    return perform(form, verb, to=url_for("applications.window"), page=_page)
