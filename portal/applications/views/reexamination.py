"""After a refusal: ask for a re-examination, or take the request back."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from portal.applications.codes import Permission
from portal.applications.forms.resident import PlainForm, ReexaminationForm
from portal.applications.intake.cases import OwnCase
from portal.applications.review import reexamination
from portal.applications.review.contesting import contest_of, may_be_asked
from portal.applications.views import bp, visits
from portal.kernel.act import Act
from portal.kernel.database import new_uid
from portal.kernel.errors import Missing
from portal.kernel.web.doors import act, needs
from portal.kernel.web.forms import perform


def _page(case: OwnCase, form: ReexaminationForm) -> str:
    return render_template(
        "applications/resident/reexamination.html", form=form,
        contest=may_be_asked(case.application, act().on), token=new_uid(),
    )  # fmt: skip


@bp.get("/my/application/reexamination")
@needs(Permission.ASK_REEXAMINATION, of=visits.my_case)
def reexamine(case: OwnCase) -> str:
    """Say why the refusal should be looked at again."""
    return _page(case, ReexaminationForm())


@bp.post("/my/application/reexamination")
@needs(Permission.ASK_REEXAMINATION, of=visits.my_case)
def ask_reexamination(case: OwnCase) -> Any:
    """Sent; another person answers in writing."""
    form = ReexaminationForm()

    def verb(deed: Act) -> None:
        reexamination.request(deed, application_uid=case.uid, text=form.text.data or "")
        flash(_("We have your request. Another person answers in writing."), "good")

    return perform(form, verb, to=url_for("applications.mine"), page=lambda f: _page(case, f))


def _open_request(case: OwnCase) -> str:
    found = contest_of(case.application, act().on)
    if found is None or found.request is None:
        raise Missing("request")
    return found.request.uid


@bp.post("/my/application/reexamination/withdraw")
@needs(Permission.ASK_REEXAMINATION, of=visits.my_case)
def withdraw_reexamination(case: OwnCase) -> Any:
    """Take the request back; it may be made again."""
    uid = _open_request(case)

    def verb(deed: Act) -> None:
        reexamination.withdraw(deed, objection_uid=uid)
        flash(_("Your request is taken back. The refusal stands."), "good")

    return perform(
        PlainForm(), verb, to=url_for("applications.mine"),
        page=lambda f: _page(case, ReexaminationForm()),
    )  # fmt: skip
