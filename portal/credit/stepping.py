"""From a verb of the case page to its form, its preview and its service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal.credit import decisions, forms, notices, queries, services
from portal.credit.machine import CASE
from portal.credit.models import Case
from portal.credit.pages import QUEUES
from portal.credit.words import FINES
from portal.kernel.act import Act
from portal.kernel.machine import Move
from portal.kernel.policy import rulebook
from portal.kernel.web.errorpages import explain

_HIDDEN = ("HiddenField", "CSRFTokenField")

Call = Callable[[Act, str, Any], Any]


def _texted(verb: Callable[..., Any], **fixed: Any) -> Call:
    return lambda act, uid, form: verb(
        act, case_uid=uid, text=form.text.data or "", version=form.version.data, **fixed
    )


def _plain(verb: Callable[..., Any], **fixed: Any) -> Call:
    return lambda act, uid, form: verb(act, case_uid=uid, version=form.version.data, **fixed)


STEPS: dict[str, tuple[type[forms.StepForm], Call]] = {
    "accept": (forms.StepForm, _plain(services.judge_clue, accept=True)),
    "reject": (forms.TextForm, _texted(services.judge_clue, accept=False)),
    "take_part": (
        forms.PartForm,
        lambda act, uid, form: services.take_part(
            act, case_uid=uid, no_interest=form.interest.data == "no", version=form.version.data
        ),
    ),
    "file": (forms.StepForm, _plain(services.file_case)),
    "add_evidence": (
        forms.EvidenceForm,
        lambda act, uid, form: services.add_evidence(
            act, case_uid=uid, kind=form.kind.data, text=form.text.data or "",
            device_reviewed=form.reviewed.data == "yes", version=form.version.data,
        ),
    ),
    "report": (forms.TextForm, _texted(services.report_investigation)),
    "serve_notice": (
        forms.NoticeForm,
        lambda act, uid, form: notices.serve_notice(
            act, case_uid=uid, version=form.version.data, **form.given()
        ),
    ),
    "consider": (
        forms.AnswerForm,
        lambda act, uid, form: notices.consider(
            act, case_uid=uid, text=form.text.data or "", accepted=form.accepted.data == "yes",
            version=form.version.data,
        ),
    ),
    "call_hearing": (
        forms.HearingForm,
        lambda act, uid, form: notices.call_hearing(
            act, case_uid=uid, day=form.day.data, version=form.version.data
        ),
    ),
    "hold_hearing": (forms.TextForm, _texted(notices.hold_hearing)),
    "to_review": (forms.StepForm, _plain(notices.to_review)),
    "pass_review": (forms.TextForm, _texted(notices.review_case, passes=True)),
    "return_case": (forms.TextForm, _texted(notices.review_case, passes=False)),
    "decide": (
        forms.DecisionForm,
        lambda act, uid, form: decisions.decide(
            act, case_uid=uid, home=form.home.data, returned_on=form.returned_on.data,
            version=form.version.data, **form.given(),
        ),
    ),
    "serve": (
        forms.ServeForm,
        lambda act, uid, form: decisions.serve_decision(
            act, case_uid=uid, how=form.how.data, version=form.version.data
        ),
    ),
    "perform": (forms.TextForm, _texted(decisions.perform)),
    "close": (forms.StepForm, _plain(decisions.close_case)),
    "withdraw": (forms.TextForm, _texted(decisions.withdraw)),
    "revoke": (forms.TextForm, _texted(decisions.revoke)),
}  # fmt: skip


def move_of(case: Case, verb: str) -> Move | None:
    """The machine's row for a verb the pages know."""
    return CASE.find(case, verb) if verb in STEPS else None


def blocked(case: Case, verb: str, act: Act) -> str:
    """Why the step is not possible now, in words; empty when it is."""
    code = CASE.refusal(case, verb, act)
    return explain(code) if code else ""


def form_of(case: Case, verb: str) -> Any:
    """The step's form, filled from what was posted or with the case's version."""
    form = STEPS[verb][0]()
    if form.version.data in (None, ""):
        form.version.data = str(case.version)
    if isinstance(form, forms.MeasureForm):
        rules = rulebook(case.city, on=case.reported_on)
        grounds = [
            (row["code"], str(FINES.get(row["code"], row["basis"])))
            for row in rules.rows("credit.fine_max")
        ]
        form.ground.offer([("", _("No fine")), *grounds])
        if verb == "decide" and form.result.data is None:
            form.result.data = case.meant
    return form


def run_step(act: Act, uid: str, verb: str, form: Any) -> Any:
    """Carry the step out (inside ``write()``)."""
    return STEPS[verb][1](act, uid, form)


def shown_fields(form: Any) -> list[Any]:
    """The fields a page prints itself, reasons last; revealed ones stand inside a choice."""
    inside = {o.reveals for f in form if f.type == "RadiosField" for o in f.options if o.reveals}
    own = [f for f in form if f.type not in _HIDDEN and f.name not in inside]
    return sorted(own, key=lambda field: bool(field.name == "text"))


def preview_lines(form: Any) -> list[tuple[str, str]]:
    """What was filled in, as label and answer."""
    shown = []
    for field in form:
        if field.type in _HIDDEN or field.data in (None, ""):
            continue
        shown.append((str(field.label.text), _said(field)))
    return shown


def _said(field: Any) -> str:
    if field.type in ("RadiosField", "SelectField"):
        return next((str(o.label) for o in field.options if o.value == field.data), "")
    if field.type == "MoneyField":
        return _("CNY %(yuan)s", yuan=f"{field.data / 100:,.2f}")
    return str(field.data)


def kinds(region: str, chosen: str) -> list[dict[str, Any]]:
    """The kinds of work with their counts, for the row of links."""
    words = {
        "all": _("All"), "clues": _("Clues"), "investigating": _("Investigating"),
        "answering": _("May be answered"), "review": _("Legal review"),
        "decide": _("To decide"), "after": _("After the decision"),
    }  # fmt: skip
    counted = queries.counts(region)
    numbers = {
        kind: sum(counted.get(state, 0) for state in states) for kind, states in QUEUES.items()
    }
    numbers["all"] = sum(numbers.values())
    return [
        {
            "label": f"{label} {numbers[kind]}", "current": kind == chosen,
            "url": url_for("credit.queue", kind=None if kind == "all" else kind),
        }
        for kind, label in words.items()
    ]  # fmt: skip
