"""Bars: imposed with a decision, counted from the hand-back, lifted only by a new row."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from portal.credit.codes import STANDING, BarKind, Home, MarkKind, Permission, Result
from portal.credit.events import BarImposed, BarLifted
from portal.credit.models import BarMark, BarRow, Case
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import Period, Unit, add
from portal.kernel.database import db, load, one_winner
from portal.kernel.errors import Refused
from portal.kernel.journal import log
from portal.kernel.outbox import publish
from portal.kernel.policy import rulebook

UNREPAIRABLE = ("none", "listing_only", "none_until_left")
"""How the catalogue says that a bar runs its whole time."""


def impose(act: Act, case: Case, row: dict[str, Any], returned_on: date | None) -> None:
    """The bars of a decision: on applying (for every adult named), on promising (for one)."""
    if case.result == Result.BAR:
        for uid in case.people:
            _bar(act, case, row, uid, returned_on)
            publish(BarImposed(case.uid, case.city, uid, case.household_uid or "", case.code), act)
    if case.result in (Result.BAR, Result.NO_COMMITMENT) and (
        "no_commitment" in row["sanctions"] and case.person_uid
    ):
        _no_commitment(act, case, row, case.person_uid)


def _bar(act: Act, case: Case, row: dict[str, Any], uid: str, returned_on: date | None) -> None:
    period = Period.parse(row["bar"])
    start = returned_on if case.home == Home.RETURNED and returned_on else act.on
    waits = case.home == Home.HELD
    until = None if waits else add(start, period, load_calendar()).date
    db.session.add(
        BarRow(
            city=case.city, case_uid=case.uid, person_uid=uid, kind=str(BarKind.APPLY),
            since=start, until=until, n=period.n, unit=str(period.unit), from_return=waits,
            clause=rulebook(case.city, on=act.on).get("credit.bar").clause or row["basis"],
            repairable=row["repair"] not in UNREPAIRABLE, repair_from=_repair_from(act, row),
        )
    )  # fmt: skip


def _no_commitment(act: Act, case: Case, row: dict[str, Any], uid: str) -> None:
    period = Period.parse(row["lasts"])
    db.session.add(
        BarRow(
            city=case.city, case_uid=case.uid, person_uid=uid, kind=str(BarKind.COMMITMENT),
            since=act.on, until=None, n=period.n, unit=str(period.unit), from_return=False,
            clause=rulebook(case.city, on=act.on).get("credit.commitment_barred_by").clause,
            repairable=True, repair_from=_repair_from(act, row),
        )
    )  # fmt: skip


def _repair_from(act: Act, row: dict[str, Any]) -> date | None:
    if "repair_after" not in row or row["repair_after"]["from"] != "decision":
        return None
    return add(act.on, Period.parse(row["repair_after"]), load_calendar()).date


def start_bars(act: Act, household_uid: str, day: date) -> tuple[int, list[Case]]:
    """Begin the count of a household's bars that wait for the hand-back."""
    cases = list(
        db.session.scalars(
            select(Case).where(
                Case.household_uid == household_uid,
                Case.home == str(Home.HELD),
                Case.state.in_(STANDING),
            )
        )
    )
    marked = set(db.session.scalars(select(BarMark.bar_uid)))
    started = 0
    for row in db.session.scalars(
        select(BarRow).where(
            BarRow.case_uid.in_([case.uid for case in cases]), BarRow.from_return.is_(True)
        )
    ):
        if row.uid not in marked:
            until = add(day, Period(row.n, Unit(row.unit)), load_calendar()).date
            _mark(act, row, MarkKind.STARTED, day, until, "home_returned")
            started += 1
    return started, cases


def _mark(act: Act, row: BarRow, kind: MarkKind, on: date, until: date | None, reason: str) -> None:
    def insert() -> None:
        db.session.add(
            BarMark(
                city=row.city, bar_uid=row.uid, kind=str(kind), on=on, until=until,
                reason=reason, by_uid=act.by.uid, at=act.at,
            )
        )  # fmt: skip

    one_winner(insert, "bar_marked_already")
    log(act, f"bar.{kind}", row.case_uid, {"bar": row.uid, "on": on, "reason": reason})


def lift_bar(act: Act, *, bar_uid: str, reason: str) -> BarRow:
    """Repair: lift a repairable bar once its least time is over and the duty was done.

    Raises ``Refused``: ``bar_not_repairable``, ``repair_too_early``, ``duty_not_done``,
    ``credit_say_why``; ``Conflict("bar_marked_already")``.
    """
    row = load(BarRow, bar_uid)
    case = load(Case, row.case_uid)
    require(act.by, Permission.LIFT, case)
    if not reason.strip():
        raise Refused("credit_say_why", field="reason")
    if not row.repairable:
        raise Refused("bar_not_repairable")
    if row.repair_from is not None and act.on < row.repair_from:
        raise Refused("repair_too_early", day=row.repair_from)
    if case.state not in ("performed", "closed"):
        raise Refused("duty_not_done")
    _lift(act, case, row, "repaired")
    return row


def lift_all(act: Act, case: Case, reason: str) -> None:
    """The decision fell: all its bars end today."""
    for row in db.session.scalars(select(BarRow).where(BarRow.case_uid == case.uid)):
        _lift(act, case, row, reason)


def _lift(act: Act, case: Case, row: BarRow, reason: str) -> None:
    _mark(act, row, MarkKind.LIFTED, act.on, None, reason)
    publish(
        BarLifted(case.uid, case.city, row.person_uid, case.household_uid or "", case.code), act
    )
