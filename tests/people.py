"""ID numbers for tests: valid in form, invented by a running number."""

from __future__ import annotations

from datetime import date

from portal.kernel.identifiers import id_check_character


def an_id(n: int = 1, *, birth: date = date(1980, 5, 17), region: str = "450103") -> str:
    """The ``n``-th number of that birthday (odd: male, even: female)."""
    first17 = f"{region}{birth:%Y%m%d}{n:03d}"
    return first17 + id_check_character(first17)
