"""Monthly rent: billed on the 1st, paid at the window, always in the ledger too."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from portal.kernel import deadlines, ledger
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.clock import Period, Unit
from portal.kernel.daily import daily
from portal.kernel.database import db, load, lock, new_uid, one_winner
from portal.kernel.errors import Conflict, Refused
from portal.kernel.money import Fen, yuan_text
from portal.kernel.numbers import next_number
from portal.kernel.outbox import publish
from portal.kernel.policy import rulebook
from portal.kernel.workings import Line, stored
from portal.tenancy.codes import CREDITED, BillKind, Clock, Method, Permission, State
from portal.tenancy.events import RentBilled
from portal.tenancy.models import Lease, RentBill, RentCancelled, RentPayment
from portal.tenancy.queries import (
    RECEIVABLE,
    bill_for,
    bills_of,
    cancelled,
    credit_of,
    paid_on,
)
from portal.tenancy.rent import part_of_month

INCOME = {"government": "rent_treasury", "social": "rent_owner"}
TILL = "rent_till"


def month_of(day: date) -> str:
    """``2026-03`` for a day of March 2026."""
    return f"{day.year}-{day.month:02d}"


def _unbilled(act: Act) -> list[str]:
    billed = select(RentBill.lease_uid).where(
        RentBill.month == month_of(act.on), RentBill.kind == BillKind.RENT
    )
    return list(
        db.session.scalars(
            select(Lease.uid)
            .where(Lease.state == State.OCCUPIED, Lease.uid.not_in(billed))
            .order_by(Lease.uid)
        )
    )


@daily(_unbilled)
def rents_due(act: Act, lease_uid: str) -> None:
    """Bill this month's rent of a home lived in, once; a first month by days."""
    bill_month(act, lease_uid=lease_uid)


def bill_month(act: Act, *, lease_uid: str) -> RentBill | None:
    """The bill of the month of ``act.on``; again: the same bill. ``None`` if nobody lives there."""
    lease = load(Lease, lease_uid)
    month = month_of(act.on)
    found = bill_for(lease_uid, month, BillKind.RENT)
    if found is not None:
        return found
    if lease.state != State.OCCUPIED or lease.handed_over_on is None:
        return None
    of_days = monthrange(act.on.year, act.on.month)[1]
    first = max(act.on.replace(day=1), lease.handed_over_on)
    days = of_days - first.day + 1
    fen = part_of_month(lease.rent_fen, days, of_days)
    return make_bill(act, lease, BillKind.RENT, month, fen, days, of_days, policy=lease.policy)


def _due(on: date, day_of_month: int) -> date:
    """The next such day: whoever moves in after it pays with the month that follows."""
    due = on.replace(day=day_of_month)
    if on > due:
        due = (on.replace(day=1) + timedelta(days=31)).replace(day=day_of_month)
    return due


def make_bill(
    act: Act, lease: Lease, kind: BillKind, month: str, fen: Fen, days: int, of_days: int, *,
    policy: str, working: Iterable[Line] = (),
) -> RentBill:  # fmt: skip
    """One bill in the books, with the day it is due. ``Conflict("billed_already")``."""
    bill = one_winner(
        lambda: _write(act, lease, kind, month, fen, days, of_days, policy, working),
        "billed_already",
    )
    publish(RentBilled(bill.uid, lease.city, lease.uid, lease.person_uid, month), act)
    use_credit(act, lease)
    return bill


def _write(
    act: Act, lease: Lease, kind: BillKind, month: str, fen: Fen, days: int, of_days: int,
    policy: str, working: Iterable[Line],
) -> RentBill:  # fmt: skip
    rules = rulebook(lease.place, on=act.on.replace(day=1))
    due = _due(act.on, rules.value("rent.due_day"))
    uid = new_uid()
    transfer = ledger.post(
        act,
        key=ledger.month_key(kind, lease.uid, month),
        debit=ledger.account(RECEIVABLE, owner=lease.uid, city=lease.city),
        credit=ledger.account(INCOME[lease.owner_kind], city=lease.city),
        fen=fen,
        kind=kind,
        subject=lease.uid,
    )
    bill = RentBill(
        uid=uid, city=lease.city, lease_uid=lease.uid, person_uid=lease.person_uid, month=month,
        kind=kind, fen=fen, days=days, of_days=of_days, working=stored(working), policy=policy,
        due_on=due, billed_on=act.on, transfer_uid=transfer.uid,
    )  # fmt: skip
    db.session.add(bill)
    db.session.flush()
    deadlines.open_deadline(
        kind=Clock.RENT, subject_kind="rent_bill", subject_uid=uid, city=lease.city,
        since=act.on, period=Period((due - act.on).days, Unit.DAY),
        clause=rules.get("rent.due_day").clause or "rent.due_day",
    )  # fmt: skip
    return bill


def take_rent(act: Act, *, bill_uid: str, fen: Fen, method: str) -> RentPayment:
    """Record what a tenant paid on one bill, in whole or part, and give a receipt number.

    Raises ``Refused``: ``rent_amount_missing``, ``rent_too_much`` (more than is open),
    ``method_unknown``; ``Conflict("bill_cancelled")``, ``NotYours``.
    """
    bill = lock(RentBill, bill_uid)
    require(act.by, Permission.TAKE_RENT, load(Lease, bill.lease_uid))
    if fen <= 0:
        raise Refused("rent_amount_missing", field="amount")
    if method not in set(Method):
        raise Refused("method_unknown", field="method")
    if cancelled(bill.uid):
        raise Conflict("bill_cancelled", uid=bill.uid)
    left = bill.fen - paid_on(bill.uid)
    if fen > left:
        raise Refused("rent_too_much", field="amount", left=yuan_text(left))
    uid = new_uid()
    transfer = ledger.post(
        act,
        key=f"rent-paid:{uid}",
        debit=ledger.account(TILL, city=bill.city),
        credit=ledger.account(RECEIVABLE, owner=bill.lease_uid, city=bill.city),
        fen=fen,
        kind="rent_paid",
        subject=bill.lease_uid,
    )
    payment = _received(act, bill.uid, bill.city, fen, str(method), transfer.uid, uid=uid)
    if fen == left:
        _close_due(act, bill.uid, "paid")
    return payment


def _received(
    act: Act, bill_uid: str, city: str, fen: Fen, method: str, transfer_uid: str, *, uid: str
) -> RentPayment:
    number = next_number(f"{city}-rent-receipt", act.on.year)
    payment = RentPayment(
        uid=uid, city=city, bill_uid=bill_uid, fen=fen, method=method,
        receipt=f"{city}-{act.on.year}-R-{number:06d}", taken_by=act.by.uid, on=act.on,
        at=act.at, transfer_uid=transfer_uid,
    )  # fmt: skip
    db.session.add(payment)
    db.session.flush()
    return payment


def _close_due(act: Act, bill_uid: str, why: str) -> None:
    running = deadlines.running(Clock.RENT, bill_uid)
    if running is not None:
        deadlines.close(running, on=act.on, why=why)


def cancel_bill(act: Act, *, bill_uid: str, reason: str) -> RentCancelled:
    """Take a bill off again that should not have been made; again: the same.

    What was paid on it counts towards the lease's other bills, the oldest first.
    """
    bill = lock(RentBill, bill_uid)
    found = cancelled(bill.uid)
    if found is not None:
        return found
    billed = ledger.transfer(bill.transfer_uid)
    row = RentCancelled(
        city=bill.city, bill_uid=bill.uid, reason=reason, by_uid=act.by.uid, on=act.on, at=act.at,
        transfer_uid=ledger.reverse(act, billed, key=f"{billed.key}=cancelled").uid,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _close_due(act, bill.uid, "cancelled")
    use_credit(act, load(Lease, bill.lease_uid))
    return row


def use_credit(act: Act, lease: Lease) -> None:
    """Let money paid on cancelled bills pay open ones; the ledger knew it all along."""
    credit, source = credit_of(lease.uid)
    for bill in reversed(bills_of(lease.uid)):
        fen = min(credit, bill.open)
        if fen > 0 and source is not None:
            _received(act, bill.uid, lease.city, fen, CREDITED, source, uid=new_uid())
            credit -= fen
            if fen == bill.open:
                _close_due(act, bill.uid, "paid")
