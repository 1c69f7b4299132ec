"""A circuit breaker: stop asking a partner that is down, so that residents need not wait.

The state lives in the memory of one process. That is enough: with several processes
each learns within a few calls by itself, and no answer ever depends on it being shared.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Breaker:
    """Opens after ``limit`` failures in a row; after ``rest`` seconds one probe may pass."""

    def __init__(
        self, *, limit: int = 3, rest: float = 30.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._rest = rest
        self._clock = clock
        self._failures = 0
        self._opened: float | None = None
        self._probing = False
        self._lock = threading.Lock()

    def allows(self) -> bool:
        """May one call be made now? A True must be followed by ``succeeded`` or ``failed``."""
        with self._lock:
            if self._opened is None:
                return True
            if self._probing or self._clock() - self._opened < self._rest:
                return False
            self._probing = True
            return True

    def succeeded(self) -> None:
        """The partner answered properly: close."""
        with self._lock:
            self._failures, self._opened, self._probing = 0, None, False

    def failed(self) -> None:
        """The partner was silent or talked nonsense: count, and open at the limit."""
        with self._lock:
            self._failures += 1
            if self._probing or self._failures >= self._limit:
                self._opened = self._clock()
            self._probing = False

    @property
    def open(self) -> bool:
        """Is the partner resting? (for the connectors page)"""
        with self._lock:
            return self._opened is not None
