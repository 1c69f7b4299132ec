"""The two phases of a request: one write, never nested, decided on what is."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError, StatementError

from portal.kernel.act import VISITOR
from portal.kernel.claims import Claim
from portal.kernel.database import (
    Codes,
    aside,
    db,
    load,
    lock,
    new_uid,
    one_winner,
    trigger_ddl,
    utcnow,
    write,
    writing,
)
from portal.kernel.deadlines import Deadline
from portal.kernel.demo import DemoDay, legal_today, set_demo_day
from portal.kernel.errors import Conflict, Missing
from portal.kernel.journal import Attempt, Leaf, Step, View, log, note_attempt, note_view
from portal.kernel.outbox import Job
from portal.kernel.throttle import Throttle
from tests.conftest import TODAY, an_act


def a_deadline() -> str:
    uid = new_uid()
    with write():
        db.session.add(
            Deadline(
                uid=uid, city="450100", kind="k", subject_kind="x", subject_uid=new_uid(),
                since=TODAY, n=5, unit="day", due=TODAY, provisional=False, calendar_version=1,
                clause="c",
            )
        )  # fmt: skip
    return uid


def test_write_never_nests(app: Flask) -> None:
    with write():
        assert writing()
        with pytest.raises(RuntimeError, match="never nests"), write():
            pass
    assert not writing()


def test_after_an_error_nothing_is_kept_and_the_next_write_works(app: Flask) -> None:
    with pytest.raises(KeyError), write():  # noqa: PT012
        set_demo_day(TODAY)
        raise KeyError
    assert db.session.scalar(select(DemoDay.id)) is None
    with write():
        set_demo_day(TODAY)
    assert legal_today() == TODAY


def test_changes_before_write_are_refused(app: Flask) -> None:
    db.session.add(DemoDay(id=1, today=TODAY))
    with pytest.raises(RuntimeError, match="outside write"), write():
        pass
    db.session.rollback()


def test_a_row_read_before_is_read_again_inside(app: Flask) -> None:
    uid = a_deadline()
    row = load(Deadline, uid)
    assert row.n == 5
    with aside() as connection:
        connection.execute(update(Deadline).where(Deadline.uid == uid).values(n=9, version=2))
    assert row.n == 5, "the read phase keeps its snapshot"
    with write():
        assert row.n == 9


def test_the_later_of_two_writers_of_one_version_gets_a_conflict(app: Flask) -> None:
    uid = a_deadline()
    with pytest.raises(Conflict) as lost, write():  # noqa: PT012
        row = load(Deadline, uid)
        assert row.version == 1
        # Somebody else's change of the same version, made behind the session's back.
        db.session.execute(text("UPDATE deadline SET version = 2 WHERE uid = :uid"), {"uid": uid})
        row.n = 7
    assert lost.value.code == "changed_meanwhile"
    db.session.rollback()
    assert load(Deadline, uid).n == 5


def test_every_change_counts_the_version_up(app: Flask) -> None:
    uid = a_deadline()
    with write():
        load(Deadline, uid).n = 6
    assert load(Deadline, uid).version == 2


def test_aside_outlives_a_refusal_but_never_runs_inside_write(app: Flask) -> None:
    with write(), pytest.raises(RuntimeError, match="wait for itself"), aside():
        pass
    with aside() as connection:
        connection.execute(insert(Throttle).values(key="k", began=utcnow(), tries=1))
    db.session.rollback()
    assert db.session.get(Throttle, "k") is not None


def test_aside_rolls_back_on_its_own_error(app: Flask) -> None:
    with pytest.raises(KeyError), aside() as connection:  # noqa: PT012
        connection.execute(insert(Throttle).values(key="k", began=utcnow(), tries=1))
        raise KeyError
    assert db.session.get(Throttle, "k") is None


def test_views_and_attempts_are_kept_at_once(app: Flask) -> None:
    note_view(an_act(VISITOR), "x" * 22, "file", "complaint")
    note_attempt(an_act(VISITOR), "code_wrong")
    db.session.rollback()
    assert db.session.scalars(select(View.purpose)).all() == ["complaint"]
    assert db.session.scalars(select(Attempt.code)).all() == ["code_wrong"]


def test_a_naive_moment_is_refused_and_a_moment_comes_back_in_utc(app: Flask) -> None:
    with pytest.raises(StatementError), write():  # noqa: PT012
        db.session.add(Throttle(key="k", began=datetime(2026, 3, 2), tries=1))  # noqa: DTZ001
        db.session.flush()
    moment = utcnow()
    with write():
        db.session.add(Throttle(key="k", began=moment, tries=1))
    assert load_throttle().began == moment
    assert load_throttle().began.utcoffset() is not None


def load_throttle() -> Throttle:
    db.session.rollback()
    return db.session.get_one(Throttle, "k")


def test_what_is_not_there_is_missing(app: Flask) -> None:
    for uid in ("", new_uid()):
        with pytest.raises(Missing):
            load(Deadline, uid)
    with pytest.raises(Missing), write():
        lock(Deadline, new_uid())


def test_one_winner_keeps_the_rest_of_the_transaction(app: Flask) -> None:
    with write():
        db.session.add(DemoDay(id=1, today=TODAY))
        db.session.add(Throttle(key="k", began=utcnow(), tries=1))
        db.session.flush()
        with pytest.raises(Conflict) as lost:
            one_winner(
                lambda: db.session.execute(
                    insert(Throttle).values(key="k", began=utcnow(), tries=2)
                ),
                "taken",
            )
        assert lost.value.code == "taken"
    assert legal_today() == TODAY


def test_one_winner_does_not_take_anothers_broken_row_for_a_lost_race(app: Flask) -> None:
    with pytest.raises(IntegrityError), write():  # noqa: PT012
        db.session.add(Job(dedup_key="k", handler="h", payload="{}", on="x", run_at=utcnow()))
        db.session.flush()
        db.session.add(Job(dedup_key="k", handler="h", payload="{}", on="x", run_at=utcnow()))
        one_winner(lambda: None, "taken")


APPEND_ONLY = (Step, View, Attempt, Leaf)


@pytest.mark.parametrize("model", APPEND_ONLY)
def test_append_only_rows_are_neither_changed_nor_deleted(app: Flask, model: type) -> None:
    note_view(an_act(VISITOR), "x" * 22, "file", "complaint")
    note_attempt(an_act(VISITOR), "code_wrong")
    with write():
        log(an_act(VISITOR), "test", "x" * 22)
        db.session.add(
            Step(
                machine="m", subject="x" * 22, city="450100", source="", verb="begin", target="t",
                actor_kind="system", actor="system", on=TODAY, at=utcnow(), channel="system",
                request="r",
            )
        )  # fmt: skip
    assert db.session.scalar(select(model.id)) is not None
    with pytest.raises(DatabaseError, match="append-only"), write():
        db.session.execute(delete(model))
    with pytest.raises(DatabaseError, match="append-only"), write():
        db.session.execute(update(model).values(at=utcnow()))
    assert db.session.scalar(select(model.id)) is not None


OVERWRITE = {
    "sqlite": "INSERT OR REPLACE INTO leaf ({columns}) SELECT {nobody} FROM leaf",
    "postgresql": "INSERT INTO leaf ({columns}) SELECT {nobody} FROM leaf"
    " ON CONFLICT (id) DO UPDATE SET actor = excluded.actor",
}


def test_an_insert_cannot_overwrite_a_line_of_the_log(app: Flask) -> None:
    with write():
        log(an_act(VISITOR), "test", "x" * 22)
    columns = "id, at, actor, action, object, salt, body, commitment"
    nobody = columns.replace("actor", "'nobody'")
    statement = OVERWRITE[db.engine.dialect.name].format(columns=columns, nobody=nobody)
    with pytest.raises(DatabaseError, match="append-only"), write():
        db.session.execute(text(statement))
    assert db.session.scalars(select(Leaf.actor)).one() != "nobody"


def test_a_trigger_stands_before_every_append_only_table() -> None:
    for model in APPEND_ONLY:
        name = model.__tablename__
        assert sum(f" ON {name} " in line for line in trigger_ddl("sqlite")) == 2
        assert sum(f" ON {name} " in line for line in trigger_ddl("postgresql")) == 1
    assert not any(f" ON {Claim.__tablename__} " in line for line in trigger_ddl("sqlite"))


@pytest.mark.parametrize("broken", [("a,b",), ("",)])
def test_codes_that_could_not_be_told_apart_are_refused(broken: tuple[str, ...]) -> None:
    kind = Codes()
    with pytest.raises(ValueError, match="comma"):
        kind.process_bind_param(broken, None)
    for codes in ((), ("G01",), ("G08:severe", "G01")):
        assert kind.process_result_value(kind.process_bind_param(codes, None), None) == codes
