"""From a city's comparator to bytes that sort as the comparator says. Pure.

Each field has a fixed width, big-endian; a descending one is complemented. The queue number
always stands last, so no two households of a queue have the same key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.kernel.errors import Refused

NUMBERS_PER_YEAR = 1_000_000
LAST = "queue_number"


@dataclass(frozen=True)
class Field:
    """One part of a key: ``width`` bytes; ``descending`` puts the larger value first."""

    name: str
    width: int
    descending: bool = False

    def encode(self, value: int) -> bytes:
        """The bytes of one value. ``Refused('waitlist_key_range')`` outside the width."""
        if isinstance(value, bool):
            value = int(value)
        most = (1 << (8 * self.width)) - 1
        if not 0 <= value <= most:
            raise Refused("waitlist_key_range", part=self.name)
        return (most - value if self.descending else value).to_bytes(self.width, "big")

    def decode(self, data: bytes) -> int:
        """The value of the bytes that ``encode`` made."""
        value = int.from_bytes(data, "big")
        return (1 << (8 * self.width)) - 1 - value if self.descending else value


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("priority", 1, descending=True),
        Field("points", 3, descending=True),
        Field("size", 1, descending=True),
        Field("approved_on", 3),
        Field("registered_on", 3),
        Field("submitted_on", 3),
        Field(LAST, 5),
    )
}
"""Every part a comparator may name; days count from year 1, numbers as year and running number."""


def number_value(year: int, n: int) -> int:
    """A queue number as one whole number. ``Refused('waitlist_key_range')`` for a bad one."""
    if not (0 < year <= 9999 and 0 < n < NUMBERS_PER_YEAR):
        raise Refused("waitlist_key_range", part=LAST)
    return year * NUMBERS_PER_YEAR + n


def day_value(day: date) -> int:
    """A day as a whole number, later days larger."""
    return day.toordinal()


@dataclass(frozen=True)
class Comparator:
    """A compiled comparator: ordered fields, the queue number last."""

    fields: tuple[Field, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The parts, from the first compared to the last."""
        return tuple(field.name for field in self.fields)

    @property
    def width(self) -> int:
        """Bytes of a whole key."""
        return sum(field.width for field in self.fields)

    @property
    def cuts(self) -> tuple[int, ...]:
        """Bytes up to and with each part."""
        total, found = 0, []
        for field in self.fields:
            total += field.width
            found.append(total)
        return tuple(found)

    def key(self, values: Mapping[str, int]) -> bytes:
        """The key of these values.

        ``Refused``: ``waitlist_key_missing`` for a part without value,
        ``waitlist_key_range`` for a value wider than its field.
        """
        parts = []
        for field in self.fields:
            if field.name not in values:
                raise Refused("waitlist_key_missing", part=field.name)
            parts.append(field.encode(values[field.name]))
        return b"".join(parts)

    def values(self, key: bytes) -> dict[str, int]:
        """The values a key was made of. ``ValueError`` for a key of another comparator."""
        if len(key) != self.width:
            raise ValueError("this key belongs to another comparator")
        found, at = {}, 0
        for field in self.fields:
            found[field.name] = field.decode(key[at : at + field.width])
            at += field.width
        return found


def compile_comparator(codes: Sequence[str]) -> Comparator:
    """The comparator a city wrote down. ``ValueError`` for unknown or repeated parts."""
    unknown = [code for code in codes if code not in FIELDS]
    if unknown:
        raise ValueError(f"no such part of a key: {', '.join(unknown)}")
    if len(set(codes)) != len(codes):
        raise ValueError("a part stands twice in the comparator")
    if LAST in codes[:-1]:
        raise ValueError("the queue number is unique, so nothing can stand behind it")
    wanted = tuple(codes) if LAST in codes else (*codes, LAST)
    return Comparator(tuple(FIELDS[code] for code in wanted))
