"""Where a test's database lives: renewed in milliseconds, whole cities kept beside it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from portal.kernel.database import db, trigger_ddl

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")


class Sqlite:
    """A file of this run's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "house.db"
        self.url = f"sqlite:///{self.path}"

    def keep(self, name: str = "foundation") -> None:
        """Remember what is there now under that name."""
        db.session.remove()
        db.engine.dispose()
        with (
            closing(sqlite3.connect(self.path)) as source,
            closing(sqlite3.connect(self.folder / f"{name}.db")) as target,
        ):
            source.backup(target)

    def renew(self, name: str = "foundation") -> None:
        """Put back what was remembered."""
        db.session.remove()
        db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.folder / f"{name}.db", self.path)

    def drop(self) -> None:
        """Leave nothing behind."""
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
CREATE FUNCTION kept.keep_as(title text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE row record;
BEGIN
  EXECUTE format('CREATE SCHEMA %I', title);
  FOR row IN SELECT name FROM kept.tables LOOP
    EXECUTE format('CREATE TABLE %I.%I AS TABLE public.%I', title, row.name, row.name);
  END LOOP;
  EXECUTE format('CREATE TABLE %I.sequences AS SELECT sequencename::text AS name, '
    'last_value AS last FROM pg_sequences WHERE schemaname = %L', title, 'public');
END $$;
CREATE FUNCTION kept.put_back(title text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE row record;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR row IN SELECT name FROM kept.tables LOOP
    EXECUTE format('DELETE FROM public.%I', row.name);
    EXECUTE format('INSERT INTO public.%I SELECT * FROM %I.%I', row.name, title, row.name);
  END LOOP;
  EXECUTE format('SELECT setval(name::regclass, coalesce(last, 1), last IS NOT NULL) '
    'FROM %I.sequences', title);
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


class Postgres:
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

    def keep(self, name: str = "foundation") -> None:
        """Remember what is there now under that name."""
        db.session.remove()
        db.engine.dispose()
        if self.inside is not None:
            self.inside.execute("SELECT kept.keep_as(%s)", [name])
            return
        own = make_url(self.url).set(drivername="postgresql")
        self.inside = psycopg.connect(
            own.render_as_string(hide_password=False), autocommit=True,
            options="-c lock_timeout=10s -c plan_cache_mode=force_generic_plan",
        )  # fmt: skip
        self.inside.execute(_RENEWAL.encode())
        self.triggers = self.inside.execute(_TRIGGERS.encode()).fetchone()

    def renew(self, name: str = "foundation") -> None:
        """Put back what was remembered."""
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
        if name != "foundation":
            self.inside.execute("SELECT kept.put_back(%s)", [name])

    def drop(self) -> None:
        """Leave nothing behind."""
        if self.inside is not None:
            self.inside.close()
        self._run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
