from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.applications import LogEntry, Outcome, Source
from portal.exchange import InProcess, asked_about, log_entries, record
from portal.kernel.database import db, utcnow, write
from tests.service.exchange.conftest import TODAY, question


def entries() -> list[LogEntry]:
    heard: list[LogEntry] = []
    facts = InProcess(on_asked=heard.extend).facts
    given = {"case": "application-1", "requester": "clerk-7", "requester_kind": "staff"}
    facts.ask([question("qin-meifang", s, **given) for s in (Source.INCOME, Source.VEHICLE)])
    return heard


def test_what_was_asked_is_found_again_and_names_no_value(app: Flask) -> None:
    made = entries()
    record(made)
    found = asked_about(person="uid-qin-meifang")
    assert sorted(found, key=lambda e: e.source) == sorted(made, key=lambda e: e.source)
    assert {e.outcome for e in found} == {Outcome.HIT, Outcome.NO_HIT}
    row = db.session.execute(text("SELECT * FROM request_log")).mappings().first()
    assert row is not None
    assert "覃美芳" not in str(dict(row))
    assert "450107198110303206" not in str(dict(row))
    assert asked_about(person="uid-somebody-else") == []


def test_every_element_of_the_contract_is_kept(app: Flask) -> None:
    """domain.md §13.2, one by one."""
    began = utcnow()
    record(entries())
    kept = next(e for e in asked_about(person="uid-qin-meifang") if e.source is Source.INCOME)
    assert kept.purpose == "application"
    assert kept.basis == "《公共租赁住房管理办法》第八条"
    assert kept.authorisation == "consent:abc"
    assert kept.fields == ("year", "annual_fen", "assets_fen")
    assert kept.person == "uid-qin-meifang", "the subject's token, no number"
    assert began <= kept.at <= utcnow()
    assert (kept.outcome, kept.detail) == (Outcome.HIT, "")
    assert kept.valid_until is not None
    assert kept.valid_until > TODAY
    assert (kept.requester_kind, kept.requester) == ("staff", "clerk-7")
    assert (kept.case, kept.request) == ("application-1", "req-1")


def test_of_a_person_and_of_a_case(app: Flask) -> None:
    record(entries())
    assert len(asked_about(case="application-1")) == 2
    assert asked_about(case="application-2") == []
    assert asked_about(person="uid-somebody-else", case="application-1") == []
    assert asked_about() == [], "nobody in particular is nobody"


def test_why_no_answer_came_is_kept_in_one_word(app: Flask) -> None:
    heard: list[LogEntry] = []
    partners = InProcess(on_asked=heard.extend)
    for mode in ("down", "slow", "garbage", "wrong_person"):
        partners.admin.fault("income", mode)
        partners.facts.ask([question("qin-meifang", Source.INCOME)])
    record(heard)
    found = {e.detail for e in asked_about(person="uid-qin-meifang")}
    assert found == {"status_503", "timeout", "garbage", "resting"}, "three failures, then a rest"
    silent = InProcess(on_asked=heard.extend)
    silent.facts.ask([question("huang-zhiqiang", Source.VEHICLE)])
    assert heard[-1].detail == "no_answer"
    silent.admin.fault("income", "wrong_person")
    silent.facts.ask([question("qin-meifang", Source.INCOME)])
    assert (heard[-1].outcome, heard[-1].detail) == (Outcome.UNAVAILABLE, "someone_else")


def test_it_outlives_a_request_that_fails_and_never_waits_for_itself(app: Flask) -> None:
    made = entries()

    def broken() -> None:
        with write():
            record(made)

    with pytest.raises(RuntimeError, match="write"):
        broken()
    assert asked_about(person="uid-qin-meifang") == []
    record([])
    record(made)
    db.session.rollback()
    assert len(asked_about(person="uid-qin-meifang")) == 2


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
    assert len(asked_about(person="uid-qin-meifang")) == 2


def test_answers_that_do_not_belong_to_the_questions(app: Flask) -> None:
    asked: list[Any] = [question("qin-meifang", Source.INCOME)]
    with pytest.raises(ValueError, match="zip"):
        log_entries(asked, [], at=utcnow())
