"""Where a page of a list ended, as it travels in the address of the next one."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

V = TypeVar("V")
_PLACE = re.compile(r"([^|]{1,40})[|]([A-Za-z0-9_-]{22})")


def place_after(key: object, uid: str) -> str:
    """``key|uid`` of a page's last row; what ``read_place`` reads."""
    return f"{key}|{uid}"


def read_place(after: str, read: Callable[[str], V]) -> tuple[V, str] | None:
    """The (key, uid) a page ended with; ``None`` for what is no such place: it comes from a URL.

    ``read`` raises ``ValueError`` for what is no key.
    """
    found = _PLACE.fullmatch(after)
    with suppress(ValueError):
        if found is not None:
            return read(found[1]), found[2]
    return None
