"""Checkpoints as text that anyone can keep, read and check: signed notes. Pure but for the key.

A note is four lines (origin, size, root, moment), an empty line, and a line with the key's
name and the Ed25519 signature of the four lines.
"""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)


class BadNote(ValueError):
    """The text is no checkpoint."""


class NoSealingKey(RuntimeError):
    """There is no key to sign checkpoints with."""


@dataclass(frozen=True)
class Note:
    """A signed checkpoint; ``root`` in hex, ``signature`` in base64."""

    origin: str
    size: int
    root: str
    at: datetime
    key_id: str = ""
    signature: str = ""

    def body(self) -> bytes:
        """The bytes that are signed."""
        moment = self.at.isoformat()
        return f"{self.origin}\n{self.size}\n{self.root}\n{moment}\n".encode()

    def text(self) -> str:
        """The whole note."""
        return f"{self.body().decode()}\n{self.key_id} {self.signature}\n"


def read_note(text: str) -> Note:
    """A note from its text. Raises ``BadNote``."""
    lines = text.split("\n")
    try:
        origin, size, root, moment, gap, signed = lines[:6]
        key_id, signature = signed.split(" ")
        note = Note(origin, int(size), root, datetime.fromisoformat(moment), key_id, signature)
        bytes.fromhex(root)
    except ValueError as error:
        raise BadNote("this is not a checkpoint") from error
    if gap or note.text() != text:
        raise BadNote("this is not a checkpoint")
    return note


def key_id_of(public: bytes) -> str:
    """The short name of a public key: the beginning of its SHA-256."""
    return hashlib.sha256(public).hexdigest()[:16]


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public key."""
    return key.public_key().public_bytes_raw()


def sign(note: Note, key: Ed25519PrivateKey) -> Note:
    """The same note, signed."""
    signature = base64.b64encode(key.sign(note.body())).decode()
    return Note(note.origin, note.size, note.root, note.at, key_id_of(public_bytes(key)), signature)


def signed_by(note: Note, public: bytes) -> bool:
    """Was this note signed with the key that belongs to this public key?"""
    if note.key_id != key_id_of(public):
        return False
    try:
        signature = base64.b64decode(note.signature, validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, note.body())
    except (InvalidSignature, ValueError):
        return False
    return True


def create_key(path: Path) -> Ed25519PrivateKey:
    """A new key in a new file that its owner alone may read; ``FileExistsError`` if there is one.

    The public half lies beside it (``.pub``), to be given to the holders.
    """
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.private_bytes_raw().hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    path.with_suffix(".pub").write_text(public_bytes(key).hex() + "\n", encoding="ascii")
    return key


def read_key(path: Path) -> Ed25519PrivateKey:
    """The key in the file. Raises ``NoSealingKey`` when it is missing or malformed."""
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    except (OSError, ValueError):
        raise NoSealingKey("no sealing key; make one with: flask audit key --create") from None
