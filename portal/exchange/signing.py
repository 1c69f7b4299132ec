"""Signed requests: who asks, when, and exactly what, so that nothing can be said twice.

The signature is HMAC-SHA-256 over method, path, time, nonce and body digest. It travels
in ``X-Key``, ``X-Time``, ``X-Nonce`` and ``X-Signature`` (docs/specs/departments.openapi.json).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

REPLAY_WINDOW_SECONDS = 300
_NONCE_LENGTHS = range(16, 65)


@dataclass(frozen=True)
class SigningKey:
    """A secret shared with one partner; ``id`` names it in ``X-Key``."""

    id: str
    secret: bytes = field(repr=False)


def partner_key(secret: str) -> SigningKey:
    """Our key for the exchange out of the setting ``departments_key``.

    Raises ``ValueError`` for fewer than 16 characters: better not to start than to guess.
    """
    if len(secret) < 16:
        raise ValueError("departments_key needs 16 characters or more")
    return SigningKey("anju", secret.encode())


class SignatureRefused(Exception):
    """The request is not what it claims to be; ``code`` says why in one word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def signature(key: SigningKey, *, method: str, path: str, at: int, nonce: str, body: bytes) -> str:
    """The hexadecimal HMAC of one request; ``at`` in seconds since 1970."""
    lines = [method.upper(), path, str(at), nonce, hashlib.sha256(body).hexdigest()]
    return hmac.new(key.secret, "\n".join(lines).encode(), hashlib.sha256).hexdigest()


def signed_headers(
    key: SigningKey, *, method: str, path: str, body: bytes, at: int | None = None
) -> dict[str, str]:
    """Fresh headers for one attempt (each attempt has its own nonce)."""
    moment = int(time.time()) if at is None else at
    nonce = secrets.token_hex(16)
    return {
        "X-Key": key.id,
        "X-Time": str(moment),
        "X-Nonce": nonce,
        "X-Signature": signature(key, method=method, path=path, at=moment, nonce=nonce, body=body),
    }


class Verifier:
    """Checks signatures and remembers nonces for the replay window (thread-safe)."""

    def __init__(
        self, keys: Mapping[str, SigningKey], clock: Callable[[], float] = time.time
    ) -> None:
        self._keys = dict(keys)
        self._clock = clock
        self._seen: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def check(self, headers: Mapping[str, str], *, method: str, path: str, body: bytes) -> str:
        """The id of the key that signed; raises ``SignatureRefused`` otherwise.

        Codes: ``unsigned``, ``unknown_key``, ``stale``, ``wrong``, ``replayed``.
        """
        key = self._keys.get(headers.get("X-Key", ""))
        at, nonce = headers.get("X-Time", ""), headers.get("X-Nonce", "")
        given = headers.get("X-Signature", "")
        if not (at.isascii() and at.isdigit() and given and len(nonce) in _NONCE_LENGTHS):
            raise SignatureRefused("unsigned")
        if key is None:
            raise SignatureRefused("unknown_key")
        if abs(self._clock() - int(at)) > REPLAY_WINDOW_SECONDS:
            raise SignatureRefused("stale")
        wanted = signature(key, method=method, path=path, at=int(at), nonce=nonce, body=body)
        if not hmac.compare_digest(wanted.encode(), given.encode()):
            raise SignatureRefused("wrong")
        self._remember((key.id, nonce))
        return key.id

    def _remember(self, mark: tuple[str, str]) -> None:
        """Only proven requests cost memory; a nonce outlives every time it is valid for."""
        now = self._clock()
        with self._lock:
            while self._seen:
                oldest = next(iter(self._seen))
                if self._seen[oldest] >= now:
                    break
                del self._seen[oldest]
            if mark in self._seen:
                raise SignatureRefused("replayed")
            self._seen[mark] = now + 2 * REPLAY_WINDOW_SECONDS
