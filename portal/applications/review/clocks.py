"""The clocks of an application: which run, when they stand still.

Acceptance runs from submission; the stage's and the whole procedure's from acceptance. The whole
stands still during public notice and supplement; what is overdue already is not made timely.
"""

from __future__ import annotations

from datetime import date

from portal.applications.models import Application
from portal.applications.procedure import klass_of, rules_of
from portal.kernel.clock import Period
from portal.kernel.database import db
from portal.kernel.deadlines import (
    Deadline,
    all_running,
    close,
    open_deadline,
    pause,
    resume,
    running,
)
from portal.kernel.policy import Rulebook, Value

SUBJECT = "application"
ACCEPTANCE = "application.acceptance"
STAGE = "application.stage"
PUBLIC = "application.public"
TOTAL = "application.total"
SUPPLEMENT = "application.supplement"
ENTRUSTMENT = "application.entrustment"
NOTICE = "application.notice"
OBJECTION = "application.objection"
REQUEST = "application.reexamination_request"
REEXAMINATION = "application.reexamination"

WORK = (ACCEPTANCE, STAGE)
"""The clocks that put an application on somebody's worklist; one of them, or ``PUBLIC`` while
its list hangs, is open at a time."""


def ground(value: Value) -> str:
    """The clause of a rule, or why there is none (a deadline row keeps 200 characters)."""
    return (value.clause or value.reason)[:200]


def start(
    application: Application, kind: str, *, since: date, period: Period, clause: str,
    subject: str = "",
) -> Deadline:  # fmt: skip
    """Let a clock run for the application, or for ``subject`` (say an objection) of its city."""
    return open_deadline(
        kind=kind,
        subject_kind=SUBJECT if not subject else kind.rsplit(".", 1)[-1],
        subject_uid=subject or application.uid,
        city=application.city,
        since=since,
        period=period,
        clause=clause[:200],
    )


def start_by_rule(
    application: Application, kind: str, key: str, *, since: date, rules: Rulebook | None = None,
    subject: str = "",
) -> Deadline:  # fmt: skip
    """Let a clock run as the rule ``key`` says. Raises ``NoRule``."""
    rules = rules or rules_of(application)
    value = rules.get(key)
    return start(
        application, kind, since=since, period=rules.period(key), clause=ground(value),
        subject=subject,
    )  # fmt: skip


def start_total(application: Application, *, since: date) -> None:
    """The whole procedure, public notice not counted."""
    if running(TOTAL, application.uid) is None:
        key = f"procedure.total.{klass_of(application)}"
        start_by_rule(application, TOTAL, key, since=since)


def hold(uid: str, *kinds: str, on: date) -> None:
    """Stop these clocks of the application, as far as they run and are not over."""
    for clock in all_running(uid, *kinds):
        if not clock.paused and on <= clock.due:
            pause(clock, on=max(on, _last_event(clock)))


def _last_event(clock: Deadline) -> date:
    ends = [date.fromisoformat(end) for _, end in clock.paused_spans]
    return max([clock.since, *ends])


def go_on(uid: str, *kinds: str, on: date) -> None:
    """Let these clocks run on, as far as they stood still."""
    for clock in all_running(uid, *kinds):
        if clock.paused_on is not None:
            resume(clock, on=max(on, clock.paused_on))


def end(uid: str, *kinds: str, on: date, why: str) -> None:
    """Close these clocks of the application, as far as they are open."""
    for clock in all_running(uid, *kinds):
        close(clock, on=on, why=why)
    db.session.flush()


def end_all(uid: str, *, on: date, why: str) -> None:
    """Close every clock of the procedure: the application is decided, withdrawn or ended."""
    end(uid, ACCEPTANCE, STAGE, PUBLIC, TOTAL, SUPPLEMENT, ENTRUSTMENT, on=on, why=why)
