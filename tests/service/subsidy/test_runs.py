"""A month's run: two people, one payment per household and month, the bank's answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from portal import households, subsidy
from portal.kernel import claims, ledger
from portal.kernel.database import db, load, utcnow, write
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.outbox import EventRow, Job
from portal.kernel.worker import Worker
from portal.subsidy import bank_file
from portal.subsidy.codes import LIVE_ASSISTANCE, SUBSIDY_MONTH
from portal.subsidy.models import Agreement, Payee, Payment, ReturnOddity, Run
from portal.subsidy.queries import holds_in, oddities_in, payments_in
from tests.money import (
    NANNING,
    Acts,
    RememberingBank,
    a_payee,
    a_run,
    acts,
    an_agreement,
    an_approved_run,
    return_file,
    screened,
)

__all__ = ["acts", "screened"]
pytestmark = pytest.mark.usefixtures("screened")
APRIL = date(2026, 4, 2)


@pytest.fixture
def bank(app: Flask, monkeypatch: pytest.MonkeyPatch) -> RememberingBank:
    found = RememberingBank()
    monkeypatch.setitem(app.extensions, "anju.bank", found)
    return found


@pytest.fixture
def work(app: Flask) -> Callable[[], int]:
    return Worker({}, subsidy.JOBS).drain


def _hasten() -> None:
    """Let waiting jobs be ready now and leases of dead workers be over."""
    with write():
        db.session.execute(
            update(Job).values(run_at=utcnow() - timedelta(seconds=1), lease_until=None)
        )


def _balance(kind: str) -> int:
    found = ledger.find_account(kind, city=NANNING)
    return ledger.balance(found) if found else 0


# --- making and approving ---------------------------------------------------------


def test_a_month_is_listed_from_the_month_after_signing(app: Flask, acts: Acts) -> None:
    home, _agreement = an_agreement(acts)
    with pytest.raises(Refused) as refused:
        a_run(acts, "2026-03")
    assert refused.value.code == "nothing_to_pay"
    assert db.session.scalar(select(Run)) is None
    with pytest.raises(Refused) as refused:
        a_run(acts, "2026-05")
    assert refused.value.code == "month_in_future"
    run = a_run(acts)
    assert (run.count, run.total_fen, run.held, run.turn) == (1, 14700, 0, 1)
    assert run.pay_by == date(2026, 4, 30)
    for person in home.people:
        assert claims.holder_of(SUBSIDY_MONTH, f"{person}:2026-04") is not None


def test_decembers_last_day_is_the_25th(app: Flask, acts: Acts) -> None:
    an_agreement(acts)
    assert a_run(acts, "2026-12", on=date(2026, 12, 1)).pay_by == date(2026, 12, 25)


def test_a_month_is_listed_once(app: Flask, acts: Acts) -> None:
    an_agreement(acts)
    a_run(acts)
    with pytest.raises(Conflict) as conflict:
        a_run(acts)
    assert conflict.value.code == "run_open"


def test_the_maker_does_not_approve(app: Flask, acts: Acts) -> None:
    an_agreement(acts)
    run = a_run(acts, maker="the-one-who-made-it-00")
    same = acts.staff("finance_approver", uid="the-one-who-made-it-00", on=APRIL)
    given = {"run_uid": run.uid, "version": run.version, "shown_hash": run.list_hash}
    with pytest.raises(Refused) as refused, write():
        subsidy.approve_run(same, **given)  # type: ignore[arg-type]
    assert refused.value.code == "own_work"
    for role in ("finance_maker", "city_officer", "auditor"):
        with pytest.raises(NotYours), write():
            subsidy.approve_run(acts.staff(role, on=APRIL), **given)  # type: ignore[arg-type]
    with pytest.raises(IntegrityError), write():
        db.session.execute(text("UPDATE subsidy_run SET approved_by = computed_by"))


def test_only_the_list_that_was_shown_is_approved(app: Flask, acts: Acts) -> None:
    an_agreement(acts)
    run = a_run(acts)
    approver = acts.staff("finance_approver", on=APRIL)
    for given in (
        {"version": run.version, "shown_hash": "another list"},
        {"version": run.version - 1, "shown_hash": run.list_hash},
    ):
        with pytest.raises(Conflict), write():
            subsidy.approve_run(approver, run_uid=run.uid, **given)  # type: ignore[arg-type]
    with write():
        db.session.execute(text("UPDATE subsidy_payment SET fen = fen + 1"))
    with pytest.raises(Conflict), write():
        subsidy.approve_run(
            approver, run_uid=run.uid, version=run.version, shown_hash=run.list_hash
        )


def test_sent_back_it_may_be_made_anew(app: Flask, acts: Acts) -> None:
    an_agreement(acts)
    run = a_run(acts)
    with write():
        subsidy.send_back_run(
            acts.staff("finance_approver", on=APRIL), run_uid=run.uid, version=run.version,
            reason="check again",
        )  # fmt: skip
    again = a_run(acts)
    assert (again.turn, again.count) == (2, 1)


def test_nobody_else_makes_a_list(app: Flask, acts: Acts) -> None:
    an_agreement(acts)
    for role in ("finance_approver", "city_officer", "system_admin"):
        with pytest.raises(NotYours), write():
            subsidy.compute_run(acts.staff(role, on=APRIL), city=NANNING, month="2026-04")
    other = acts.make_act(role="finance_maker", region="450200", on=APRIL)
    with pytest.raises(NotYours), write():
        subsidy.compute_run(other, city=NANNING, month="2026-04")


# --- holds --------------------------------------------------------------------------


def _why(acts: Acts, count: int = 0) -> list[str]:
    run = a_run(acts)
    assert run.count == count
    return [hold.reason for hold in holds_in(run.uid)]


def test_the_dead_hold_the_money(app: Flask, acts: Acts) -> None:
    home, _agreement = an_agreement(acts)
    with write():
        households.record_death(
            acts.staff("civil_affairs", on=APRIL), person_uid=home.people[2],
            died_on=date(2026, 3, 20), source="hukou",
        )  # fmt: skip
    assert _why(acts) == ["member_died"]


def test_a_home_and_money_never_together(app: Flask, acts: Acts) -> None:
    home, agreement = an_agreement(acts)
    with write():
        claims.release(LIVE_ASSISTANCE, home.people[1], holder=agreement.uid, on=APRIL)
        claims.take(LIVE_ASSISTANCE, home.people[1], holder="a-lease", on=APRIL)
    assert _why(acts) == ["live_lease"]


def test_a_person_counts_in_one_household_a_month(app: Flask, acts: Acts) -> None:
    home, _agreement = an_agreement(acts)
    with write():
        claims.take(SUBSIDY_MONTH, f"{home.people[2]}:2026-04", holder="another", on=APRIL)
    assert _why(acts) == ["paid_elsewhere"]
    assert claims.holder_of(SUBSIDY_MONTH, f"{home.people[0]}:2026-04") is None


def test_one_account_for_two_households_holds_both(app: Flask, acts: Acts) -> None:
    an_agreement(acts, 1, account="6217000010009999999")
    an_agreement(acts, 2, account="6217000010009999999")
    an_agreement(acts, 3)
    assert _why(acts, count=1) == ["account_shared", "account_shared"]


def test_a_suspended_agreement_waits_and_is_paid_later(app: Flask, acts: Acts) -> None:
    _home, agreement = an_agreement(acts)
    an_agreement(acts, 2)
    with write():
        subsidy.suspend(acts.staff("city_officer"), agreement_uid=agreement.uid, reason="recheck")
    assert _why(acts, count=1) == ["suspended"]


def test_a_new_account_not_yet_checked_holds(app: Flask, acts: Acts) -> None:
    home, agreement = an_agreement(acts)
    with write():
        subsidy.name_payee(
            acts.tenant(home.applicant), agreement_uid=agreement.uid, version=agreement.version,
            payee=a_payee(50),
        )  # fmt: skip
    assert _why(acts) == ["payee_changing"]


def test_a_name_the_bank_cannot_print_goes_to_a_person(app: Flask, acts: Acts) -> None:
    an_agreement(acts, name="覃\U00020089芳")
    assert _why(acts) == ["name_unprintable"]


def test_nothing_after_the_last_month(app: Flask, acts: Acts) -> None:
    home, _agreement = an_agreement(acts)
    with write():
        subsidy.stop(
            acts.tenant(home.applicant, on=APRIL), household_uid=home.household, reason="own_wish"
        )
    assert a_run(acts, "2026-04").count == 1
    with pytest.raises(Refused):
        a_run(acts, "2026-05", on=date(2026, 5, 4))


def test_not_before_the_centre_has_checked(app: Flask, acts: Acts) -> None:
    an_agreement(acts, activate=False)
    with pytest.raises(Refused) as refused:
        a_run(acts)
    assert refused.value.code == "nothing_to_pay"


# --- to the bank and back -------------------------------------------------------------


def test_paid_end_to_end(
    app: Flask, acts: Acts, bank: RememberingBank, work: Callable[[], int]
) -> None:
    home, _agreement = an_agreement(acts)
    run = an_approved_run(acts)
    assert (_balance("subsidy_expense"), _balance("subsidy_bank")) == (0, 0)
    bank.answer = return_file(("000001", "paid", ""))
    work()
    run = load(Run, run.uid)
    assert run.state == "returned"
    assert bank_file.totals(bank.files[run.batch]).fen == 14700
    assert (_balance("subsidy_expense"), _balance("subsidy_bank")) == (14700, -14700)
    assert subsidy.households_paid(NANNING, 2026) == 1
    assert subsidy.households_paid("450000", 2026, until=date(2026, 4, 1)) == 0
    told = db.session.scalar(select(EventRow).where(EventRow.type == "subsidy.SubsidyPaid"))
    assert told is not None
    assert home.applicant in told.payload
    with write():
        subsidy.close_run(
            acts.staff("finance_maker", on=APRIL), run_uid=run.uid, version=run.version
        )
    assert load(Run, run.uid).state == "closed"
    with pytest.raises(Refused):
        a_run(acts)


def test_killed_between_sending_and_settling_pays_once(
    app: Flask, acts: Acts, bank: RememberingBank, work: Callable[[], int]
) -> None:
    an_agreement(acts)
    run = an_approved_run(acts)
    bank.dies_after = 1
    with pytest.raises(KeyboardInterrupt):
        work()
    db.session.rollback()
    assert load(Run, run.uid).state == "approved"
    _hasten()
    work()
    assert bank.calls == [run.batch, run.batch]
    assert bank.paid_fen() == 14700
    assert load(Run, run.uid).state == "sent"
    assert [p.state for p in payments_in(run.uid)] == ["sent"]


def test_a_silent_bank_is_asked_again_with_the_same_bytes(
    app: Flask, acts: Acts, bank: RememberingBank, work: Callable[[], int]
) -> None:
    an_agreement(acts)
    run = an_approved_run(acts)
    bank.silent = 1
    work()
    assert load(Run, run.uid).state == "approved"
    _hasten()
    work()
    assert load(Run, run.uid).state == "sent"
    assert len(bank.files) == 1


def _sent(acts: Acts, bank: RememberingBank, work: Callable[[], int], households: int) -> Run:
    for n in range(1, households + 1):
        an_agreement(acts, n)
    run = an_approved_run(acts)
    work()
    return load(Run, run.uid)


def _read(acts: Acts, run: Run, content: bytes) -> None:
    with write():
        subsidy.read_return(acts.staff("finance_maker", on=APRIL), run_uid=run.uid, content=content)


def test_lines_that_fit_no_payment_are_set_apart(
    app: Flask, acts: Acts, bank: RememberingBank, work: Callable[[], int]
) -> None:
    run = _sent(acts, bank, work, 6)
    accounts = {p.seq: load_account(p) for p in payments_in(run.uid)}
    _read(
        acts,
        run,
        return_file(
            ("000001", "paid", "", "147.00", accounts[1]),
            ("000001", "paid", "", "147.00", accounts[1]),  # twice the same
            ("000002", "paid", "", "146.99", accounts[2]),  # wrong amount
            ("000003", "paid", "", "147.00", accounts[1]),  # another's account
            ("000004", "paid", "", "", ""),
            ("000004", "returned", "account_closed", "", ""),  # two answers
            ("000005", "maybe", "", "", ""),
            ("000099", "paid", "", "147.00", ""),
            ("=1+1", "paid", "", "", ""),
            columns="seq,status,reason,amount,account",
        ),
    )
    assert [p.state for p in payments_in(run.uid)] == ["paid", *["sent"] * 5]
    codes = sorted(oddity.code for oddity in oddities_in(NANNING))
    assert codes == sorted(
        ["duplicate_line", "wrong_amount", "wrong_account", "contradicts", "contradicts",
         "unknown_status", "unknown_line", "unknown_line"]
    )  # fmt: skip
    assert _balance("subsidy_expense") == 14700
    run = load(Run, run.uid)
    maker = acts.staff("finance_maker", on=APRIL)
    with pytest.raises(Refused) as refused, write():
        subsidy.close_run(maker, run_uid=run.uid, version=run.version)
    assert refused.value.code == "payments_unanswered"


def load_account(payment: Payment) -> str:
    return load(Payee, payment.payee_uid).account or ""


def test_a_return_frees_the_month_for_a_second_list(
    app: Flask, acts: Acts, bank: RememberingBank, work: Callable[[], int]
) -> None:
    run = _sent(acts, bank, work, 2)
    _read(
        acts, run,
        return_file(("000001", "paid", ""), ("000002", "returned", "account_closed")),
    )  # fmt: skip
    states = {p.seq: (p.state, p.return_code) for p in payments_in(run.uid)}
    assert states == {1: ("paid", None), 2: ("returned", "account_closed")}
    again = a_run(acts)
    assert (again.turn, again.count, again.total_fen) == (2, 1, 14700)
    assert sum(row.fen for row in ledger.trial_balance()) == 0


def test_the_same_file_again_and_a_file_that_is_none(
    app: Flask, acts: Acts, bank: RememberingBank, work: Callable[[], int]
) -> None:
    run = _sent(acts, bank, work, 1)
    content = return_file(("000001", "paid", ""))
    _read(acts, run, content)
    _read(acts, run, content)
    assert _balance("subsidy_expense") == 14700
    for bad in (b"", b"\x00\x01", b"a,b\r\n1,2\r\n", content + b"1,2\r\n"):
        with pytest.raises(Refused) as refused:
            _read(acts, run, bad)
        assert refused.value.code == "return_unreadable"
    _read(acts, run, return_file(("000001", "returned", "late")))
    assert [o.code for o in oddities_in(NANNING)] == ["contradicts"]
    assert _balance("subsidy_expense") == 14700


def test_money_that_comes_back_late_is_corrected_by_hand(
    app: Flask, acts: Acts, bank: RememberingBank, work: Callable[[], int]
) -> None:
    run = _sent(acts, bank, work, 1)
    _read(acts, run, return_file(("000001", "paid", "")))
    payment = payments_in(run.uid)[0]
    maker = acts.staff("finance_maker", uid=run.computed_by, on=APRIL)
    with pytest.raises(Refused) as refused, write():
        subsidy.take_back(maker, payment_uid=payment.uid, reason="late")
    assert refused.value.code == "own_work"
    with write():
        subsidy.take_back(
            acts.staff("finance_approver", on=APRIL), payment_uid=payment.uid, reason="late"
        )
    assert (_balance("subsidy_expense"), _balance("subsidy_bank")) == (0, 0)
    assert a_run(acts).count == 1


def test_unknown_outcomes_are_settled_by_someone_else_only(
    app: Flask, acts: Acts, bank: RememberingBank, work: Callable[[], int]
) -> None:
    run = _sent(acts, bank, work, 1)
    payment = payments_in(run.uid)[0]
    given = {"payment_uid": payment.uid, "outcome": "paid", "reason": "asked by phone"}
    with pytest.raises(Refused), write():
        subsidy.settle_by_hand(acts.staff("finance_maker", uid=run.computed_by, on=APRIL), **given)
    with write():
        subsidy.settle_by_hand(acts.staff("finance_approver", on=APRIL), **given)
    assert load(Payment, payment.uid).state == "paid"
    with pytest.raises(Conflict), write():
        subsidy.settle_by_hand(acts.staff("finance_approver", on=APRIL), **given)


def test_odd_lines_are_looked_at_before_closing(
    app: Flask, acts: Acts, bank: RememberingBank, work: Callable[[], int]
) -> None:
    run = _sent(acts, bank, work, 1)
    _read(acts, run, return_file(("000001", "paid", ""), ("000077", "paid", "")))
    run = load(Run, run.uid)
    maker = acts.staff("finance_maker", on=APRIL)
    with pytest.raises(Refused) as refused, write():
        subsidy.close_run(maker, run_uid=run.uid, version=run.version)
    assert refused.value.code == "oddities_open"
    oddity = db.session.scalar(select(ReturnOddity))
    assert oddity is not None
    with write():
        subsidy.settle_oddity(maker, oddity_uid=oddity.uid, finding="not ours")
        subsidy.close_run(maker, run_uid=run.uid, version=run.version)
    assert load(Run, run.uid).state == "closed"


def test_the_daily_work_asks_for_missing_answers(
    app: Flask, acts: Acts, bank: RememberingBank, work: Callable[[], int]
) -> None:
    run = _sent(acts, bank, work, 1)
    assert load(Run, run.uid).state == "sent"
    bank.answer = return_file(("000001", "paid", ""))
    subsidy.returns_due(acts.staff("finance_maker", on=APRIL))
    subsidy.returns_due(acts.staff("finance_maker", on=APRIL))
    work()
    assert load(Run, run.uid).state == "returned"
    assert load(Agreement, payments_in(run.uid)[0].agreement_uid).state == "active"
