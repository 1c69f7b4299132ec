from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.applications import Outcome, Source
from portal.exchange import InProcess, LogEntry, asked_about, log_entries, record
from portal.kernel.database import db, utcnow, write
from tests.service.exchange.conftest import question


def entries() -> list[LogEntry]:
    heard: list[LogEntry] = []
    facts = InProcess(on_asked=heard.extend).facts
    facts.ask([question("qin-meifang", s) for s in (Source.INCOME, Source.VEHICLE)])
    return heard


def test_what_was_asked_is_found_again_and_names_no_value(app: Flask) -> None:
    made = entries()
    record(made)
    found = asked_about("uid-qin-meifang")
    assert sorted(found, key=lambda e: e.source) == sorted(made, key=lambda e: e.source)
    assert {e.outcome for e in found} == {Outcome.HIT, Outcome.NO_HIT}
    row = db.session.execute(text("SELECT * FROM request_log")).mappings().first()
    assert row is not None
    assert "覃美芳" not in str(dict(row))
    assert "450107198110303206" not in str(dict(row))
    assert asked_about("uid-somebody-else") == []


def test_it_outlives_a_request_that_fails_and_never_waits_for_itself(app: Flask) -> None:
    made = entries()

    def broken() -> None:
        with write():
            record(made)

    with pytest.raises(RuntimeError, match="write"):
        broken()
    assert asked_about("uid-qin-meifang") == []
    record([])
    record(made)
    db.session.rollback()
    assert len(asked_about("uid-qin-meifang")) == 2


@pytest.mark.parametrize(
    "verb", ["UPDATE request_log SET outcome = 'hit'", "DELETE FROM request_log"]
)
def test_the_log_is_only_added_to(app: Flask, verb: str) -> None:
    record(entries())

    def tamper() -> None:
        with write():
            db.session.execute(text(verb))

    with pytest.raises(DBAPIError, match="append-only"):
        tamper()
    assert len(asked_about("uid-qin-meifang")) == 2


def test_answers_that_do_not_belong_to_the_questions(app: Flask) -> None:
    asked: list[Any] = [question("qin-meifang", Source.INCOME)]
    with pytest.raises(ValueError, match="zip"):
        log_entries(asked, [], [1], at=utcnow())
