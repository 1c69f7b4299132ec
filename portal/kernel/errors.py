"""What may go wrong on purpose. One table (``web.errors``) maps each to status and page.

``code`` is a stable name; the words for it are in the catalogue, never here.
``field`` makes a refusal land beside that form field; ``facts`` fill the words' blanks.
"""

from __future__ import annotations

from typing import Any


class HouseError(Exception):
    """Root of the errors a person may see."""

    status = 400

    def __init__(self, code: str, *, field: str | None = None, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.facts = facts


class Refused(HouseError):
    """The rules do not allow it (422); with a field it lands in the form."""

    status = 422


class Conflict(HouseError):
    """Someone was first, or the thing changed meanwhile (409)."""

    status = 409


class Missing(HouseError):
    """There is no such thing, or none that you may know of (404)."""

    status = 404


class NotYours(HouseError):
    """You may not (shown exactly like Missing, but noted as a refused attempt)."""

    status = 404


class TooMany(HouseError):
    """Too many tries (429); ``facts['minutes']`` are real."""

    status = 429


class Unavailable(HouseError):
    """A partner outside did not answer; unknown, never a silent pass (503)."""

    status = 503
