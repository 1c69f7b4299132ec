"""Is the log what it was? Everything is hashed anew and held against every checkpoint.

Altered rows are found at once where the attacker left the stored hash alone. One who also
rewrites hashes, nodes and our own checkpoints is found by a checkpoint somebody else keeps;
without such a copy a consistent rewrite cannot be told from the truth.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import func, select

from portal.audit import notes, tree
from portal.audit.holders import CheckpointHolder
from portal.audit.models import Checkpoint, SealedLeaf
from portal.audit.sealing import note_of
from portal.kernel.database import db, utcnow
from portal.kernel.journal import Leaf, leaf_body

UNSEALED_TOO_LONG = timedelta(hours=1)
MOST_PROBLEMS = 100


class Fault(StrEnum):
    """What can be wrong with the log."""

    ALTERED = "altered"
    BODY = "body"
    MISSING = "missing"
    GAP = "gap"
    ROOT = "root"
    CUT = "cut"
    SIGNATURE = "signature"
    UNREADABLE = "unreadable"
    UNSEALED = "unsealed"


@dataclass(frozen=True)
class Problem:
    """One fault: at which place of the tree, in which row, told by whom."""

    fault: Fault
    seq: int | None = None
    leaf_id: int | None = None
    told_by: str = ""
    since: int | None = None
    """For a root that differs: the last size at which the same holder still agreed."""


@dataclass
class Verification:
    """The outcome: how much was read, what is wrong, how many checkpoints agreed."""

    size: int = 0
    root: str = ""
    own: int = 0
    outside: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Nothing is wrong."""
        return not self.problems

    @property
    def witnessed(self) -> bool:
        """Somebody outside keeps a checkpoint that agrees."""
        return any(self.outside.values())

    @property
    def first(self) -> Problem | None:
        """The first row that is not what it was, if rows tell; else the first fault at all."""
        rows = [each for each in self.problems if each.seq is not None]
        if rows:
            return min(rows, key=lambda each: each.seq or 0)
        return next(iter(self.problems), None)

    def blame(self, problem: Problem) -> None:
        """Remember a fault (the first hundred)."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


def _rows() -> Iterator[Any]:
    return iter(
        db.session.execute(
            select(
                SealedLeaf.seq, SealedLeaf.leaf_id, SealedLeaf.leaf_hash, Leaf.id, Leaf.at,
                Leaf.actor, Leaf.action, Leaf.object, Leaf.salt, Leaf.body, Leaf.commitment,
            )
            .outerjoin(Leaf, Leaf.id == SealedLeaf.leaf_id)
            .order_by(SealedLeaf.seq)
            .execution_options(yield_per=2000)
        )
    )  # fmt: skip


def _check_row(row: Any, place: int, found: Verification) -> bytes:
    """Blame what is wrong with one row; its hash as the row stands now."""
    if row.seq != place:
        found.blame(Problem(Fault.GAP, place, row.leaf_id))
    if row.id is None:
        found.blame(Problem(Fault.MISSING, row.seq, row.leaf_id))
        return bytes(32)
    digest = tree.leaf_hash(row.seq, leaf_body(cast(Leaf, row)))
    if digest.hex() != row.leaf_hash:
        found.blame(Problem(Fault.ALTERED, row.seq, row.leaf_id))
    if hashlib.sha256((row.salt + row.body).encode()).hexdigest() != row.commitment:
        found.blame(Problem(Fault.BODY, row.seq, row.leaf_id))
    return digest


def _roots_at(sizes: set[int], found: Verification) -> dict[int, str]:
    """Hash every sealed line anew; the roots at the sizes asked for."""
    frontier, roots = tree.Frontier(), {0: tree.EMPTY_ROOT.hex()}
    for row in _rows():
        frontier.append(_check_row(row, frontier.size, found))
        if frontier.size in sizes:
            roots[frontier.size] = frontier.root().hex()
    found.size, found.root = frontier.size, frontier.root().hex()
    return roots


def _compare(
    told_by: str, held: Iterable[notes.Note], roots: dict[int, str], public: bytes | None,
    found: Verification,
) -> int:  # fmt: skip
    agreed, since = 0, 0
    for note in held:
        good = False
        if public is not None and not notes.signed_by(note, public):
            found.blame(Problem(Fault.SIGNATURE, told_by=told_by, since=note.size))
        elif note.size > found.size:
            found.blame(Problem(Fault.CUT, found.size, told_by=told_by, since=since))
        elif roots[note.size] != note.root:
            found.blame(Problem(Fault.ROOT, None, told_by=told_by, since=since))
        else:
            good = True
        if good:
            agreed, since = agreed + 1, note.size
    return agreed


def _forgotten(found: Verification) -> None:
    """Lines that should have been sealed long ago."""
    waiting = db.session.scalar(
        select(func.min(Leaf.id))
        .outerjoin(SealedLeaf, SealedLeaf.leaf_id == Leaf.id)
        .where(SealedLeaf.seq.is_(None), Leaf.at < utcnow() - UNSEALED_TOO_LONG)
    )
    if waiting is not None:
        found.blame(Problem(Fault.UNSEALED, leaf_id=waiting))


def verify(outside: Sequence[CheckpointHolder] = (), public: bytes | None = None) -> Verification:
    """Hash all sealed lines anew and compare with our checkpoints and those held outside.

    ``public`` is the public key that must have signed every checkpoint (``None``: not asked).
    """
    found = Verification()
    own = [note_of(row) for row in db.session.scalars(select(Checkpoint).order_by(Checkpoint.size))]
    held: dict[str, Sequence[notes.Note]] = {}
    for holder in outside:
        try:
            held[holder.name] = holder.held()
        except notes.BadNote:
            held[holder.name] = []
            found.blame(Problem(Fault.UNREADABLE, told_by=holder.name))
    roots = _roots_at({n.size for each in (own, *held.values()) for n in each}, found)
    found.own = _compare("", own, roots, public, found)
    for name, each in held.items():
        found.outside[name] = _compare(name, each, roots, public, found)
    _forgotten(found)
    return found
