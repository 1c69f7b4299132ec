"""Decided, served, performed, kept on record, run out (steps 10 to 16)."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.credit.bars import impose, lift_all, start_bars
from portal.credit.codes import Clock, Home, Result, State
from portal.credit.events import CaseDecided, DecisionServed
from portal.credit.models import Case
from portal.credit.notices import check_fine, check_result
from portal.credit.queries import act_row
from portal.credit.steps import close, need, run, step, take
from portal.kernel import deadlines
from portal.kernel.act import Act
from portal.kernel.clock import Period
from portal.kernel.daily import daily
from portal.kernel.database import lock
from portal.kernel.errors import Refused
from portal.kernel.outbox import publish
from portal.kernel.policy import rulebook


def decide(
    act: Act,
    *,
    case_uid: str,
    result: str,
    text: str,
    home: str = Home.NONE,
    returned_on: date | None = None,
    fine_fen: int = 0,
    ground: str = "",
    gains_fen: int = 0,
    version: int | None = None,
) -> Case:
    """Step 10: the decision, by someone who did not investigate, never above the notice.

    A bar counts from the decision, from ``returned_on``, or (``home`` held) from the
    hand-back to come. Raises ``Refused``: ``heavier_than_notice``, ``investigator_bars``,
    ``defence_window_open``, ``defence_unread``, ``returned_on_missing``;
    ``Conflict("not_from_here")`` before notice and review.
    """
    case = take(case_uid, version)
    check_result(case, act, result)
    check_fine(case, act, fine_fen, ground, gains_fen)
    _check_home(case, act, home, returned_on)
    case.result, case.fine_fen = str(Result(result)), fine_fen
    case.decision_uid = step(
        case, "decide", act, text=need(text, "text"), result=str(result), fine_fen=fine_fen,
        ground=ground, home=str(home),
    )  # fmt: skip
    rules = rulebook(case.city, on=act.on)
    row = act_row(case.city, case.code, act.on)
    case.decided_on, case.decided_by, case.home = act.on, act.by.uid, str(home)
    case.policy = rules.fingerprint
    if result != Result.NONE:
        case.points, case.tier = row["points"], row["tier"]
    close(case, act, "decided", Clock.DECISION)
    run(act, case, Clock.SERVICE, "credit.service")
    impose(act, case, row, returned_on)
    _keep_until(act, case, row, returned_on)
    _announce(act, case)
    return case


def _check_home(case: Case, act: Act, home: str, returned_on: date | None) -> None:
    if Home(home) is Home.RETURNED and (returned_on is None or returned_on > act.on):
        raise Refused("returned_on_missing", field="returned_on")


def _keep_until(act: Act, case: Case, row: dict[str, Any], returned_on: date | None) -> None:
    """Let the record run out by itself; from a hand-back to come it starts there."""
    if case.result == Result.NONE:
        return
    start = {
        "return": returned_on if case.home == Home.RETURNED else act.on,
        "recorded": case.reported_on,
    }.get(row["lasts"]["from"], act.on)
    if row["lasts"]["from"] == "return" and case.home == Home.HELD:
        return
    keep_record(case, Period.parse(row["lasts"]), start or act.on, row["basis"])


def keep_record(case: Case, period: Period, start: date, clause: str) -> None:
    """The time after which the record runs out."""
    if deadlines.running(Clock.RECORD, case.uid) is None:
        deadlines.open_deadline(
            kind=Clock.RECORD, subject_kind="credit_case", subject_uid=case.uid, city=case.city,
            since=start, period=period, clause=clause,
        )  # fmt: skip


def _announce(act: Act, case: Case) -> None:
    for uid in case.people or ("",):
        publish(
            CaseDecided(
                case.uid, case.city, uid, case.household_uid or "", case.code, str(case.result)
            ),
            act,
        )


def serve_decision(act: Act, *, case_uid: str, how: str, version: int | None = None) -> Case:
    """Step 11: the decision reached the person; remedies count from today (art. 61)."""
    case = take(case_uid, version)
    step(case, "serve", act, reason=how)
    case.served_on = act.on
    close(case, act, "served", Clock.SERVICE)
    for uid in case.people or ("",):
        publish(DecisionServed(case.uid, case.city, uid, case.household_uid or ""), act)
    return case


def withdraw(act: Act, *, case_uid: str, text: str, version: int | None = None) -> Case:
    """The case is dropped before a decision, with reasons."""
    case = take(case_uid, version)
    step(case, "withdraw", act, text=need(text, "text"))
    close(case, act, "withdrawn", *Clock)
    return case


def perform(act: Act, *, case_uid: str, text: str, version: int | None = None) -> Case:
    """Step 13: what was ordered was done (fine paid, home restored), as the note says."""
    case = take(case_uid, version)
    step(case, "perform", act, text=need(text, "text"))
    return case


def close_case(act: Act, *, case_uid: str, version: int | None = None) -> Case:
    """Step 15: entered into the credit record; nothing more to do until it runs out."""
    case = take(case_uid, version)
    step(case, "close", act)
    return case


def revoke(act: Act, *, case_uid: str, text: str, version: int | None = None) -> Case:
    """A decision found wrong is taken back; its bars are lifted the same day (art. 75)."""
    case = take(case_uid, version)
    step(case, "revoke", act, text=need(text, "text"))
    lift_all(act, case, "revoked")
    close(case, act, "revoked", *Clock)
    return case


def _run_out(act: Act) -> list[str]:
    return deadlines.overdue_subjects(act.on, kind=Clock.RECORD)


@daily(_run_out)
def records_due(act: Act, case_uid: str) -> None:
    """A record whose time is over runs out (step 16)."""
    case, clock = lock(Case, case_uid), deadlines.running(Clock.RECORD, case_uid)
    if clock is not None and case.state in (State.PERFORMED, State.CLOSED):
        step(case, "expire", act, reason="time_over")
        deadlines.close(clock, on=act.on, why="expired")


def start_bar_on_return(act: Act, *, household_uid: str, returned_on: date | None = None) -> int:
    """The home was handed back: bars and records counted from there begin; how many bars.

    Called again it changes nothing.
    """
    day = returned_on or act.on
    started, cases = start_bars(act, household_uid, day)
    for case in cases:
        row = act_row(case.city, case.code, case.decided_on or day)
        if row["lasts"]["from"] == "return":
            keep_record(case, Period.parse(row["lasts"]), day, row["basis"])
    return started
