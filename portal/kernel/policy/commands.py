"""``flask policy check`` and ``flask policy publish`` (wired by portal.cli)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.kernel.act import system_act
from portal.kernel.clock import legal_date
from portal.kernel.database import utcnow, write
from portal.kernel.errors import HouseError
from portal.kernel.policy.kinds import handbook
from portal.kernel.policy.problems import PolicyError
from portal.kernel.policy.published import publish_sources
from portal.kernel.policy.sources import ROOT, problems, read_all

policy_cli = AppGroup("policy", help="Check and publish the policy sources.")


@policy_cli.command("check")
@click.option("--root", type=click.Path(path_type=Path, exists=True), default=ROOT, hidden=True)
def check_command(root: Path) -> None:
    """Read every source; print each problem as file:line: reason."""
    found = problems(root)
    for error in found:
        click.echo(str(error))
    if found:
        raise SystemExit(1)
    click.echo(f"{len(read_all(root))} sources, no problem")


@policy_cli.command("publish")
@click.option("--proposed-by", required=True, help="Who proposes.")
@click.option("--approved-by", required=True, help="Who approves; another person.")
@click.option("--from", "start", type=click.DateTime(["%Y-%m-%d"]), help="In force from.")
@click.option("--root", type=click.Path(path_type=Path, exists=True), default=ROOT, hidden=True)
def publish_command(proposed_by: str, approved_by: str, start: datetime | None, root: Path) -> None:
    """Publish every source that changed since its latest version."""
    day: date | None = start.date() if start else None
    now = utcnow()
    try:
        with write():
            new = publish_sources(
                system_act(legal_date(now), now),
                proposed_by=proposed_by,
                approved_by=approved_by,
                in_force_from=day,
                root=root,
            )
            told = [f"{v.region} {v.topic} no. {v.number} {v.fingerprint[:12]}" for v in new]
    except (PolicyError, HouseError) as error:
        raise click.ClickException(str(error)) from error
    for line in told or ["nothing changed"]:
        click.echo(line)


@policy_cli.command("keys")
def keys_command() -> None:
    """Print the table of all keys (goes into portal/policies/README.md)."""
    click.echo(handbook(ROOT), nl=False)
