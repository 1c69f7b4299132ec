"""city.toml, read once: the staff and the estates of the made-up city."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

CITY = "450100"
REGION = "450000"
COUNTY = "450103"


@cache
def city_plan() -> dict[str, Any]:
    """The tables of city.toml."""
    path = Path(__file__).parent / "city.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
