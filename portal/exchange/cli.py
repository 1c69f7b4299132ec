"""``flask simulator``: the simulated outside world as a process of its own."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext
from werkzeug.serving import make_server

from portal.exchange.signing import partner_key
from portal.exchange.simulator import DEFAULT_SEED, DEMO_KEY, create_simulator


@click.command("simulator")
@click.option("--port", default=8010, show_default=True, type=click.IntRange(0, 65535))
@click.option("--seed", default=DEFAULT_SEED, show_default=True)
@click.option("--slow", default=3.0, show_default=True, help="Seconds a slow source takes.")
@with_appcontext
def simulator(port: int, seed: int, slow: float) -> None:
    """Serve made-up departments, bank and SMS gateway on 127.0.0.1 (demo and tests only)."""
    settings = current_app.config["SETTINGS"]
    if settings.mode == "production":
        raise click.ClickException("the simulator is not for production")
    serve_simulator(port, settings.departments_key, seed=seed, slow=slow)


def serve_simulator(port: int, secret: str, *, seed: int = DEFAULT_SEED, slow: float = 3.0) -> None:
    """Serve until stopped, on this machine only; port 0 takes a free one and says which.

    ``secret`` is the setting ``departments_key``; without one the demo's key counts.
    """
    key = partner_key(secret) if secret else DEMO_KEY
    world = create_simulator(seed, keys={key.id: key}, slow_seconds=slow)
    server = make_server("127.0.0.1", port, world, threaded=True)
    click.echo(f"simulator listens on 127.0.0.1:{server.server_port}")
    server.serve_forever()
