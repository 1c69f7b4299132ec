"""Numbers and codes that this system gives out: spoken, typed, checked. Pure.

*Application number* ``NN2026-004217-K``: may be spoken, opens nothing. *Queue number*
``NN2026-Q-000317``: the only one in public lists. *Receipt code* ``36YD 1ZBW DGDBS-P``:
65 random bits, opens the case together with the phone. *Letter code* ``7K4M 2XRP``:
proves a letter.
"""

from __future__ import annotations

import csv
import re
import secrets
import unicodedata
from functools import cache
from pathlib import Path

from portal.kernel.errors import Refused

_LETTERS = Path(__file__).parent / "data" / "city_letters.csv"
_MAX_RUNNING = 999_999

_CHECKS = "0123456789ABCDEFGHJKMNPQRTUVWXY"
"""31 characters, 31 a prime; none that is read as another."""

_BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CONFUSED = str.maketrans("OIL", "011")
_RECEIPT_LENGTH = 13
_LETTER_LENGTH = 8


def squeeze(text: str) -> str:
    """Full width to half width; no white space and no marks one cannot see (copied from a chat)."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")


def plain(text: str) -> str:
    """``squeeze``, in capitals."""
    return squeeze(text).upper()


@cache
def _all_letters() -> dict[str, str]:
    with _LETTERS.open(encoding="utf-8", newline="") as file:
        return {row["region"]: row["letters"] for row in csv.DictReader(file)}


def city_letters(region: str) -> str:
    """The two letters that open a city's numbers; a county without its own has its city's.

    ``KeyError`` for a region outside the table.
    """
    letters = _all_letters()
    return letters[region] if region in letters else letters[region[:4] + "00"]


def _worth(character: str) -> int:
    # A letter and a digit may be worth the same: their places in a number are fixed.
    return int(character) if character.isdigit() else ord(character) - ord("A")


def check_char(body: str) -> str:
    """The check character of capitals and digits; hyphens do not count.

    Weights are powers of 3, a primitive root modulo 31, from the right; so every single
    wrong character and every swap of neighbours that keeps letters and digits in place
    changes it.
    """
    characters = [c for c in body if c != "-"]
    total = sum(
        pow(3, place, 31) * _worth(c) for place, c in enumerate(reversed(characters), start=1)
    )
    return _CHECKS[total % 31]


def _running(n: int) -> str:
    if not 1 <= n <= _MAX_RUNNING:
        raise ValueError(f"a running number lies between 1 and {_MAX_RUNNING}, not {n}")
    return f"{n:06d}"


def application_number(region: str, year: int, n: int) -> str:
    """``NN2026-004217-K`` for the ``n``-th application of a city in a year."""
    body = f"{city_letters(region)}{year:04d}-{_running(n)}"
    return f"{body}-{check_char(body)}"


def parse_application_number(text: str, field: str = "number") -> str:
    """The number as it is stored, from how a person typed it.

    Raises ``Refused``: ``number_malformed``, ``number_check`` (a slip of the pen).
    """
    compact = plain(text).replace("-", "")
    match = re.fullmatch(r"([A-Z]{2}[0-9]{4})([0-9]{6})([0-9A-Z])", compact)
    if not match or match[1][:2] not in _all_letters().values():
        raise Refused("number_malformed", field=field)
    body = f"{match[1]}-{match[2]}"
    if check_char(body) != match[3].translate(_CONFUSED):
        raise Refused("number_check", field=field)
    return f"{body}-{check_char(body)}"


def queue_number(region: str, year: int, n: int) -> str:
    """``NN2026-Q-000317`` for the ``n``-th household registered by a city in a year."""
    return f"{city_letters(region)}{year:04d}-Q-{_running(n)}"


def parse_queue_number(text: str, field: str = "number") -> str:
    """The queue number as it is stored. Raises ``Refused``: ``number_malformed``."""
    match = re.fullmatch(r"([A-Z]{2}[0-9]{4})Q([0-9]{6})", plain(text).replace("-", ""))
    if not match or match[1][:2] not in _all_letters().values():
        raise Refused("number_malformed", field=field)
    return f"{match[1]}-Q-{match[2]}"


def _doubled(value: int) -> int:
    """``value`` times x in GF(32), modulo x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def receipt_check_char(code: str) -> str:
    """The check character of 13 base32 characters: Horner's rule in GF(32).

    x is primitive there, so single errors and swaps of neighbours are always caught.
    """
    total = 0
    for character in code:
        total = _doubled(total ^ _BASE32.index(character))
    return _BASE32[total]


def _random(length: int) -> str:
    return "".join(secrets.choice(_BASE32) for _ in range(length))


def new_receipt_code() -> str:
    """A fresh receipt code as it is shown, once: ``36YD 1ZBW DGDBS-P`` (65 random bits)."""
    code = _random(_RECEIPT_LENGTH)
    return receipt_code_text(code + receipt_check_char(code))


def receipt_code_text(compact: str) -> str:
    """How 14 characters are shown: 4, 4, 5, check."""
    return f"{compact[:4]} {compact[4:8]} {compact[8:13]}-{compact[13:]}"


def _typed(text: str) -> str:
    return re.sub(r"[-‐‑‒–—−]", "", plain(text)).translate(_CONFUSED)


def normalise_receipt_code(text: str, field: str = "receipt_code") -> str:
    """The 14 characters to hash, from how a person typed them (O is 0, I and L are 1).

    Raises ``Refused``: ``receipt_code_malformed``, ``receipt_code_check``.
    """
    code = _typed(text)
    if len(code) != _RECEIPT_LENGTH + 1 or not set(code) <= set(_BASE32):
        raise Refused("receipt_code_malformed", field=field)
    if receipt_check_char(code[:-1]) != code[-1]:
        raise Refused("receipt_code_check", field=field)
    return code


def new_letter_code() -> str:
    """A fresh letter code as it is printed: ``7K4M 2XRP`` (40 random bits)."""
    code = _random(_LETTER_LENGTH)
    return f"{code[:4]} {code[4:]}"


def normalise_letter_code(text: str, field: str = "letter_code") -> str:
    """The letter code as printed, from how a person typed it.

    Raises ``Refused``: ``letter_code_malformed``.
    """
    code = _typed(text)
    if len(code) != _LETTER_LENGTH or not set(code) <= set(_BASE32):
        raise Refused("letter_code_malformed", field=field)
    return f"{code[:4]} {code[4:]}"
