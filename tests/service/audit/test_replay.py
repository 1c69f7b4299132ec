from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from portal.audit import sealing
from portal.audit.bundles import bundle_of, check
from portal.audit.codes import Odd, Replayed
from portal.audit.life import drawn, life
from portal.audit.records import households_by_number
from portal.audit.replaying import replay_all, replays_of
from portal.kernel.act import Act
from portal.kernel.database import db
from tests import casework

TODAY = date(2026, 3, 2)


@pytest.fixture
def case(app: Flask) -> casework.Case:
    """A household approved by the city after every stage."""
    found, _day = casework.approved()
    return found


def test_every_decision_comes_out_the_same(case: casework.Case) -> None:
    outcome = replay_all()
    assert outcome.counts == {Replayed.SAME: 1}
    assert outcome.all_same
    (again,) = replays_of([case.uid])
    assert (again.subject, again.rules_on) == (case.uid, "2026-03-02")


@pytest.mark.parametrize("spoil", ["facts", "findings"])
def test_a_changed_record_comes_out_otherwise(case: casework.Case, spoil: str) -> None:
    kind = next(m.class_ for m in db.Model.registry.mappers if m.class_.__name__ == "Screening")
    row = db.session.query(kind).one()
    told: dict[str, Any] = json.loads(getattr(row, spoil))
    if spoil == "facts":
        fact = told["facts"]["income_annual_fen"]
        fact["value"] = {"int": 99_999_999} if isinstance(fact["value"], dict) else 99_999_999
    else:
        told["chosen"]["findings"][0]["outcome"] = "not_met"
    setattr(row, spoil, json.dumps(told))
    column = f"{spoil}_sealed"
    value, uid = getattr(row, column), row.uid
    db.session.rollback()
    attack_screening(column, value, uid)
    (again,) = replays_of([case.uid])
    assert again.outcome is Replayed.DIFFERENT
    assert again.differs


def attack_screening(column: str, value: str, uid: str) -> None:
    db.session.rollback()
    with db.engine.begin() as connection:
        on = "" if connection.dialect.name == "sqlite" else " ON screening"
        connection.execute(text(f"DROP TRIGGER IF EXISTS keep_screening_update{on}"))
        if on:
            connection.execute(text("DROP TRIGGER IF EXISTS keep_screening ON screening"))
        connection.execute(
            text(f"UPDATE screening SET {column} = :value WHERE uid = :uid"),
            {"value": value, "uid": uid},
        )


def test_rules_that_are_gone_are_told(case: casework.Case) -> None:
    attack_screening("policy", "0" * 64, _only_screening())
    (again,) = replays_of([case.uid])
    assert again.outcome is Replayed.NO_RULES


def _only_screening() -> str:
    uid: str = db.session.execute(text("SELECT uid FROM screening")).scalar_one()
    return uid


def test_a_life_tells_decisions_with_two_people(case: casework.Case) -> None:
    found = life(case.row.household_uid or "", date(2026, 3, 20))
    assert found.name == "韦秀兰"
    assert found.size == 2
    newest = found.decisions[0]
    assert newest.subject == case.uid
    assert newest.policy
    assert [d.what for d in found.decisions].count(newest.what) == 1
    assert found.spans[0].machine == "application"
    chart = drawn(found, date(2026, 3, 20))
    assert chart["years"] == [2026, 2027]
    assert chart["stages"]
    assert not any(found.odd[odd] for odd in Odd)


def test_a_case_is_found_by_its_number(case: casework.Case) -> None:
    number = case.row.number or ""
    assert households_by_number(number.lower()) == [case.row.household_uid]
    assert households_by_number("NOPE") == []
    assert households_by_number("") == []


def test_the_bundle_decides_again_offline(case: casework.Case, make_act: Any) -> None:
    sealing.seal_ready()
    act: Act = make_act()
    home = case.row.household_uid or ""
    told = json.loads(json.dumps(bundle_of(act, home, life(home, TODAY).uids)))
    assert check(told) == []
    assert len(told["decisions"]) == 1
    told["decisions"][0]["facts"]["facts"].pop("income_annual_fen", None)
    assert check(told)


def test_a_moved_date_is_odd(case: casework.Case) -> None:
    subject = case.uid
    db.session.rollback()
    with db.engine.begin() as connection:
        on = "" if connection.dialect.name == "sqlite" else " ON step"
        for name in ("keep_step_update", "keep_step"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}{on}"))
        connection.execute(
            text(
                "UPDATE step SET legal_day = '2019-01-01' WHERE subject = :s AND verb = 'approve'"
            ),
            {"s": subject},
        )
    found = life(case.row.household_uid or "", date(2026, 3, 20))
    assert [each.what for each in found.odd[Odd.BACKDATED]] == ["application.approve"]
