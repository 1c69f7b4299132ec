"""Questions a move must answer: each gives a refusal's code, or ``None`` for yes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from portal.credit.codes import WEIGHT, Clock, Result
from portal.credit.models import CaseOfficer, Defence, Evidence
from portal.kernel import deadlines
from portal.kernel.act import Act
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import add
from portal.kernel.database import db
from portal.kernel.policy import rulebook


def officers_of(case_uid: str) -> frozenset[str]:
    """Staff uids of those who investigate."""
    return frozenset(
        db.session.scalars(select(CaseOfficer.staff_uid).where(CaseOfficer.case_uid == case_uid))
    )


def enough_officers(case: Any, act: Act) -> str | None:
    """At least two officers took part (art. 42), and the act is not too old (art. 36)."""
    least = rulebook(case.city, on=act.on).value("credit.officers_min")
    if len(officers_of(case.uid)) < least:
        return "officers_missing"
    return limitation(case, act)


def limitation(case: Any, act: Act) -> str | None:
    """Not found within two years of its end, an act is no longer punished (art. 36)."""
    if case.act_ended_on is None:
        return None
    period = rulebook(case.city, on=act.on).period("credit.limitation")
    last = add(case.act_ended_on, period, load_calendar()).date
    return "limitation_passed" if case.reported_on > last else None


def an_officer(case: Any, act: Act) -> str | None:
    """Only those who took the case on work on it (the house asks nobody)."""
    return None if act.by.uid in officers_of(case.uid) else "not_an_officer"


def evidence_there(case: Any, act: Act) -> str | None:
    """There is evidence, and what devices recorded was reviewed (art. 41)."""
    rows = db.session.scalars(select(Evidence).where(Evidence.case_uid == case.uid)).all()
    if not rows:
        return "evidence_missing"
    if any(row.kind == "device" and not row.device_reviewed for row in rows):
        return "device_not_reviewed"
    return an_officer(case, act)


def notice_open(case: Any, act: Act) -> str | None:
    """Until the last day of the defence window nothing is decided (arts 45, 62)."""
    window = _window(case, Clock.DEFENCE)
    if window is None:
        return "notice_missing"
    return "defence_window_open" if act.on <= window.due else None


def hearing_window(case: Any, act: Act) -> str | None:
    """A hearing is asked for within five working days of the notice (art. 64)."""
    window = deadlines.running(Clock.HEARING, case.uid)
    return None if window is not None and act.on <= window.due else "hearing_too_late"


def _window(case: Any, kind: Clock) -> deadlines.Deadline | None:
    return db.session.scalar(
        select(deadlines.Deadline)
        .where(deadlines.Deadline.kind == kind, deadlines.Deadline.subject_uid == case.uid)
        .order_by(deadlines.Deadline.since.desc(), deadlines.Deadline.uid)
        .limit(1)
    )


def _unread(case: Any) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Defence)
            .where(Defence.case_uid == case.uid, Defence.considered_on.is_(None))
        )
        or 0
    )


def answered(case: Any, act: Act) -> str | None:
    """The window is over and every defence was read and answered (art. 45)."""
    return notice_open(case, act) or ("defence_unread" if _unread(case) else None)


def ready_for_review(case: Any, act: Act) -> str | None:
    """As ``answered``; and an officer of the case hands it over."""
    return answered(case, act) or an_officer(case, act)


def host_is_stranger(case: Any, act: Act) -> str | None:
    """The hearing's host did not investigate; the day announced has come (art. 64)."""
    if case.hearing_on is None:
        return "hearing_not_called"
    if act.on < case.hearing_on:
        return "hearing_not_yet"
    return stranger(case, act)


def stranger(case: Any, act: Act) -> str | None:
    """Whoever investigated neither reviews nor decides (arts 57, 58)."""
    return "investigator_bars" if act.by.uid in officers_of(case.uid) else None


def may_decide(case: Any, act: Act) -> str | None:
    """Window over, defences answered, a stranger to the case, and nothing above the notice.

    A heavier penalty than the notice named was never heard (arts 44, 45).
    """
    refusal = answered(case, act) or stranger(case, act)
    if refusal or case.result is None:
        return refusal
    return "heavier_than_notice" if heavier(case, case.result, case.fine_fen) else None


def heavier(case: Any, result: str, fine_fen: int) -> bool:
    """Would that weigh more than what the notice said?"""
    meant = WEIGHT[Result(case.meant or Result.NONE)]
    return WEIGHT[Result(result)] > meant or fine_fen > case.meant_fine_fen


def has_new_evidence(case_uid: str, round_: int) -> bool:
    """Was anything found after the notice of that round?"""
    return bool(
        db.session.scalar(
            select(func.count())
            .select_from(Evidence)
            .where(Evidence.case_uid == case_uid, Evidence.round >= round_)
        )
    )


def has_defence(case_uid: str) -> bool:
    """Did anybody defend themselves?"""
    return bool(
        db.session.scalar(
            select(func.count()).select_from(Defence).where(Defence.case_uid == case_uid)
        )
    )
