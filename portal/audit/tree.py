"""A Merkle tree as RFC 6962 draws it: roots, proofs and their checks. Pure.

A *node* is a perfect subtree named (level, position): it covers the leaves
``position << level`` up to ``(position + 1) << level``. Whoever keeps all nodes gives any
proof with a few look-ups; whoever has only a proof can check it with nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

Name: TypeAlias = tuple[int, int]
Span: TypeAlias = tuple[int, int]
Look: TypeAlias = Callable[[int, int], bytes]

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(seq: int, body: bytes) -> bytes:
    """The hash of one line of the log: 0x00, its place (8 bytes), its body."""
    return hashlib.sha256(b"\x00" + seq.to_bytes(8, "big") + body).digest()


def join(left: bytes, right: bytes) -> bytes:
    """The hash above two nodes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(count: int) -> int:
    """The largest power of two below ``count`` (2 or more): where RFC 6962 cuts."""
    return 1 << ((count - 1).bit_length() - 1)


def nodes_of(span: Span) -> list[Name]:
    """The perfect subtrees that cover a span of the tree, left to right.

    The span must be one that the tree itself has: it begins at a multiple of the power of
    two that its first part needs.
    """
    start, end = span
    found: list[Name] = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root above perfect subtrees of falling size."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for each in reversed(hashes[:-1]):
        root = join(each, root)
    return root


def span_root(span: Span, look: Look) -> bytes:
    """The root of one span, from kept nodes."""
    return fold([look(level, position) for level, position in nodes_of(span)])


def new_nodes(seq: int, leaf: bytes, look: Look) -> list[tuple[Name, bytes]]:
    """The nodes that become complete when this leaf is put at place ``seq``."""
    found: list[tuple[Name, bytes]] = [((0, seq), leaf)]
    level, position, current = 0, seq, leaf
    while position & 1:
        current = join(look(level, position - 1), current)
        level, position = level + 1, position >> 1
        found.append(((level, position), current))
    return found


class Frontier:
    """A tree that only grows; it keeps one hash per power of two."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Put one more leaf at the end."""
        current, rest = leaf, self.size
        while rest & 1:
            current = join(self._peaks.pop(), current)
            rest >>= 1
        self._peaks.append(current)
        self.size += 1

    def root(self) -> bytes:
        """The root of all leaves so far."""
        return fold(self._peaks)


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The spans whose roots prove that leaf ``index`` is in a tree of ``size``, lowest first."""
    if not 0 <= index < size:
        raise ValueError("there is no such leaf in a tree of this size")
    found: list[Span] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """The spans whose roots prove that the tree of ``old`` leaves grew into that of ``new``."""
    if not 0 < old <= new:
        raise ValueError("a tree grows from at least one leaf")
    found: list[Span] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start, whole = middle, False
    if not whole:
        found.append((start, end))
    return found[::-1]


def prove(spans: Iterable[Span], look: Look) -> list[bytes]:
    """The hashes of a proof."""
    return [span_root(span, look) for span in spans]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Is this leaf at this place of the tree with this root? (RFC 9162 §2.1.3.2)"""
    if not 0 <= index < size:
        return False
    here, last, current = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            current = join(each, current)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            current = join(current, each)
        here, last = here >> 1, last >> 1
    return last == 0 and current == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Did the tree with the old root only grow into the new one? (RFC 9162 §2.1.4.2)"""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    first = second = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            first, second = join(each, first), join(each, second)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            second = join(second, each)
        here, last = here >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
