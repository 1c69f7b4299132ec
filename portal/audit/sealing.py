"""The sequencer: gives lines of the log their place, signs the root, hands it outside."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from sqlalchemy import func, select

from portal.audit import notes, tree
from portal.audit.holders import CheckpointHolder, FolderHolder
from portal.audit.models import Checkpoint, SealedLeaf, TreeNode
from portal.audit.nodes import Nodes, proof_of_growth
from portal.kernel.database import db, one_winner, utcnow, write
from portal.kernel.errors import Conflict
from portal.kernel.journal import Leaf, leaf_body

BATCH = 5000
OVERLAP = 10_000
"""On PostgreSQL a line with a smaller number may be committed later; so far back we look."""


def _settings() -> Any:
    return current_app.config["SETTINGS"]


def key_file() -> Path:
    """Where the signing key lies."""
    return Path(_settings().instance) / "sealing.key"


def signing_key() -> Ed25519PrivateKey:
    """The key that signs checkpoints; outside production it is made at first use.

    Raises ``NoSealingKey`` in production when nobody has made one.
    """
    if not key_file().exists() and _settings().mode != "production":
        with suppress(FileExistsError):
            return notes.create_key(key_file())
    return notes.read_key(key_file())


def holders() -> tuple[CheckpointHolder, ...]:
    """Those who keep our checkpoints: every folder in ``instance/checkpoints``.

    An operator adds a holder by mounting a folder there; without any, ``outside`` is made.
    """
    home = Path(_settings().instance) / "checkpoints"
    home.mkdir(parents=True, exist_ok=True)
    found = sorted(each for each in home.iterdir() if each.is_dir())
    return tuple(FolderHolder(each.name, each) for each in found or [home / "outside"])


def size() -> int:
    """How many lines are sealed."""
    last = db.session.scalar(select(func.max(SealedLeaf.seq)))
    return 0 if last is None else last + 1


def waiting() -> int:
    """How many lines of the log wait for their place."""
    return (db.session.scalar(select(func.count(Leaf.id))) or 0) - (
        db.session.scalar(select(func.count(SealedLeaf.seq))) or 0
    )


def checkpoints() -> Sequence[Checkpoint]:
    """Our own checkpoints, smallest first."""
    return db.session.scalars(select(Checkpoint).order_by(Checkpoint.size)).all()


def newest() -> Checkpoint | None:
    """Our own newest checkpoint."""
    return db.session.scalar(select(Checkpoint).order_by(Checkpoint.size.desc()).limit(1))


def note_of(row: Checkpoint) -> notes.Note:
    """A kept checkpoint as the text holders get."""
    return notes.Note(row.origin, row.size, row.root, row.at, row.key_id, row.signature)


def _fresh(limit: int) -> Sequence[Leaf]:
    last = db.session.scalar(select(func.max(SealedLeaf.leaf_id))) or 0
    return db.session.scalars(
        select(Leaf)
        .outerjoin(SealedLeaf, SealedLeaf.leaf_id == Leaf.id)
        .where(SealedLeaf.seq.is_(None), Leaf.id > last - OVERLAP)
        .order_by(Leaf.id)
        .limit(limit)
    ).all()


def _place(leaves: Sequence[Leaf]) -> int:
    """Put leaves at the end of the tree; its new size. Two sequencers: one gets ``Conflict``."""
    place = size()
    kept = Nodes()
    rows: list[SealedLeaf | TreeNode] = []
    for leaf in leaves:
        digest = tree.leaf_hash(place, leaf_body(leaf))
        rows.append(SealedLeaf(seq=place, leaf_id=leaf.id, leaf_hash=digest.hex()))
        for (level, position), found in tree.new_nodes(place, digest, kept):
            kept.put(level, position, found)
            if level:
                rows.append(TreeNode(level=level, position=position, hash=found.hex()))
        place += 1
    one_winner(lambda: db.session.add_all(rows), "sealed_meanwhile")
    return place


def _sign(total: int, key: Ed25519PrivateKey) -> Checkpoint:
    note = notes.sign(
        notes.Note(
            f"anju {_settings().city}", total, tree.span_root((0, total), Nodes()).hex(), utcnow()
        ),
        key,
    )
    row = Checkpoint(
        size=note.size, root=note.root, origin=note.origin, at=note.at, key_id=note.key_id,
        signature=note.signature,
    )  # fmt: skip
    db.session.add(row)
    return row


def seal_ready(limit: int = BATCH) -> int:
    """Seal the lines that wait (at most ``limit``), sign the root and hand it to the holders.

    Opens its own ``write()``; to be called every 30 seconds or less by a worker. Answers how
    many lines were sealed. Raises ``Conflict('log_was_cut')`` when sealed lines are gone and
    ``Inconsistent`` when a holder refuses: both are alarms, nothing is sealed over them.
    """
    if waiting() == 0:
        hand_over()
        db.session.rollback()
        return 0
    key = signing_key()
    db.session.rollback()
    with write():
        last = newest()
        if last is not None and size() < last.size:
            raise Conflict("log_was_cut")
        fresh = _fresh(limit)
        if fresh:
            _sign(_place(fresh), key)
        done = len(fresh)
    hand_over()
    db.session.rollback()
    return done


def hand_over() -> int:
    """Give every holder our newest checkpoint, if it has not got it; how many took it."""
    last = newest()
    if last is None:
        return 0
    note, given = note_of(last), 0
    for holder in holders():
        before = holder.newest()
        if before is not None and before.size == note.size and before.root == note.root:
            continue
        grown = before is not None and before.size <= note.size
        holder.hold(note, proof_of_growth(before.size, note.size) if before and grown else [])
        given += 1
    return given
