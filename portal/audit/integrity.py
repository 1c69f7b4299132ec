"""What can be said about the seals in a moment; hashing everything anew is ``verifying``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from portal.audit import tree
from portal.audit.nodes import Nodes, Proven, proofs_of
from portal.audit.notes import BadNote
from portal.audit.sealing import checkpoints, holders, newest
from portal.kernel.journal import Leaf, leaf_body

PAIRS = 200
"""So many neighbouring checkpoints are compared for a page; ``verify`` compares all."""


@dataclass(frozen=True)
class Seals:
    """The newest seal and how it stands: with holders outside, with the seals before it.

    ``agree`` and ``contradict`` are names of holders; ``grew`` of ``pairs`` neighbouring
    checkpoints fit together.
    """

    size: int
    root: str
    at: datetime
    agree: tuple[str, ...]
    contradict: tuple[str, ...]
    pairs: int
    grew: int

    @property
    def good(self) -> bool:
        """Nothing contradicts."""
        return not self.contradict and self.grew == self.pairs


@dataclass(frozen=True)
class Lines:
    """The lines about one household: how many there are, are sealed, are proven."""

    total: int
    sealed: int
    proven: int
    hashes: int
    proofs: tuple[Proven, ...] = ()

    @property
    def good(self) -> bool:
        """Every sealed line is proven."""
        return self.proven == self.sealed


def seals() -> Seals | None:
    """How the newest seal stands; ``None`` before the first."""
    last = newest()
    if last is None:
        return None
    own = checkpoints()
    roots = {row.size: row.root for row in own}
    agree, contradict = [], []
    for holder in holders():
        try:
            held = holder.held()
        except BadNote:
            contradict.append(holder.name)
            continue
        if any(roots.get(note.size) != note.root for note in held):
            contradict.append(holder.name)
        elif held:
            agree.append(holder.name)
    pairs = list(pairwise(own[-PAIRS - 1 :]))
    spans = [tree.consistency_spans(one.size, two.size) for one, two in pairs]
    look = Nodes(name for each in spans for span in each for name in tree.nodes_of(span))
    grew = sum(
        tree.verify_consistency(
            one.size, two.size, bytes.fromhex(one.root), bytes.fromhex(two.root),
            tree.prove(each, look),
        )
        for (one, two), each in zip(pairs, spans, strict=True)
    )  # fmt: skip
    return Seals(last.size, last.root, last.at, tuple(agree), tuple(contradict), len(pairs), grew)


def lines(leaves: Sequence[Leaf]) -> Lines:
    """Prove these lines in the newest seal, from what they say now."""
    last = newest()
    if last is None:
        return Lines(len(leaves), 0, 0, 0)
    proofs = proofs_of([leaf.id for leaf in leaves], last.size)
    by_id = {leaf.id: leaf for leaf in leaves}
    root = bytes.fromhex(last.root)
    good = sum(
        tree.verify_inclusion(
            tree.leaf_hash(each.seq, leaf_body(by_id[each.leaf_id])),
            each.seq, last.size, each.proof, root,
        )
        for each in proofs
    )  # fmt: skip
    longest = max((len(each.proof) for each in proofs), default=0)
    return Lines(len(leaves), len(proofs), good, longest, tuple(proofs))
