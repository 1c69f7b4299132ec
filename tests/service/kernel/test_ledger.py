"""The ledger: equal sides, one transfer per fact, corrections by new rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from portal.kernel import ledger
from portal.kernel.act import Act
from portal.kernel.database import db, new_uid, write
from portal.kernel.errors import Conflict
from portal.kernel.ledger import Transfer

CITY = "450100"


@pytest.fixture
def act(make_act: Callable[..., Act]) -> Act:
    return make_act()


def _move(
    act: Act, key: str, fen: int = 100, how: Callable[..., Transfer] = ledger.post
) -> Transfer:
    return how(
        act, key=key, debit=ledger.account("a", city=CITY), credit=ledger.account("b", city=CITY),
        fen=fen, kind="test", subject="s",
    )  # fmt: skip


def _balances() -> tuple[int, int]:
    return (
        ledger.balance(ledger.account("a", city=CITY)),
        ledger.balance(ledger.account("b", city=CITY)),
    )


def test_what_one_side_gets_the_other_gives(app: Flask, act: Act) -> None:
    with write():
        _move(act, "k1", 100)
        _move(act, "k2", 250)
        assert _balances() == (350, -350)
        assert sum(row.fen for row in ledger.trial_balance(CITY)) == 0


def test_the_same_fact_twice_is_one_transfer(app: Flask, act: Act) -> None:
    with write():
        assert _move(act, "k1").uid == _move(act, "k1").uid
        assert _balances() == (100, -100)


def test_the_same_key_for_another_amount_is_refused(app: Flask, act: Act) -> None:
    with write():
        _move(act, "k1", 100)
    with pytest.raises(Conflict) as conflict, write():
        _move(act, "k1", 101)
    assert conflict.value.code == "ledger_key_taken"


@pytest.mark.parametrize("fen", [0, -1, True, 1.5])
def test_only_whole_positive_fen_move(app: Flask, act: Act, fen: int) -> None:
    with pytest.raises(ValueError, match="whole number"), write():
        _move(act, "k1", fen)


def test_pending_moves_nothing_until_settled(app: Flask, act: Act) -> None:
    with write():
        waiting = _move(act, "k1", how=ledger.pending)
        assert _balances() == (0, 0)
        assert ledger.announced(ledger.account("a", city=CITY)) == 100
        done = ledger.settle(act, waiting)
        assert _balances() == (100, -100)
        assert ledger.announced(ledger.account("a", city=CITY)) == 0
        assert ledger.settle(act, waiting).uid == done.uid
    with pytest.raises(Conflict), write():
        ledger.void(act, waiting)


def test_what_was_voided_never_settles(app: Flask, act: Act) -> None:
    with write():
        waiting = _move(act, "k1", how=ledger.pending)
        ledger.void(act, waiting)
        assert _balances() == (0, 0)
    with pytest.raises(Conflict), write():
        ledger.settle(act, waiting)
    with pytest.raises(Conflict), write():
        ledger.settle(act, _move(act, "k2"))


def test_a_correction_is_a_new_row_and_happens_once(app: Flask, act: Act) -> None:
    with write():
        first = _move(act, "k1")
        ledger.reverse(act, first, key="k1-wrong")
        assert _balances() == (0, 0)
        assert len(ledger.transfers_of("s")) == 2
    with pytest.raises(Conflict) as conflict, write():
        ledger.reverse(act, first, key="k1-wrong-again")
    assert conflict.value.code == "ledger_reversed"


def test_the_database_itself_refuses_edits_and_bad_rows(app: Flask, act: Act) -> None:
    with write():
        row = _move(act, "k1")
        a, b = row.debit, row.credit
    for statement in ("UPDATE ledger_transfer SET fen = 1", "DELETE FROM ledger_transfer"):
        with pytest.raises(DatabaseError), write():
            db.session.execute(text(statement))
    for fen, debit, credit in ((0, a, b), (-5, a, b), (5, a, a)):
        bad = Transfer(
            uid=new_uid(), key=new_uid(), entry="posted", debit=debit, credit=credit,
            fen=fen, kind="x", subject="s", on=act.on, at=act.at,
        )  # fmt: skip
        with pytest.raises(IntegrityError), write():
            db.session.add(bad)


def test_month_keys() -> None:
    assert ledger.month_key("rent", "L", "2026-03") == "rent:L:2026-03"
    assert ledger.month_key("rent", "L", "2026-03", 2) == "rent:L:2026-03:2"
