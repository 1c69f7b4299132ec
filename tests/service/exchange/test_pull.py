"""The nightly pull and the push against the simulator as a process of its own, over HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import httpx
import pytest
from flask import Flask
from werkzeug.serving import make_server

from portal import households
from portal.applications.models import Application, ApplicationMember
from portal.exchange import (
    HttpFactSource,
    HttpNotices,
    SimulatorAdmin,
    cast_cards,
    create_simulator,
)
from portal.exchange.contract import OUR_SPEC, document, faults
from portal.exchange.models import DepartmentNotice, NoticeCursor, NoticeReceipt
from portal.exchange.notices.pulling import PARTNER, NoticePage, pull_due
from portal.exchange.signing import signed_headers
from portal.exchange.simulator.notices import TELLS
from portal.exchange.transport import SignedChannel
from portal.kernel.database import db, new_uid, write
from portal.kernel.errors import Refused, Unavailable
from portal.kernel.outbox import Job
from portal.kernel.worker import Worker
from tests import casework
from tests.conftest import TODAY
from tests.notices import KEY, a_notice, a_worker, heard, kept, matters
from tests.service.exchange.conftest import ROOT

PAGE = 2


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """That app on a free port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=5)
    server.server_close()


def departments(push: str = "") -> AbstractContextManager[str]:
    """Departments behind a port, that push to that address if there is one."""
    channel = SignedChannel(push, KEY) if push else None
    return served(create_simulator(size=0, keys={KEY.id: KEY}, push=channel, notices_per_page=PAGE))


@contextmanager
def departments_apart(push: str) -> Iterator[str]:
    """The same as a process of its own, as ``flask simulator`` starts it."""
    program = (
        "from portal.exchange.cli import serve_simulator as s; "
        "from portal.exchange import SigningKey as K; "
        f"s(0, K({KEY.id!r}, {KEY.secret!r}), push={push!r}, notices_per_page={PAGE})"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "127.0.0.1:" in line, "the simulator did not start"
    yield f"http://127.0.0.1:{line.strip().rsplit(':', 1)[1]}"
    process.terminate()
    process.wait(timeout=5)
    process.stdout.close()


@pytest.fixture
def silent_url() -> Iterator[str]:
    """Departments that push nothing."""
    with departments() as url:
        yield url


@pytest.fixture
def listen(app: Flask) -> Iterator[Callable[[str], Worker]]:
    """The house asks these departments."""
    names = ("anju.facts", "anju.notices", "anju.worker")
    before = {name: app.extensions[name] for name in names}

    def to(url: str) -> Worker:
        app.extensions["anju.facts"] = HttpFactSource(url, KEY)
        app.extensions["anju.notices"] = HttpNotices(url, KEY)
        return a_worker(app)

    yield to
    app.extensions.update(before)


def applies(token: str, code: str = "qin-meifang") -> str:
    """Somebody of the simulated city has an application under way; their uid."""
    card = next(m for m in cast_cards()[code].members if m.token == token)
    with write():
        act = casework.house_act()
        uid = households.register_person(act, id_number=card.id_number, name=card.name).uid
        home = households.form_household(
            act, city="450100", place="450103", members=[households.NewMember(uid, "applicant")]
        ).uid
        row = Application(
            uid=new_uid(), city="450100", place="450103", state="approved", applicant_uid=uid,
            household_uid=home, wish="unit", klass="A", groups="", channel="online",
            started_on=TODAY, submitted_on=TODAY, lapses_on=TODAY, stage="",
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        db.session.add(
            ApplicationMember(
                city="450100", application_uid=row.uid, person_uid=uid, relation="applicant",
                adult=True, source="test",
            )
        )  # fmt: skip
    return uid


def pull(worker: Worker, day: date = TODAY) -> None:
    pull_due(casework.house_act(day))
    worker.drain()
    db.session.rollback()


def ready_again() -> None:
    """The back-off is over."""
    with write():
        db.session.query(Job).filter(Job.state == "ready").update({"run_at": casework.utcnow()})


def cursor() -> str:
    db.session.rollback()
    return db.session.get_one(NoticeCursor, PARTNER).after


CHANGES: dict[str, dict[str, Any]] = {
    "die": {}, "buy_home": {"area": 9000}, "sell_homes": {}, "income": {"annual_fen": 1},
    "marry": {"spouse": "lu-wenbin"}, "divorce": {}, "bear_child": {},
    "graduate": {"level": "bachelor"}, "buy_car": {}, "start_benefit": {"benefit": "subsidy"},
    "move_hukou": {"region": "450200"},
}  # fmt: skip


def test_every_change_is_told_as_both_documents_say(
    silent_url: str, listen: Callable[[str], Worker]
) -> None:
    assert set(CHANGES) == set(TELLS)
    admin = SimulatorAdmin(silent_url, KEY)
    for kind, what in CHANGES.items():
        admin.change("qin-meifang", kind, on=TODAY, **what)
    told, page = [], HttpNotices(silent_url, KEY).after("")
    while True:
        assert len(page.notices) <= PAGE
        told += page.notices
        if not page.more:
            break
        page = HttpNotices(silent_url, KEY).after(page.next)
    assert [(n["source"], n["kind"]) for n in told] == [TELLS[kind] for kind in CHANGES]
    for notice in told:
        assert faults("Notice", notice) == faults("Notice", notice, OUR_SPEC) == []


def test_both_documents_mean_the_same_by_a_notice() -> None:
    ours, theirs = document(OUR_SPEC)["components"], document()["components"]
    assert ours["schemas"]["Notice"] == theirs["schemas"]["Notice"]
    for name, parameter in ours["parameters"].items():
        assert parameter == theirs["parameters"][name]


def test_the_pull_takes_in_what_there_is_page_by_page(
    silent_url: str, listen: Callable[[str], Worker]
) -> None:
    worker, admin = listen(silent_url), SimulatorAdmin(silent_url, KEY)
    applies("qin-meifang")
    for _ in range(5):
        admin.change("qin-meifang", "buy_car", on=TODAY)
    pull(worker)
    assert kept() == (5, 5, 5)
    assert {r.way for r in db.session.query(NoticeReceipt)} == {"pull"}
    pull(worker)
    pull(worker, date(2026, 3, 3))
    assert kept() == (5, 5, 5)
    admin.change("qin-meifang", "buy_car", on=TODAY)
    pull(worker, date(2026, 3, 4))
    assert kept() == (6, 6, 6)


def test_of_strangers_only_a_count_is_kept(
    silent_url: str, listen: Callable[[str], Worker]
) -> None:
    worker, admin = listen(silent_url), SimulatorAdmin(silent_url, KEY)
    for token in ("wei-guoqiang", "lu-wenbin", "huang-liping"):
        admin.change(token, "buy_car", on=TODAY)
    pull(worker)
    assert kept() == (3, 0, 0)


def test_a_pull_interrupted_half_way_goes_on_where_it_stopped(
    silent_url: str, listen: Callable[[str], Worker]
) -> None:
    worker, admin = listen(silent_url), SimulatorAdmin(silent_url, KEY)
    applies("qin-meifang")
    for _ in range(5):
        admin.change("qin-meifang", "buy_car", on=TODAY)
    pull_due(casework.house_act())
    assert worker.work_one() == 1
    assert kept()[0] == PAGE
    stopped = cursor()
    for fault in ("down", "garbage"):
        admin.fault("notices", fault)
        ready_again()
        worker.drain()
        assert (kept()[0], cursor()) == (PAGE, stopped)
    admin.fault("notices", "none")
    ready_again()
    worker.drain()
    assert kept() == (5, 5, 5)


def test_a_worker_killed_before_the_page_is_kept_keeps_none_of_it(
    silent_url: str, listen: Callable[[str], Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, admin = listen(silent_url), SimulatorAdmin(silent_url, KEY)
    applies("qin-meifang")
    for _ in range(2):
        admin.change("qin-meifang", "buy_car", on=TODAY)
    pull_due(casework.house_act())
    real, calls = DepartmentNotice.__init__, []

    def second_time_dies(self: Any, **given: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("killed")
        real(self, **given)

    monkeypatch.setattr(DepartmentNotice, "__init__", second_time_dies)
    worker.work_one()
    assert kept() == (0, 0, 0)
    ready_again()
    worker.drain()
    assert kept() == (2, 2, 2)


def test_a_simulator_that_starts_afresh_is_read_from_its_beginning(
    listen: Callable[[str], Worker],
) -> None:
    """Its memory is gone, so an old cursor says nothing to it; nothing is heard twice."""
    applies("qin-meifang")
    for n in (1, 2):
        with departments() as url:
            worker = listen(url)
            SimulatorAdmin(url, KEY).change("qin-meifang", "buy_car", on=TODAY)
            pull(worker, date(2026, 3, n))
        assert kept() == (n, n, n)


def test_what_cannot_be_read_does_not_hold_up_the_rest(
    app: Flask, listen: Callable[[str], Worker]
) -> None:
    who = applies("qin-meifang")
    worker = listen("http://127.0.0.1:1")
    good = [a_notice(who) for _ in range(3)]
    known = heard(who)
    odd = [
        None, 7, {}, good[0] | {"kind": "?"}, good[0] | {"id": ""}, known | {"kind": "home_sold"},
        {**good[0], "subject": {"id_number": "1", "name": "x"}}, good[0] | {"id": "a" * 20, "x": 1},
    ]  # fmt: skip

    class Pages:
        def after(self, asked: str) -> Any:
            told = (good[0], *odd, good[1], good[1], known, good[2])
            return NoticePage(asked, told if not asked else (), "1", False)

    app.extensions["anju.notices"] = Pages()
    pull(worker)
    assert kept() == (4, 4, 4)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"null", b'{"notices": []}', b'{"notices": {}, "next": "", "more": false}',
        b'{"notices": [], "next": "a b", "more": false}',
        b'{"notices": [], "next": "", "more": "no"}',
        b'{"notices": [], "next": "1\\n", "more": false}',
        b'{"notices": [' + b"1," * 100 + b'1], "next": "1", "more": false}',
        b'{"notices": [], "next": "1", "more": false, "extra": 1}',
        b"<html></html>", b"\xff", b"[" * 5000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", [200, 404, 500])
def test_no_page_is_no_answer(body: bytes, status: int) -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(status, content=body))
    with pytest.raises(Unavailable, match="departments_silent"):
        HttpNotices("http://departments.invalid", KEY, transport=transport).after("")


def test_two_pulls_at_once_take_each_page_once(
    app: Flask, silent_url: str, listen: Callable[[str], Worker]
) -> None:
    worker, admin = listen(silent_url), SimulatorAdmin(silent_url, KEY)
    applies("qin-meifang")
    for _ in range(6):
        admin.change("qin-meifang", "buy_car", on=TODAY)
    for day in (1, 2, 3):
        pull_due(casework.house_act(date(2026, 3, day)))
    start = threading.Barrier(3)

    def work() -> None:
        with app.app_context():
            start.wait()
            worker.drain()
            db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    ready_again()
    worker.drain()
    assert kept() == (6, 6, 6)


# --- pushed over HTTP -------------------------------------------------------------------


def test_a_change_is_pushed_at_once_and_read_again_at_night(
    app: Flask, listen: Callable[[str], Worker]
) -> None:
    applies("qin-meifang")
    with served(app) as us, departments_apart(us) as them:
        worker, admin = listen(them), SimulatorAdmin(them, KEY)
        admin.change("qin-meifang", "buy_home", on=TODAY, area=9000)
        assert kept() == (1, 1, 1)
        assert [r.way for r in db.session.query(NoticeReceipt)] == ["push"]
        worker.drain()
        # Nothing was judged before that this could be held against: somebody looks.
        assert [m.state for m in matters()] == ["open"]
        pull(worker)
    assert kept() == (1, 1, 1)


def test_from_the_command_line_something_happens_to_somebody(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = app.test_cli_runner()
    with departments() as url:
        told = replace(app.config["SETTINGS"], departments_url=url)
        monkeypatch.setitem(app.config, "SETTINGS", told)
        done = run.invoke(args=["happen", "qin-meifang", "buy_home", "area=9000"])
        assert (done.exit_code, done.output) == (0, "buy_home happened to qin-meifang\n")
        for given in (["nobody", "die"], ["qin-meifang", "fly"], ["qin-meifang", "buy_home"]):
            assert run.invoke(args=["happen", *given]).exit_code == 1
        (notice,) = HttpNotices(url, KEY).after("").notices
    assert notice["kind"] == "home_bought"


def test_what_could_not_be_pushed_is_fetched_at_night(listen: Callable[[str], Worker]) -> None:
    applies("qin-meifang")
    with departments(push="http://127.0.0.1:1") as url:
        worker = listen(url)
        SimulatorAdmin(url, KEY).change("qin-meifang", "buy_home", on=TODAY, area=9000)
        assert kept() == (0, 0, 0)
        pull(worker)
    assert kept() == (1, 1, 1)


def test_a_query_may_not_be_altered_after_signing(silent_url: str) -> None:
    channel = SignedChannel(silent_url, KEY)
    assert channel.call("GET", "/v1/notices?after=abc").status == 200
    assert channel.call("GET", "/v1/notices?after=a%20b").status == 400
    assert channel.call("GET", "/v1/notices?before=1").status == 400
    assert channel.call("GET", "/v1/notices?after=1&after=2").status == 400
    signed = signed_headers(KEY, method="GET", path="/v1/notices?after=abd", body=b"")
    assert httpx.get(f"{silent_url}/v1/notices?after=abc", headers=signed).status_code == 401


@pytest.mark.parametrize("day", ["0001-01-01", "0999-02-03", "9999-12-31"])
def test_a_day_out_of_all_memory_is_told_plainly(day: str, silent_url: str) -> None:
    for kind, what in CHANGES.items():
        with pytest.raises(Refused, match="simulator_refused"):
            SimulatorAdmin(silent_url, KEY).change(
                "qin-meifang", kind, on=date.fromisoformat(day), **what
            )
    assert HttpNotices(silent_url, KEY).after("").notices == ()
