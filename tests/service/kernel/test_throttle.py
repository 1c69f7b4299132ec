"""Counting tries: the limit, the growing window, success, others' tries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from portal.kernel.database import db, utcnow, write
from portal.kernel.errors import TooMany
from portal.kernel.throttle import Throttle, count_try, forget_tries


def tries(count: int, value: str = "lin", kind: str = "login") -> list[bool]:
    found = []
    for _ in range(count):
        try:
            count_try(kind, value)
            found.append(True)
        except TooMany:
            found.append(False)
    return found


def test_five_are_let_through_and_the_sixth_is_not(app: Flask) -> None:
    assert tries(7) == [True] * 5 + [False] * 2


def test_another_account_and_another_kind_count_for_themselves(app: Flask) -> None:
    tries(6)
    assert tries(1, value="qin") == [True]
    assert tries(1, kind="code") == [True]


@pytest.mark.parametrize(("seconds", "free"), [(118, False), (121, True)])
def test_whoever_goes_on_waits_longer(app: Flask, seconds: int, free: bool) -> None:
    tries(6)
    with time_machine.travel(utcnow() + timedelta(seconds=seconds), tick=True):
        assert tries(1) == [free]


def test_nobody_is_locked_out_for_more_than_an_hour(app: Flask) -> None:
    tries(40)
    with time_machine.travel(utcnow() + timedelta(seconds=3601), tick=True):
        assert tries(1) == [True]


def test_the_minutes_told_are_real(app: Flask) -> None:
    tries(5)
    with pytest.raises(TooMany) as refused:
        count_try("login", "lin")
    minutes = refused.value.facts["minutes"]
    assert 1 <= minutes <= 3
    with time_machine.travel(utcnow() + timedelta(minutes=minutes), tick=True):
        assert tries(1) == [True]


def test_success_clears_the_count(app: Flask) -> None:
    tries(5)
    forget_tries("login", "lin")
    assert tries(5) == [True] * 5


def test_the_count_outlives_a_rolled_back_request(app: Flask) -> None:
    tries(1)
    with pytest.raises(KeyError), write():
        raise KeyError
    assert db.session.scalars(select(Throttle.tries)).one() == 1
    assert "lin" not in db.session.scalars(select(Throttle.key)).one()


def test_tries_at_once_are_all_counted(app: Flask) -> None:
    def one(_: int) -> bool:
        with app.app_context():
            try:
                return tries(1)[0]
            finally:
                db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(8))).count(True) == 5
