"""How long it may take: a range from the pace of past months, or honestly none. Pure.

Method: with a mean pace of m places a month and its spread s, after t months a household has
moved m·t places, give or take z·s·√t. The range runs from where the lucky end reaches the
front to where the unlucky end does (z = 1.2816: eight of ten); the middle is places / m.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_MONTHS = 12
LEAST_PLACES = 30
MOST_MONTHS = 120
_Z = 1.2816
_EPS = 1e-9


@dataclass(frozen=True)
class WaitRange:
    """Whole months: eight of ten waits end between ``low`` and ``high``."""

    low: int
    middle: int
    high: int


def wait_range(ahead: int, gained: Sequence[int]) -> WaitRange | None:
    """The range for ``ahead`` places, from places gained in each past month (zeros included).

    ``None`` when there are fewer than a year's months, too few places gained in all, or no
    progress on the whole: then no honest number exists.
    """
    months = len(gained)
    if months < LEAST_MONTHS or sum(gained) < LEAST_PLACES:
        return None
    mean = sum(gained) / months
    spread = math.sqrt(sum((one - mean) ** 2 for one in gained) / (months - 1))
    low, high = (_reach(ahead, mean, spread, z) for z in (_Z, -_Z))
    if high > MOST_MONTHS:
        return None
    middle = round(ahead / mean)
    lucky, unlucky = math.floor(low + _EPS), math.ceil(high - _EPS)
    return WaitRange(min(lucky, middle), middle, max(unlucky, middle))


def _reach(ahead: int, mean: float, spread: float, z: float) -> float:
    """The t at which mean·t + z·spread·√t comes to ``ahead``."""
    root = (-z * spread + math.sqrt((z * spread) ** 2 + 4 * mean * ahead)) / (2 * mean)
    return root * root
