"""The officers' pages: the queue, one case, one step with its preview."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portal.credit import bars, pages, queries, stepping
from portal.credit.codes import Permission
from portal.credit.forms import LiftForm
from portal.credit.queries import Case
from portal.credit.stepping import form_of, run_step
from portal.credit.views import blueprint
from portal.credit.words import BARS, RESULTS, STATES, VERBS
from portal.kernel.access import allowed
from portal.kernel.errors import Missing, NotYours
from portal.kernel.web.doors import act, desk_region, needs, who
from portal.kernel.web.forms import perform


def the_case(uid: str) -> Case:
    """The case of the address."""
    return queries.case_row(uid)


@blueprint.get("/credit")
@needs(Permission.SEE_QUEUE)
def queue() -> str:
    """Cases by step, the first due first."""
    region = desk_region()
    chosen = request.args.get("kind", "")
    chosen = chosen if chosen in pages.QUEUES else "all"
    states = pages.QUEUES.get(chosen, tuple(s for part in pages.QUEUES.values() for s in part))
    rows = pages.lines(queries.queue(region, states), act().on)
    return render_template(
        "credit/queue.html", rows=rows, chosen=chosen, kinds=stepping.kinds(region, chosen)
    )


@blueprint.get("/credit/case/<uid>")
@needs(Permission.SEE_CASE, of=the_case, looks="credit_case")
def case(thing: Case) -> str:
    """One case: the next lawful step, by when; everything so far."""
    on = act().on
    return render_template(
        "credit/case.html", case=thing, name=pages.subject_name(thing), facts=pages.facts(thing),
        state=STATES[thing.state], options=pages.options(thing, who(), act()),
        next_step=pages.next_step(thing), due=pages.box(pages.current_due(thing), on),
        dues=pages.due_rows(thing, on), timeline=pages.timeline(thing),
        evidence=pages.evidence(thing), defences=pages.defences(thing), results=RESULTS,
        notice=queries.text_of(thing.notice_uid), decision=queries.text_of(thing.decision_uid),
        bars=queries.bars_of_case(thing.uid), bar_words=BARS, on=on,
        may_lift=allowed(who(), Permission.LIFT, thing),
    )  # fmt: skip


def _step_page(thing: Case, verb: str, form: Any, *, preview: bool = False) -> str:
    return render_template(
        "credit/preview.html" if preview else "credit/step.html", case=thing, verb=verb,
        form=form, words=VERBS[verb], name=pages.subject_name(thing),
        lines=stepping.preview_lines(form), act_name=pages.act_name(thing),
        blocked=stepping.blocked(thing, verb, act()), posted=_posted(),
        fields=stepping.shown_fields(form),
    )  # fmt: skip


def _posted() -> list[tuple[str, str]]:
    """What was typed, to be sent again with the signature."""
    skipped = ("csrf_token", "form_token", "signed")
    return [(k, v) for k, v in request.form.items(multi=True) if k not in skipped]


def _may(thing: Case, verb: str) -> None:
    move = stepping.move_of(thing, verb)
    if move is None:
        raise Missing("step")
    if not allowed(who(), move.permission, thing):
        raise NotYours(move.permission.value)


@blueprint.get("/credit/case/<uid>/do/<verb>")
@needs(Permission.SEE_CASE, of=the_case, looks="credit_case")
def step(thing: Case, verb: str) -> str:
    """The form of one step."""
    _may(thing, verb)
    return _step_page(thing, verb, form_of(thing, verb))


@blueprint.post("/credit/case/<uid>/do/<verb>")
@needs(Permission.SEE_CASE, of=the_case)
def do_step(thing: Case, verb: str) -> Response | Any:
    """First the preview, then (signed) the step itself."""
    if verb not in VERBS:
        raise Missing("step")
    form, move = form_of(thing, verb), stepping.move_of(thing, verb)
    if move is not None and not allowed(who(), move.permission, thing):
        raise NotYours(move.permission.value)
    if request.form.get("signed") != "yes":
        if move is None:
            raise Missing("step")
        if not form.validate():
            return _step_page(thing, verb, form), 422
        return _step_page(thing, verb, form, preview=True)
    return perform(
        form,
        lambda act: run_step(act, thing.uid, verb, form),
        to=url_for("credit.case", uid=thing.uid),
        page=lambda form: _step_page(thing, verb, form),
    )


@blueprint.get("/credit/case/<uid>/lift/<bar>")
@needs(Permission.LIFT, of=the_case, looks="credit_case")
def lift(thing: Case, bar: str) -> str:
    """The form to lift a bar."""
    return _lift_page(thing, LiftForm(bar=bar))


def _lift_page(thing: Case, form: LiftForm) -> str:
    return render_template(
        "credit/lift.html", case=thing, form=form, name=pages.subject_name(thing)
    )


@blueprint.post("/credit/case/<uid>/lift/<bar>")
@needs(Permission.LIFT, of=the_case)
def do_lift(thing: Case, bar: str) -> Any:
    """Lift a bar, with reasons."""
    if bar not in {each.uid for each in queries.bars_of_case(thing.uid)}:
        raise Missing("bar")
    form = LiftForm()
    return perform(
        form,
        lambda act: bars.lift_bar(act, bar_uid=bar, reason=form.text.data or ""),
        to=url_for("credit.case", uid=thing.uid),
        page=lambda form: _lift_page(thing, form),
    )
