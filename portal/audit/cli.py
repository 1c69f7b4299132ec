"""``flask audit``: seal, verify, replay, check a bundle, show or make the key."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.audit import notes
from portal.audit.bundles import check, unsealed
from portal.audit.replaying import replay_all
from portal.audit.sealing import holders, key_file, seal_ready, signing_key
from portal.audit.verifying import Problem, verify

audit_cli = AppGroup("audit", help="Seal the log, verify it, decide again.")


@audit_cli.command("seal")
def seal_command() -> None:
    """Seal every waiting line and hand the signed root to the holders."""
    total = 0
    while done := seal_ready():
        total += done
    click.echo(f"{total} lines sealed")


def _told(problem: Problem) -> str:
    where = f" at line {problem.seq}" if problem.seq is not None else ""
    row = f" (leaf row {problem.leaf_id})" if problem.leaf_id is not None else ""
    by = f", told by {problem.told_by}" if problem.told_by else ""
    since = f", last agreed at {problem.since}" if problem.since is not None else ""
    return f"{problem.fault.value}{where}{row}{by}{since}"


@audit_cli.command("verify")
@click.option("--key", help="Public key (hex) that must have signed; default: our own.")
def verify_command(key: str | None) -> None:
    """Hash all lines anew; compare with all checkpoints, ours and those held outside."""
    public = bytes.fromhex(key) if key else notes.public_bytes(signing_key())
    found = verify(holders(), public)
    click.echo(f"{found.size} lines, root {found.root}")
    click.echo(f"{found.own} own checkpoints agree")
    for name, agreed in found.outside.items():
        click.echo(f"{agreed} checkpoints held by {name} agree")
    if found.whole and not found.witnessed:
        click.echo("nobody outside keeps a checkpoint: a full rewrite would not show")
    if found.whole:
        click.echo("no fault")
        return
    first = found.first
    if first is not None:
        click.echo(f"first fault: {_told(first)}")
    for problem in found.problems:
        click.echo(f"- {_told(problem)}")
    raise SystemExit(1)


@audit_cli.command("replay")
def replay_command() -> None:
    """Do every stored decision's comparison again and report what comes out otherwise."""
    found = replay_all()
    for outcome, count in sorted(found.counts.items()):
        click.echo(f"{count} {outcome.value}")
    for odd in found.odd:
        click.echo(f"- {odd.uid} of {odd.subject}: {odd.outcome.value} {' '.join(odd.differs)}")
    click.echo(f"{found.total} decided again")
    if not found.all_same:
        raise SystemExit(1)


@audit_cli.command("check-bundle")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--key", help="Public key (hex) of the log, from a holder.")
def check_command(path: Path, key: str | None) -> None:
    """Check a downloaded bundle; needs no database."""
    bundle = json.loads(path.read_text(encoding="utf-8"))
    problems = check(bundle, bytes.fromhex(key) if key else None)
    for problem in problems:
        click.echo(f"- {problem}")
    if problems:
        raise SystemExit(1)
    click.echo(
        f"{len(bundle['lines'])} lines, {len(bundle['steps'])} steps, "
        f"{len(bundle['decisions'])} decisions: all hold"
    )
    if unsealed(bundle):
        click.echo(f"{unsealed(bundle)} lines were not yet sealed")
    if not key:
        click.echo("the key was taken from the bundle itself; ask a holder for the log's key")


@audit_cli.command("key")
@click.option("--create", is_flag=True, help="Make a key where there is none.")
def key_command(create: bool) -> None:
    """Show the public key that signs checkpoints (give it to every holder)."""
    key = notes.create_key(key_file()) if create else signing_key()
    public = notes.public_bytes(key)
    click.echo(f"{notes.key_id_of(public)} {public.hex()}")
