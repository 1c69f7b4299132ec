"""The way out: moving period, hold-over, keys on the table, repair, done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal import credit, housing, tenancy
from portal.exit_review.codes import BREACH, Clock, Permission, State
from portal.exit_review.deciding import sign, take
from portal.exit_review.events import HandedBack, HoldOverBegan
from portal.exit_review.machine import REVIEW
from portal.exit_review.models import Review
from portal.exit_review.opening import end_clocks, watched
from portal.kernel import deadlines
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.daily import daily
from portal.kernel.database import lock
from portal.kernel.errors import Refused
from portal.kernel.outbox import publish
from portal.kernel.policy import rulebook


def _overstayed(act: Act) -> list[str]:
    return deadlines.overdue_subjects(act.on, kind=Clock.MOVING)


@daily(_overstayed)
def moving_due(act: Act, review_uid: str) -> None:
    """Whoever has not left by the end of the moving period holds over (art. 31)."""
    review, clock = lock(Review, review_uid), deadlines.running(Clock.MOVING, review_uid)
    if review.state != State.MOVING or clock is None:
        return
    rules = rulebook(review.place, on=act.on)
    clause = rules.get("exit.after_moving_rent").clause
    REVIEW.advance(
        review, "overrun", act, reason="time_over", policy=rules.fingerprint, clause=clause
    )
    review.hold_over_on = clock.due + timedelta(days=1)
    deadlines.close(clock, on=act.on, why="time_over")
    assert review.lease_uid is not None
    tenancy.begin_hold_over(act, lease_uid=review.lease_uid, since=review.hold_over_on)
    publish(HoldOverBegan(review.uid, review.city, review.household_uid, review.person_uid), act)


def hand_back(
    act: Act,
    *,
    review_uid: str,
    keys_back: int,
    water: int,
    electricity: int,
    text: str = "",
    version: int | str | None = None,
) -> Review:
    """The operator takes keys and meter readings (hundredths of m³ and kWh).

    Ends the lease (which empties the home and starts the year in which it must be let
    again), and starts the bars counted from here. Raises ``Refused("keys_missing_back")``.
    """
    review = take(review_uid, version)
    if keys_back < 1:
        raise Refused("keys_missing_back", field="keys_back")
    sign(act, review, "hand_back", text, review.grounds)
    assert review.lease_uid is not None
    reason = tenancy.EndReason.BREACH if BREACH in review.grounds else (
        tenancy.EndReason.NOT_ELIGIBLE
    )  # fmt: skip
    end_clocks(act, review, "handed_back")
    ended = tenancy.end_lease(act, lease_uid=review.lease_uid, reason=reason)
    review.handed_back_on, review.unit_uid = act.on, ended.unit_uid
    review.keys_back, review.water, review.electricity = keys_back, water, electricity
    row = watched(review.holding_uid)
    if row is not None:
        row.ended_on = act.on
    credit.start_bar_on_return(act, household_uid=review.household_uid)
    _settle_by(act, review)
    publish(
        HandedBack(
            review.uid, review.city, review.household_uid, review.person_uid, ended.unit_uid
        ),
        act,
    )
    return review


def _settle_by(act: Act, review: Review) -> None:
    rules = rulebook(review.place, on=act.on)
    if rules.has("exit.total"):
        deadlines.open_deadline(
            kind=Clock.TOTAL, subject_kind="review", subject_uid=review.uid, city=review.city,
            since=act.on, period=rules.period("exit.total"),
            clause=rules.get("exit.total").clause or "exit.total",
        )  # fmt: skip


def _empty_unit(act: Act, review_uid: str) -> tuple[Review, str]:
    review = lock(Review, review_uid)
    require(act.by, Permission.REPAIR, review)
    if review.unit_uid is None:
        raise Refused("review_not_handed_back")
    return review, review.unit_uid


def start_repair(act: Act, *, review_uid: str) -> Review:
    """Work begins in the empty home."""
    review, unit_uid = _empty_unit(act, review_uid)
    housing.start_repair(act, unit_uid=unit_uid, reason="handed_back")
    return review


def finish_repair(act: Act, *, review_uid: str) -> Review:
    """The work is done: the home may be offered again, within the year that runs."""
    review, unit_uid = _empty_unit(act, review_uid)
    housing.finish_repair(act, unit_uid=unit_uid)
    return review


def pass_inspection(act: Act, *, review_uid: str) -> Review:
    """Nothing to mend: the home may be offered again."""
    review, unit_uid = _empty_unit(act, review_uid)
    housing.pass_inspection(act, unit_uid=unit_uid)
    return review


def settle(act: Act, *, review_uid: str, text: str, version: int | str | None = None) -> Review:
    """Deposit and bills are settled; the exit is over."""
    review = take(review_uid, version)
    if not text.strip():
        raise Refused("review_say_why", field="text")
    sign(act, review, "settle", text, review.grounds)
    review.closed_on = act.on
    end_clocks(act, review, "settled")
    return review


def home_returned(payload: dict[str, Any], act: Act) -> None:
    """``tenancy.LeaseEnded``: however the home came back, bars counted from there begin."""
    credit.start_bar_on_return(act, household_uid=payload["household_uid"])
