"""One signed HTTP channel to one partner: time and size limits, bounded repeats, quiet logs."""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import httpx

from portal.exchange.signing import SigningKey, signed_headers

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 2.0
PAUSE_SECONDS = 0.1
LARGEST_REPLY = 1024 * 1024
_RETRY_STATUS = frozenset({429, 500, 502, 503, 504})


class Silent(Exception):
    """No usable answer came; whether the partner acted is unknown. ``code`` says how."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Reply:
    """What came back: status, body and its declared type."""

    status: int
    content: bytes
    content_type: str

    def json(self) -> Any:
        """The body as JSON; raises ``Silent("garbage")`` if it is none."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise Silent("garbage") from error


def encoded(body: Mapping[str, Any]) -> bytes:
    """Canonical JSON bytes: what is signed is what is sent."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class SignedChannel:
    """Sends signed requests under ``base_url``. Personal data goes into bodies only.

    ``timeout`` is in seconds, for each attempt as a whole, however slowly a reply drips in;
    ``largest`` the bytes of a reply; ``pause`` the shortest wait before a repeat, doubled each
    time and jittered. ``transport`` replaces the network (in-process simulator). It is spoken to
    directly: no cookies, redirects, proxies or credentials of the machine come into it.
    """

    def __init__(
        self,
        base_url: str,
        key: SigningKey,
        *,
        timeout: float = TIMEOUT_SECONDS,
        largest: int = LARGEST_REPLY,
        pause: float = PAUSE_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._key = key
        self._timeout = timeout
        self._largest = largest
        self._pause = pause
        self._base_url = base_url.rstrip("/")
        self._limits = {"timeout": httpx.Timeout(timeout).as_dict()}
        self._transport = transport or httpx.HTTPTransport(trust_env=False)

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()

    def call(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        content_type: str = "application/json",
        idempotency_key: str | None = None,
        attempts: int = 1,
        deadline: float | None = None,
    ) -> Reply:
        """One answer below 500, or ``Silent``. More than one attempt only if repeating is safe.

        ``deadline`` is a ``time.monotonic()`` value after which no new attempt starts.
        """
        silent = Silent("late")
        for attempt in range(attempts):
            if attempt:
                time.sleep(self._pause * 2**attempt * random.uniform(0.5, 1.5))
            if deadline is not None and time.monotonic() >= deadline:
                break
            try:
                return self._once(method, path, body, content_type, idempotency_key)
            except Silent as error:
                silent = error
                log.warning("%s %s: %s (attempt %d)", method, path, error.code, attempt + 1)
        raise silent

    def _once(
        self, method: str, path: str, body: bytes, content_type: str, idempotency_key: str | None
    ) -> Reply:
        headers = signed_headers(self._key, method=method, path=path, body=body)
        headers["Content-Type"] = content_type
        # Packed replies would escape the size limit.
        headers["Accept-Encoding"] = "identity"
        if idempotency_key is not None:
            headers["Idempotency-Key"] = idempotency_key
        request = httpx.Request(
            method, self._base_url + path, headers=headers, content=body, extensions=self._limits
        )
        try:
            with closing(self._transport.handle_request(request)) as answer:
                content = self._read(answer)
        except httpx.TimeoutException as error:
            raise Silent("timeout") from error
        except httpx.HTTPError as error:
            raise Silent("unreachable") from error
        if answer.status_code in _RETRY_STATUS:
            raise Silent(f"status_{answer.status_code}")
        return Reply(answer.status_code, content, answer.headers.get("Content-Type", ""))

    def _read(self, answer: httpx.Response) -> bytes:
        """All of the reply; ``Silent`` when it is packed, too large or takes too long."""
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise Silent("garbage")
        ends, content = time.monotonic() + self._timeout, bytearray()
        for chunk in answer.iter_bytes():
            content += chunk
            if len(content) > self._largest:
                raise Silent("too_large")
            if time.monotonic() > ends:
                raise Silent("timeout")
        return bytes(content)
