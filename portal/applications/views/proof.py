"""Somebody proven finds an application typed in their name: theirs, or not."""

from __future__ import annotations

from typing import Any

from flask import flash, url_for
from flask_babel import gettext as _

from portal.applications.codes import Permission
from portal.applications.forms.resident import PlainForm, TakeOverForm
from portal.applications.intake import consents, drafts, progress, proving, saying
from portal.applications.intake.cases import OwnCase, case
from portal.applications.views import bp
from portal.applications.views.resident import page
from portal.kernel.act import Act
from portal.kernel.errors import Missing
from portal.kernel.web.doors import needs, who
from portal.kernel.web.forms import perform


def typed_in_my_name() -> OwnCase:
    """The oldest open application in this person's name that nobody was proven for."""
    found = proving.unproven_of(who().uid)
    whole = case(found[0].uid) if found else None
    if whole is None:
        raise Missing("application")
    return whole


def _page(case: OwnCase, form: TakeOverForm) -> str:
    application = case.application
    return page(
        "typed", form=form, application=application, state=saying.STATES[application.state],
        name=drafts.applicant_name(application), wish=progress.wish_words(application.wish),
        district=progress.place_words(application.district),
        asked=consents.agreement(application.uid, application.applicant_uid).asked,
    )  # fmt: skip


@bp.get("/my/application/typed")
@needs(Permission.TAKE_OVER, of=typed_in_my_name)
def typed(case: OwnCase) -> str:
    """Was this you?"""
    return _page(case, TakeOverForm())


@bp.post("/my/application/typed/mine")
@needs(Permission.TAKE_OVER, of=typed_in_my_name)
def take_over(case: OwnCase) -> Any:
    """Yes: it is signed anew if it was handed in, and counts as proven."""
    form = TakeOverForm()

    def verb(deed: Act) -> None:
        proving.adopt(deed, application_uid=case.uid, name=form.signature.data or "")
        flash(_("It is yours now, and proven."), "good")

    return perform(form, verb, to=url_for("applications.mine"), page=lambda f: _page(case, f))


@bp.post("/my/application/typed/not-mine")
@needs(Permission.TAKE_OVER, of=typed_in_my_name)
def not_mine(case: OwnCase) -> Any:
    """No: it ends."""

    def verb(deed: Act) -> None:
        proving.disown(deed, application_uid=case.uid)
        flash(_("It has ended. Nothing of it counts for you."), "good")

    return perform(
        PlainForm(), verb, to=url_for("front.my"), page=lambda f: _page(case, TakeOverForm())
    )
