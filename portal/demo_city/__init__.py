"""The door: a made-up city for the demo, the journeys and the benchmarks.

Nothing of the house depends on it. It builds Nanning's households, homes and cases through the
same verbs the pages use, on their own days, with simulated departments that answer as of that
day. The same seed gives the same city.
"""

from portal.demo_city.building import (
    SEED,
    Account,
    Built,
    accounts,
    build,
    half_built,
    is_built,
    missing_states,
)
from portal.demo_city.plot import BEGINNING, DAWN, TODAY

__all__ = [
    "BEGINNING",
    "DAWN",
    "SEED",
    "TODAY",
    "Account",
    "Built",
    "accounts",
    "build",
    "half_built",
    "is_built",
    "missing_states",
]
