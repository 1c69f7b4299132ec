"""Migrations on both engines.

SQLite: foreign keys are off while tables are rebuilt (batch mode would otherwise cascade
deletes), checked at the end, and the append-only triggers are written again from the one list.
"""

from __future__ import annotations

from alembic import context
from flask import current_app

from portal.kernel.database import Codes, UTCDateTime, create_triggers, db

config = context.config
target_metadata = db.metadata


def plain_types(kind: str, item: object, autogen_context: object) -> str | bool:
    """Write our own column types as what they are in the database."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Codes):
        return "sa.Text()"
    return False


def run_migrations_online() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect().execution_options(anju_write=True) as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            raw = connection.connection.dbapi_connection
            raw.execute("PRAGMA foreign_keys=OFF")
        arguments = {
            **current_app.extensions["migrate"].configure_args,
            "render_as_batch": True,
            "render_item": plain_types,
            "transactional_ddl": True,
        }
        context.configure(connection=connection, target_metadata=target_metadata, **arguments)
        with context.begin_transaction():
            context.run_migrations()
            present = set(engine.dialect.get_table_names(connection))
            wanted = {t.name for t in db.metadata.tables.values() if t.info.get("append_only")}
            if wanted <= present:
                create_triggers(connection)
            if sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"foreign keys broken after migration: {broken[:5]}")
        if sqlite:
            raw.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise SystemExit("migrations run against a database, not as a script")
run_migrations_online()
