"""A month through the real bank client against the simulated bank, and two makers at once."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from flask import Flask

from portal import exchange, subsidy
from portal.kernel.database import db, load, write
from portal.kernel.errors import Conflict
from portal.kernel.worker import Worker
from portal.subsidy.models import Run
from portal.subsidy.queries import payments_in, runs_of
from tests.money import NANNING, Acts, acts, an_agreement, an_approved_run, screened

__all__ = ["acts", "screened"]
pytestmark = pytest.mark.usefixtures("screened")


def test_a_closed_account_comes_back_the_others_arrive(
    app: Flask, acts: Acts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "anju.bank", exchange.InProcess().bank)
    an_agreement(acts, 1)
    an_agreement(acts, 2, account="6217000010000000")
    run = an_approved_run(acts)
    Worker({}, subsidy.JOBS).drain()
    assert load(Run, run.uid).state == "returned"
    told = {p.seq: (p.state, p.return_code) for p in payments_in(run.uid)}
    assert told == {1: ("paid", None), 2: ("returned", "account_closed")}
    assert subsidy.households_paid(NANNING, 2026) == 1


def test_two_makers_at_once_make_one_list(app: Flask, acts: Acts) -> None:
    an_agreement(acts)
    db.session.rollback()
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def make() -> None:
        with app.app_context():
            act = acts.staff("finance_maker", on=date(2026, 4, 2))
            ready.wait(10)
            try:
                with write():
                    subsidy.compute_run(act, city=NANNING, month="2026-04")
                outcomes.append("made")
            except Conflict as conflict:
                outcomes.append(conflict.code)
            finally:
                db.session.remove()

    makers = [threading.Thread(target=make) for _ in range(2)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join(30)
    assert sorted(outcomes) == ["made", "run_open"]
    assert len(runs_of(NANNING)) == 1
