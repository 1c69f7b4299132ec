"""Monthly reports: the city prepares and hands in, the region accepts or returns."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for

from portal.kernel import directory
from portal.kernel.access import allowed
from portal.kernel.demo import legal_today
from portal.kernel.errors import NotYours
from portal.kernel.journal import steps_of
from portal.kernel.regions import Level, city_of, level, region
from portal.kernel.web.doors import needs, who
from portal.kernel.web.forms import perform
from portal.supervision.codes import Origin, Permission, State
from portal.supervision.forms import FiguresForm, PrepareForm, ReturnForm, VersionForm, figures_form
from portal.supervision.machine import REPORT
from portal.supervision.progress import metrics
from portal.supervision.queries import Report, report, reports, versions_of
from portal.supervision.services import (
    OPEN,
    accept_report,
    fill_in,
    prepare_report,
    return_report,
    submit_report,
)
from portal.supervision.views import blueprint
from portal.supervision.words import ORIGINS, STATES, label


def a_report(uid: str) -> Report:
    """The report of the URL."""
    return report(uid)


def _region() -> str:
    duty = who().duty
    if duty is None:
        raise NotYours("no_duty")
    return duty.region


def _list(form: PrepareForm) -> str:
    code = _region()
    may = allowed(who(), Permission.PREPARE) and level(code) is Level.CITY
    return render_template(
        "supervision/months.html",
        form=form if may else None,
        reports=reports(code),
        region=region,
        states=STATES,
        today=legal_today(),
    )


@blueprint.get("/region/months")
@needs(Permission.SEE_REPORTS)
def months() -> str:
    """All monthly reports one may see."""
    return _list(PrepareForm(period=f"{legal_today():%Y-%m}"))


@blueprint.post("/region/months")
@needs(Permission.PREPARE)
def prepare() -> Any:
    """Begin a month's report."""
    form = PrepareForm()
    return perform(
        form,
        lambda act: prepare_report(act, city=city_of(_region()), period=form.period.data or ""),
        to=lambda row: url_for("supervision.month", uid=row.uid),
        page=_list,
    )


def _names() -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in metrics(legal_today())}


def _show(
    thing: Report, form: FiguresForm | None = None, returning: ReturnForm | None = None
) -> str:
    open_ = thing.state in {each.value for each in OPEN} and allowed(
        who(), Permission.PREPARE, thing
    )
    waits = thing.state == State.SUBMITTED.value and allowed(who(), Permission.DECIDE, thing)
    steps = steps_of(thing.uid)
    names = directory.staff_names(
        [*(s.actor for s in steps), thing.prepared_by, thing.submitted_by or ""]
    )
    return render_template(
        "supervision/month.html",
        report=thing,
        city=region(thing.city),
        form=(form or figures_form(thing.figures, _names(), version=thing.version))
        if open_ else None,
        returning=(returning or ReturnForm(formdata=None, version=thing.version))
        if waits else None,
        version=VersionForm(formdata=None, version=thing.version),
        names=names,
        metric_names=_names(),
        label=label,
        states=STATES,
        origins=ORIGINS,
        origin=Origin,
        steps=steps,
        versions=versions_of(thing.uid),
        today=legal_today(),
        machine=REPORT,
    )  # fmt: skip


@blueprint.get("/region/months/<uid>")
@needs(Permission.SEE_REPORT, of=a_report)
def month(thing: Report) -> str:
    """One report: figures with their sources, versions, what is to do."""
    return _show(thing)


@blueprint.post("/region/months/<uid>/figures")
@needs(Permission.PREPARE, of=a_report)
def fill(thing: Report) -> Any:
    """Write figures by hand."""
    form = figures_form(thing.figures, _names())
    codes = [figure["metric"] for figure in thing.figures]
    return perform(
        form,
        lambda act: fill_in(
            act, report_uid=thing.uid, version=_number(form), given=form.given(codes)
        ),
        to=url_for("supervision.month", uid=thing.uid),
        page=lambda shown: _show(report(thing.uid), shown),
    )


def _number(form: VersionForm) -> int:
    text = str(form.version.data or "")
    return int(text) if text.isdigit() else 0


@blueprint.post("/region/months/<uid>/submit")
@needs(Permission.PREPARE, of=a_report)
def submit(thing: Report) -> Any:
    """Hand the report in."""
    form = VersionForm()
    uid = thing.uid
    return perform(
        form,
        lambda act: submit_report(act, report_uid=uid, version=_number(form)),
        to=url_for("supervision.month", uid=uid),
        page=lambda shown: _refused(uid, shown),
    )


def _refused(uid: str, shown: VersionForm) -> str:
    thing = report(uid)
    form = figures_form(thing.figures, _names(), formdata=None, version=thing.version)
    form.form_errors = list(shown.form_errors)
    return _show(thing, form)


@blueprint.post("/region/months/<uid>/accept")
@needs(Permission.DECIDE, of=a_report)
def accept(thing: Report) -> Any:
    """Take the report; it is locked from now on."""
    form = VersionForm()
    uid = thing.uid
    return perform(
        form,
        lambda act: accept_report(act, report_uid=uid, version=_number(form)),
        to=url_for("supervision.month", uid=uid),
        page=lambda shown: _show(report(uid)),
    )


@blueprint.post("/region/months/<uid>/return")
@needs(Permission.DECIDE, of=a_report)
def give_back(thing: Report) -> Any:
    """Give the report back with a reason."""
    form = ReturnForm()
    uid = thing.uid
    return perform(
        form,
        lambda act: return_report(
            act, report_uid=uid, version=_number(form), reason=form.reason.data or ""
        ),
        to=url_for("supervision.month", uid=uid),
        page=lambda shown: _show(report(uid), returning=shown),
    )
