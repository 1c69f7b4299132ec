"""Which promises are checked afterwards: a draw that anyone with the roster can repeat.

Pure. The roster of a month is frozen first; the seed follows from it, so nobody can know who will
be drawn before the last approval of the month stands. docs/decisions/0015-after-check.md.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import ceil

from portal.kernel.canonical import canonical, fingerprint

VERSION = "anju.aftercheck.v1"
HIGH, RAISED, PLAIN = "high", "raised", "plain"
RISKS = (HIGH, RAISED, PLAIN)


@dataclass(frozen=True, order=True)
class Entry:
    """One approval by promise: application number and risk class, nothing of the household."""

    number: str
    risk: str


def risk_of(*, disputed: bool, conduct: bool, unproven: int, near: int) -> str:
    """The class of one approval. Age, origin, illness and the like are never looked at.

    ``disputed``: the household contradicted a register; ``conduct``: a decision on conduct stands
    or stood; ``unproven``: conditions met by papers only; ``near``: values within a tenth of a
    limit.
    """
    if disputed or conduct:
        return HIGH
    return RAISED if unproven or near else PLAIN


def root(roster: Iterable[Entry]) -> str:
    """SHA-256 of the frozen roster, in the order of the numbers."""
    return fingerprint([[entry.number, entry.risk] for entry in sorted(roster)])


def seed(city: str, month: str, policy: str, roster_root: str) -> str:
    """SHA-256 over what the draw rests on; ``policy`` is the fingerprint of the rates."""
    return sha256(canonical([VERSION, city, month, policy, roster_root])).hexdigest()


def digest(seed_hex: str, number: str) -> str:
    """What orders one number: HMAC-SHA-256 of it under the seed."""
    return hmac.new(bytes.fromhex(seed_hex), number.encode(), sha256).hexdigest()


def drawn(
    roster: Iterable[Entry], shares: Mapping[str, Fraction], seed_hex: str
) -> tuple[Entry, ...]:
    """Of each class the rounded-up share with the smallest digests, in the order of drawing."""
    found: list[Entry] = []
    for risk in RISKS:
        entries = [entry for entry in roster if entry.risk == risk]
        entries.sort(key=lambda entry: digest(seed_hex, entry.number))
        found += entries[: ceil(len(entries) * shares[risk])]
    return tuple(found)
