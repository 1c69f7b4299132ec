"""Every table says how long it is kept; what must never change cannot; migrations make it all."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect, text

from portal.app import create_app
from portal.kernel.database import Base, db

RETENTION = Path(__file__).resolve().parents[2] / "docs" / "retention.md"


def tables() -> list[str]:
    """The house's own; tests may have made models of theirs in this process."""
    return sorted(name for name in Base.metadata.tables if not name.startswith("test_"))


@pytest.mark.parametrize("name", tables())
def test_each_table_declares_its_retention(name: str) -> None:
    declared = Base.metadata.tables[name].info.get("retention")
    known = {
        line.split("|")[1].strip()
        for line in RETENTION.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    }
    assert declared in known, f"{name}: {declared!r} is not in docs/retention.md"


def test_personal_numbers_stand_nowhere_in_plain() -> None:
    guilty = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(word in column.name for word in ("id_number", "phone", "account_no"))
        and not any(end in column.name for end in ("_sealed", "_blind", "_uid", "masked"))
    ]
    assert guilty == []


def test_append_only_tables_have_their_triggers(app: Flask) -> None:
    if db.engine.dialect.name == "sqlite":
        rows = db.session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        rows = db.session.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"))
    found = {row[0] for row in rows}
    for name, table in Base.metadata.tables.items():
        if table.info.get("append_only"):
            assert any(trigger.startswith(f"keep_{name}") for trigger in found), name


def test_the_migrations_make_exactly_the_tables(tmp_path: Path) -> None:
    app = create_app(
        mode="test",
        instance=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'm.db'}",
        secret_key="t" * 40,
        departments_key="k" * 40,
        secure_cookies=False,
    )
    with app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            present = set(inspect(connection).get_table_names())
            assert set(tables()) <= present
            context = MigrationContext.configure(
                connection,
                opts={
                    "compare_type": False,
                    "compare_server_default": False,
                    "include_name": lambda name, kind, _: kind != "table" or name in tables(),
                    "include_object": lambda _o, name, kind, *_: (
                        kind != "table" or name in tables()
                    ),
                },
            )
            differences = compare_metadata(context, Base.metadata)
            triggers = connection.execute(
                text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
            ).scalar_one()
        assert differences == []
        kept = [t for t in Base.metadata.tables.values() if t.info.get("append_only")]
        assert triggers == 2 * len(kept)
        db.session.remove()
        db.engine.dispose()
