"""What is watched, and when a re-check opens: yearly, on demand, on a notice, after a breach."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from portal import households, subsidy, tenancy
from portal.exit_review.codes import BREACH, OVER, Clock, Kind, Permission, State, Trigger
from portal.exit_review.events import ReviewOpened
from portal.exit_review.examining import ask_now
from portal.exit_review.machine import REVIEW
from portal.exit_review.models import Review, Watch
from portal.kernel import deadlines
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import Period, Unit, add
from portal.kernel.daily import daily
from portal.kernel.database import db, lock, new_uid, one_winner
from portal.kernel.errors import Conflict, Refused
from portal.kernel.outbox import publish
from portal.kernel.policy import Rulebook, rulebook

LIVE_LEASE = (tenancy.State.SIGNED, tenancy.State.OCCUPIED)
DEAD_AGREEMENT = (subsidy.State.STOPPED,)


def period_of(rules: Rulebook, kind: str) -> tuple[Period, str]:
    """How long one look is good for, with its ground."""
    key = "subsidy.recheck" if kind == Kind.SUBSIDY and rules.has("subsidy.recheck") else (
        "exit.recheck"
    )  # fmt: skip
    return rules.period(key), rules.get(key).clause or key


def opens_on(rules: Rulebook, kind: str, last_on: date) -> date:
    """The day a re-check opens: its notice before the period since the last look is over."""
    period, notice = period_of(rules, kind)[0], rules.period("exit.recheck_notice")
    calendar = load_calendar()
    if period.unit is Unit.MONTH and notice.unit is Unit.MONTH:
        return add(last_on, Period(max(period.n - notice.n, 1), Unit.MONTH), calendar).date
    span = add(last_on, notice, calendar).date - last_on
    return max(add(last_on, period, calendar).date - span, last_on + timedelta(days=1))


def watch(
    act: Act, *, kind: str, holding_uid: str, household_uid: str, person_uid: str, city: str
) -> Watch:
    """Remember a holding; twice is once."""
    found = watched(holding_uid)
    if found is not None:
        return found
    rules = rulebook(city, on=act.on)
    row = Watch(
        uid=new_uid(), city=city, kind=str(kind), holding_uid=holding_uid,
        household_uid=household_uid, person_uid=person_uid, last_on=act.on,
        next_on=opens_on(rules, kind, act.on),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def watched(holding_uid: str) -> Watch | None:
    """The watch of a holding that still runs."""
    return db.session.scalar(
        select(Watch).where(Watch.holding_uid == holding_uid, Watch.ended_on.is_(None))
    )


def looked_at(act: Act, review: Review) -> None:
    """A re-check is over and the holding goes on: count the next one from today."""
    row = watched(review.holding_uid)
    if row is not None:
        row.last_on = act.on
        row.next_on = opens_on(rulebook(row.city, on=act.on), row.kind, act.on)


def open_of(holding_uid: str) -> Review | None:
    """The re-check of a holding that is not over."""
    return db.session.scalar(
        select(Review).where(
            Review.holding_uid == holding_uid, Review.state.not_in([s.value for s in OVER])
        )
    )


def _live(row: Watch) -> bool:
    if row.kind == Kind.LEASE:
        return tenancy.lease(row.holding_uid).state in LIVE_LEASE
    agreement = subsidy.agreement_of_household(row.household_uid)
    return (
        agreement is not None
        and agreement.uid == row.holding_uid
        and agreement.state not in DEAD_AGREEMENT
    )


def _to_look_at(act: Act) -> list[str]:
    return list(
        db.session.scalars(
            select(Watch.uid)
            .where(Watch.ended_on.is_(None), Watch.next_on <= act.on)
            .order_by(Watch.uid)
        )
    )


@daily(_to_look_at)
def reviews_due(act: Act, watch_uid: str) -> None:
    """Open the re-check whose day has come; one over by itself falls away."""
    row = lock(Watch, watch_uid)
    if not _live(row):
        row.ended_on = act.on
    elif open_of(row.holding_uid) is None:
        _open(act, row, Trigger.YEARLY)


def _place_of(row: Watch) -> str:
    if row.kind == Kind.LEASE:
        return tenancy.lease(row.holding_uid).place
    return subsidy.agreement_row(row.holding_uid).place


def _open(act: Act, row: Watch, trigger: Trigger) -> Review:
    place = _place_of(row)
    rules = rulebook(place, on=act.on)
    grown = rules.value("eligibility.capacity_age")
    adults = [
        m.person_uid
        for m in households.composition(row.household_uid, act.on)
        if households.person(m.person_uid).age(act.on) >= grown
    ]
    review = Review(
        uid=new_uid(), city=row.city, place=place, kind=row.kind,
        trigger=str(trigger), holding_uid=row.holding_uid, household_uid=row.household_uid,
        person_uid=row.person_uid, named=adults or [row.person_uid], opened_on=act.on, grounds=[],
        lease_uid=row.holding_uid if row.kind == Kind.LEASE else None,
        agreement_uid=row.holding_uid if row.kind == Kind.SUBSIDY else None,
    )  # fmt: skip
    one_winner(
        lambda: REVIEW.begin(review, act, reason=str(trigger), policy=rules.fingerprint),
        "review_open_already",
    )
    period, clause = period_of(rules, row.kind)
    since = row.last_on if trigger is Trigger.YEARLY else act.on
    if trigger is not Trigger.YEARLY:
        period = rules.period("exit.recheck_notice")
    deadlines.open_deadline(
        kind=Clock.RECHECK, subject_kind="review", subject_uid=review.uid, city=review.city,
        since=since, period=period, clause=clause,
    )  # fmt: skip
    publish(ReviewOpened(review.uid, review.city, row.household_uid, row.person_uid), act)
    if trigger is Trigger.BREACH:
        REVIEW.advance(review, "flag", act, reason=BREACH, policy=rules.fingerprint)
    ask_now(act, review)
    return review


def holding_of(act: Act, household_uid: str) -> Watch:
    """What a household holds from us. Raises ``Refused("review_nothing_held")``."""
    lease = tenancy.lease_of_household(household_uid)
    if lease is not None and lease.state in LIVE_LEASE:
        return watch(
            act, kind=Kind.LEASE, holding_uid=lease.uid, household_uid=household_uid,
            person_uid=lease.person_uid, city=lease.city,
        )  # fmt: skip
    agreement = subsidy.agreement_of_household(household_uid)
    if agreement is not None and agreement.state not in DEAD_AGREEMENT:
        return watch(
            act, kind=Kind.SUBSIDY, holding_uid=agreement.uid, household_uid=household_uid,
            person_uid=agreement.person_uid, city=agreement.city,
        )  # fmt: skip
    raise Refused("review_nothing_held")


def open_review(act: Act, *, household_uid: str) -> Review:
    """Look at a household now (city officer). ``Conflict("review_open_already")``."""
    home = households.household(household_uid)
    require(act.by, Permission.OPEN, home)
    row = holding_of(act, household_uid)
    if open_of(row.holding_uid) is not None:
        raise Conflict("review_open_already")
    return _open(act, row, Trigger.ASKED)


def open_on_notice(act: Act, *, household_uid: str, notice_uid: str) -> Review:
    """A department's notice was borne out: look at the household now, or look again.

    A re-check that is under way goes on as it stands. Raises ``Refused("review_nothing_held")``.
    """
    row = holding_of(act, household_uid)
    found = open_of(row.holding_uid)
    if found is None:
        return _open(act, row, Trigger.NOTICE)
    ask_now(act, found, f":{notice_uid}")
    return found


# --- handlers of events -------------------------------------------------------


def watch_lease(payload: dict[str, Any], act: Act) -> None:
    """``tenancy.MovedIn``: from today the household is looked at once a year."""
    _watch(payload, act, Kind.LEASE)


def watch_agreement(payload: dict[str, Any], act: Act) -> None:
    """``subsidy.AgreementSigned``: from today the household is looked at once a year."""
    _watch(payload, act, Kind.SUBSIDY)


def _watch(payload: dict[str, Any], act: Act, kind: Kind) -> None:
    watch(
        act, kind=kind, holding_uid=payload["uid"], household_uid=payload["household_uid"],
        person_uid=payload["person_uid"], city=payload["city"],
    )  # fmt: skip


def order_return(payload: dict[str, Any], act: Act) -> None:
    """``credit.CaseDecided`` with a bar: a household in one of our homes must leave it.

    Opens the exit as a proposal; two people sign the notice as for any other.
    """
    household_uid = payload["household_uid"]
    lease = tenancy.lease_of_household(household_uid) if household_uid else None
    if payload["result"] != "bar" or lease is None or lease.state not in LIVE_LEASE:
        return
    row = holding_of(act, household_uid)
    if open_of(row.holding_uid) is None:
        _open(act, row, Trigger.BREACH)


def holding_ended(payload: dict[str, Any], act: Act) -> None:
    """``tenancy.LeaseEnded``/``subsidy.SubsidyStopped``: nothing is left to look at."""
    row = watched(payload["uid"])
    if row is not None:
        row.ended_on = act.on
    review = open_of(payload["uid"])
    if review is not None and review.state != State.HANDED_BACK:
        REVIEW.advance(review, "lapse", act, reason="holding_ended")
        review.closed_on = act.on
        end_clocks(act, review, "holding_ended")


def end_clocks(act: Act, review: Review, why: str) -> None:
    """Close every period that runs for a re-check."""
    for kind in Clock:
        running = deadlines.running(kind, review.uid)
        if running is not None:
            deadlines.close(running, on=act.on, why=why)
