"""Decide: choose a verb, see the letter and what follows, then sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.applications.codes import Permission
from portal.applications.forms import casework as forms
from portal.applications.review import decisions, entrust, evidence, letters, stages, supplements
from portal.applications.review.cards import stage_name
from portal.applications.review.casefile import casefile
from portal.applications.review.choosing import WORDS, possible
from portal.applications.review.opening import File, open_file
from portal.applications.views import bp
from portal.kernel.act import Act
from portal.kernel.database import new_uid
from portal.kernel.errors import Conflict, Missing
from portal.kernel.web.doors import act, needs
from portal.kernel.web.errorpages import explain
from portal.kernel.web.forms import perform


@dataclass(frozen=True)
class Deciding:
    """A verb of the panel: its form, and how the form becomes the deed."""

    form: Callable[[], Any]
    sign: Callable[[Act, File, Any, int], Any]
    done: Any


def _opinion(verb: Callable[..., Any]) -> Callable[[Act, File, Any, int], Any]:
    return lambda act, a, form, version: verb(
        act, application_uid=a.uid, version=version, text=form.text.data or ""
    )


VERBS: dict[str, Deciding] = {
    "accept": Deciding(
        forms.DecideForm,
        lambda act, a, form, v: stages.accept(act, application_uid=a.uid, version=v),
        _l("Accepted. The review begins."),
    ),
    "pass_stage": Deciding(forms.OpinionForm, _opinion(stages.pass_stage), _l("Passed on.")),
    "approve": Deciding(
        forms.OpinionForm, _opinion(decisions.approve),
        _l("Approved. The household is registered and told."),
    ),
    "ask": Deciding(
        forms.AskForm,
        lambda act, a, form, v: supplements.ask(
            act, application_uid=a.uid, items=form.lines(), facts=form.pairs(), version=v
        ),
        _l("The list has gone out. Your clock stands still."),
    ),
    "entrust": Deciding(
        forms.EntrustForm,
        lambda act, a, form, v: entrust.entrust(
            act, application_uid=a.uid, role=form.role.data, text=form.text.data, version=v
        ),
        _l("The other office has been asked."),
    ),
    "report_back": Deciding(
        forms.ReportForm,
        lambda act, a, form, v: entrust.report_back(
            act, application_uid=a.uid, text=form.text.data, version=v
        ),
        _l("Reported. The file is with those who asked."),
    ),
    "refuse": Deciding(
        forms.RefuseForm,
        lambda act, a, form, v: decisions.refuse(
            act, application_uid=a.uid, reasons=form.reasons.data, text=form.text.data or "",
            version=v,
        ),
        _l("Refused. The letter says why and what can be done."),
    ),
    "send_back": Deciding(
        forms.SendBackForm,
        lambda act, a, form, v: stages.send_back(
            act, application_uid=a.uid, stage=form.stage.data, text=form.text.data, version=v
        ),
        _l("Sent back."),
    ),
}  # fmt: skip


def look(application: File) -> str:
    """What a page showed of the file, to say later what changed; codes and counts only."""
    file = casefile(application.uid, act())
    return "|".join((file.state, file.stage, *(str(n) for n in file.counts)))


def _form(application: File, verb: str) -> Any:
    form = VERBS[verb].form()
    if verb == "refuse":
        pairs = [(c, letters.reason_words(c)) for c in decisions.reasons_possible(application)]
        forms.offered(form.reasons, pairs)
    if verb == "send_back":
        pairs = [(s.code, stage_name(s)) for s in stages.earlier_stages(application)]
        forms.offered(form.stage, pairs)
    if verb == "ask":
        forms.offered(form.facts, evidence.missing_facts(application, act().on))
    if request.method == "GET":
        form.version.data, form.seen.data = str(application.version), look(application)
    return form


def _known(verb: str) -> str:
    if verb not in VERBS:
        raise Missing("verb")
    return verb


def _page(application: File, verb: str, form: Any, *, preview: bool = False) -> str:
    label, hint = WORDS[verb]
    code = possible(application, verb, act())
    return render_template(
        "applications/casework/decide.html",
        file=casefile(application.uid, act()), verb=verb, form=form, token=new_uid(),
        label=label, hint=hint, refusal=explain(code) if code else None, preview=preview,
        letter=letters.preview(application, verb, form, act()) if preview else None,
        effects=letters.effects(application, verb, act()),
    )  # fmt: skip


@bp.get("/desk/case/<uid>/decide")
@needs(Permission.SEE_CASE, of=open_file)
def choose(application: File) -> Any:
    """The panel's form leads to the page of the verb."""
    verb = request.args.get("verb", "")
    if verb not in VERBS:
        flash(_("Please choose what you want to do first."), "need")
        return redirect(url_for("applications.case", uid=application.uid, _anchor="decide"))
    return redirect(url_for("applications.decide", uid=application.uid, verb=verb))


@bp.get("/desk/case/<uid>/decide/<verb>")
@needs(Permission.SEE_CASE, of=open_file, looks="file")
def decide(application: File, verb: str) -> str:
    """What the verb needs, and what happens after it."""
    return _page(application, _known(verb), _form(application, verb))


@bp.post("/desk/case/<uid>/decide/<verb>/preview")
@needs(Permission.SEE_CASE, of=open_file, looks="file")
def preview(application: File, verb: str) -> Any:
    """The letter and the effect, before anything is signed; nothing is written."""
    form = _form(application, _known(verb))
    if request.form.get("back") or not form.validate():
        status = 200 if request.form.get("back") else 422
        return _page(application, verb, form), status
    return _page(application, verb, form, preview=True)


@bp.post("/desk/case/<uid>/decide/<verb>")
@needs(Permission.SEE_CASE, of=open_file)
def sign_decision(application: File, verb: str) -> Any:
    """Signed: the deed is done."""
    form, deciding = _form(application, _known(verb)), VERBS[verb]
    version, seen = int(form.version.data or 0), form.seen.data or ""

    def deed(made: Act) -> None:
        deciding.sign(made, application, form, version)
        flash(str(deciding.done), "good")

    try:
        return perform(
            form, deed, to=url_for("applications.case", uid=application.uid),
            page=lambda f: _page(application, verb, f),
        )  # fmt: skip
    except Conflict as conflict:
        if conflict.code in ("changed_meanwhile", "not_from_here"):
            changes = letters.changes(seen, look(application))
            raise Conflict("changed_meanwhile", changes=changes) from conflict
        raise
