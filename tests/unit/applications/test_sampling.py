"""The draw of promises: repeatable by anyone, as often as its shares say, deaf to order."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.applications.review.sampling import (
    HIGH,
    PLAIN,
    RAISED,
    Entry,
    digest,
    drawn,
    risk_of,
    root,
    seed,
)

SHARES = {HIGH: Fraction(1, 2), RAISED: Fraction(1, 5), PLAIN: Fraction(1, 20)}
NUMBERS = [f"NN2026-{n:06d}-K" for n in range(1, 401)]
TOP = "38f59d30829abe3680d677f783d1dec0aba6120ae494f793e9d0bddcc92729ca"
SEED = "0144dcdf084ffb58ab4c2f0ffc7a9b10be240e9955f5ee6e99b1d579535bbb2d"
DIGEST = "9111890ee85aa8a584e3b157d4f531409b7326a1386af9275b60b2d4efa8f788"


def test_known_values() -> None:
    roster = [Entry("NN2026-000001-K", HIGH), Entry("NN2026-000002-K", PLAIN)]
    top = root(roster)
    assert top == TOP
    seeded = seed("450100", "2026-02", "p" * 64, top)
    assert seeded == SEED
    assert digest(seeded, "NN2026-000001-K") == DIGEST
    assert drawn(roster, SHARES, seeded) == tuple(roster)


@given(st.lists(st.sampled_from(NUMBERS), unique=True, max_size=60), st.data(), st.integers(0, 9))
def test_the_share_is_met_and_order_does_not_matter(numbers: list[str], data: st.DataObject,
                                                    stir: int) -> None:  # fmt: skip
    roster = [Entry(n, data.draw(st.sampled_from([HIGH, RAISED, PLAIN]))) for n in numbers]
    mixed = roster.copy()
    Random(stir).shuffle(mixed)
    assert root(mixed) == root(roster)
    seeded = seed("450100", "2026-02", "p" * 64, root(roster))
    found = drawn(roster, SHARES, seeded)
    assert drawn(mixed, SHARES, seeded) == found
    for risk, share in SHARES.items():
        size = sum(entry.risk == risk for entry in roster)
        assert sum(entry.risk == risk for entry in found) == ceil(size * share)


def test_everybody_is_drawn_about_as_often() -> None:
    roster = [Entry(n, RAISED) for n in NUMBERS[:50]]
    times = dict.fromkeys(NUMBERS[:50], 0)
    for month in range(400):
        for entry in drawn(roster, SHARES, seed("450100", str(month), "p" * 64, root(roster))):
            times[entry.number] += 1
    # 400 draws of 10 among 50: 80 times each, give or take four standard deviations.
    assert min(times.values()) >= 48
    assert max(times.values()) <= 112


@pytest.mark.parametrize("what", ["number", "risk", "month", "policy"])
def test_whatever_changes_changes_the_seed(what: str) -> None:
    roster, month, policy = [Entry(NUMBERS[0], HIGH)], "2026-02", "p" * 64
    before = seed("450100", month, policy, root(roster))
    if what == "number":
        roster = [Entry(NUMBERS[1], HIGH)]
    elif what == "risk":
        roster = [Entry(NUMBERS[0], PLAIN)]
    elif what == "month":
        month = "2026-03"
    else:
        policy = "q" * 64
    assert seed("450100", month, policy, root(roster)) != before


@pytest.mark.parametrize(
    ("disputed", "conduct", "unproven", "near", "risk"),
    [
        (True, False, 0, 0, HIGH),
        (False, True, 0, 0, HIGH),
        (False, False, 1, 0, RAISED),
        (False, False, 0, 1, RAISED),
        (False, False, 0, 0, PLAIN),
    ],
)
def test_risk(disputed: bool, conduct: bool, unproven: int, near: int, risk: str) -> None:
    assert risk_of(disputed=disputed, conduct=conduct, unproven=unproven, near=near) == risk
