"""Events become jobs once; jobs are leased, done once, tried again, and parked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from portal.kernel.act import VISITOR, Act, Kind
from portal.kernel.database import aside, db, new_uid, utcnow, write
from portal.kernel.demo import DemoDay
from portal.kernel.errors import Conflict, Missing
from portal.kernel.journal import Leaf, log
from portal.kernel.outbox import (
    MAX_ATTEMPTS,
    Event,
    EventRow,
    Job,
    enqueue,
    parked_jobs,
    publish,
    put_back,
    waiting_jobs,
)
from portal.kernel.worker import Handler, Worker
from tests.conftest import TODAY, an_act


@dataclass(frozen=True)
class Rang(Event):
    """A test's event."""


def note(payload: dict[str, Any], act: Act, *more: Any) -> None:
    log(act, "effect", payload["uid"], {"more": [str(one) for one in more]})


def effects() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Leaf.object).where(Leaf.action == "effect")))


def job() -> Job:
    db.session.rollback()
    return db.session.scalars(select(Job)).one()


def ask(uid: str = "", key: str = "k", handler: str = "note") -> None:
    with write():
        enqueue(handler, {"uid": uid or new_uid()}, key=key, act=an_act(VISITOR))


def worker(*handlers: Handler, **more: Any) -> Worker:
    return Worker({}, handlers or (Handler("note", note),), **more)


# --- events ------------------------------------------------------------------


def test_an_event_is_kept_with_the_decision_or_not_at_all(app: Flask) -> None:
    with pytest.raises(KeyError), write():  # noqa: PT012
        publish(Rang(new_uid(), "450100"), an_act(VISITOR))
        raise KeyError
    assert db.session.scalar(select(EventRow)) is None


def test_each_handler_of_an_event_gets_one_job_of_its_own(app: Flask) -> None:
    uid = new_uid()
    with write():
        publish(Rang(uid, "450100"), an_act(VISITOR))
    engine = Worker({Rang.type(): (Handler("one", note), Handler("two", note))}, ())
    assert engine.expand() == 1
    assert engine.expand() == 0
    assert engine.drain() == 2
    assert effects() == [uid, uid]


def test_the_legal_day_of_the_event_reaches_the_handler_who_is_the_house(app: Flask) -> None:
    seen: list[Act] = []
    with write():
        publish(Rang(new_uid(), "450100"), an_act(VISITOR, on=TODAY))
    Worker({Rang.type(): (Handler("see", lambda payload, act: seen.append(act)),)}, ()).drain()
    assert (seen[0].on, seen[0].by.kind) == (TODAY, Kind.SYSTEM)


def test_an_event_without_handlers_is_expanded_to_nothing(app: Flask) -> None:
    with write():
        publish(Rang(new_uid(), "450100"), an_act(VISITOR))
    assert worker().drain() == 0
    assert db.session.scalars(select(EventRow.expanded_at)).one() is not None


def test_many_events_are_all_expanded(app: Flask) -> None:
    with write():
        for _ in range(120):
            publish(Rang(new_uid(), "450100"), an_act(VISITOR))
    assert Worker({Rang.type(): (Handler("note", note),)}, ()).drain() == 120


# --- jobs --------------------------------------------------------------------


def test_the_same_key_twice_is_one_job(app: Flask) -> None:
    ask()
    ask()
    with write():
        for _ in range(2):
            enqueue("note", {"uid": "u"}, key="other", act=an_act(VISITOR))
    assert worker().drain() == 2


def test_effect_and_done_mark_are_one(app: Flask) -> None:
    calls: list[int] = []

    def breaks(payload: dict[str, Any], act: Act) -> None:
        note(payload, act)
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("after the effect")

    ask()
    engine = worker(Handler("note", breaks))
    engine.drain()
    assert effects() == []
    assert (job().state, job().attempts) == ("ready", 1)
    with time_machine.travel(utcnow() + timedelta(seconds=3), tick=True):
        engine.drain()
    assert len(effects()) == 1
    assert job().state == "done"


def test_a_failing_job_waits_longer_each_time_and_is_parked_in_the_end(app: Flask) -> None:
    def breaks(payload: dict[str, Any], act: Act) -> None:
        raise ValueError("never")

    ask()
    engine, now, waits = worker(Handler("note", breaks)), utcnow(), []
    for _ in range(MAX_ATTEMPTS):
        with time_machine.travel(now, tick=True):
            assert engine.work_one() == 1
            assert engine.work_one() == 0, "not before its time"
            waits.append((job().run_at - utcnow()).total_seconds())
        now += timedelta(seconds=600)
    assert job().state == "parked"
    assert waits[:-1] == sorted(waits[:-1])
    assert waits[0] < 3 < 100 < waits[-2]
    assert "ValueError: never" in (job().last_error or "")
    with time_machine.travel(now, tick=True):
        assert engine.drain() == 0


def test_a_handler_nobody_knows_is_an_error_not_a_loss(app: Flask) -> None:
    ask(handler="unheard_of")
    worker().drain()
    assert (job().state, job().attempts) == ("ready", 1)


def test_a_parked_job_can_be_put_back_once(app: Flask) -> None:
    ask()
    with write():
        db.session.execute(update(Job).values(state="parked", attempts=8))
    assert len(parked_jobs()) == 1
    assert waiting_jobs() == 0
    with write():
        put_back(an_act(VISITOR), job().id)
    with pytest.raises(Conflict), write():
        put_back(an_act(VISITOR), job().id)
    with pytest.raises(Missing), write():
        put_back(an_act(VISITOR), 999)
    assert worker().drain() == 1
    assert len(effects()) == 1


# --- leases ------------------------------------------------------------------


def test_a_leased_job_is_nobody_elses(app: Flask) -> None:
    ask()
    assert worker()._lease() is not None
    assert worker().work_one() == 0
    assert effects() == []


def test_a_job_whose_worker_died_is_taken_up_when_the_lease_ends(app: Flask) -> None:
    ask()
    worker()._lease()
    with time_machine.travel(utcnow() + timedelta(seconds=59), tick=True):
        assert worker().work_one() == 0
    with time_machine.travel(utcnow() + timedelta(seconds=61), tick=True):
        assert worker().work_one() == 1
    assert len(effects()) == 1


def test_whoever_lost_the_lease_leaves_no_effect(app: Flask) -> None:
    """The first is slow outside; meanwhile its lease ends and the second does the job."""
    second = worker()

    def slow(payload: dict[str, Any], key: str) -> str:
        with aside() as connection:
            connection.execute(update(Job).values(lease_until=utcnow() - timedelta(seconds=1)))
        assert second.work_one() == 1
        return "late"

    ask()
    assert worker(Handler("note", note, outside=slow)).work_one() == 1
    assert len(effects()) == 1
    assert job().state == "done"


def test_a_failure_after_the_lease_was_lost_does_not_touch_the_job(app: Flask) -> None:
    second = worker()

    def slow(payload: dict[str, Any], key: str) -> str:
        with aside() as connection:
            connection.execute(update(Job).values(lease_until=utcnow() - timedelta(seconds=1)))
        second.work_one()
        raise ConnectionError("late")

    ask()
    worker(Handler("note", note, outside=slow)).work_one()
    assert (job().state, job().last_error) == ("done", None)
    assert len(effects()) == 1


def test_a_job_that_kills_every_worker_is_parked(app: Flask) -> None:
    ask()
    now = utcnow()
    for _ in range(MAX_ATTEMPTS):
        with time_machine.travel(now, tick=True):
            leased = worker()._lease()
        assert leased is not None
        assert leased[1]
        now += timedelta(seconds=61)
    with time_machine.travel(now, tick=True):
        worker().drain()
    assert job().state == "parked"
    assert effects() == []


def test_two_workers_side_by_side_do_each_job_once(app: Flask) -> None:
    uids = [new_uid() for _ in range(30)]
    with write():
        for uid in uids:
            enqueue("note", {"uid": uid}, key=uid, act=an_act(VISITOR))

    def drain(_: int) -> int:
        with app.app_context():
            try:
                return worker().drain()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(3) as pool:
        done = sum(pool.map(drain, range(3)))
    assert done == 30
    assert sorted(effects()) == sorted(uids)


# --- work outside the house --------------------------------------------------


def test_work_outside_happens_in_no_transaction_and_carries_the_key(app: Flask) -> None:
    seen: list[str] = []

    def outside(payload: dict[str, Any], key: str) -> str:
        with write():  # would raise if a transaction were open
            db.session.add(DemoDay(id=1, today=TODAY))
        seen.append(key)
        return "receipt 7"

    got: list[Any] = []

    def effect(payload: dict[str, Any], act: Act, answer: str) -> None:
        got.append(answer)

    ask(key="send:1")
    worker(Handler("note", effect, outside=outside)).drain()
    assert (seen, got) == (["send:1"], ["receipt 7"])


def test_a_silent_partner_is_asked_again_with_the_same_key(app: Flask) -> None:
    seen: list[str] = []

    def outside(payload: dict[str, Any], key: str) -> None:
        seen.append(key)
        if len(seen) < 3:
            raise TimeoutError

    ask(key="send:1")
    engine, now = worker(Handler("note", note, outside=outside)), utcnow()
    for step in range(3):
        with time_machine.travel(now + timedelta(seconds=30 * step), tick=True):
            engine.drain()
    assert seen == ["send:1"] * 3
    assert len(effects()) == 1


def test_run_forever_survives_a_stumble(app: Flask, monkeypatch: Any) -> None:
    engine, rounds = worker(), []

    def stumble() -> int:
        rounds.append(1)
        raise RuntimeError("the database went away")

    monkeypatch.setattr(engine, "expand", stumble)
    engine.run_forever(pause=0.0, stop=lambda: len(rounds) >= 3)
    assert len(rounds) == 3
