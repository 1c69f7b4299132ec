"""Told beforehand, heard, reviewed (steps 6 to 9)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from portal.credit.codes import Clock, Result
from portal.credit.events import PreDecisionServed
from portal.credit.guards import has_defence, has_new_evidence, heavier
from portal.credit.models import Case, Defence
from portal.credit.queries import act_row
from portal.credit.steps import close, need, run, step, take
from portal.kernel import deadlines
from portal.kernel.act import Act
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import add
from portal.kernel.database import db
from portal.kernel.errors import Refused
from portal.kernel.outbox import publish
from portal.kernel.policy import Rulebook, rulebook


def fine_limit(rules: Rulebook, ground: str, gains_fen: int) -> int:
    """The highest fine on that ground, in fen; multiples of gains never above the cap."""
    row = rules.row("credit.fine_max", ground)
    times = row.get("gains_times")
    return int(min(row["amount"], times * gains_fen) if times else row["amount"])


def check_fine(case: Case, act: Act, fine_fen: int, ground: str, gains_fen: int) -> None:
    """Fines need an article that knows them, and stay below its cap (N1 arts 34 to 37)."""
    if fine_fen == 0:
        return
    rules = rulebook(case.city, on=act.on)
    row = rules.row("credit.acts", case.code)
    if "fine" not in row["sanctions"]:
        raise Refused("no_fine_for_this", field="fine")
    if not ground:
        raise Refused("fine_ground_missing", field="ground")
    if fine_fen > fine_limit(rules, ground, gains_fen):
        raise Refused("fine_too_high", field="fine")


def check_result(case: Case, act: Act, result: str) -> None:
    """The catalogue must know the measure for this act."""
    sanctions = act_row(case.city, case.code, act.on)
    if result == Result.BAR and "bar" not in sanctions:
        raise Refused("no_bar_for_this", field="result")
    if result == Result.NO_COMMITMENT and "no_commitment" not in sanctions["sanctions"]:
        raise Refused("no_such_measure", field="result")


def serve_notice(
    act: Act, *, case_uid: str, result: str, text: str, fine_fen: int = 0, ground: str = "",
    gains_fen: int = 0, version: int | None = None,
) -> Case:  # fmt: skip
    """Step 6: what is intended, on which facts and clauses, and the right to answer.

    A defence never makes it heavier: a second notice above the first needs new evidence
    (``heavier_after_defence``, art. 45). Opens the windows for defence and hearing.
    """
    case = take(case_uid, version)
    check_result(case, act, result)
    check_fine(case, act, fine_fen, ground, gains_fen)
    raised = case.round > 0 and heavier(case, result, fine_fen)
    if raised and has_defence(case.uid) and not has_new_evidence(case.uid, case.round):
        raise Refused("heavier_after_defence", field="result")
    case.notice_uid = step(
        case, "serve_notice", act, text=need(text, "text"), result=str(Result(result)),
        fine_fen=fine_fen, ground=ground,
    )  # fmt: skip
    case.round += 1
    case.noticed_on, case.meant, case.meant_fine_fen = act.on, str(result), fine_fen
    case.hearing_on = None
    run(act, case, Clock.DEFENCE, "credit.defence")
    run(act, case, Clock.HEARING, "credit.hearing_request")
    for uid in case.people or ("",):
        publish(PreDecisionServed(case.uid, case.city, uid, case.household_uid or ""), act)
    return case


def defend(act: Act, *, case_uid: str, text: str, version: int | None = None) -> Defence:
    """Step 7: a person's statement; after the window it is recorded and read all the same.

    Raises ``Conflict("not_from_here")`` once decided: then remedies are the way.
    """
    case = take(case_uid, version)
    window = deadlines.running(Clock.DEFENCE, case.uid)
    late = window is None or act.on > window.due
    kept = step(case, "defend", act, text=need(text, "text"), reason="late" if late else "")
    row = Defence(
        city=case.city, case_uid=case.uid, person_uid=act.by.uid, round=case.round,
        text_uid=kept, late=late, on=act.on, at=act.at,
    )  # fmt: skip
    db.session.add(row)
    return row


def consider(
    act: Act, *, case_uid: str, text: str, accepted: bool, version: int | None = None
) -> Case:
    """The defence was read and checked: the answer, and whether it was followed (art. 45).

    Raises ``Refused("nothing_to_consider")``.
    """
    case = take(case_uid, version)
    unread = db.session.scalars(
        select(Defence).where(Defence.case_uid == case.uid, Defence.considered_on.is_(None))
    ).all()
    if not unread:
        raise Refused("nothing_to_consider")
    answer = step(case, "consider", act, text=need(text, "text"), accepted=accepted)
    for row in unread:
        row.considered_on, row.considered_by = act.on, act.by.uid
        row.accepted, row.answer_uid = accepted, answer
    return case


def ask_hearing(act: Act, *, case_uid: str, version: int | None = None) -> Case:
    """Step 8: the person asks to be heard, within five working days (``hearing_too_late``)."""
    case = take(case_uid, version)
    step(case, "ask_hearing", act)
    close(case, act, "asked", Clock.HEARING)
    return case


def call_hearing(act: Act, *, case_uid: str, day: date, version: int | None = None) -> Case:
    """Name the day; seven working days lie between (``hearing_too_soon``, art. 64)."""
    case = take(case_uid, version)
    period = rulebook(case.city, on=act.on).period("credit.hearing_notice")
    if day < add(act.on, period, load_calendar()).date:
        raise Refused("hearing_too_soon", field="day")
    step(case, "call_hearing", act, day=day.isoformat())
    case.hearing_on = day
    return case


def hold_hearing(act: Act, *, case_uid: str, text: str, version: int | None = None) -> Case:
    """The record of the hearing, by a host who did not investigate."""
    case = take(case_uid, version)
    step(case, "hold_hearing", act, text=need(text, "text"))
    return case


def to_review(act: Act, *, case_uid: str, version: int | None = None) -> Case:
    """Step 9: to legal review; ``defence_window_open``, ``defence_unread``."""
    case = take(case_uid, version)
    step(case, "to_review", act)
    close(case, act, "window_over", Clock.DEFENCE, Clock.HEARING)
    return case


def review_case(
    act: Act, *, case_uid: str, passes: bool, text: str, version: int | None = None
) -> Case:
    """The legal reviewer agrees, or sends it back to the officers with reasons."""
    case = take(case_uid, version)
    step(case, "pass_review" if passes else "return_case", act, text=need(text, "text"))
    case.reviewed_by = act.by.uid if passes else None
    return case
