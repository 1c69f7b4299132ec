"""Is there a virus in a file? A port: whoever scans stands outside, and may not be there at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, cast

from flask import current_app


class Scan(StrEnum):
    """What is known of a file. Not scanned is said as it is, never shown as clean."""

    NOT_SCANNED = "not_scanned"
    CLEAN = "clean"
    FOUND = "found"


@dataclass(frozen=True)
class Verdict:
    """What the scanner said; ``what`` is the name it gave to what it found."""

    state: Scan
    what: str = ""


class Scanner(Protocol):
    """Somebody who looks through bytes for what harms."""

    def scan(self, content: bytes) -> Verdict:
        """The verdict on a file. Raises ``Unavailable`` when there was none; ask again later."""
        ...


def scanner() -> Scanner | None:
    """The one that ``app`` wired, if this installation has one."""
    return cast("Scanner | None", current_app.extensions.get("anju.scanner"))
