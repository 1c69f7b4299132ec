"""Shared fixtures: a house on a fresh database per test, people who act in it."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, g, request
from hypothesis import settings
from sqlalchemy import Engine, event
from xdist.scheduler import LoadFileScheduling

from portal import demo_city, supervision
from portal.app import create_app
from portal.kernel.act import Act, Channel, Duty, Kind, Role, Who
from portal.kernel.database import create_triggers, db, new_uid, utcnow, write
from portal.kernel.foundation import lay_foundation
from portal.kernel.levels import Level
from portal.kernel.worker import Worker
from tests.pages import HouseClient
from tests.stores import Postgres, Sqlite
from tests.writes import watch_writes

TODAY = date(2026, 3, 2)
settings.register_profile("fixed", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("explore", max_examples=2000, deadline=None, print_blob=True)
# The same examples every time, so that no run fails by luck; "explore" looks for new ones.
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))
SMALL = 40
"""Households of the small demo city; every state of every machine stands in it."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """These are not even read unless asked for: they need what `make test` does not install."""
    name = collection_path.name
    asked = name in str(config.getoption("-m")).replace(f"not {name}", "")
    return True if name in ("browser", "contracts") and not asked else None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=("sqlite", "postgres"), default="sqlite")


TOWN = (
    "tests/house/test_matrix.py", "tests/house/test_levels.py", "tests/house/test_deeds.py",
    "tests/journeys/test_crawl.py", "tests/journeys/test_seed.py",
)  # fmt: skip
"""These share the town: one core builds it once and tests it; the others take the rest."""

LONG = (*TOWN, "tests/web/applications/test_papers.py", "tests/web/test_races.py")
"""These begin first, so that no core waits for another at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first; otherwise as they stand."""
    turns = {name: turn for turn, name in enumerate(LONG)}
    items.sort(key=lambda item: turns.get(item.nodeid.split("::")[0], len(turns)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """File by file, the town's as if they were one."""

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return "town" if file in TOWN else file

    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


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


@pytest.fixture(scope="session")
def _store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("house")
    kind = Postgres if request.config.getoption("--engine") == "postgres" else Sqlite
    store = kind(folder)
    store.folder = folder
    yield store
    store.drop()


def _as_long_as_promised(
    _conn: Any, _cursor: Any, _sql: str, _parameters: Any, context: Any, _many: bool
) -> None:
    """SQLite does not look at VARCHAR(n); PostgreSQL does: the same fault on both."""
    if not (context.isinsert or context.isupdate):
        return
    for name, column in context.compiled.statement.table.columns.items():
        length = getattr(column.type, "length", None)
        for row in context.compiled_parameters if length else ():
            value = row.get(name)
            if isinstance(value, str) and len(value) > length:
                raise AssertionError(f"{column} holds {length} characters, not {value!r}")


event.listen(Engine, "before_cursor_execute", _as_long_as_promised)


watch_writes()

MANY_WRITES = {
    "applications.begin": "begun by a proven person; departments asked; their answers kept",
    "applications.arrive": "the code is spent; departments asked outside; their answers kept",
    "applications.entry_begin": "begun; departments asked outside; their answers kept",
    "applications.bulk_do": "one write for each file",
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
            # Long before anything the tests play: rules are known once they are published.
            lay_foundation(at=datetime(2020, 1, 1, tzinfo=UTC))
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


@pytest.fixture(scope="session")
def _town(_built: Flask, _store: Any) -> Path:
    """A small demo city, built once per run and kept beside the foundation; where its files are."""
    with _built.app_context():
        _store.renew()
        with write():
            supervision.load_targets()
        built = demo_city.build(households=SMALL)
        assert built is not None
        assert built.troubles == []
        _store.keep("town")
    kept = Path(_built.instance_path) / "blobs-of-town"
    shutil.copytree(_built.config["BLOB_FOLDER"], kept)
    return kept


@pytest.fixture(scope="module")
def demo_town(_built: Flask, _store: Any, _town: Path) -> Iterator[Flask]:
    """The house with a small demo city in it, shared by a module's tests."""
    with _built.app_context():
        _store.renew("town")
        # Other tests sweep what their own database does not name.
        shutil.copytree(_town, _built.config["BLOB_FOLDER"], dirs_exist_ok=True)
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
