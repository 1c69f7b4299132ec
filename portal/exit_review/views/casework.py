"""The desk: the queue, one re-check, one step, the empty home."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from portal.exit_review import deciding, leaving, opening, pages, queries
from portal.exit_review.codes import Permission
from portal.exit_review.forms import HandBackForm, NoteForm, ReportForm, StepForm, TextForm
from portal.exit_review.guards import newest
from portal.exit_review.machine import REVIEW
from portal.exit_review.queries import Review
from portal.exit_review.views import blueprint
from portal.exit_review.words import KINDS, PROPOSALS, STATES, TRIGGERS, VERBS
from portal.households import HouseholdCard, household
from portal.kernel.access import allowed
from portal.kernel.act import Act
from portal.kernel.errors import Missing, NotYours
from portal.kernel.web.doors import act, desk_region, needs, who
from portal.kernel.web.errorpages import explain
from portal.kernel.web.forms import perform

FORMS: dict[str, type[StepForm]] = {
    "confirm": NoteForm,
    "draft_notice": TextForm,
    "return_notice": TextForm,
    "serve_notice": StepForm,
    "stop_subsidy": StepForm,
    "revoke": TextForm,
    "hand_back": HandBackForm,
    "settle": TextForm,
}
CALLS: dict[str, Callable[..., Any]] = {
    "confirm": deciding.confirm,
    "draft_notice": deciding.draft_notice,
    "return_notice": deciding.return_notice,
    "serve_notice": deciding.serve_notice,
    "stop_subsidy": deciding.stop_subsidy,
    "revoke": deciding.revoke,
    "hand_back": leaving.hand_back,
    "settle": leaving.settle,
}
REPAIRS: dict[str, Callable[..., Any]] = {
    "start": leaving.start_repair,
    "finish": leaving.finish_repair,
    "pass": leaving.pass_inspection,
}


def the_review(uid: str) -> Review:
    """The re-check of the address."""
    return queries.review_row(uid)


@blueprint.get("/desk/reviews")
@needs(Permission.SEE_REVIEWS)
def queue() -> str:
    """Re-checks and exits, the first due first."""
    region = desk_region()
    chosen = request.args.get("kind", "")
    chosen = chosen if chosen in pages.QUEUES else "all"
    states = pages.QUEUES.get(chosen, tuple(s for part in pages.QUEUES.values() for s in part))
    rows = pages.lines(queries.queue(region, states), act().on)
    return render_template(
        "exit_review/queue.html", rows=rows, kinds=_kinds(queries.counts(region), chosen)
    )


def _kinds(counted: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    words = {
        "all": _("All"), "checking": _("Being checked"), "changed": _("Something changed"),
        "sign": _("To be signed"), "leaving": _("Moving out"), "back": _("Handed back"),
    }  # fmt: skip
    numbers = {k: sum(counted.get(s, 0) for s in states) for k, states in pages.QUEUES.items()}
    numbers["all"] = sum(numbers.values())
    return [
        {
            "label": f"{label} {numbers[kind]}", "current": kind == chosen,
            "url": url_for("exit_review.queue", kind=None if kind == "all" else kind),
        }
        for kind, label in words.items()
    ]  # fmt: skip


@blueprint.get("/desk/reviews/<uid>")
@needs(Permission.SEE_REVIEW, of=the_review, looks="review")
def review(thing: Review) -> str:
    """One re-check: what changed, what may be decided, who must sign."""
    return _page(thing)


def _page(thing: Review) -> str:
    on, found = act().on, newest(thing.uid)
    return render_template(
        "exit_review/review.html", review=thing, name=pages.name_of(thing), on=on,
        state=STATES[thing.state], kind=KINDS[thing.kind], trigger=TRIGGERS[thing.trigger],
        due=pages.box(queries.running_due(thing), on), examination=found,
        proposal=PROPOSALS[thing.proposal] if thing.proposal else "",
        findings=pages.findings(thing), changes=pages.changes(thing),
        options=pages.options(thing, who(), act()), timeline=pages.timeline(thing),
        grounds=pages.ground_labels(thing), notice=pages.text_of(thing.notice_uid),
        two=pages.two_people(thing), unit_state=pages.unit_state(thing),
        may_repair=allowed(who(), Permission.REPAIR, thing),
        may_report=allowed(who(), Permission.REPORT, thing), rent=pages.rent_words(thing),
        after=pages.hold_over_words(thing, on),
    )  # fmt: skip


def _form(thing: Review, verb: str) -> StepForm:
    if verb not in FORMS:
        raise Missing("step")
    form = FORMS[verb]()
    if form.version.data in (None, ""):
        form.version.data = str(thing.version)
    return form


def _may(thing: Review, verb: str) -> None:
    move = REVIEW.find(thing, verb)
    if move is None:
        raise Missing("step")
    if not allowed(who(), move.permission, thing):
        raise NotYours(move.permission.value)


def _step_page(thing: Review, verb: str, form: StepForm) -> str:
    refusal = REVIEW.refusal(thing, verb, act())
    return render_template(
        "exit_review/step.html", review=thing, verb=verb, form=form, words=VERBS[verb],
        name=pages.name_of(thing), blocked=explain(refusal) if refusal else "",
        notice=pages.text_of(thing.notice_uid), grounds=pages.ground_labels(thing),
        fields=[f for f in form if f.type not in ("HiddenField", "CSRFTokenField")],
    )  # fmt: skip


@blueprint.get("/desk/reviews/<uid>/do/<verb>")
@needs(Permission.SEE_REVIEW, of=the_review, looks="review")
def step(thing: Review, verb: str) -> str:
    """What signing this does, and its form."""
    form = _form(thing, verb)
    _may(thing, verb)
    return _step_page(thing, verb, form)


def _given(form: StepForm) -> dict[str, Any]:
    return {f.name: f.data for f in form if f.type != "CSRFTokenField" and f.data is not None}


@blueprint.post("/desk/reviews/<uid>/do/<verb>")
@needs(Permission.SEE_REVIEW, of=the_review)
def do_step(thing: Review, verb: str) -> Any:
    """Carry the step out."""
    move = REVIEW.find(thing, verb)
    if move is not None and not allowed(who(), move.permission, thing):
        raise NotYours(move.permission.value)
    return perform(
        _form(thing, verb),
        lambda act: CALLS[verb](act, review_uid=thing.uid, **_given(_form(thing, verb))),
        to=url_for("exit_review.review", uid=thing.uid),
        page=lambda form: _step_page(thing, verb, form),
    )


@blueprint.post("/desk/reviews/<uid>/unit/<work>")
@needs(Permission.REPAIR, of=the_review)
def work(thing: Review, work: str) -> Any:
    """Repair begins, ends, or nothing is to be mended."""
    if work not in REPAIRS:
        raise Missing("work")
    return perform(
        StepForm(),
        lambda act: REPAIRS[work](act, review_uid=thing.uid),
        to=url_for("exit_review.review", uid=thing.uid),
        page=lambda form: _page(thing),
    )


def _report_page(thing: Review, form: ReportForm) -> str:
    return render_template(
        "exit_review/report.html", review=thing, form=form, name=pages.name_of(thing)
    )


@blueprint.get("/desk/reviews/<uid>/report")
@needs(Permission.REPORT, of=the_review, looks="review")
def ask_report(thing: Review) -> str:
    """The form to pass on a suspected violation."""
    return _report_page(thing, ReportForm())


@blueprint.post("/desk/reviews/<uid>/report")
@needs(Permission.REPORT, of=the_review)
def report(thing: Review) -> Any:
    """Pass it on to enforcement."""
    form = ReportForm()

    def tell(act: Act) -> str:
        number = deciding.report_violation(
            act, review_uid=thing.uid, code=form.code.data, text=form.text.data or ""
        )
        flash(_("Passed on to enforcement as %(number)s.", number=number), "good")
        return number

    return perform(
        form, tell, to=url_for("exit_review.review", uid=thing.uid),
        page=lambda form: _report_page(thing, form),
    )  # fmt: skip


def the_household(uid: str) -> HouseholdCard:
    """The household of the address."""
    return household(uid)


@blueprint.post("/desk/households/<uid>/review")
@needs(Permission.OPEN, of=the_household)
def open_now(thing: HouseholdCard) -> Any:
    """Look at a household now."""
    return perform(
        StepForm(),
        lambda act: opening.open_review(act, household_uid=thing.uid),
        to=lambda opened: url_for("exit_review.review", uid=opened.uid),
        page=lambda form: queue(),
    )
