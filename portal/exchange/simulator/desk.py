"""What all simulated partners share: keys checked, faults injected, problems told alike."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from flask import Response, request

from portal.exchange.contract import fits
from portal.exchange.signing import SignatureRefused, SigningKey, Verifier
from portal.exchange.transport import encoded

ASKED_BY_QUERY = ("/v1/notices",)
"""What takes a query string; nothing personal may stand in one."""


class FaultMode(StrEnum):
    """How a source misbehaves."""

    NONE = "none"
    SLOW = "slow"
    DOWN = "down"
    GARBAGE = "garbage"
    CONTRADICTING = "contradicting"
    WRONG_PERSON = "wrong_person"


class Problem(Exception):
    """A refusal as the document describes it."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


def reply(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(encoded(body), status, content_type="application/json")


class Desk:
    """Keys, faults and idempotency of one simulator (thread-safe)."""

    def __init__(
        self, keys: Mapping[str, SigningKey], faults: Mapping[str, str], dawdle: Callable[[], None]
    ) -> None:
        self._verifier = Verifier(keys)
        self._faults = {source: FaultMode(mode) for source, mode in faults.items()}
        self._dawdle = dawdle
        self._done: dict[tuple[str, str], tuple[str, Any]] = {}
        self._lock = threading.Lock()

    def admit(self) -> None:
        """Refuse what is not signed; the query string is signed with the path."""
        query = request.query_string.decode("latin-1")
        if query and request.path not in ASKED_BY_QUERY:
            raise Problem(400, "query_string")
        path = request.script_root + request.path
        try:
            self._verifier.check(
                dict(request.headers),
                method=request.method,
                path=f"{path}?{query}" if query else path,
                body=request.get_data(),
            )
        except SignatureRefused as error:
            raise Problem(401, error.code) from error

    def body(self, schema: str) -> dict[str, Any]:
        """The request's JSON, checked against the document."""
        found = request.get_json(force=True, silent=True)
        if not isinstance(found, dict) or not fits(schema, found):
            raise Problem(400, "bad_request")
        return found

    def set_fault(self, source: str, mode: str) -> None:
        """From now on ``source`` misbehaves like that."""
        with self._lock:
            self._faults[source] = FaultMode(mode)

    def suffer(self, source: str) -> FaultMode:
        """Be slow or down if told so; the caller handles the other modes."""
        with self._lock:
            mode = self._faults.get(source, FaultMode.NONE)
        if mode is FaultMode.SLOW:
            self._dawdle()
        if mode is FaultMode.DOWN:
            raise Problem(503, "down")
        return mode

    def once(self, scope: str, key: str, body: bytes, result: Any) -> tuple[Any, bool]:
        """The first result for that key, and whether this is the first time.

        Raises ``Problem`` 409 if the key came with another body before.
        """
        digest = hashlib.sha256(body).hexdigest()
        with self._lock:
            known = self._done.setdefault((scope, key), (digest, result))
        if known[0] != digest:
            raise Problem(409, "differs")
        return known[1], known[1] is result


def garbage() -> Response:
    """What a broken gateway sends: a page of HTML with status 200."""
    return Response("<html><body>Bad gateway</body></html>", 200, content_type="text/html")
