"""Keep what a release's database looked like, so that every later one can prove it still opens it.

When a release is made: ``ANJU_MODE=test python -m tests.house.releasing 0.2.0`` writes
``releases/0.2.0.sql`` (rows only; the tables come from the migrations up to the revision named in
its first line) and ``releases/0.2.0.keys.json`` (the keys those invented people are sealed with).
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copyfile
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import Connection, Table, inspect, text

from portal import audit
from portal.app import create_app
from portal.kernel.act import Duty, Kind, Role, Who
from portal.kernel.database import Base, db, new_uid, write
from portal.kernel.foundation import lay_foundation
from portal.kernel.levels import Level
from tests import casework
from tests.conftest import an_act
from tests.money import MARCH, Acts, a_home, a_lease, an_application

RELEASES = Path(__file__).parent / "releases"
# Long, laid anew from the project's own files, and of no person.
BRIEF = {"working_day": 40}
LINE = re.compile(r"-- revision: (\w+)")


def literal(value: Any) -> str:
    """SQL both engines read; bytes as SQLite's X'', which ``load`` turns for PostgreSQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, bytes):
        return f"X'{value.hex().upper()}'"
    plain = str(value).replace("'", "''")
    return "'" + plain + "'"


def inserts(connection: Connection, table: Table) -> Iterator[str]:
    """One INSERT per row, one line each."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    raw = connection.execute(text(f'SELECT {names} FROM "{table.name}"')).all()
    kinds = [column.type.python_type for column in table.columns]
    for row in raw[: BRIEF.get(table.name)]:
        values = [
            bool(v) if k is bool and v is not None else v for v, k in zip(row, kinds, strict=True)
        ]
        line = ", ".join(literal(v) for v in values)
        yield f'INSERT INTO "{table.name}" ({names}) VALUES ({line});'


def dump(connection: Connection) -> str:
    """All rows, parents before children."""
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    lines = [f"-- revision: {revision}"]
    for table in Base.metadata.sorted_tables:
        lines += inserts(connection, table)
    return "\n".join(lines) + "\n"


def revision_of(release: Path) -> str:
    """The revision whose tables the rows fit."""
    found = LINE.match(release.read_text(encoding="utf-8"))
    assert found, f"{release.name} does not say its revision"
    return found.group(1)


def load(connection: Connection, release: Path) -> int:
    """Put the rows of a release into an empty database at its revision; how many."""
    postgres = connection.dialect.name == "postgresql"
    if postgres:
        connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    # Without parameters no driver looks for placeholders in the rows.
    cursor = connection.connection.cursor()
    statements = release.read_text(encoding="utf-8").split("\nINSERT ")[1:]
    for statement in statements:
        if postgres:
            statement = re.sub(r"X'([0-9A-F]*)'", r"decode('\1', 'hex')", statement)
        cursor.execute("INSERT " + statement)
    if postgres:
        _numbers_go_on(connection)
    return len(statements)


def _numbers_go_on(connection: Connection) -> None:
    """PostgreSQL's sequences do not see what is inserted with its number."""
    present = set(inspect(connection).get_table_names())
    for table in Base.metadata.tables.values():
        if table.name not in present:
            continue
        column = table.autoincrement_column
        if column is not None and column.name == "id":
            connection.exec_driver_sql(
                f'SELECT setval(s, (SELECT coalesce(max(id), 0) + 1 FROM "{table.name}"), false) '
                f"FROM pg_get_serial_sequence('{table.name}', 'id') AS s WHERE s IS NOT NULL"
            )


def populate() -> None:
    """Some invented lives, each at another step."""

    def staff(role: str = Role.CITY_OFFICER, on: date = MARCH, uid: str = "", **more: Any) -> Any:
        return an_act(
            Who(Kind.STAFF, uid or new_uid(), duty=Duty(new_uid(), Role(role), "450100")), on
        )

    def resident(person: str, level: Level = Level.I2, on: date = MARCH) -> Any:
        return an_act(Who(Kind.RESIDENT, person, level=level), on)

    with write():
        lay_foundation(date(2026, 1, 1))
    casework.submitted()
    casework.on_notice()
    acts = Acts(staff, resident)
    a_lease(acts, 201)
    with write():
        home = a_home(staff(), 202, name="覃美芳")
        an_application(staff(), home)
    audit.seal_ready()


def make(version: str) -> Path:
    """Write the files of a release."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            mode="test", instance=Path(folder), secret_key="t" * 40, departments_key="k" * 40,
            secure_cookies=False,
        )  # fmt: skip
        with app.app_context():
            upgrade()
            populate()
            path = RELEASES / f"{version}.sql"
            with db.engine.connect() as connection:
                path.write_text(dump(connection), encoding="utf-8")
            db.session.remove()
            db.engine.dispose()
        copyfile(Path(folder) / "keys.json", RELEASES / f"{version}.keys.json")
    return path


if __name__ == "__main__":
    print(make(sys.argv[1]))
