"""Shared fixtures: a house on a fresh database per test, people who act in it."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask, Response, g, request
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Mapper

from portal.app import create_app
from portal.kernel.act import Act, Channel, Duty, Kind, Role, Who
from portal.kernel.database import Base, create_triggers, db, new_uid, trigger_ddl, utcnow, write
from portal.kernel.foundation import lay_foundation
from portal.kernel.levels import Level
from portal.kernel.worker import Worker
from tests.pages import HouseClient

TODAY = date(2026, 3, 2)
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Browser tests are not even read unless asked for: they need what `make test` does not."""
    asked = "browser" in str(config.getoption("-m")).replace("not browser", "")
    return True if collection_path.name == "browser" and not asked else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=("sqlite", "postgres"), default="sqlite")


@pytest.fixture(autouse=True)
def _no_strangers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unit tests reach no network at all; the others only this machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> Any:
        if "/unit/" in str(request.path):
            raise AssertionError("a unit test opened a connection")
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test reached for {address}")
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


class _Sqlite:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "house.db"
        self.template = folder / "template.db"
        self.url = f"sqlite:///{self.path}"

    def keep(self) -> None:
        db.session.remove()
        db.engine.dispose()
        with (
            closing(sqlite3.connect(self.path)) as source,
            closing(sqlite3.connect(self.template)) as target,
        ):
            source.backup(target)

    def renew(self) -> None:
        db.session.remove()
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.template, self.path)

    def drop(self) -> None:
        return


# One call renews a test's database in milliseconds, where DROP and CREATE DATABASE take a quarter
# of a second: what was empty is emptied, what was laid as foundation is put back if a row of it
# changed (xmin tells), numbers start again.
_RENEWAL = """
CREATE SCHEMA kept;
CREATE TABLE kept.tables AS SELECT relname::text AS name, 0::bigint AS many, ''::text AS mark
  FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace;
CREATE TABLE kept.sequences AS SELECT sequencename::text AS name, last_value AS last
  FROM pg_sequences WHERE schemaname = 'public';
CREATE FUNCTION kept.marked(name text, OUT many bigint, OUT mark text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('SELECT count(*), coalesce(max(xmin::text::bigint)::text, %L) FROM %I', '', name)
    INTO many, mark;
END $$;
CREATE FUNCTION kept.renew() RETURNS text LANGUAGE plpgsql AS $$
DECLARE row record; now record; odd text;
BEGIN
  SELECT string_agg(relname, ', ') INTO odd FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname NOT IN (SELECT name FROM kept.tables);
  IF odd IS NOT NULL THEN RETURN odd; END IF;
  SET LOCAL session_replication_role = replica;
  FOR row IN SELECT * FROM kept.tables LOOP
    IF row.many = 0 THEN
      EXECUTE format('DELETE FROM %I', row.name);
    ELSE
      now := kept.marked(row.name);
      IF (now.many, now.mark) IS DISTINCT FROM (row.many, row.mark) THEN
        EXECUTE format('DELETE FROM %I', row.name);
        EXECUTE format('INSERT INTO %I SELECT * FROM kept.%I', row.name, 'of_' || row.name);
        UPDATE kept.tables SET mark = (kept.marked(row.name)).mark WHERE name = row.name;
      END IF;
    END IF;
  END LOOP;
  PERFORM setval(name::regclass, coalesce(last, 1), last IS NOT NULL) FROM kept.sequences;
  RETURN '';
END $$;
DO $$
DECLARE row record; now record;
BEGIN
  FOR row IN SELECT * FROM kept.tables LOOP
    now := kept.marked(row.name);
    IF now.many > 0 THEN
      EXECUTE format('CREATE TABLE kept.%I AS TABLE %I', 'of_' || row.name, row.name);
      UPDATE kept.tables SET many = now.many, mark = now.mark WHERE name = row.name;
    END IF;
  END LOOP;
END $$;
"""
_STRAY = (
    "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_TRIGGERS = "SELECT count(*) FILTER (WHERE tgenabled = 'O') FROM pg_trigger WHERE NOT tgisinternal"


class _Postgres:
    """A database of this run's own; the server's other databases are left alone."""

    def __init__(self, folder: Path) -> None:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        self.name = f"anju_{worker}_{os.getpid()}"
        base = make_url(POSTGRES)
        self.admin = base.set(drivername="postgresql").render_as_string(hide_password=False)
        self.url = base.set(database=self.name).render_as_string(hide_password=False)
        self._run(
            f'DROP DATABASE IF EXISTS "{self.name}"',
            f'CREATE DATABASE "{self.name}"',
            # A crash of the machine may lose a test's rows; waiting for the disk is half the time.
            f'ALTER DATABASE "{self.name}" SET synchronous_commit = off',
        )
        self.inside: psycopg.Connection[tuple[Any, ...]] | None = None

    def _run(self, *statements: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def keep(self) -> None:
        db.session.remove()
        db.engine.dispose()
        own = make_url(self.url).set(drivername="postgresql")
        self.inside = psycopg.connect(
            own.render_as_string(hide_password=False), autocommit=True,
            options="-c lock_timeout=10s -c plan_cache_mode=force_generic_plan",
        )  # fmt: skip
        self.inside.execute(_RENEWAL.encode())
        self.triggers = self.inside.execute(_TRIGGERS.encode()).fetchone()

    def renew(self) -> None:
        db.session.remove()
        db.engine.dispose()
        assert self.inside is not None
        self.inside.execute(_STRAY.encode())
        found = self.inside.execute("SELECT kept.renew()").fetchone()
        assert found == ("",), f"a test left tables behind: {found}"
        # Tests of tampering take triggers away.
        if self.inside.execute(_TRIGGERS.encode()).fetchone() != self.triggers:
            for statement in trigger_ddl("postgresql"):
                self.inside.execute(statement.encode())
            assert self.inside.execute(_TRIGGERS.encode()).fetchone() == self.triggers

    def drop(self) -> None:
        if self.inside is not None:
            self.inside.close()
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def _store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("house")
    kind = _Postgres if request.config.getoption("--engine") == "postgres" else _Sqlite
    store = kind(folder)
    store.folder = folder  # type: ignore[union-attr]
    yield store
    store.drop()


def _as_long_as_promised(mapper: Mapper[Any], _connection: Any, row: Any) -> None:
    """SQLite does not look at VARCHAR(n); PostgreSQL does: the same fault on both."""
    for name, column in mapper.columns.items():
        length = getattr(column.type, "length", None)
        value = row.__dict__.get(name)
        if length and isinstance(value, str) and len(value) > length:
            raise AssertionError(f"{column} holds {length} characters, not {value!r}")


for _moment in ("before_insert", "before_update"):
    event.listen(Base, _moment, _as_long_as_promised, propagate=True)


MANY_WRITES = {
    "applications.begin": "begun by a proven person; departments asked; their answers kept",
    "applications.arrive": "the code is spent; departments asked outside; their answers kept",
    "applications.entry_begin": "begun; departments asked outside; their answers kept",
    "applications.co_sign": "signed; departments asked outside; their answers kept",
    "applications.co_arrive": "the code is spent; the operators asked outside; the proof kept",
    "applications.co_answer_at_window": "signed; departments asked outside; their answers kept",
}
"""Endpoints that may write more than once, with the reason; "demo." ones always may."""


class TwoWrites(AssertionError):
    """A request that opened more transactions than one, or left rows unsaved."""


def _count_writes(app: Flask) -> None:
    """Each post is one ``write()`` at most, and no request leaves changed rows behind."""

    @app.before_request
    def begin() -> None:
        g.writes_before = db.session.info.get("writes", 0)

    @app.after_request
    def end(response: Response) -> Response:
        endpoint = request.endpoint or ""
        made = db.session.info.get("writes", 0) - g.get("writes_before", 0)
        pending = [*db.session.new, *db.session.dirty, *db.session.deleted]
        if pending:
            raise TwoWrites(f"{endpoint} leaves {pending} unsaved")
        exempt = endpoint.startswith("demo.") or endpoint in MANY_WRITES
        if request.method == "POST" and made > 1 and not exempt:
            raise TwoWrites(f"{endpoint} made {made} writes")
        return response


@pytest.fixture(scope="session")
def _built(_store: Any) -> Iterator[Flask]:
    app = create_app(
        mode="test",
        instance=_store.folder,
        database_url=_store.url,
        secret_key="t" * 40,
        departments_key="k" * 40,
        secure_cookies=False,
    )
    app.test_client_class = HouseClient
    _count_writes(app)
    with app.app_context():
        db.create_all()
        with write():
            create_triggers(db.session.connection())
            lay_foundation()
        _store.keep()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(_built: Flask, _store: Any) -> Iterator[Flask]:
    """The whole house on a fresh database with regions, calendar and published policies."""
    with _built.app_context():
        _store.renew()
        shutil.rmtree(_store.folder / "checkpoints", ignore_errors=True)
        yield _built
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def house(app: Flask) -> Flask:
    """Another name for ``app`` where a test wants the house, not Flask."""
    return app


@pytest.fixture
def client(app: Flask) -> HouseClient:
    """A visitor's browser."""
    found = app.test_client()
    assert isinstance(found, HouseClient)
    return found


@pytest.fixture
def drain(app: Flask) -> Callable[[], int]:
    """Run the worker until nothing is ready."""
    worker: Worker = app.extensions["anju.worker"]
    return worker.drain


def an_act(who: Who, on: date = TODAY, channel: Channel = Channel.ONLINE) -> Act:
    return Act(by=who, duty=who.duty, on=on, at=utcnow(), channel=channel, request=new_uid()[:16])


@pytest.fixture
def make_act() -> Callable[..., Act]:
    """An act of staff in a role and region; a uid of your own makes it a known person."""

    def make(
        role: Role = Role.CITY_OFFICER,
        region: str = "450100",
        on: date = TODAY,
        uid: str = "",
    ) -> Act:
        uid = uid or new_uid()
        return an_act(Who(Kind.STAFF, uid, duty=Duty(new_uid(), role, region), name=role), on)

    return make


@pytest.fixture
def resident_act() -> Callable[..., Act]:
    """An act of a resident at an assurance level."""

    def make(person_uid: str, level: Level = Level.I2, on: date = TODAY) -> Act:
        return an_act(Who(Kind.RESIDENT, person_uid, level=level), on)

    return make
