"""Every release's database comes up to today with all its rows; both engines.

A release adds one dump (``releasing.py``); nothing here changes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, func, inspect, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from portal import audit, households
from portal.app import create_app
from portal.households.models import PersonDocument
from portal.kernel.crypto import init_crypto
from portal.kernel.database import Base, db, trigger_ddl, write
from portal.kernel.journal import Step
from tests.house.releasing import RELEASES, load, revision_of
from tests.stores import POSTGRES

# Tests may have made models of their own in this process.
OURS = {name for name in Base.metadata.tables if not name.startswith("test_")}
DUMPS = sorted(RELEASES.glob("*.sql"))


@pytest.fixture
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database on the engine of this run."""
    if request.config.getoption("--engine") == "sqlite":
        yield f"sqlite:///{tmp_path / 'm.db'}"
        return
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    base, name = make_url(POSTGRES), f"anju_up_{worker}_{os.getpid()}"
    with psycopg.connect(
        base.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
    ) as admin:
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
        yield base.set(database=name).render_as_string(hide_password=False)
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@contextmanager
def a_house(folder: Path, url: str) -> Iterator[Flask]:
    """A house of its own; the process's keys are the caller's to put back."""
    made = create_app(
        mode="test", instance=folder, database_url=url, secret_key="t" * 40,
        departments_key="k" * 40, secure_cookies=False,
    )  # fmt: skip
    with made.app_context():
        try:
            yield made
        finally:
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(autouse=True)
def _keys_of_the_other_tests(app: Flask) -> Iterator[None]:
    yield
    init_crypto(app)


def triggers(connection: Connection) -> int:
    """How many append-only triggers of ours stand in the database."""
    if connection.dialect.name == "sqlite":
        query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'keep_%'"
    else:
        query = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'keep_%'"
    return int(connection.execute(text(query)).scalar_one())


def wanted_triggers(dialect: str) -> int:
    return sum(" TRIGGER " in statement for statement in trigger_ddl(dialect))


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "compare_server_default": False,
            "include_object": lambda _o, name, kind, *_: kind != "table" or name in OURS,
        },
    )
    return [d for d in compare_metadata(context, Base.metadata)]


def test_up_and_down_and_up(tmp_path: Path, url: str) -> None:
    with a_house(tmp_path, url):
        for _ in range(2):
            upgrade()
            with db.engine.connect() as connection:
                assert set(inspect(connection).get_table_names()) >= OURS
                assert triggers(connection) > 0
                wanted = wanted_triggers(connection.dialect.name)
                assert triggers(connection) == wanted
                assert differences(connection) == []
            downgrade(revision="base")
            with db.engine.connect() as connection:
                assert inspect(connection).get_table_names() == ["alembic_version"]
                assert triggers(connection) == 0


def test_migrated_twice_is_migrated_once(tmp_path: Path, url: str) -> None:
    with a_house(tmp_path, url):
        upgrade()
        upgrade()
        with db.engine.connect() as connection:
            assert triggers(connection) == wanted_triggers(connection.dialect.name)


def counts(connection: Connection, names: list[str]) -> dict[str, int]:
    return {
        name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
        for name in names
    }


def test_there_is_a_dump() -> None:
    assert DUMPS


@pytest.mark.parametrize("release", DUMPS, ids=lambda path: path.stem)
def test_a_populated_release_comes_up_to_today(tmp_path: Path, url: str, release: Path) -> None:
    copyfile(release.with_suffix(".keys.json"), tmp_path / "keys.json")
    with a_house(tmp_path, url):
        upgrade(revision=revision_of(release))
        with db.engine.connect() as connection, connection.begin():
            assert load(connection, release) > 100
            names = [n for n in inspect(connection).get_table_names() if n != "alembic_version"]
            before = counts(connection, names)
        upgrade()
        with db.engine.connect() as connection:
            after = counts(connection, [n for n in names if n in OURS])
            assert {n: before[n] for n in after} == after
            assert differences(connection) == []
        every_row_can_be_read()
        what_was_sealed_opens()
        what_was_logged_holds()


def every_row_can_be_read() -> None:
    """Each mapped class loads all its rows, moments aware, days as days."""
    for mapper in Base.registry.mappers:
        if str(mapper.local_table) not in OURS:
            continue
        rows = db.session.scalars(select(mapper.class_)).all()
        many = db.session.scalar(select(func.count()).select_from(mapper.class_))
        assert len(rows) == many
    db.session.rollback()


def what_was_sealed_opens() -> None:
    """Invented people are still found by their numbers."""
    people = db.session.scalars(select(PersonDocument.person_uid)).all()
    assert people
    for uid in people:
        found = households.find_person(households.id_number_of(uid))
        assert found is not None
        assert found.uid == uid


def what_was_logged_holds() -> None:
    """The sealed log is whole, and old steps are as unchangeable as new ones."""
    assert audit.verify().whole
    db.session.rollback()
    with pytest.raises(DatabaseError, match="append-only"), write():
        db.session.execute(update(Step).values(verb="other"))
