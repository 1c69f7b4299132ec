"""A month's list of many households: made a few at a time, whole or not approved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from portal import subsidy
from portal.kernel.database import db, load, write
from portal.kernel.errors import Conflict
from portal.subsidy.models import Agreement, Hold, Payment, Run
from portal.subsidy.queries import payments_in
from portal.subsidy.services.runs import TOGETHER, list_hash
from tests.money import ACCOUNT, Acts, a_run_begun, acts, an_agreement, screened
from tests.writes import MOST, writes

__all__ = ["acts", "screened"]
pytestmark = pytest.mark.usefixtures("screened")
MANY = 2 * TOGETHER + 1
APRIL = date(2026, 4, 2)


def households(acts: Acts, many: int = MANY, **accounts: str) -> list[Agreement]:
    """That many agreements; ``n3="…"`` gives the third an account of its own choosing."""
    return [an_agreement(acts, n, account=accounts.get(f"n{n}", ""))[1] for n in range(1, many + 1)]


def test_many_are_listed_a_few_at_a_time(acts: Acts, drain: Callable[[], int]) -> None:
    agreements = {one.uid for one in households(acts)}
    with writes() as heard:
        run = a_run_begun(acts)
        assert (run.count, run.list_hash) == (TOGETHER, "")
        drain()
    run = load(Run, run.uid)
    payments = payments_in(run.uid)
    assert [one.seq for one in payments] == list(range(1, MANY + 1))
    assert {one.agreement_uid for one in payments} == agreements
    assert run.count == MANY
    assert run.total_fen == sum(one.fen for one in payments)
    assert run.list_hash == list_hash(payments)
    longest = max(heard, key=lambda one: one.statements)
    assert longest.statements <= MOST, longest


def test_a_list_half_made_is_not_approved(acts: Acts, drain: Callable[[], int]) -> None:
    households(acts)
    run = a_run_begun(acts)
    for shown in ("", list_hash(payments_in(run.uid))):
        with pytest.raises(Conflict, match="changed_meanwhile"), write():
            subsidy.approve_run(
                acts.staff("finance_approver", on=APRIL), run_uid=run.uid, version=run.version,
                shown_hash=shown,
            )  # fmt: skip
    drain()
    whole = load(Run, run.uid)
    with write():
        subsidy.approve_run(
            acts.staff("finance_approver", on=APRIL), run_uid=run.uid, version=whole.version,
            shown_hash=whole.list_hash,
        )  # fmt: skip
    assert load(Run, run.uid).state == "approved"


def test_broken_off_and_asked_twice_it_lists_nobody_twice(
    acts: Acts, drain: Callable[[], int]
) -> None:
    households(acts)
    run, maker = a_run_begun(acts), acts.staff("finance_maker", on=APRIL)

    def dies() -> None:
        with write():
            subsidy.list_more(maker, run_uid=run.uid)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dies()
    for left in (True, False, False):
        with write():
            assert subsidy.list_more(maker, run_uid=run.uid) is left
    drain()
    listed = list(db.session.scalars(select(Payment.agreement_uid)))
    assert len(listed) == len(set(listed)) == MANY
    assert load(Run, run.uid).count == MANY


def test_two_into_one_account_are_both_held_however_far_apart(
    acts: Acts, drain: Callable[[], int]
) -> None:
    made = households(acts, **{"n1": ACCOUNT, f"n{MANY}": ACCOUNT})
    run = a_run_begun(acts)
    drain()
    held = {row.agreement_uid: row.reason for row in db.session.scalars(select(Hold))}
    assert held == {made[0].uid: "account_shared", made[-1].uid: "account_shared"}
    run = load(Run, run.uid)
    assert (run.count, run.held) == (MANY - 2, 2)


def test_sent_back_while_it_is_made_it_stays_as_it_is(acts: Acts, drain: Callable[[], int]) -> None:
    households(acts)
    run = a_run_begun(acts)
    with write():
        subsidy.send_back_run(
            acts.staff("finance_approver", on=APRIL), run_uid=run.uid, version=run.version,
            reason="有误",
        )  # fmt: skip
    drain()
    assert load(Run, run.uid).state == "void"
    assert len(payments_in(run.uid)) == TOGETHER
    again = a_run_begun(acts)
    drain()
    assert load(Run, again.uid).count == MANY
