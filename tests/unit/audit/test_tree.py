from __future__ import annotations

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.audit import tree

MOST = 64
LEAVES = [tree.leaf_hash(n, f"line {n}".encode()) for n in range(MOST)]


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1 word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    cut = 1
    while cut * 2 < len(leaves):
        cut *= 2
    return hashlib.sha256(b"\x01" + plain_root(leaves[:cut]) + plain_root(leaves[cut:])).digest()


KEPT: dict[tuple[int, int], bytes] = {}
for place, each in enumerate(LEAVES):
    KEPT.update(tree.new_nodes(place, each, lambda level, position: KEPT[level, position]))
ROOTS = [plain_root(LEAVES[:n]) for n in range(MOST + 1)]


def look(level: int, position: int) -> bytes:
    return KEPT[level, position]


def test_the_root_is_that_of_the_rfc() -> None:
    frontier = tree.Frontier()
    assert frontier.root() == ROOTS[0]
    for n in range(1, MOST + 1):
        frontier.append(LEAVES[n - 1])
        assert frontier.root() == ROOTS[n] == tree.span_root((0, n), look)


def test_every_inclusion_proof_up_to_64() -> None:
    for n in range(1, MOST + 1):
        for i in range(n):
            proof = tree.prove(tree.inclusion_spans(i, n), look)
            assert tree.verify_inclusion(LEAVES[i], i, n, proof, ROOTS[n])
            assert len(proof) <= 6
            assert not tree.verify_inclusion(LEAVES[i], (i + 1) % (n + 1), n, proof, ROOTS[n])
            if n > 1:
                assert not tree.verify_inclusion(LEAVES[i - 1], i, n, proof, ROOTS[n])
                assert not tree.verify_inclusion(LEAVES[i], i, n, proof[:-1], ROOTS[n])
            assert not tree.verify_inclusion(LEAVES[i], i, n, [*proof, ROOTS[1]], ROOTS[n])
            assert not tree.verify_inclusion(LEAVES[i], i, n, proof, ROOTS[n - 1])


def test_every_consistency_proof_up_to_64() -> None:
    for n in range(1, MOST + 1):
        for m in range(1, n + 1):
            proof = tree.prove(tree.consistency_spans(m, n), look)
            assert tree.verify_consistency(m, n, ROOTS[m], ROOTS[n], proof)
            assert not tree.verify_consistency(m, n, ROOTS[m - 1], ROOTS[n], proof)
            assert not tree.verify_consistency(m, n, ROOTS[m], ROOTS[n - 1], proof)
            assert not tree.verify_consistency(m, n, ROOTS[m], ROOTS[n], [*proof, ROOTS[1]])
            if m < n:
                assert not tree.verify_consistency(m, n, ROOTS[m], ROOTS[n], proof[:-1])


@given(st.integers(2, MOST), st.data())
def test_a_forged_proof_is_refused(n: int, data: st.DataObject) -> None:
    i = data.draw(st.integers(0, n - 1))
    proof = tree.prove(tree.inclusion_spans(i, n), look)
    spoiled = data.draw(st.integers(0, len(proof) - 1))
    noise = random.Random(i).randbytes(32)
    forged = [noise if k == spoiled else each for k, each in enumerate(proof)]
    assert not tree.verify_inclusion(LEAVES[i], i, n, forged, ROOTS[n])
    assert not tree.verify_inclusion(noise, i, n, proof, ROOTS[n])


def test_what_does_not_exist_has_no_proof() -> None:
    for index, size in ((0, 0), (3, 3), (-1, 3)):
        with pytest.raises(ValueError):
            tree.inclusion_spans(index, size)
        assert not tree.verify_inclusion(LEAVES[0], index, size, [], ROOTS[1])
    for old, new in ((0, 3), (4, 3)):
        with pytest.raises(ValueError):
            tree.consistency_spans(old, new)
        assert not tree.verify_consistency(old, new, ROOTS[0], ROOTS[3], [])


def test_the_same_body_elsewhere_has_another_hash() -> None:
    assert tree.leaf_hash(1, b"x") != tree.leaf_hash(2, b"x")
