"""What can be wrong with a policy source, said so that its author finds the line."""

from __future__ import annotations

from datetime import date


class PolicyError(ValueError):
    """A source that must not be published.

    ``file`` and ``line`` (1-based; 0 when the whole file is meant) point at the place,
    ``reason`` is for the author of the file, not for residents.
    """

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


class NoRule(LookupError):
    """No published value for ``key`` in ``region`` or above it on ``on``."""

    def __init__(self, key: str, region: str, on: date) -> None:
        super().__init__(f"no rule {key} for {region} on {on.isoformat()}")
        self.key = key
        self.region = region
        self.on = on
