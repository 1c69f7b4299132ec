"""Holding over: market rent by the day, billed once, ended by the keys, undone with the notice."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date

import pytest
from flask import Flask

from portal import tenancy
from portal.kernel import deadlines, ledger
from portal.kernel.act import system_act
from portal.kernel.database import db, load, utcnow, write
from portal.kernel.errors import Conflict, Refused
from portal.tenancy.codes import Clock
from portal.tenancy.models import Lease, RentBill
from tests.money import NANNING, Acts, acts, lived_in, screened

__all__ = ["acts", "screened"]
pytestmark = pytest.mark.usefixtures("screened")

SEPT_4 = date(2026, 9, 4)
# 20.00 × 45 m² = 900.00 a month against 369.00 agreed.
SEPTEMBER = 81_000 - 33_210  # 27 of 30 days
OCTOBER = 90_000 - 36_900


def daily(on: date) -> None:
    """What the house does in this package on that day."""
    for work in tenancy.package.daily:
        work(system_act(on, utcnow()))
    db.session.rollback()


def holding_over(acts: Acts, n: int = 1) -> Lease:
    _home, lease = lived_in(acts, n)
    with write():
        tenancy.begin_hold_over(system_act(SEPT_4, utcnow()), lease_uid=lease.uid, since=SEPT_4)
    return load(Lease, lease.uid)


def billed(lease_uid: str) -> dict[str, int]:
    found = [b for b in tenancy.bills_of(lease_uid) if b.kind == "hold_over"]
    assert all(b.lines for b in found)
    return {b.month: b.fen for b in found}


def owed(lease: Lease) -> int:
    account = ledger.find_account("rent_receivable", owner=lease.uid, city=NANNING)
    return ledger.balance(account) if account else 0


def open_sum(lease: Lease) -> int:
    return sum(bill.open for bill in tenancy.bills_of(lease.uid))


def test_a_month_is_billed_when_it_is_over_and_only_once(app: Flask, acts: Acts) -> None:
    lease = holding_over(acts)
    daily(SEPT_4)
    daily(date(2026, 9, 30))
    assert billed(lease.uid) == {}
    for _ in range(3):
        daily(date(2026, 10, 1))
    assert billed(lease.uid) == {"2026-09": SEPTEMBER}
    daily(date(2026, 11, 1))
    assert billed(lease.uid) == {"2026-09": SEPTEMBER, "2026-10": OCTOBER}
    bill = next(b for b in tenancy.bills_of(lease.uid) if b.kind == "hold_over")
    assert (bill.month, bill.due_on) == ("2026-10", date(2026, 11, 20))
    assert deadlines.running(Clock.RENT, bill.uid) is not None
    assert owed(lease) == open_sum(lease)
    assert sum(row.fen for row in ledger.trial_balance()) == 0


def test_days_the_house_slept_through_are_made_up(app: Flask, acts: Acts) -> None:
    lease = holding_over(acts)
    daily(date(2026, 12, 15))
    assert list(billed(lease.uid)) == ["2026-11", "2026-10", "2026-09"]


def test_it_stops_on_the_day_of_the_keys(app: Flask, acts: Acts) -> None:
    lease = holding_over(acts)
    daily(date(2026, 10, 1))
    with write():
        tenancy.end_lease(
            acts.staff("operator", on=date(2026, 10, 10)), lease_uid=lease.uid,
            reason="not_eligible",
        )  # fmt: skip
    ten_days = 29_032 - 11_903  # 10 of 31 days of 900.00, less what was agreed
    assert billed(lease.uid) == {"2026-09": SEPTEMBER, "2026-10": ten_days}
    daily(date(2026, 12, 1))
    assert len(billed(lease.uid)) == 2


def test_back_on_the_first_day_costs_that_day(app: Flask, acts: Acts) -> None:
    lease = holding_over(acts)
    with write():
        tenancy.end_lease(
            acts.staff("operator", on=SEPT_4), lease_uid=lease.uid, reason="not_eligible"
        )
    assert billed(lease.uid) == {"2026-09": 3_000 - 1_230}


def test_who_left_in_time_pays_nothing_more(app: Flask, acts: Acts) -> None:
    _home, lease = lived_in(acts)
    with write():
        tenancy.end_lease(
            acts.staff("operator", on=SEPT_4), lease_uid=lease.uid, reason="not_eligible"
        )
    with write():
        tenancy.begin_hold_over(system_act(SEPT_4, utcnow()), lease_uid=lease.uid, since=SEPT_4)
    daily(date(2026, 10, 1))
    assert billed(lease.uid) == {}
    assert load(Lease, lease.uid).hold_over_since is None


def test_it_begins_once(app: Flask, acts: Acts) -> None:
    lease = holding_over(acts)
    with write():
        tenancy.begin_hold_over(
            system_act(SEPT_4, utcnow()), lease_uid=lease.uid, since=date(2026, 9, 20)
        )
    assert load(Lease, lease.uid).hold_over_since == SEPT_4


def test_a_notice_taken_back_undoes_every_bill(app: Flask, acts: Acts) -> None:
    lease = holding_over(acts)
    daily(date(2026, 9, 1))
    daily(date(2026, 10, 1))
    september = next(b for b in tenancy.bills_of(lease.uid) if b.kind == "hold_over")
    clerk = acts.staff("window_clerk", on=date(2026, 10, 5))
    with write():
        tenancy.take_rent(clerk, bill_uid=september.uid, fen=10_000, method="cash")
    before = owed(lease)
    for _ in range(2):
        with write():
            tenancy.take_back_hold_over(
                acts.staff("city_officer", on=date(2026, 10, 6)), lease_uid=lease.uid,
                reason="notice_revoked",
            )  # fmt: skip
    db.session.rollback()
    bills = {(b.month, b.kind): b for b in tenancy.bills_of(lease.uid)}
    assert bills["2026-09", "hold_over"].cancelled
    assert bills["2026-09", "hold_over"].open == 0
    # What was paid on it pays the oldest open rent instead.
    oldest = min((key for key in bills if key[1] == "rent"), key=lambda key: key[0])
    assert bills[oldest].paid == 10_000
    assert owed(lease) == before - SEPTEMBER == open_sum(lease)
    with pytest.raises(Conflict) as refused, write():
        tenancy.take_rent(clerk, bill_uid=september.uid, fen=1, method="cash")
    assert refused.value.code == "bill_cancelled"
    daily(date(2026, 11, 1))
    assert ("2026-10", "hold_over") not in {
        (b.month, b.kind) for b in tenancy.bills_of(lease.uid)
    }  # fmt: skip
    assert sum(row.fen for row in ledger.trial_balance()) == 0


def test_what_was_paid_too_much_waits_for_the_next_bill(app: Flask, acts: Acts) -> None:
    lease = holding_over(acts)
    tenancy.hold_over_due(system_act(date(2026, 10, 1), utcnow()))
    september = tenancy.bills_of(lease.uid)[0]
    with write():
        tenancy.take_rent(
            acts.staff("operator"), bill_uid=september.uid, fen=SEPTEMBER, method="card"
        )
        tenancy.take_back_hold_over(
            acts.staff("city_officer"), lease_uid=lease.uid, reason="notice_revoked"
        )
    assert owed(lease) == -SEPTEMBER
    assert open_sum(lease) == 0
    tenancy.rents_due(system_act(date(2026, 10, 1), utcnow()))
    rent = next(b for b in tenancy.bills_of(lease.uid) if b.kind == "rent")
    assert (rent.paid, rent.open) == (36_900, 0)
    assert deadlines.running(Clock.RENT, rent.uid) is None
    tenancy.rents_due(system_act(date(2026, 11, 1), utcnow()))
    newest = tenancy.bills_of(lease.uid)[0]
    assert (newest.paid, newest.open) == (SEPTEMBER - 36_900, 2 * 36_900 - SEPTEMBER)
    assert owed(lease) == open_sum(lease) == newest.open


def test_two_bills_of_a_month_are_one_month_of_arrears(app: Flask, acts: Acts) -> None:
    lease = holding_over(acts)
    daily(date(2026, 9, 5))
    daily(date(2026, 10, 1))
    late = tenancy.arrears(lease.uid, date(2026, 10, 21))
    months = {b.month for b in tenancy.bills_of(lease.uid)}
    assert late.months == len(months) == 2
    assert late.fen == open_sum(lease)


def test_no_second_bill_of_a_kind_in_the_tables_either(app: Flask, acts: Acts) -> None:
    lease = holding_over(acts)
    daily(date(2026, 10, 1))
    bill = db.session.query(RentBill).filter_by(kind="hold_over").one()
    with pytest.raises(Conflict) as refused, write():
        tenancy.rents.make_bill(  # type: ignore[attr-defined]
            acts.staff("operator"), load(Lease, lease.uid), tenancy.BillKind.HOLD_OVER,
            bill.month, bill.fen, 1, 30, policy="x",
        )  # fmt: skip
    assert refused.value.code in ("billed_already", "ledger_key_taken")


def test_a_household_that_pays_more_than_the_market_owes_nothing_more(
    app: Flask, acts: Acts
) -> None:
    lease = holding_over(acts)
    with write():
        load(Lease, lease.uid).rent_fen = 95_000
    daily(date(2026, 10, 1))
    assert billed(lease.uid) == {}


def test_a_receipt_for_too_much_is_refused_with_what_is_open(app: Flask, acts: Acts) -> None:
    lease = holding_over(acts)
    daily(date(2026, 10, 1))
    bill = next(b for b in tenancy.bills_of(lease.uid) if b.kind == "hold_over")
    with pytest.raises(Refused) as refused, write():
        tenancy.take_rent(
            acts.staff("operator"), bill_uid=bill.uid, fen=bill.fen + 1, method="cash"
        )
    assert refused.value.facts["left"] == "477.90"


def test_two_daily_runs_at_once_make_one_bill(app: Flask, acts: Acts) -> None:
    lease = holding_over(acts).uid
    db.session.remove()
    start, guard, outcomes = threading.Barrier(4), threading.Lock(), Counter[str]()

    def run() -> None:
        with app.app_context():
            start.wait()
            try:
                tenancy.hold_over_due(system_act(date(2026, 10, 1), utcnow()))
                found = "done"
            except Conflict as conflict:
                found = conflict.code
            finally:
                db.session.remove()
            with guard:
                outcomes[found] += 1

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert outcomes == {"done": 4}
    assert billed(lease) == {"2026-09": SEPTEMBER}
