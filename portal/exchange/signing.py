"""Signed requests: who asks, when, and exactly what, so that nothing can be said twice.

The signature is HMAC-SHA-256 over method, path (with its query string, if it has one), time,
nonce and body digest. It travels in ``X-Key``, ``X-Time``, ``X-Nonce`` and ``X-Signature``
(docs/specs/departments.openapi.json; docs/specs/anju.openapi.json for what partners send us).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

REPLAY_WINDOW_SECONDS = 300
_TIME = re.compile(r"[0-9]{1,12}")
_NONCE = re.compile(r"[0-9a-f]{16,64}")


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


Remember = Callable[[str, str], bool]
"""Is this nonce of this key new? It is remembered as long as its request could be repeated."""

NONCE_LIFE_SECONDS = 2 * REPLAY_WINDOW_SECONDS
"""A nonce outlives every time it is valid for."""


class Nonces:
    """Nonces in the memory of one process (thread-safe). Only proven requests cost memory."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._seen: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def __call__(self, key_id: str, nonce: str) -> bool:
        """Remember it; False if it was there."""
        now, mark = self._clock(), (key_id, nonce)
        with self._lock:
            while self._seen:
                oldest = next(iter(self._seen))
                if self._seen[oldest] >= now:
                    break
                del self._seen[oldest]
            if mark in self._seen:
                return False
            self._seen[mark] = now + NONCE_LIFE_SECONDS
            return True


class Verifier:
    """Checks signatures; ``remember`` keeps the nonces (in this process unless told otherwise)."""

    def __init__(
        self,
        keys: Mapping[str, SigningKey],
        clock: Callable[[], float] = time.time,
        remember: Remember | None = None,
    ) -> None:
        self._keys = dict(keys)
        self._clock = clock
        self._remember = remember or Nonces(clock)

    def check(self, headers: Mapping[str, str], *, method: str, path: str, body: bytes) -> str:
        """The id of the key that signed; raises ``SignatureRefused`` otherwise.

        ``path`` is the target as sent, with its query string if it has one. Codes:
        ``unsigned``, ``unknown_key``, ``stale``, ``wrong``, ``replayed``.
        """
        key = self._keys.get(headers.get("X-Key", ""))
        at, nonce = headers.get("X-Time", ""), headers.get("X-Nonce", "")
        given = headers.get("X-Signature", "")
        if not (_TIME.fullmatch(at) and _NONCE.fullmatch(nonce) and given):
            raise SignatureRefused("unsigned")
        if key is None:
            raise SignatureRefused("unknown_key")
        if abs(self._clock() - int(at)) > REPLAY_WINDOW_SECONDS:
            raise SignatureRefused("stale")
        wanted = signature(key, method=method, path=path, at=int(at), nonce=nonce, body=body)
        if not hmac.compare_digest(wanted.encode(), given.encode()):
            raise SignatureRefused("wrong")
        if not self._remember(key.id, nonce):
            raise SignatureRefused("replayed")
        return key.id
