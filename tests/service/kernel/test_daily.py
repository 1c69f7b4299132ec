"""Daily work: one write each, nobody holds up the others, a run broken off goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cli import run_daily
from portal.kernel.act import Act, Kind, Who
from portal.kernel.daily import Daily, Unfinished, daily
from portal.kernel.database import db, write
from portal.kernel.journal import Leaf, log
from portal.kernel.package import Package
from tests.conftest import TODAY, an_act

HOUSE = Who(Kind.SYSTEM, uid="system")
PEOPLE = ("anna", "bao", "chen")


def done() -> list[str]:
    db.session.rollback()
    found = select(Leaf.object).where(Leaf.action == "did").order_by(Leaf.id)
    return list(db.session.scalars(found))


def work(fails: str = "", dies: str = "") -> Daily:
    def due(act: Act) -> list[str]:
        return [uid for uid in PEOPLE if uid not in done()]

    @daily(due)
    def greet(act: Act, uid: str) -> None:
        log(act, "did", uid)
        db.session.flush()
        if uid == fails:
            raise ValueError(uid)
        if uid == dies:
            raise KeyboardInterrupt

    return greet


def test_each_has_a_write_of_its_own(app: Flask) -> None:
    before = db.session.info.get("writes", 0)
    assert work()(an_act(HOUSE)) == 3
    assert db.session.info["writes"] - before == 3
    assert work()(an_act(HOUSE)) == 0
    assert done() == list(PEOPLE)


def test_one_that_fails_holds_up_nobody_and_is_tried_again(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Unfinished, match="greet: bao"):
        work(fails="bao")(an_act(HOUSE))
    assert done() == ["anna", "chen"]
    assert "greet failed for bao" in caplog.text
    assert work()(an_act(HOUSE)) == 1
    assert done() == ["anna", "chen", "bao"]


def test_a_run_broken_off_goes_on_where_it_stopped(app: Flask) -> None:
    with pytest.raises(KeyboardInterrupt):
        work(dies="bao")(an_act(HOUSE))
    assert done() == ["anna"]
    assert work()(an_act(HOUSE)) == 2


def test_it_refuses_to_run_inside_another_write(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="by itself"), write():
        work()(an_act(HOUSE))


def test_the_day_goes_on_after_a_failure_and_says_so(app: Flask) -> None:
    house = (Package("one", daily=(work(fails="anna"),)), Package("two", daily=(work(),)))
    with pytest.raises(Unfinished, match="anna"):
        run_daily(house, TODAY)
    assert done() == ["bao", "chen", "anna"]


@pytest.mark.parametrize("say", ["2026-03-02"])
def test_the_command_says_what_is_not_done(
    app: Flask, monkeypatch: pytest.MonkeyPatch, say: str, make_act: Callable[..., Any]
) -> None:
    monkeypatch.setitem(
        app.extensions, "anju.house", (Package("one", daily=(work(fails="chen"),)),)
    )
    told = app.test_cli_runner().invoke(args=["daily", "--on", say])
    assert told.exit_code == 1
    assert "not all of 2026-03-02 is done: service.greet: chen" in told.output
    assert app.test_cli_runner().invoke(args=["daily", "--on", say]).exit_code == 1
    assert done() == ["anna", "bao"]
