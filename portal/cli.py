"""Commands: serve everything, work, do what a day brings, make keys."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from portal import supervision
from portal.config import ROOT, Settings
from portal.kernel.act import system_act
from portal.kernel.blobs import sweep
from portal.kernel.crypto import create_key_file
from portal.kernel.database import db, utcnow, write
from portal.kernel.demo import demo_runs, legal_today
from portal.kernel.foundation import lay_foundation
from portal.kernel.machinedoc import machines_markdown
from portal.kernel.package import Package
from portal.kernel.policy import policy_cli
from portal.kernel.worker import Worker


def run_daily(house: tuple[Package, ...], day: date) -> None:
    """Do what falls due on that day, in the order of a life; running it again changes nothing."""
    for package in house:
        for work in package.daily:
            with write():
                work(system_act(day, utcnow(), request=f"daily:{day:%Y%m%d}"))
    # What was forgotten leaves the disk only once the forgetting is committed.
    sweep()


@click.command("daily")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), default=None)
@with_appcontext
def daily(day: datetime | None) -> None:
    """Do what falls due on a day (default: today). Idempotent; for cron."""
    chosen = day.date() if day else legal_today()
    run_daily(current_app.extensions["anju.house"], chosen)
    click.echo(f"daily work for {chosen} is done")


@click.command("worker")
@click.option("--until-empty", is_flag=True, help="Stop when nothing is ready.")
@with_appcontext
def worker(until_empty: bool) -> None:
    """Expand events and run jobs."""
    engine: Worker = current_app.extensions["anju.worker"]
    if until_empty:
        click.echo(f"{engine.drain()} jobs done")
        return
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: stopped.append(number))
    signal.signal(signal.SIGINT, lambda number, frame: stopped.append(number))
    engine.run_forever(stop=lambda: bool(stopped))


@click.command("foundation")
@with_appcontext
def foundation() -> None:
    """Load regions, calendar, targets and the project's policies (for a new installation)."""
    with write():
        lay_foundation(legal_today())
        loaded = supervision.load_targets()
    click.echo(f"foundation laid; {loaded} target cells loaded")


@click.group("keys")
def keys() -> None:
    """Field-encryption keys."""


@keys.command("create")
@click.argument("path", type=click.Path(path_type=Path))
def create_keys(path: Path) -> None:
    """Write a fresh key file (never over an existing one)."""
    try:
        create_key_file(path, demo=False)
    except FileExistsError:
        raise click.ClickException(
            f"{path} exists; keys are never written over keys that may seal something"
        ) from None
    click.echo(f"keys written to {path}")


@click.command("serve")
@click.option("--port", default=lambda: int(os.environ.get("PORT", "8000")), show_default="8000")
@with_appcontext
def serve(port: int) -> None:
    """Start web server, worker and (in demo mode) the department simulator; Ctrl-C stops all."""
    settings: Settings = current_app.config["SETTINGS"]
    demo = settings.demo and demo_runs()
    db.session.remove()
    flask = [sys.executable, "-m", "flask", "--app", "portal.app"]
    commands = [
        [
            sys.executable, "-m", "gunicorn", "--workers", "2", "--bind", f"127.0.0.1:{port}",
            "--log-level", "warning", "portal.app:create_app()",
        ],
        [*flask, "worker"],
    ]  # fmt: skip
    if demo:
        commands.append([*flask, "simulator", "--port", settings.departments_url.rsplit(":", 1)[1]])
    # Links in text messages need the site's address; a demo's is where it is served.
    known = settings.public_url or (f"http://127.0.0.1:{port}" if settings.demo else "")
    children = [
        subprocess.Popen(  # noqa: S603 - our own words
            command, cwd=ROOT, start_new_session=True,
            env={**os.environ, "ANJU_PUBLIC_URL": known},
        )
        for command in commands
    ]  # fmt: skip
    click.echo(f"\n  Anju 安居  http://127.0.0.1:{port}")
    if demo:
        click.echo(f"  Be anyone with one click: http://127.0.0.1:{port}/demo")
    click.echo("  Ctrl-C stops everything.\n")
    _wait(children)


def _wait(children: list[subprocess.Popen[bytes]]) -> None:
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda got, frame: stopping.append(got))
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.2)
    for child in children:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
    for child in children:
        try:
            child.wait(timeout=8)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
    if not stopping:
        raise SystemExit("one of the processes ended by itself; the others were stopped")


@click.group("house")
def papers() -> None:
    """Papers about the house."""


@papers.command("machines")
@with_appcontext
def machines() -> None:
    """Write docs/machines.md from the machines' tables."""
    packages: tuple[Package, ...] = current_app.extensions["anju.house"]
    text = machines_markdown([machine for package in packages for machine in package.machines])
    (ROOT / "docs" / "machines.md").write_text(text, encoding="utf-8")
    click.echo("docs/machines.md written")


def install_commands(app: Flask, house: tuple[Package, ...]) -> None:
    """Hang up our commands and the packages' own."""
    for command in (daily, worker, foundation, keys, serve, policy_cli, papers):
        app.cli.add_command(command)
    for package in house:
        for own in package.commands:
            app.cli.add_command(own)


@click.group()
def main() -> None:
    """What works before the house can start: it will not start without keys."""


main.add_command(keys)

if __name__ == "__main__":
    main()
