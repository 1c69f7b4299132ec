"""``flask simulator``: the simulated outside world as a process of its own."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext
from werkzeug.serving import make_server

from portal.exchange.signing import SigningKey, partner_key
from portal.exchange.simulator import (
    DEFAULT_SEED,
    DEMO_CLIENT,
    DEMO_KEY,
    MOUNT,
    PlatformClient,
    create_simulator,
)


@click.command("simulator")
@click.option("--port", default=8010, show_default=True, type=click.IntRange(0, 65535))
@click.option("--seed", default=DEFAULT_SEED, show_default=True)
@click.option("--slow", default=3.0, show_default=True, help="Seconds a slow source takes.")
@with_appcontext
def simulator(port: int, seed: int, slow: float) -> None:
    """Serve a made-up outside world on 127.0.0.1 (demo and tests only)."""
    settings = current_app.config["SETTINGS"]
    if settings.mode == "production":
        raise click.ClickException("the simulator is not for production")
    secret = settings.departments_key
    client = PlatformClient(
        settings.identity_client, back=settings.platform_back, left=settings.platform_left,
        secret=settings.platform_secret,
    )  # fmt: skip
    serve_simulator(
        port, partner_key(secret) if secret else DEMO_KEY, seed=seed, slow=slow, client=client
    )


def serve_simulator(
    port: int,
    key: SigningKey,
    *,
    seed: int = DEFAULT_SEED,
    slow: float = 3.0,
    client: PlatformClient = DEMO_CLIENT,
) -> None:
    """Serve until stopped, on this machine only; port 0 takes a free one and says which."""
    world = create_simulator(
        seed, keys={key.id: key}, slow_seconds=slow, client=client,
        issuer=f"http://127.0.0.1:{port}{MOUNT}",
    )  # fmt: skip
    server = make_server("127.0.0.1", port, world, threaded=True)
    click.echo(f"simulator listens on 127.0.0.1:{server.server_port}")
    server.serve_forever()
