"""Monthly rent: billed on the 1st, paid at the window, always in the ledger too."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from sqlalchemy import select

from portal.kernel import deadlines, ledger
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.clock import Period, Unit
from portal.kernel.daily import daily
from portal.kernel.database import db, load, lock, new_uid, one_winner
from portal.kernel.errors import Refused
from portal.kernel.money import Fen
from portal.kernel.numbers import next_number
from portal.kernel.outbox import publish
from portal.kernel.policy import rulebook
from portal.tenancy.codes import Clock, Method, Permission, State
from portal.tenancy.events import RentBilled
from portal.tenancy.models import Lease, RentBill, RentPayment
from portal.tenancy.queries import RECEIVABLE, paid_on
from portal.tenancy.rent import part_of_month

INCOME = {"government": "rent_treasury", "social": "rent_owner"}
TILL = "rent_till"


def month_of(day: date) -> str:
    """``2026-03`` for a day of March 2026."""
    return f"{day.year}-{day.month:02d}"


def _unbilled(act: Act) -> list[str]:
    billed = select(RentBill.lease_uid).where(RentBill.month == month_of(act.on))
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
    found = db.session.scalar(
        select(RentBill).where(RentBill.lease_uid == lease_uid, RentBill.month == month)
    )
    if found is not None:
        return found
    if lease.state != State.OCCUPIED or lease.handed_over_on is None:
        return None
    of_days = monthrange(act.on.year, act.on.month)[1]
    first = max(act.on.replace(day=1), lease.handed_over_on)
    days = of_days - first.day + 1
    fen = part_of_month(lease.rent_fen, days, of_days)
    return one_winner(lambda: _bill(act, lease, month, fen, days, of_days), "billed_already")


def _due(on: date, day_of_month: int) -> date:
    """The next such day: whoever moves in after it pays with the month that follows."""
    due = on.replace(day=day_of_month)
    if on > due:
        due = (on.replace(day=1) + timedelta(days=31)).replace(day=day_of_month)
    return due


def _bill(act: Act, lease: Lease, month: str, fen: Fen, days: int, of_days: int) -> RentBill:
    rules = rulebook(lease.city, on=act.on.replace(day=1))
    due = _due(act.on, rules.value("rent.due_day"))
    uid = new_uid()
    transfer = ledger.post(
        act,
        key=ledger.month_key("rent", lease.uid, month),
        debit=ledger.account(RECEIVABLE, owner=lease.uid, city=lease.city),
        credit=ledger.account(INCOME[lease.owner_kind], city=lease.city),
        fen=fen,
        kind="rent",
        subject=lease.uid,
    )
    bill = RentBill(
        uid=uid, city=lease.city, lease_uid=lease.uid, person_uid=lease.person_uid, month=month,
        fen=fen, days=days, of_days=of_days, due_on=due, billed_on=act.on,
        transfer_uid=transfer.uid,
    )  # fmt: skip
    db.session.add(bill)
    db.session.flush()
    deadlines.open_deadline(
        kind=Clock.RENT, subject_kind="rent_bill", subject_uid=uid, city=lease.city,
        since=act.on, period=Period((due - act.on).days, Unit.DAY),
        clause=rules.get("rent.due_day").clause or "rent.due_day",
    )  # fmt: skip
    publish(RentBilled(uid, lease.city, lease.uid, lease.person_uid, month), act)
    return bill


def take_rent(act: Act, *, bill_uid: str, fen: Fen, method: str) -> RentPayment:
    """Record what a tenant paid on one bill, in whole or part, and give a receipt number.

    Raises ``Refused``: ``rent_amount_missing``, ``rent_too_much`` (more than is open),
    ``method_unknown``; ``NotYours``.
    """
    bill = lock(RentBill, bill_uid)
    require(act.by, Permission.TAKE_RENT, bill)
    if fen <= 0:
        raise Refused("rent_amount_missing", field="amount")
    if method not in set(Method):
        raise Refused("method_unknown", field="method")
    left = bill.fen - paid_on(bill.uid)
    if fen > left:
        raise Refused("rent_too_much", field="amount", left=f"{left / 100:.2f}")
    number = next_number(f"{bill.city}-rent-receipt", act.on.year)
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
    payment = RentPayment(
        uid=uid, city=bill.city, bill_uid=bill.uid, fen=fen, method=str(method),
        receipt=f"{bill.city}-{act.on.year}-R-{number:06d}", taken_by=act.by.uid, on=act.on,
        at=act.at, transfer_uid=transfer.uid,
    )  # fmt: skip
    db.session.add(payment)
    db.session.flush()
    if fen == left:
        running = deadlines.running(Clock.RENT, bill.uid)
        if running is not None:
            deadlines.close(running, on=act.on, why="paid")
    return payment
