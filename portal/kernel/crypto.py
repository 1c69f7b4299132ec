"""Personal data at rest: sealed field by field, found again by keyed blind index.

An envelope is ``v1:alg:kid:nonce:ciphertext``; its additional data are the field's
constant name and the row's uid, so a value moved to another row or column will not
open. Keys live in a file outside the database. ``CRYPTO_SUITE=sm`` seals with SM4-GCM;
what was sealed with AES opens all the same. Blind indexes (HMAC-SHA-256) have keys of
their own and do not depend on the suite.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from secrets import token_bytes
from typing import Any, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app

from portal.kernel.database import new_uid
from portal.kernel.keyring import Keyring
from portal.kernel.keyring import create_key_file as create_key_file
from portal.kernel.keyring import read_key_file as read_key_file

_NONCE = 12
_TAG = 16
_SUITES = {"aes": "aesgcm", "sm": "sm4gcm"}
_KEY_BYTES = {"aesgcm": 32, "sm4gcm": 16}


class Unsealable(ValueError):
    """Wrong key, wrong row, wrong field or altered bytes; which one is never told."""


@dataclass
class _Ring:
    """The keys and the suite one app seals with."""

    keyring: Keyring
    suite: str = "aes"


def init_crypto(app: Flask) -> None:
    """Read ``KEY_FILE`` and ``CRYPTO_SUITE`` (``aes`` or ``sm``) from the configuration."""
    keyring = read_key_file(app.config["KEY_FILE"])
    app.extensions["anju.crypto"] = _ring_of(keyring, app.config.get("CRYPTO_SUITE", "aes"))


def use_keyring(keyring: Keyring, *, suite: str = "aes") -> None:
    """The app at hand seals with these keys from now on. ``ValueError`` for an unknown suite."""
    current_app.extensions["anju.crypto"] = _ring_of(keyring, suite)


def _ring_of(keyring: Keyring, suite: str) -> _Ring:
    if suite not in _SUITES:
        raise ValueError(f"CRYPTO_SUITE is aes or sm, not {suite!r}")
    return _Ring(keyring, suite)


def _ring() -> _Ring:
    try:
        ring: _Ring = current_app.extensions["anju.crypto"]
    except KeyError:
        raise RuntimeError("no keys: call init_crypto(app) first") from None
    return ring


def _keys() -> Keyring:
    return _ring().keyring


def keys_are_demo() -> bool:
    """Are these the keys of a demo, which production refuses?"""
    return _keys().demo


# --- ciphers -----------------------------------------------------------------


def _algorithm(alg: str, key: bytes) -> algorithms.AES | algorithms.SM4:
    return algorithms.AES(key) if alg == "aesgcm" else algorithms.SM4(key)


def gcm_encrypt(alg: str, key: bytes, nonce: bytes, data: bytes, aad: bytes) -> bytes:
    """Ciphertext and 16-byte tag; ``alg`` is ``aesgcm`` or ``sm4gcm`` (RFC 8998)."""
    encryptor = Cipher(_algorithm(alg, key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(aad)
    return encryptor.update(data) + encryptor.finalize() + encryptor.tag


def gcm_decrypt(alg: str, key: bytes, nonce: bytes, sealed: bytes, aad: bytes) -> bytes:
    """What ``gcm_encrypt`` sealed, or ``Unsealable``."""
    if len(sealed) < _TAG:
        raise Unsealable("cannot be opened")
    mode = modes.GCM(nonce, sealed[-_TAG:])
    decryptor = Cipher(_algorithm(alg, key), mode).decryptor()
    decryptor.authenticate_additional_data(aad)
    try:
        return decryptor.update(sealed[:-_TAG]) + decryptor.finalize()
    except InvalidTag as error:
        raise Unsealable("cannot be opened") from error


@lru_cache(maxsize=64)
def _derived(master: bytes, alg: str) -> bytes:
    length = _KEY_BYTES[alg]
    return HKDF(SHA256(), length, salt=None, info=f"anju field {alg}".encode()).derive(master)


def _aad(field: str, uid: str) -> bytes:
    if not field or not uid:
        raise ValueError("sealing needs the field's name and the row's uid")
    return f"{field}\n{uid}".encode()


# --- sealing -----------------------------------------------------------------


def seal_bytes(field: str, uid: str, data: bytes) -> bytes:
    """Like ``seal``, for files: ``v1:alg:kid:`` then raw nonce and ciphertext."""
    keyring, alg = _keys(), _SUITES[_ring().suite]
    nonce = token_bytes(_NONCE)
    key = _derived(keyring.keys[keyring.current], alg)
    head = f"v1:{alg}:{keyring.current}:".encode()
    return head + nonce + gcm_encrypt(alg, key, nonce, data, _aad(field, uid))


def unseal_bytes(field: str, uid: str, envelope: bytes) -> bytes:
    """What ``seal_bytes`` sealed, or ``Unsealable``."""
    parts = envelope.split(b":", 3)
    if len(parts) != 4 or parts[0] != b"v1":
        raise Unsealable("cannot be opened")
    alg, kid, body = parts[1].decode(), parts[2].decode(), parts[3]
    master = _keys().keys.get(kid)
    if alg not in _KEY_BYTES or master is None or len(body) < _NONCE + _TAG:
        raise Unsealable("cannot be opened")
    key = _derived(master, alg)
    return gcm_decrypt(alg, key, body[:_NONCE], body[_NONCE:], _aad(field, uid))


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def seal(field: str, uid: str, plaintext: str) -> str:
    """The envelope of a text for one field (say ``person.document``) of one row."""
    head, alg, kid, body = seal_bytes(field, uid, plaintext.encode()).split(b":", 3)
    parts = (head.decode(), alg.decode(), kid.decode(), _encode(body[:_NONCE]))
    return ":".join((*parts, _encode(body[_NONCE:])))


def unseal(field: str, uid: str, envelope: str) -> str:
    """The text sealed for that field and row, or ``Unsealable``."""
    parts = envelope.split(":")
    if len(parts) != 5:
        raise Unsealable("cannot be opened")
    try:
        body = _decode(parts[3]) + _decode(parts[4])
    except ValueError as error:
        raise Unsealable("cannot be opened") from error
    return unseal_bytes(field, uid, ":".join((*parts[:3], "")).encode() + body).decode()


def stale(envelope: str) -> bool:
    """Was it sealed with an older key or another suite than today's?"""
    return envelope.split(":")[1:3] != [_SUITES[_ring().suite], _keys().current]


def reseal(field: str, uid: str, envelope: str) -> str:
    """The same text under today's key and suite (for the re-encryption job)."""
    return seal(field, uid, unseal(field, uid, envelope))


# --- blind indexes -----------------------------------------------------------


def _hashed(kid: str, kind: str, value: str) -> str:
    key = _keys().index_keys[kid]
    mac = hmac.new(key, f"{kind}\n{value}".encode(), hashlib.sha256)
    return f"{kid}:{_encode(mac.digest())}"


def blind(kind: str, value: str) -> str:
    """The keyed hash that finds ``value`` again; unique columns hold this one.

    Normalise ``value`` first. At most 60 characters. During a rotation it stays the old
    one until all rows have the new.
    """
    return _hashed(_keys().index_current, kind, value)


def blind_next(kind: str, value: str) -> str | None:
    """The hash by the coming key while a rotation runs, to be written beside; else None."""
    coming = _keys().index_next
    return None if coming is None else _hashed(coming, kind, value)


def blinds(kind: str, value: str) -> tuple[str, ...]:
    """All hashes to ask for (``column.in_(blinds(...))``): today's, and the coming one."""
    coming = blind_next(kind, value)
    return (blind(kind, value),) if coming is None else (blind(kind, value), coming)


def keyed_digest(kind: str, data: bytes) -> str:
    """Hex HMAC-SHA-256 of bytes, by the key for addresses, which is never rotated."""
    mac = hmac.new(_keys().address_key, kind.encode() + b"\n" + data, hashlib.sha256)
    return mac.hexdigest()


# --- on models ---------------------------------------------------------------


class Sealed:
    """A text attribute kept sealed in the column ``<name>_sealed`` of the same row.

    A row without uid gets one when the attribute is first set; so give ``uid=`` before
    it in a constructor, or not at all.
    """

    def __init__(self, field: str, column: str = "") -> None:
        self.field = field
        self.column = column

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self.column = self.column or f"{name}_sealed"

    @overload
    def __get__(self, row: None, owner: type[Any]) -> Sealed: ...
    @overload
    def __get__(self, row: object, owner: type[Any]) -> str | None: ...
    def __get__(self, row: Any, owner: type[Any]) -> Sealed | str | None:
        if row is None:
            return self
        envelope = getattr(row, self.column)
        return None if envelope is None else unseal(self.field, row.uid, envelope)

    def __set__(self, row: Any, plaintext: str | None) -> None:
        if row.uid is None:
            row.uid = new_uid()
        setattr(
            row, self.column, None if plaintext is None else seal(self.field, row.uid, plaintext)
        )


def sealed(field: str, column: str = "") -> Sealed:
    """``number = sealed("person.document")`` beside ``number_sealed: Mapped[str]``.

    ``column`` names the sealed column where it is called otherwise.
    """
    return Sealed(field, column)
