"""The desk's list of objections and requests for re-examination, and the answer to one."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from portal.applications.codes import Permission
from portal.applications.forms.casework import AnswerForm, offered
from portal.applications.review import objections as against
from portal.applications.review import reexamination
from portal.applications.review.opening import Dissent, dissent_file, open_dissent, waiting
from portal.applications.views import bp
from portal.applications.views.casework import duty
from portal.kernel.act import Act
from portal.kernel.database import new_uid
from portal.kernel.web.doors import act, needs
from portal.kernel.web.forms import perform


@bp.get("/desk/objections")
@needs(Permission.SEE_CASELOAD)
def objections() -> str:
    """What somebody says is wrong, soonest due first."""
    return render_template("applications/casework/objections.html", rows=waiting(duty(), act().on))


def _page(objection: Dissent, form: AnswerForm) -> str:
    file = dissent_file(objection, act().on)
    offered(
        form.outcome,
        [("uphold", _("It is right: look at the household again")),
         ("dismiss", _("It does not hold"))]
        if file.public
        else [("reopen", _("The refusal does not stand: reopen")),
              ("confirm", _("The refusal stands"))],
    )  # fmt: skip
    if not form.is_submitted():
        form.version.data = str(objection.version)
    return render_template(
        "applications/casework/objection.html", objection=objection, file=file, form=form,
        token=new_uid(),
    )  # fmt: skip


@bp.get("/desk/objections/<uid>")
@needs(Permission.SEE_CASE, of=open_dissent, looks="objection")
def objection(thing: Dissent) -> str:
    """One objection: what is said, by whom, until when."""
    return _page(thing, AnswerForm())


VERBS = {
    "uphold": against.uphold,
    "dismiss": against.dismiss,
    "reopen": reexamination.reopen,
    "confirm": reexamination.confirm,
}


@bp.post("/desk/objections/<uid>")
@needs(Permission.HEAR_OBJECTION, of=open_dissent)
def answer_objection(thing: Dissent) -> Any:
    """The answer, signed by the duty."""
    form = AnswerForm()
    _page(thing, form)

    def verb(deed: Act) -> None:
        VERBS[form.outcome.data](
            deed, objection_uid=thing.uid, text=form.text.data or "",
            version=int(form.version.data or 0),
        )  # fmt: skip
        flash(_("Answered. Both sides are told."), "good")

    return perform(
        form, verb, to=url_for("applications.objection", uid=thing.uid),
        page=lambda f: _page(thing, f),
    )  # fmt: skip
