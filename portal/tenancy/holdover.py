"""Holding over: the moving period is over, the home is not back, market rent runs (art. 31).

Billed in arrears, for the days really held, on top of the rent agreed; a month at the latest
after it is over, and the rest on the day the home is handed back.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from portal.kernel.act import Act
from portal.kernel.daily import daily
from portal.kernel.database import db, load, lock
from portal.kernel.journal import log
from portal.kernel.policy import rulebook
from portal.tenancy.codes import BillKind, State
from portal.tenancy.models import Lease, RentBill
from portal.tenancy.queries import bill_for, bills_of
from portal.tenancy.rent import HeldOver, held_over
from portal.tenancy.rents import cancel_bill, make_bill, month_of


def begin_hold_over(act: Act, *, lease_uid: str, since: date) -> Lease:
    """From ``since`` the household holds over; again, or once it has left: unchanged."""
    lease = lock(Lease, lease_uid)
    if lease.state == State.OCCUPIED and lease.hold_over_since is None:
        lease.hold_over_since = since
        log(act, "lease.hold_over", lease.uid, {"since": since})
    return lease


def take_back_hold_over(act: Act, *, lease_uid: str, reason: str) -> Lease:
    """The notice it rested on is taken back: the household never held over, nothing is owed."""
    lease = lock(Lease, lease_uid)
    if lease.hold_over_since is None:
        return lease
    begun = month_of(lease.hold_over_since)
    lease.hold_over_since = None
    log(act, "lease.hold_over_taken_back", lease.uid, {"reason": reason, "on": act.on})
    for bill in bills_of(lease.uid):
        if bill.kind == BillKind.HOLD_OVER and bill.month >= begun:
            cancel_bill(act, bill_uid=bill.uid, reason=reason)
    return lease


def _last_month_ended(act: Act) -> date:
    return act.on.replace(day=1) - timedelta(days=1)


def _held_over(act: Act) -> list[str]:
    rows = select(Lease.uid).where(
        Lease.state == State.OCCUPIED, Lease.hold_over_since <= _last_month_ended(act)
    )
    return list(db.session.scalars(rows.order_by(Lease.uid)))


@daily(_held_over)
def hold_over_due(act: Act, lease_uid: str) -> None:
    """Bill every month that is over and was held over, once."""
    lease = lock(Lease, lease_uid)
    # Handed back while we waited: that deed has billed what was left.
    if lease.state == State.OCCUPIED:
        bill_held_over(act, lease, until=_last_month_ended(act))


def bill_held_over(act: Act, lease: Lease, *, until: date) -> list[RentBill]:
    """Bills for all days held over up to ``until`` (counted) that have none yet."""
    if lease.hold_over_since is None:
        return []
    made = []
    for first, last in _months(lease.hold_over_since, until):
        month = month_of(first)
        if bill_for(lease.uid, month, BillKind.HOLD_OVER) is not None:
            continue
        found = _worked_out(lease, lease.hold_over_since, first, last)
        if found is not None and found.fen > 0:
            made.append(
                make_bill(
                    act, lease, BillKind.HOLD_OVER, month, found.fen, found.days, found.of_days,
                    policy=found.policy, working=found.lines,
                )
            )  # fmt: skip
    return made


def _months(since: date, until: date) -> Iterator[tuple[date, date]]:
    first = since
    while first <= until:
        end = first.replace(day=monthrange(first.year, first.month)[1])
        yield first, min(end, until)
        first = end + timedelta(days=1)


def _worked_out(lease: Lease, since: date, first: date, last: date) -> HeldOver | None:
    rules = rulebook(lease.place, on=first.replace(day=1))
    if not (rules.has("rent.market_price") and rules.has("rent.holdover")):
        # Nobody is charged by a rule the city never made.
        return None
    return held_over(lease.area, lease.rent_fen, since, first, last, rules)


def hold_over_month(lease_uid: str, on: date) -> int | None:
    """Fen a whole month costs at the start of holding over, all told; ``None``: no rule."""
    lease = load(Lease, lease_uid)
    end = on.replace(day=monthrange(on.year, on.month)[1])
    found = _worked_out(lease, on.replace(day=1), on.replace(day=1), end)
    return None if found is None else found.fen + lease.rent_fen
