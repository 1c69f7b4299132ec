"""The sealed log beside a bare SHA-256 loop over the same bytes, in the same run.

The figure is the ratio; seconds are a backstop. ``--size 10000`` for a quick look.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from portal.audit.tree import Frontier, leaf_hash

REPEATS = 5


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=200_000)
    bodies = [b"%064d" % n for n in range(parser.parse_args().size)]

    def bare() -> bytes:
        digest = b""
        for body in bodies:
            digest = hashlib.sha256(digest + body).digest()
        return digest

    def tree() -> bytes:
        frontier = Frontier()
        for seq, body in enumerate(bodies):
            frontier.append(leaf_hash(seq, body))
        return frontier.root()

    assert tree() == tree()
    pairs = [(seconds(bare), seconds(tree)) for _ in range(REPEATS)]
    chain, merkle = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"{len(bodies)} leaves: hash chain {chain:.3f} s, tree {merkle:.3f} s, "
        f"ratio {merkle / chain:.2f}"
    )


if __name__ == "__main__":
    main()
