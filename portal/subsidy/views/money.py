"""The money desk: months, one month's run with its two people, the bank's answers."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from portal.identity import needs_step_up
from portal.kernel.access import allowed
from portal.kernel.directory import people, staff_names
from portal.kernel.errors import Missing
from portal.kernel.web.deeds import Deed, post_deeds
from portal.kernel.web.doors import act, desk_city, needs, who
from portal.kernel.web.fields import VersionForm
from portal.kernel.web.forms import perform
from portal.subsidy import words
from portal.subsidy.codes import Permission, RunState
from portal.subsidy.figures import run_figures
from portal.subsidy.forms import ApproveForm, ComputeForm, FindingForm, ReasonForm, ReturnForm
from portal.subsidy.months import first_day, month_before, month_of, next_month
from portal.subsidy.queries import (
    ReturnOddity,
    Run,
    asked_payees,
    holds_in,
    newest_run,
    oddities_in,
    oddity_row,
    open_oddities,
    payments_in,
    return_files,
    returned_payments,
    runs_of,
    unanswered,
)
from portal.subsidy.services.returns import read_return, settle_oddity
from portal.subsidy.services.runs import approve_run, close_run, compute_run, send_back_run
from portal.subsidy.services.sending import ask_again
from portal.subsidy.totals import paid_sum
from portal.subsidy.views import blueprint


def of_month(month: str) -> Run:
    """The run of the URL's month in the duty's city, or ``Missing``."""
    first_day(month)
    run = newest_run(desk_city(), month)
    if run is None:
        raise Missing("run")
    return run


def of_oddity(uid: str) -> ReturnOddity:
    """The odd line of the URL."""
    return oddity_row(uid)


def _months_page(form: ComputeForm) -> str:
    city, today = desk_city(), act().on
    runs = runs_of(city)
    latest = max((run.month for run in runs if run.state != RunState.VOID), default=None)
    offered = month_of(today)
    if latest is not None and latest < offered:
        offered = next_month(latest)
    return render_template(
        "subsidy/months.html",
        runs=runs,
        states=words.RUN_STATES,
        offered=sorted({offered, month_of(today), month_before(month_of(today))}, reverse=True),
        form=form,
        may_compute=allowed(who(), Permission.COMPUTE),
        names=staff_names(
            {uid for run in runs for uid in (run.computed_by, run.approved_by) if uid}
        ),
        year=today.year,
        paid=paid_sum(city, today.year),
        waiting=len(asked_payees(city)),
        odd=len(oddities_in(city)),
        came_back=len(returned_payments(city)),
    )


@blueprint.get("/money")
@needs(Permission.SEE_MONEY)
def months() -> str:
    """All months; what waits."""
    return _months_page(ComputeForm())


@blueprint.post("/money")
@needs(Permission.COMPUTE)
def compute() -> Any:
    """Make a month's list."""
    form, city = ComputeForm(), desk_city()
    return perform(
        form,
        lambda deed: compute_run(deed, city=city, month=form.month.data or ""),
        to=lambda run: url_for("subsidy.run_page", month=run.month),
        page=_months_page,
    )


def _stages(run: Run) -> list[dict[str, Any]]:
    order = list(RunState)
    at = order.index(RunState(run.state))
    rows = [
        (RunState.COMPUTED, _("Make the list"), run.computed_on),
        (RunState.APPROVED, _("Second check"), run.approved_on),
        (RunState.SENT, _("To the bank"), run.sent_on),
        (RunState.RETURNED, _("Bank's answer"), run.returned_on),
        (RunState.CLOSED, _("Close the list"), None),
    ]
    look = {True: "done", False: ""}
    return [
        {
            "title": title,
            "day": day,
            "state": "now" if order.index(state) == at + 1 else look[order.index(state) <= at],
        }
        for state, title, day in rows
    ]


def _run_page(run: Run, **forms: Any) -> str:
    me = who()
    payments = payments_in(run.uid)
    holds = holds_in(run.uid)
    given = {
        "approve": ApproveForm(formdata=None),
        "send_back": ReasonForm(formdata=None),
        "return_file": ReturnForm(formdata=None),
        **forms,
    }
    return render_template(
        "subsidy/run.html",
        run=run,
        figures=run_figures(run),
        payments=payments[:200],
        holds=holds,
        names=people(_people(payments, holds)),
        staff=staff_names({uid for uid in (run.computed_by, run.approved_by) if uid}),
        tag=words.RUN_STATES[str(run.state)],
        stages=_stages(run) if run.state != RunState.VOID else [],
        words=words,
        forms=given,
        problems=[p for form in forms.values() for p in form.problems],
        maker=me.uid == run.computed_by,
        may={v.value: allowed(me, v, run) for v in Permission},
        me=me,
        unanswered=unanswered(run.uid),
        odd=open_oddities(run.uid),
        files=return_files(run.uid),
        left=(run.pay_by - act().on).days,
    )


def _people(payments: Any, holds: Any) -> set[str]:
    return {p.person_uid for p in payments[:200]} | {h.person_uid for h in holds}


@blueprint.get("/money/runs/<month>")
@needs(Permission.SEE_MONEY, of=of_month, looks="subsidy_run")
def run_page(run: Run) -> str:
    """One month: what is paid, what is held, what was checked, who approves."""
    return _run_page(run)


RUN_DEEDS = {
    "approve": Deed(
        Permission.APPROVE, ApproveForm,
        lambda act, run, form: approve_run(
            act, run_uid=run.uid, version=form.shown, shown_hash=form.list_hash.data or ""
        ),
        inner=needs_step_up,
    ),
    "send-back": Deed(
        Permission.APPROVE, ReasonForm,
        lambda act, run, form: send_back_run(
            act, run_uid=run.uid, version=form.shown, reason=form.reason.data or ""
        ),
    ),
    "fetch": Deed(
        Permission.FETCH, VersionForm,
        lambda act, run, form: ask_again(act, run_uid=run.uid),
        done=lambda run: _("We are asking the bank. Look again in a moment."),
    ),
    "return-file": Deed(
        Permission.SETTLE, ReturnForm,
        lambda act, run, form: read_return(act, run_uid=run.uid, content=form.file.data.read()),
    ),
    "close": Deed(
        Permission.CLOSE, VersionForm,
        lambda act, run, form: close_run(act, run_uid=run.uid, version=form.shown),
    ),
}  # fmt: skip

post_deeds(
    blueprint, "/money/runs/<month>", "run", RUN_DEEDS, of=of_month,
    to=lambda run: url_for("subsidy.run_page", month=run.month),
    page=lambda run, segment, form: _run_page(run, **{segment.replace("-", "_"): form}),
)  # fmt: skip


def _returns_page(form: FindingForm) -> str:
    city = desk_city()
    odd, back = oddities_in(city), returned_payments(city)
    runs = {run.uid: run for run in runs_of(city)}
    return render_template(
        "subsidy/returns.html",
        odd=odd,
        back=back,
        runs=runs,
        unanswered=[(run, count) for run in runs.values() if (count := unanswered(run.uid))],
        names=people({p.person_uid for p in back}),
        words=words,
        form=form,
        request_uid=request.view_args.get("uid") if request.view_args else None,
        may_settle=allowed(who(), Permission.SETTLE),
    )


@blueprint.get("/money/returns")
@needs(Permission.SEE_MONEY)
def returns() -> str:
    """What came back, what is odd, what is not answered."""
    return _returns_page(FindingForm(formdata=None))


@blueprint.post("/money/returns/<uid>")
@needs(Permission.SETTLE, of=of_oddity)
def settle(oddity: ReturnOddity) -> Any:
    """Say what an odd line was."""
    form = FindingForm()
    return perform(
        form,
        lambda deed: settle_oddity(deed, oddity_uid=oddity.uid, finding=form.finding.data or ""),
        to=url_for("subsidy.returns"),
        page=_returns_page,
    )
