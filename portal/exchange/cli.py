"""``flask simulator``: the simulated outside world as a process of its own."""

from __future__ import annotations

from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from werkzeug.serving import make_server

from portal.exchange.signing import SigningKey, partner_key
from portal.exchange.simulated import SimulatorAdmin
from portal.exchange.simulator import (
    DEFAULT_SEED,
    DEMO_CLIENT,
    DEMO_KEY,
    MOUNT,
    PlatformClient,
    create_simulator,
)
from portal.exchange.transport import SignedChannel
from portal.kernel.demo import legal_today
from portal.kernel.errors import HouseError


@click.command("simulator")
@click.option("--port", default=8010, show_default=True, type=click.IntRange(0, 65535))
@click.option("--seed", default=DEFAULT_SEED, show_default=True)
@click.option("--slow", default=3.0, show_default=True, help="Seconds a slow source takes.")
@click.option("--push", default="", help="Address of the house, to push notices to.")
@with_appcontext
def simulator(port: int, seed: int, slow: float, push: str) -> None:
    """Serve a made-up outside world on 127.0.0.1 (demo and tests only)."""
    settings = current_app.config["SETTINGS"]
    if settings.mode == "production":
        raise click.ClickException("the simulator is not for production")
    simulate(settings, port, seed=seed, slow=slow, push=push)


def simulate(settings: Any, port: int, **more: Any) -> None:
    """Serve the partners these settings agree with; ``more`` as ``serve_simulator`` takes it."""
    secret = settings.departments_key
    client = PlatformClient(
        settings.identity_client, back=settings.platform_back, left=settings.platform_left,
        secret=settings.platform_secret,
    )  # fmt: skip
    serve_simulator(port, partner_key(secret) if secret else DEMO_KEY, client=client, **more)


@click.command("happen")
@click.argument("token")
@click.argument("kind")
@click.argument("what", nargs=-1)
@with_appcontext
def happen(token: str, kind: str, what: tuple[str, ...]) -> None:
    """Let something happen in the simulated world: happen wei-guilan buy_home area=9000."""
    settings = current_app.config["SETTINGS"]
    if settings.mode == "production":
        raise click.ClickException("the simulator is not for production")
    given = dict(pair.partition("=")[::2] for pair in what)
    values = {name: int(value) if value.isdigit() else value for name, value in given.items()}
    levers = SimulatorAdmin(settings.departments_url, partner_key(settings.departments_key))
    try:
        levers.change(token, kind, on=legal_today(), **values)
    except HouseError as error:
        raise click.ClickException(error.code) from error
    click.echo(f"{kind} happened to {token}")


def serve_simulator(
    port: int,
    key: SigningKey,
    *,
    seed: int = DEFAULT_SEED,
    slow: float = 3.0,
    push: str = "",
    client: PlatformClient = DEMO_CLIENT,
    **more: Any,
) -> None:
    """Serve until stopped, on this machine only; port 0 takes a free one and says which.

    ``push`` is the address of the house, for notices; ``client`` the house as the identity
    platform knows it.
    """
    world = create_simulator(
        seed, keys={key.id: key}, slow_seconds=slow, client=client,
        push=SignedChannel(push, key) if push else None,
        issuer=f"http://127.0.0.1:{port}{MOUNT}", **more,
    )  # fmt: skip
    server = make_server("127.0.0.1", port, world, threaded=True)
    click.echo(f"simulator listens on 127.0.0.1:{server.server_port}")
    server.serve_forever()
