"""world.toml, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@cache
def world() -> dict[str, Any]:
    """Regions, names, profiles and validities of the simulated world."""
    return tomllib.loads((_FOLDER / "world.toml").read_text(encoding="utf-8"))


@cache
def cast_data() -> dict[str, Any]:
    """cast.toml: the people of the demo's stories."""
    return tomllib.loads((_FOLDER / "cast.toml").read_text(encoding="utf-8"))
