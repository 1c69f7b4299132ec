"""What was paid too much: two people, by month, out of coming months or paid back, never twice."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import subsidy
from portal.kernel import claims, deadlines, ledger
from portal.kernel.act import Act, system_act
from portal.kernel.claims import holder_of
from portal.kernel.database import db, load, new_uid, utcnow, write
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.outbox import EventRow
from portal.kernel.policy import Rulebook
from portal.kernel.worker import Worker
from portal.subsidy import recovered
from portal.subsidy.codes import RECOVERED, REPAY_KIND
from portal.subsidy.machine import RECOVERY
from portal.subsidy.models import Agreement, Payment, Recovery, Run
from portal.subsidy.queries import payments_of, working_of
from tests import machines
from tests.money import (
    NANNING,
    Acts,
    RememberingBank,
    acts,
    an_agreement,
    an_approved_run,
    return_file,
    screened,
)

__all__ = ["acts", "screened"]
pytestmark = pytest.mark.usefixtures("screened")
Refusal = type[Refused] | type[Conflict]

MONTH = 14_700  # 147.00 a month
MAY_4 = date(2026, 5, 4)


@dataclass
class Story:
    """A household paid for April and May, and those who deal with it."""

    acts: Acts
    bank: RememberingBank
    agreement: Agreement
    maker: str
    approver: str

    def pay(self, month: str, outcome: str = "paid") -> Payment:
        """Compute, approve and pay a month on the 4th of the month after."""
        year, number = int(month[:4]), int(month[5:7])
        on = date(year + number // 12, number % 12 + 1, 4)
        an_approved_run(self.acts, month=month, on=on)
        self.bank.answer = return_file(("000001", outcome, ""))
        Worker({}, subsidy.JOBS).drain()
        db.session.rollback()
        return self.paid(month)

    def close_runs(self) -> None:
        for run in db.session.scalars(select(Run).where(Run.state == "returned")).all():
            with write():
                subsidy.close_run(
                    self.acts.staff("finance_maker", self.maker, MAY_4), run_uid=run.uid,
                    version=run.version,
                )  # fmt: skip

    def paid(self, month: str) -> Payment:
        found = [p for p in payments_of(self.agreement.uid) if p.month == month]
        return next((p for p in found if p.state == "paid"), found[0])

    def staff(self, role: str, uid: str = "", on: date = MAY_4) -> Act:
        return self.acts.staff(role, uid, on)

    def propose(self, paid: dict[str, int], **more: Any) -> Recovery:
        given = {
            "agreement_uid": self.agreement.uid, "ground": "not_eligible", "way": "set_off",
            "text": "四月起已不再符合条件。",
            "months": {self.paid(month).uid: fen for month, fen in paid.items()}, **more,
        }  # fmt: skip
        with write():
            row = subsidy.propose_recovery(self.staff("finance_maker", self.maker), **given)
        return load(Recovery, row.uid)

    def confirm(self, row: Recovery, uid: str = "", on: date = MAY_4) -> Recovery:
        with write():
            subsidy.confirm_recovery(
                self.staff("finance_approver", uid or self.approver, on), recovery_uid=row.uid,
                version=row.version,
            )  # fmt: skip
        return load(Recovery, row.uid)

    def revoke(self, row: Recovery, on: date = MAY_4) -> Recovery:
        with write():
            subsidy.revoke_recovery(
                self.staff("city_officer", on=on), recovery_uid=row.uid, version=row.version,
                reason="复核后不成立",
            )  # fmt: skip
        return load(Recovery, row.uid)

    def debt(self) -> int:
        found = ledger.find_account("subsidy_receivable", owner=self.agreement.uid, city=NANNING)
        return ledger.balance(found) if found else 0


@pytest.fixture
def story(app: Flask, acts: Acts, monkeypatch: pytest.MonkeyPatch) -> Iterator[Story]:
    bank = RememberingBank()
    monkeypatch.setitem(app.extensions, "anju.bank", bank)
    _home, agreement = an_agreement(acts, 1)
    made = Story(acts, bank, agreement, new_uid(), new_uid())
    made.pay("2026-04")
    yield made
    db.session.rollback()
    assert sum(row.fen for row in ledger.trial_balance()) == 0


@contextmanager
def refused(code: str, kind: Refusal = Refused) -> Iterator[None]:
    with pytest.raises(kind) as caught:
        yield
    db.session.rollback()
    assert caught.value.code == code


def told(event: str) -> int:
    db.session.rollback()
    return len(db.session.scalars(select(EventRow).where(EventRow.type == event)).all())


# --- proposing -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fen", "code"), [(MONTH + 1, "recovery_too_much"), (0, "recovery_nothing")]
)
def test_more_than_was_paid_or_nothing_is_no_recovery(story: Story, fen: int, code: str) -> None:
    with refused(code):
        story.propose({"2026-04": fen})
    assert story.propose({"2026-04": MONTH}).fen == MONTH


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"ground": "because"}, "recovery_ground"), ({"way": "somehow"}, "recovery_way"),
        ({"text": "  "}, "reason_missing"), ({"months": {"no-such": 5}}, "recovery_not_paid"),
    ],
)  # fmt: skip
def test_what_a_proposal_must_say(story: Story, more: dict[str, Any], code: str) -> None:
    with refused(code):
        story.propose({"2026-04": 1}, **more)


def test_the_clause_comes_from_the_dated_rules(story: Story) -> None:
    row = story.propose({"2026-04": 5_000}, ground="mistake")
    assert "第九百八十五条" in row.clause
    assert (row.state, row.fen, row.number[:7]) == ("proposed", 5_000, "NN2026-")
    assert [(m.month, m.fen) for m in row.months] == [("2026-04", 5_000)]
    assert row.place == story.agreement.place


def test_only_finance_proposes_and_only_what_was_paid_here(story: Story) -> None:
    payment = story.paid("2026-04").uid
    for role, region in (
        ("city_officer", NANNING), ("finance_approver", NANNING), ("finance_maker", "450200"),
    ):  # fmt: skip
        with pytest.raises(NotYours), write():
            subsidy.propose_recovery(
                story.acts.make_act(role=role, region=region),
                agreement_uid=story.agreement.uid, months={payment: 1}, ground="mistake",
                way="pay_back", text="x",
            )  # fmt: skip
    other = an_agreement(story.acts, 2, account="6217000010009999999")[1]
    with refused("recovery_not_paid"):
        story.propose({}, months={payment: 1}, agreement_uid=other.uid)
    story.pay("2026-05", "returned")
    with refused("recovery_not_paid"):
        story.propose({"2026-05": 1})


def test_a_month_is_recovered_once(story: Story) -> None:
    first = story.propose({"2026-04": 5_000})
    with refused("recovered_already", Conflict):
        story.propose({"2026-04": 100})
    first = story.confirm(first)
    with refused("recovered_already", Conflict):
        story.propose({"2026-04": 100})
    assert recovered.recoverable(story.agreement.uid) == []
    revoked = story.revoke(first)
    assert revoked.state == "revoked"
    assert story.propose({"2026-04": 100}).state == "proposed"


def test_two_proposals_at_once_one_winner(app: Flask, story: Story) -> None:
    payment = story.paid("2026-04").uid
    agreement = story.agreement.uid
    db.session.remove()
    start, guard, outcomes = threading.Barrier(6), threading.Lock(), Counter[str]()

    def hand(n: int) -> None:
        with app.app_context():
            act = story.acts.staff("finance_maker", new_uid(), MAY_4)
            start.wait()
            try:
                with write():
                    subsidy.propose_recovery(
                        act, agreement_uid=agreement, months={payment: 100 + n},
                        ground="mistake", way="set_off", text="x",
                    )  # fmt: skip
                found = "done"
            except Conflict as conflict:
                found = conflict.code
            finally:
                db.session.remove()
            with guard:
                outcomes[found] += 1

    threads = [threading.Thread(target=hand, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert outcomes["done"] == 1
    assert sum(outcomes.values()) == 6
    assert set(outcomes) <= {"done", "recovered_already", "changed_meanwhile"}
    assert len(subsidy.recoveries_of(agreement)) == 1


# --- two people ------------------------------------------------------------------


def test_the_second_person_makes_it_a_debt_and_the_household_is_told(story: Story) -> None:
    row = story.propose({"2026-04": 5_000})
    assert story.debt() == 0
    with pytest.raises(NotYours), write():
        subsidy.confirm_recovery(
            story.staff("finance_maker", new_uid()), recovery_uid=row.uid, version=row.version
        )
    with refused("own_work"):
        story.confirm(row, uid=story.maker)
    with refused("changed_meanwhile", Conflict), write():
        subsidy.confirm_recovery(
            story.staff("finance_approver"), recovery_uid=row.uid, version=row.version + 1
        )
    row = story.confirm(load(Recovery, row.uid))
    assert (row.state, row.due_on) == ("confirmed", None)
    assert story.debt() == 5_000
    assert told("subsidy.RecoveryConfirmed") == 1
    with refused("not_from_here", Conflict):
        story.confirm(row)
    assert story.debt() == 5_000


def test_not_confirmed_frees_the_months(story: Story) -> None:
    row = story.propose({"2026-04": 5_000})
    with refused("reason_missing"), write():
        subsidy.reject_recovery(
            story.staff("finance_approver"), recovery_uid=row.uid, version=row.version, reason=" "
        )
    with write():
        subsidy.reject_recovery(
            story.staff("finance_approver"), recovery_uid=row.uid, version=row.version,
            reason="依据不足",
        )  # fmt: skip
    assert (load(Recovery, row.uid).state, story.debt()) == ("rejected", 0)
    assert told("subsidy.RecoveryConfirmed") == 0
    assert story.propose({"2026-04": 5_000}).state == "proposed"


def test_every_row_of_the_machine(story: Story) -> None:
    row = story.propose({"2026-04": 5_000})
    act = {
        "finance_approver": story.staff("finance_approver"),
        "": system_act(MAY_4, utcnow()),
    }

    def standing(state: str) -> Recovery:
        thing = load(Recovery, row.uid)
        thing.state = state
        return thing

    def who(move: Any, _thing: Any) -> Act:
        return act["finance_approver" if move.human else ""]

    assert machines.every_row_works(RECOVERY, standing, who) == 6
    assert machines.refuses_all_other_pairs(RECOVERY, standing, who) > 15
    assert machines.strangers_are_refused(RECOVERY, standing, story.staff("auditor")) == 6
    assert machines.only_a_person_decides(RECOVERY, standing, act["finance_approver"]) == 3
    with write():
        standing("proposed")


# --- out of the coming months ------------------------------------------------------


def test_at_most_half_of_a_month_is_set_off_until_it_is_back(story: Story) -> None:
    row = story.confirm(story.propose({"2026-04": 10_000}))
    may = story.pay("2026-05")
    assert (may.fen, recovered.worth(may)) == (MONTH - 7_350, MONTH)
    lines = {line.code: line.value for line in working_of(may)}
    assert (lines["month_worth"], lines["set_off"]) == (MONTH, -7_350)
    assert story.debt() == recovered.open_of(load(Recovery, row.uid)) == 2_650
    assert load(Recovery, row.uid).state == "confirmed"
    june = story.pay("2026-06")
    assert june.fen == MONTH - 2_650
    row = load(Recovery, row.uid)
    assert (row.state, row.settled_on, story.debt()) == ("settled", date(2026, 7, 4), 0)
    assert story.pay("2026-07").fen == MONTH


def test_the_oldest_debt_comes_back_first_and_the_limit_is_for_all(story: Story) -> None:
    story.pay("2026-05")
    first = story.confirm(story.propose({"2026-04": 5_000}))
    second = story.confirm(story.propose({"2026-05": 5_000}))
    june = story.pay("2026-06")
    assert june.fen == MONTH - 7_350
    taken = {one.recovery_uid: one.fen for one in recovered.set_offs_of(june.uid)}
    assert taken == {first.uid: 5_000, second.uid: 2_350}
    assert load(Recovery, first.uid).state == "settled"


def test_the_limit_follows_the_dated_rule(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Rulebook.value

    def value(self: Rulebook, key: str) -> Any:
        return [1, 1] if key == "subsidy.set_off_max" else real(self, key)

    story.confirm(story.propose({"2026-04": MONTH}))
    monkeypatch.setattr(Rulebook, "value", value)
    # Even where the rule allows all of it, a payment is never nothing.
    assert story.pay("2026-05").fen == 1


def test_a_month_that_comes_back_from_the_bank_set_nothing_off(story: Story) -> None:
    row = story.confirm(story.propose({"2026-04": 7_000}))
    story.pay("2026-05", "returned")
    assert recovered.open_of(load(Recovery, row.uid)) == 7_000
    assert story.debt() == 7_000
    story.close_runs()
    again = story.pay("2026-05")
    assert (again.state, again.fen) == ("paid", MONTH - 7_000)
    assert story.debt() == 0


def test_money_on_its_way_is_not_taken_a_second_time(story: Story) -> None:
    row = story.confirm(story.propose({"2026-04": 7_000}))
    an_approved_run(story.acts, month="2026-05", on=date(2026, 6, 4))
    assert recovered.open_of(load(Recovery, row.uid)) == 0
    with refused("repayment_too_much"), write():
        subsidy.take_repayment(
            story.staff("window_clerk"), recovery_uid=row.uid, fen=1, method="cash"
        )
    assert load(Recovery, row.uid).state == "confirmed"  # nothing has arrived yet


def test_lists_of_two_months_at_once_take_a_debt_once(app: Flask, story: Story) -> None:
    row = story.confirm(story.propose({"2026-04": 7_350})).uid
    db.session.remove()
    start, guard, outcomes = threading.Barrier(2), threading.Lock(), Counter[str]()

    def compute(month: str) -> None:
        with app.app_context():
            act = story.acts.staff("finance_maker", new_uid(), date(2026, 7, 4))
            start.wait()
            try:
                with write():
                    subsidy.compute_run(act, city=NANNING, month=month)
                found = "done"
            except Conflict as conflict:
                found = conflict.code
            finally:
                db.session.remove()
            with guard:
                outcomes[found] += 1

    threads = [threading.Thread(target=compute, args=(m,)) for m in ("2026-05", "2026-06")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert outcomes == {"done": 2}
    assert recovered.open_of(load(Recovery, row)) == 0
    assert sum(one.fen for one, _payment in recovered.set_offs_for(row)) == 7_350


def test_a_late_return_opens_the_debt_again(story: Story) -> None:
    row = story.confirm(story.propose({"2026-04": 7_000}))
    may = story.pay("2026-05")
    assert load(Recovery, row.uid).state == "settled"
    with write():
        subsidy.take_back(story.staff("finance_approver"), payment_uid=may.uid, reason="银行晚退")
    row = load(Recovery, row.uid)
    assert (row.state, row.settled_on) == ("confirmed", None)
    assert story.debt() == recovered.open_of(row) == 7_000


def test_the_bank_does_not_take_back_what_is_recovered(story: Story) -> None:
    row = story.propose({"2026-04": 100})
    payment = story.paid("2026-04").uid
    with refused("recovery_stands"), write():
        subsidy.take_back(story.staff("finance_approver"), payment_uid=payment, reason="x")
    with write():
        subsidy.reject_recovery(
            story.staff("finance_approver"), recovery_uid=row.uid, version=row.version, reason="x"
        )
    with write():
        subsidy.take_back(story.staff("finance_approver"), payment_uid=payment, reason="x")


# --- paid back ---------------------------------------------------------------------


def test_paid_back_at_the_counter_in_parts(story: Story) -> None:
    row = story.confirm(story.propose({"2026-04": 5_000}, way="pay_back"))
    assert row.due_on == date(2026, 6, 4)
    assert deadlines.running(REPAY_KIND, row.uid) is not None
    clerk = story.acts.make_act(role="window_clerk", region="450103", on=MAY_4)
    far = story.acts.make_act(role="window_clerk", region="450102", on=MAY_4)
    with pytest.raises(NotYours), write():
        subsidy.take_repayment(far, recovery_uid=row.uid, fen=1, method="cash")
    for fen, method, code in (
        (0, "cash", "repayment_missing"), (5_001, "cash", "repayment_too_much"),
        (1, "shells", "method_unknown"),
    ):  # fmt: skip
        with refused(code), write():
            subsidy.take_repayment(clerk, recovery_uid=row.uid, fen=fen, method=method)
    with write():
        one = subsidy.take_repayment(clerk, recovery_uid=row.uid, fen=2_000, method="cash")
        two = subsidy.take_repayment(clerk, recovery_uid=row.uid, fen=3_000, method="card")
    assert one.receipt != two.receipt
    row = load(Recovery, row.uid)
    assert (row.state, story.debt()) == ("settled", 0)
    assert deadlines.running(REPAY_KIND, row.uid) is None
    assert story.pay("2026-05").fen == MONTH  # paying back is never set off as well
    with refused("not_from_here", Conflict), write():
        subsidy.take_repayment(clerk, recovery_uid=row.uid, fen=1, method="cash")


def test_when_the_subsidy_ends_it_is_to_be_paid_back(story: Story) -> None:
    row = story.confirm(story.propose({"2026-04": 5_000}))
    with write():
        subsidy.stop(
            story.staff("city_officer"), household_uid=story.agreement.household_uid,
            reason="not_eligible",
        )  # fmt: skip
    on = date(2026, 5, 5)
    for _ in range(2):
        subsidy.recoveries_due(system_act(on, utcnow()))
    row = load(Recovery, row.uid)
    assert (row.way, row.due_on) == ("pay_back", date(2026, 6, 5))
    assert told("subsidy.RepaymentDue") == 1
    with refused("recovery_no_months"):
        story.propose({}, months={"x": 1})


# --- revoked -----------------------------------------------------------------------


def test_revoked_by_a_third_person_and_given_back_with_the_next_month(story: Story) -> None:
    row = story.confirm(story.propose({"2026-04": 10_000}))
    story.pay("2026-05")
    row = load(Recovery, row.uid)
    for uid in (story.maker, story.approver):
        with refused("own_work"), write():
            subsidy.revoke_recovery(
                story.staff("finance_approver", uid), recovery_uid=row.uid, version=row.version,
                reason="x",
            )  # fmt: skip
    row = story.revoke(load(Recovery, row.uid))
    assert (row.state, recovered.open_of(row), story.debt()) == ("revoked", -7_350, -7_350)
    assert told("subsidy.RecoveryRevoked") == 1
    assert holder_of(RECOVERED, story.paid("2026-04").uid) is None
    june = story.pay("2026-06")
    assert (june.fen, recovered.worth(june)) == (MONTH + 7_350, MONTH)
    assert {line.code: line.value for line in working_of(june)}["given_back"] == 7_350
    assert (recovered.open_of(load(Recovery, row.uid)), story.debt()) == (0, 0)
    assert story.pay("2026-07").fen == MONTH


def test_what_was_set_off_can_be_too_much_as_well(story: Story) -> None:
    story.confirm(story.propose({"2026-04": 7_000}))
    may = story.pay("2026-05")
    assert may.fen < MONTH
    # May was worth a whole month to the household, so all of it may be found too much.
    assert story.propose({"2026-05": MONTH}).fen == MONTH


def test_a_crash_between_confirm_and_commit_leaves_no_debt(story: Story) -> None:
    row = story.propose({"2026-04": 5_000})

    def killed() -> None:
        with write():
            subsidy.confirm_recovery(
                story.staff("finance_approver"), recovery_uid=row.uid, version=row.version
            )
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert (load(Recovery, row.uid).state, story.debt()) == ("proposed", 0)
    assert claims.holder_of(RECOVERED, story.paid("2026-04").uid) == row.uid
