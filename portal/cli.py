"""Commands: serve everything, work, do what a day brings, make keys."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import Context
from datetime import date, datetime
from functools import partial
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from gunicorn.app.base import BaseApplication

from portal import exchange, notifications, supervision
from portal.config import ROOT, Settings
from portal.kernel.act import system_act
from portal.kernel.blobs import sweep
from portal.kernel.crypto import create_key_file
from portal.kernel.daily import Unfinished
from portal.kernel.database import db, utcnow, write
from portal.kernel.demo import demo_runs, legal_today
from portal.kernel.foundation import lay_foundation
from portal.kernel.leveldoc import levels_markdown
from portal.kernel.machinedoc import machines_markdown
from portal.kernel.package import Package
from portal.kernel.policy import policy_cli
from portal.kernel.worker import Worker


def run_daily(house: tuple[Package, ...], day: date) -> None:
    """Do what falls due on that day, in the order of a life; running it again changes nothing.

    Raises ``Unfinished`` when some of it failed, after all the rest is done.
    """
    failed = []
    for package in house:
        for work in package.daily:
            try:
                work(system_act(day, utcnow(), request=f"daily:{day:%Y%m%d}"))
            except Unfinished as error:
                failed.append(str(error))
    # What was forgotten leaves the disk only once the forgetting is committed.
    sweep()
    if failed:
        raise Unfinished("; ".join(failed))


@click.command("daily")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), default=None)
@with_appcontext
def daily(day: datetime | None) -> None:
    """Do what falls due on a day (default: today). Idempotent; for cron."""
    chosen = day.date() if day else legal_today()
    try:
        run_daily(current_app.extensions["anju.house"], chosen)
    except Unfinished as error:
        raise click.ClickException(f"not all of {chosen} is done: {error}") from error
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
    _work(_the_app())


def _the_app() -> Flask:
    # Behind the proxy, for processes that have no context yet.
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


def _told_to_stop() -> list[int]:
    """Fills when somebody wants this process to end."""
    told: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda got, frame: told.append(got))
    return told


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
    serve_all(_the_app(), port)


PATIENCE = 120
"""Seconds a page may take before its worker is started anew."""
DEMO_PATIENCE = 900
"""In a demo one click may live through many days."""


class _Web(BaseApplication):
    """gunicorn, told by us instead of by a command line."""

    cfg: Any

    def __init__(self, app: Flask, port: int, timeout: int) -> None:
        self.app, self.port, self.timeout = app, port, timeout
        super().__init__()  # type: ignore[no-untyped-call]

    def load_config(self) -> None:
        """Two workers, on this machine only."""
        told = {
            "bind": f"127.0.0.1:{self.port}", "workers": 2, "loglevel": "warning",
            "timeout": self.timeout,
        }  # fmt: skip
        for name, value in told.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Asked by each of its workers."""
        return self.app


def _serve_pages(app: Flask, port: int, timeout: int) -> None:
    _Web(app, port, timeout).run()  # type: ignore[no-untyped-call]


def _work(app: Flask) -> None:
    with app.app_context():
        told = _told_to_stop()
        engine: Worker = app.extensions["anju.worker"]
        engine.run_forever(stop=lambda: bool(told))


def apart(work: Callable[..., object], *given: Any) -> None:
    """In a child: a session of its own, so that Ctrl-C reaches it through us and only once."""
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    # The command's application context was forked too: in it all requests would share one ``g``.
    Context().run(work, *given)


def serve_all(app: Flask, port: int) -> None:
    """Web server, worker and (in demo mode) the simulator, each a process, until Ctrl-C.

    They are forked, so that the house is imported and put together once.
    """
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        demo = settings.demo and demo_runs()
        # A connection to the database must not be shared by two processes.
        db.session.remove()
        db.engine.dispose()
    address = f"http://127.0.0.1:{port}"
    if settings.demo and not settings.public_url:
        # Links in text messages need the site's address, and people must find back from the
        # identity platform; a demo's is where it is served.
        app.extensions["anju.live_at"](address)
        settings = app.config["SETTINGS"]
    works: list[tuple[Any, ...]] = [
        (_serve_pages, app, port, DEMO_PATIENCE if demo else PATIENCE),
        (_work, app),
    ]
    if demo:
        departments = int(settings.departments_url.rsplit(":", 1)[1])
        works.append((partial(exchange.simulate, push=address), settings, departments))
    told = _told_to_stop()
    sys.stdout.flush()
    children = [get_context("fork").Process(target=apart, args=work) for work in works]
    for child in children:
        child.start()
    click.echo(f"\n  Anju 安居  {address}")
    if demo:
        click.echo(f"  Be anyone with one click: {address}/demo")
    click.echo("  Ctrl-C stops everything.\n")
    while not told and all(child.is_alive() for child in children):
        time.sleep(0.1)
    _stop(children)
    if not told:
        raise SystemExit("one of the processes ended by itself; the others were stopped")


def _stop(children: Sequence[BaseProcess]) -> None:
    """Ask each with all it started to end; after 8 seconds end it."""
    for child in children:
        _signal(child, signal.SIGTERM)
    for child in children:
        child.join(8)
        _signal(child, signal.SIGKILL)


def _signal(child: BaseProcess, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid or 0, number)


@click.group("house")
def papers() -> None:
    """Papers about the house."""


@papers.command("levels")
@with_appcontext
def levels() -> None:
    """Write docs/levels.md from the table of assurance levels."""
    packages: tuple[Package, ...] = current_app.extensions["anju.house"]
    text = levels_markdown(package.permissions for package in packages)
    (ROOT / "docs" / "levels.md").write_text(text, encoding="utf-8")
    click.echo("docs/levels.md written")


@papers.command("machines")
@with_appcontext
def machines() -> None:
    """Write docs/machines.md from the machines' tables."""
    packages: tuple[Package, ...] = current_app.extensions["anju.house"]
    text = machines_markdown([machine for package in packages for machine in package.machines])
    (ROOT / "docs" / "machines.md").write_text(text, encoding="utf-8")
    click.echo("docs/machines.md written")


@papers.command("sources")
@with_appcontext
def sources() -> None:
    """Write docs/sources.md: what is asked of whom, on what ground, what is kept."""
    settings: Settings = current_app.config["SETTINGS"]
    text = exchange.sources_markdown(settings.city)
    (ROOT / "docs" / "sources.md").write_text(text, encoding="utf-8")
    click.echo("docs/sources.md written")


@papers.command("messages")
@with_appcontext
def messages() -> None:
    """Write docs/messages.md: which event tells whom what, and which tell nobody."""
    text = notifications.messages_markdown()
    (ROOT / "docs" / "messages.md").write_text(text, encoding="utf-8")
    click.echo("docs/messages.md written")


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
