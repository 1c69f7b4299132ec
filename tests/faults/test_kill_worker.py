"""Twenty kill -9 of a real worker: nothing is lost, nothing is done twice. On both engines."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from portal.app import create_app
from portal.kernel.act import VISITOR
from portal.kernel.database import db, new_uid, write
from portal.kernel.journal import Leaf
from portal.kernel.outbox import Job, enqueue
from tests.conftest import an_act
from tests.stores import POSTGRES

ROOT = Path(__file__).resolve().parents[2]
KILLS, JOBS = 20, 160
# The nursery imports the house once; each line it reads becomes a worker process of its own.
PROGRAM = """
import os, random, sys, time
from datetime import timedelta
from portal.app import create_app
from portal.kernel.journal import log
from portal.kernel.worker import Handler, Worker

def effect(payload, act):
    log(act, "effect", payload["uid"])
    time.sleep(random.uniform(0.05, 0.1))

def work():
    app = create_app(
        mode="test", instance=sys.argv[1], database_url=sys.argv[2], secret_key="t" * 40,
        secure_cookies=False,
    )
    with app.app_context():
        worker = Worker({}, (Handler("effect", effect),), lease=timedelta(seconds=1))
        print(os.getpid(), flush=True)
        worker.run_forever(pause=0.02)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        work()
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database on each engine (PostgreSQL where TEST_POSTGRES_URL names a server)."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'anju.db'}"
        return
    if not POSTGRES:
        pytest.skip("TEST_POSTGRES_URL is not set")
    base, name = make_url(POSTGRES), f"anju_faults_{os.getpid()}"
    with psycopg.connect(
        base.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
    ) as admin:
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
        yield base.set(database=name).render_as_string(hide_password=False)
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


class Nursery:
    """Starts real workers, one after the other, and kills them."""

    def __init__(self, folder: Path, url: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(folder), url], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        self.worker = 0

    def _read(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def start(self) -> None:
        """A worker that has begun to work."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.worker = int(self._read())

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        os.kill(self.worker, signal.SIGKILL)
        assert self._read() == "gone"

    def close(self) -> None:
        """No more workers."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)


def count(app: Flask, query: object) -> int:
    with app.app_context():
        found = db.session.scalar(query)  # type: ignore[call-overload]
        db.session.rollback()
    return int(found)


@pytest.mark.faults
def test_twenty_kills_lose_nothing_and_repeat_nothing(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(
        mode="test", instance=tmp_path, database_url=url, secret_key="t" * 40,
        secure_cookies=False,
    )  # fmt: skip
    uids = [new_uid() for _ in range(JOBS)]
    with app.app_context():
        db.create_all()
        with write():
            for uid in uids:
                enqueue("effect", {"uid": uid}, key=uid, act=an_act(VISITOR))
    nursery = Nursery(tmp_path, url)
    for _ in range(KILLS):
        nursery.start()
        time.sleep(random.uniform(0.05, 0.5))
        nursery.kill()
    left = count(app, select(func.count()).where(Job.state == "ready"))
    assert 0 < left < JOBS, "the kills fell into the work"
    nursery.start()
    try:
        deadline = time.monotonic() + 60
        while count(app, select(func.count()).where(Job.state == "ready")):
            assert time.monotonic() < deadline, "the work does not end"
            time.sleep(0.2)
    finally:
        nursery.kill()
        nursery.close()
    with app.app_context():
        done = list(db.session.scalars(select(Leaf.object).where(Leaf.action == "effect")))
        parked = db.session.scalar(select(func.count()).where(Job.state == "parked"))
        attempts = db.session.scalar(select(func.sum(Job.attempts)))
        db.session.remove()
        db.engine.dispose()
    lost, repeated = set(uids) - set(done), len(done) - len(set(done))
    cut_short = int(attempts or 0) - JOBS
    numbers = (
        f"{KILLS} kills, {JOBS} jobs, {cut_short} cut short, {len(lost)} lost, {repeated} repeated"
    )
    with capsys.disabled():
        print(f"\n{make_url(url).get_backend_name()}: {numbers}")
    assert (parked, len(lost), repeated) == (0, 0, 0)
    assert cut_short > 0, "no kill fell into a job"
