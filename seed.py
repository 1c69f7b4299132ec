"""Build the demo: settings, database, foundation, city. ``make run`` calls it with --if-empty.

A second start finds everything and changes nothing.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect

from portal import demo_city, supervision
from portal.app import create_app
from portal.cli import serve_all
from portal.config import ROOT, demo_file
from portal.kernel.database import create_triggers, db, write
from portal.kernel.foundation import lay_foundation

ADDRESS = "http://127.0.0.1:{port}"


def _settings() -> None:
    """A fresh ``anju.toml`` for the demo, unless there is one or the environment says all."""
    folder = Path(os.environ.get("ANJU_INSTANCE") or ROOT / "instance")
    path = folder / "anju.toml"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(demo_file(), encoding="utf-8")


def prepare_database(app: Flask) -> None:
    """Bring the schema up to date."""
    migrations = ROOT / "migrations"
    with app.app_context():
        if any((migrations / "versions").glob("*.py")):
            upgrade(directory=str(migrations))
            return
        if not inspect(db.engine).has_table("demo_day"):
            db.create_all()
            with write():
                create_triggers(db.session.connection())


def _without_ruins(app: Flask) -> Flask:
    """An earlier build that was broken off is thrown away: its SQLite file, nothing else."""
    with app.app_context():
        ruins = demo_city.half_built()
        db.session.remove()
        if not ruins:
            return app
        file = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
        db.engine.dispose()
    if file is None:
        raise SystemExit("An earlier build did not finish. Empty the database and start again.")
    print("An earlier build did not finish; starting afresh.")
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    fresh = create_app()
    prepare_database(fresh)
    return fresh


def seed(app: Flask, *, households: int, told: Callable[[str], None]) -> bool:
    """Lay the foundation and build the city once; was anything built?"""
    with app.app_context():
        if demo_city.is_built():
            db.session.remove()
            return False
        with write():
            lay_foundation(demo_city.BEGINNING, at=demo_city.DAWN)
            supervision.load_targets()
        built = demo_city.build(households=households, told=told)
        if built is not None and built.troubles:
            told(f"stories not at their step: {', '.join(built.troubles)}")
        db.session.remove()
        return built is not None


def show_accounts() -> None:
    """Who one can be."""
    print("\n  Staff accounts of the demo (people, numbers and amounts are made up):")
    found = demo_city.accounts()
    for one in found:
        print(f"    {one.login:<14} {one.name:<5} {one.role:<18} {one.region}")
    print(f"  Password for all: {found[0].password}    Authenticator secret: {found[0].totp}")
    port = os.environ.get("PORT", "8000")
    print(f"  Nobody needs them: {ADDRESS.format(port=port)}/demo lets you be anyone.\n")


def main(arguments: list[str] | None = None) -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--if-empty", action="store_true", help="be quiet when all is there")
    parser.add_argument("--households", type=int, default=310, metavar="N")
    parser.add_argument("--serve", type=int, metavar="PORT", help="then serve it, until Ctrl-C")
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGINT, _leave)
    app = _seeded(chosen)
    if chosen.serve is not None:
        serve_all(app, chosen.serve)
    return 0


def _leave(number: int, frame: object) -> None:
    """Ctrl-C while building: half a city is thrown away at the next start, so nothing is tidied."""
    print("\nStopped. What was not finished is begun afresh next time.", flush=True)
    os._exit(130)


def _seeded(chosen: argparse.Namespace) -> Flask:
    began = time.perf_counter()
    _settings()
    app = create_app()
    prepare_database(app)
    app = _without_ruins(app)
    if not chosen.if_empty or not _built(app):
        print(f"Building the demo city ({chosen.households} households, about a minute)…")
    done = seed(app, households=chosen.households, told=lambda line: print(f"  {line}", flush=True))
    if done:
        print(f"  done in {time.perf_counter() - began:.0f} s")
        show_accounts()
    elif not chosen.if_empty:
        print("The city is there already; nothing was changed.")
        show_accounts()
    return app


def _built(app: Flask) -> bool:
    with app.app_context():
        found = demo_city.is_built()
        db.session.remove()
        return found


if __name__ == "__main__":
    # This process ends before garbage could pile up.
    gc.disable()
    sys.exit(main())
