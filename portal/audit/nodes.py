"""Proofs out of the kept nodes of the tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.audit import tree
from portal.audit.models import SealedLeaf, TreeNode
from portal.kernel.database import db

_AT_ONCE = 500


class Nodes:
    """A look at kept nodes; what was read or put once is not read again."""

    def __init__(self, wanted: Iterable[tree.Name] = ()) -> None:
        self._known: dict[tree.Name, bytes] = {}
        levels: dict[int, set[int]] = defaultdict(set)
        for level, position in wanted:
            levels[level].add(position)
        for level, positions in levels.items():
            self._read(level, sorted(positions))

    def _read(self, level: int, positions: Sequence[int]) -> None:
        for first in range(0, len(positions), _AT_ONCE):
            some = positions[first : first + _AT_ONCE]
            if level:
                found = db.session.execute(
                    select(TreeNode.position, TreeNode.hash).where(
                        TreeNode.level == level, TreeNode.position.in_(some)
                    )
                )
            else:
                found = db.session.execute(
                    select(SealedLeaf.seq, SealedLeaf.leaf_hash).where(SealedLeaf.seq.in_(some))
                )
            for position, digest in found:
                self._known[level, position] = bytes.fromhex(digest)

    def put(self, level: int, position: int, digest: bytes) -> None:
        """Remember a node that is about to be kept."""
        self._known[level, position] = digest

    def __call__(self, level: int, position: int) -> bytes:
        """The node's hash; 32 zero bytes (which prove nothing) where it is not kept."""
        if (level, position) not in self._known:
            self._read(level, [position])
        return self._known.get((level, position), bytes(32))


@dataclass(frozen=True)
class Proven:
    """A line of the log, its place, and the hashes that prove it."""

    seq: int
    leaf_id: int
    leaf_hash: bytes
    proof: tuple[bytes, ...]


def proof_of_growth(old: int, new: int) -> list[bytes]:
    """The consistency proof between two sizes."""
    return tree.prove(tree.consistency_spans(old, new), Nodes()) if old else []


def proofs_of(leaf_ids: Sequence[int], size: int) -> list[Proven]:
    """Inclusion proofs in the tree of ``size`` for those of these lines that it holds."""
    rows: list[tuple[int, int, str]] = []
    for first in range(0, len(leaf_ids), _AT_ONCE):
        rows += [
            (seq, leaf_id, digest)
            for seq, leaf_id, digest in db.session.execute(
                select(SealedLeaf.seq, SealedLeaf.leaf_id, SealedLeaf.leaf_hash).where(
                    SealedLeaf.leaf_id.in_(leaf_ids[first : first + _AT_ONCE]),
                    SealedLeaf.seq < size,
                )
            )
        ]
    spans = {seq: tree.inclusion_spans(seq, size) for seq, _id, _hash in rows}
    look = Nodes(name for each in spans.values() for span in each for name in tree.nodes_of(span))
    return [
        Proven(seq, leaf_id, bytes.fromhex(digest), tuple(tree.prove(spans[seq], look)))
        for seq, leaf_id, digest in sorted(rows)
    ]
