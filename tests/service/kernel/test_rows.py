"""Rows by the thousand: asked once in a transaction, inserted without a savepoint."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, event, func, select, update
from sqlalchemy.exc import IntegrityError

from portal.kernel import policy
from portal.kernel.act import VISITOR
from portal.kernel.claims import Claim
from portal.kernel.database import aside, db, find, load, new_uid, one_winner, write
from portal.kernel.deadlines import Deadline, running
from portal.kernel.errors import Conflict, Missing
from portal.kernel.journal import Leaf, log
from portal.kernel.ledger import Account
from portal.kernel.outbox import Job, enqueue
from portal.kernel.rows import append_all, ask_anew, once, only_one
from tests.conftest import TODAY, an_act


def a_claim(subject: str = "s", holder: str = "h") -> Claim:
    return Claim(kind="k", subject=subject, holder=holder, since=TODAY)


def a_deadline(subject: str) -> Deadline:
    return Deadline(
        city="450100", kind="k", subject_kind="x", subject_uid=subject, since=TODAY, n=5,
        unit="day", due=TODAY, provisional=False, calendar_version=1, clause="c",
    )  # fmt: skip


def how_many(statement: str, work: Callable[[], object]) -> int:
    seen = 0

    def count(_conn: object, _cursor: object, sql: str, *_more: object) -> None:
        nonlocal seen
        seen += statement in sql

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return seen


# --- asked once --------------------------------------------------------------


def test_a_verb_asks_once_which_rules_there_are(app: Flask) -> None:
    def many() -> None:
        for _ in range(5):
            policy.rulebook("450103", on=TODAY)
            policy.rulebook("450103", on=TODAY.replace(day=1))

    assert how_many("FROM policy_version", many) <= 2  # how many there are; their bodies
    db.session.rollback()
    assert how_many("FROM policy_version", many) == 1


def test_the_next_transaction_asks_anew(app: Flask) -> None:
    answers = iter(range(9))

    def ask() -> int:
        def read() -> int:
            db.session.execute(select(1))
            return next(answers)

        return once("test", read)

    assert (ask(), ask()) == (0, 0)
    db.session.rollback()
    assert (ask(), ask()) == (1, 1)
    with write():
        assert (ask(), ask()) == (2, 2)
        with db.session.begin_nested():
            assert (ask(), ask()) == (3, 3)
        assert ask() == 4
        ask_anew()
        assert ask() == 5
    assert ask() == 6


# --- inserted ----------------------------------------------------------------


def test_the_second_loses_and_what_was_done_before_stays(app: Flask) -> None:
    with write():
        log(an_act(VISITOR), "kept", "x" * 22)
        first = only_one(a_claim(), "taken")
        with pytest.raises(Conflict, match="taken"):
            only_one(a_claim(holder="other"), "taken")
        log(an_act(VISITOR), "kept", "x" * 22)
    rows = db.session.scalars(select(Claim)).all()
    assert [(row.uid, row.holder, row.until) for row in rows] == [(first.uid, "h", None)]
    assert db.session.scalar(select(func.count(Leaf.id)).where(Leaf.action == "kept")) == 2


def test_such_a_row_is_like_any_other(app: Flask) -> None:
    subject = new_uid()
    with write():
        row = only_one(a_deadline(subject), "open_already")
        assert (row.version, row.paused_days, row.paused_spans) == (1, 0, [])
        assert running("k", subject) is row
        row.paused_on = TODAY
    assert (row.version, row.paused_on) == (2, TODAY)
    with write():
        row.closed_on = TODAY
    with write():
        again = only_one(a_deadline(subject), "open_already")
    assert again.uid != row.uid


def test_a_row_that_points_nowhere_is_no_lost_race(app: Flask) -> None:
    with pytest.raises(IntegrityError), write():
        only_one(Account(kind="k", owner="", city="no-such-city"), "taken")


def test_one_of_many_at_once(app: Flask) -> None:
    start, results, guard = threading.Barrier(6), Counter[str](), threading.Lock()

    def take(n: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with write():
                    only_one(a_claim(holder=f"h{n}"), "taken")
                result = "won"
            except Conflict as lost:
                result = lost.code
            with guard:
                results[result] += 1

    db.session.rollback()
    threads = [threading.Thread(target=take, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == {"won": 1, "taken": 5}


def test_the_same_key_is_one_job(app: Flask) -> None:
    act = an_act(VISITOR)
    with write():
        enqueue("h", {"n": 1}, key="k", act=act)
        enqueue("h", {"n": 2}, key="k", act=act)
    with write():
        enqueue("h", {"n": 3}, key="k", act=act)
    rows = db.session.scalars(select(Job)).all()
    assert [(row.payload, row.state, row.attempts) for row in rows] == [('{"n": 1}', "ready", 0)]


def test_many_at_once_or_none(app: Flask) -> None:
    with write():
        append_all(Claim, [])
    row = {"kind": "k", "holder": "h", "since": TODAY}
    with write():
        append_all(Claim, [{**row, "subject": "a"}, {**row, "subject": "b"}])
    uids = db.session.scalars(select(Claim.uid)).all()
    assert len(set(uids)) == 2


def test_texts_longer_than_promised_are_found_on_both_engines(app: Flask) -> None:
    with pytest.raises(AssertionError, match="holds 160 characters"), write():
        enqueue("h", {}, key="k" * 161, act=an_act(VISITOR))
    with pytest.raises(AssertionError, match="holds 40 characters"), write():
        only_one(Claim(kind="k" * 41, subject="s", holder="h", since=TODAY), "taken")


# --- found -------------------------------------------------------------------


def test_a_row_is_read_once_and_again_after_a_change_elsewhere(app: Flask) -> None:
    with write():
        uid = only_one(a_claim(), "taken").uid
    row = load(Claim, uid)
    assert how_many("FROM claim", lambda: load(Claim, uid)) == 0
    db.session.rollback()
    with aside() as other:
        other.execute(update(Claim).values(holder="other"))
    assert load(Claim, uid) is row
    assert row.holder == "other"


def test_a_row_that_is_gone_is_not_found(app: Flask) -> None:
    with write():
        uid = only_one(a_claim(), "taken").uid
    assert find(Claim, uid) is not None
    db.session.rollback()
    with aside() as other:
        other.execute(delete(Claim))
    assert find(Claim, uid) is None
    assert find(Claim, "") is None
    with pytest.raises(Missing):
        load(Claim, uid)


def test_what_is_not_flushed_yet_is_found(app: Flask) -> None:
    with write():
        claim = Claim(uid=new_uid(), kind="k", subject="s", holder="h", since=TODAY)
        db.session.add(claim)
        assert load(Claim, claim.uid) is claim
        with pytest.raises(Conflict):
            one_winner(lambda: db.session.add(a_claim()), "taken")
