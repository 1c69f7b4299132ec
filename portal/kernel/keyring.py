"""The key file: keys for sealing, for blind indexes and for blob addresses; rotation."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import token_bytes

_BYTES = 32


class BadKeyFile(RuntimeError):
    """The key file cannot be used; the message never shows a key."""


@dataclass(frozen=True)
class Keyring:
    """All keys by key id. ``index_next`` is set while the blind index is rotated."""

    keys: Mapping[str, bytes] = field(repr=False)
    current: str
    index_keys: Mapping[str, bytes] = field(repr=False)
    index_current: str
    address_key: bytes = field(repr=False)
    index_next: str | None = None
    demo: bool = False

    def __post_init__(self) -> None:
        """Raises ``BadKeyFile`` for missing or short keys and odd key ids."""
        named = [(self.current, self.keys), (self.index_current, self.index_keys)]
        if self.index_next is not None:
            named.append((self.index_next, self.index_keys))
        if any(kid not in keys for kid, keys in named):
            raise BadKeyFile("a current key is not in the key file")
        if not all(re.fullmatch("[a-z0-9]{1,8}", k) for k in (*self.keys, *self.index_keys)):
            raise BadKeyFile("a key id is 1 to 8 small letters and digits")
        every = (*self.keys.values(), *self.index_keys.values(), self.address_key)
        if any(len(key) != _BYTES for key in every):
            raise BadKeyFile(f"a key has {_BYTES} bytes")

    @classmethod
    def fresh(cls, *, demo: bool = False) -> Keyring:
        """New random keys."""
        return cls(
            {"k1": token_bytes(_BYTES)},
            "k1",
            {"i1": token_bytes(_BYTES)},
            "i1",
            token_bytes(_BYTES),
            demo=demo,
        )

    def with_new_key(self) -> Keyring:
        """A new sealing key is current; older ones still open what they sealed."""
        kid = f"k{len(self.keys) + 1}"
        return replace(self, keys={**self.keys, kid: token_bytes(_BYTES)}, current=kid)

    def with_next_index(self) -> Keyring:
        """Begin to rotate the blind index: both are written and asked from now on."""
        if self.index_next is not None:
            raise BadKeyFile("a rotation of the index runs already")
        kid = f"i{len(self.index_keys) + 1}"
        return replace(
            self, index_keys={**self.index_keys, kid: token_bytes(_BYTES)}, index_next=kid
        )

    def with_index_turned(self) -> Keyring:
        """End the rotation (all rows have the new index): the new one is the current."""
        if self.index_next is None:
            raise BadKeyFile("no rotation of the index runs")
        return replace(self, index_current=self.index_next, index_next=None)


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _dumped(keyring: Keyring) -> str:
    return json.dumps(
        {
            "demo": keyring.demo,
            "current": keyring.current,
            "keys": {kid: _text(key) for kid, key in keyring.keys.items()},
            "index_current": keyring.index_current,
            "index_next": keyring.index_next,
            "index_keys": {kid: _text(key) for kid, key in keyring.index_keys.items()},
            "address_key": _text(keyring.address_key),
        },
        indent=2,
    )


def _write_new(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def create_key_file(path: str | Path, *, demo: bool = False) -> Keyring:
    """New keys in a new file that its owner alone may read (0600).

    ``FileExistsError`` rather than overwrite keys that seal something.
    """
    keyring = Keyring.fresh(demo=demo)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    _write_new(Path(path), _dumped(keyring))
    return keyring


def replace_key_file(path: str | Path, keyring: Keyring) -> None:
    """Put a rotated keyring in place of the file, at once or not at all."""
    beside = Path(path).with_suffix(".new")
    _write_new(beside, _dumped(keyring))
    beside.replace(path)


def read_key_file(path: str | Path) -> Keyring:
    """The keys in the file. Raises ``BadKeyFile`` when it is missing or malformed."""
    try:
        values = json.loads(Path(path).read_text(encoding="utf-8"))
        return Keyring(
            keys={kid: base64.b64decode(key) for kid, key in values["keys"].items()},
            current=values["current"],
            index_keys={kid: base64.b64decode(key) for kid, key in values["index_keys"].items()},
            index_current=values["index_current"],
            index_next=values.get("index_next"),
            address_key=base64.b64decode(values["address_key"]),
            demo=bool(values.get("demo", False)),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadKeyFile(f"the key file cannot be read ({type(error).__name__})") from None
