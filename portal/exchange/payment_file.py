"""The bank's files as data: payment lines out, return lines back (bank_layout.toml).

Both are CSV with a header line, in UTF-8 with byte-order mark or GB18030.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,12})\.([0-9]{2})")
_ACCOUNT = re.compile(r"[0-9]{8,32}")
PAID, RETURNED = "paid", "returned"


class BadFile(Exception):
    """The file breaks the layout; ``code`` says how, ``line`` where (0: as a whole)."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(f"{code} in line {line}")
        self.code = code
        self.line = line


@dataclass(frozen=True)
class PaymentLine:
    """One payment; ``amount`` in fen, more than 0."""

    seq: str
    account: str = field(repr=False)
    name: str = field(repr=False)
    amount: int
    remark: str


@dataclass(frozen=True)
class ReturnLine:
    """What became of one payment: ``paid``, or ``returned`` with a reason code."""

    seq: str
    status: str
    reason: str


@cache
def layout() -> dict[str, Any]:
    """bank_layout.toml."""
    path = Path(__file__).with_name("bank_layout.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def write_payments(lines: Iterable[PaymentLine], encoding: str = "utf-8-sig") -> bytes:
    """The payment file; raises ``BadFile`` for what the encoding or layout cannot hold."""
    rows = [
        [p.seq, p.account, p.name, f"{p.amount // 100}.{p.amount % 100:02d}", p.remark]
        for p in lines
    ]
    content = _write(layout()["payment"], rows, encoding)
    read_payments(content)
    return content


def read_payments(content: bytes) -> list[PaymentLine]:
    """The lines of a payment file; raises ``BadFile`` and then nothing of it counts."""
    lines: list[PaymentLine] = []
    for number, row in enumerate(_read(content, layout()["payment"]), start=2):
        amount = _AMOUNT.fullmatch(row[3])
        if amount is None or int(amount[1] + amount[2]) == 0:
            raise BadFile("bad_amount", number)
        if _ACCOUNT.fullmatch(row[1]) is None:
            raise BadFile("bad_account", number)
        if not (row[0] and row[2].strip()):
            raise BadFile("missing", number)
        lines.append(PaymentLine(row[0], row[1], row[2], int(amount[1] + amount[2]), row[4]))
    if not lines:
        raise BadFile("empty")
    if len({p.seq for p in lines}) < len(lines):
        raise BadFile("twice")
    return lines


def write_returns(lines: Iterable[ReturnLine], encoding: str = "utf-8-sig") -> bytes:
    """The return file."""
    return _write(layout()["return"], [[r.seq, r.status, r.reason] for r in lines], encoding)


def read_returns(content: bytes) -> list[ReturnLine]:
    """The lines of a return file; raises ``BadFile``, also for a status unknown to us."""
    lines: list[ReturnLine] = []
    for number, (seq, status, reason) in enumerate(_read(content, layout()["return"]), start=2):
        if status not in (PAID, RETURNED) or not seq or (status == RETURNED) != bool(reason):
            raise BadFile("bad_status", number)
        lines.append(ReturnLine(seq, status, reason))
    if len({r.seq for r in lines}) < len(lines):
        raise BadFile("twice")
    return lines


def encoding_of(content: bytes) -> str:
    """``utf-8-sig`` if the file says so by its first bytes, else ``gb18030``."""
    return "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "gb18030"


def _write(columns: list[str], rows: list[list[str]], encoding: str) -> bytes:
    if encoding not in layout()["encodings"]:
        raise BadFile("encoding")
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows([columns, *rows])
    return buffer.getvalue().encode(encoding)


def _read(content: bytes, columns: list[str]) -> list[list[str]]:
    try:
        text = content.decode(encoding_of(content))
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadFile("unreadable") from error
    if not rows or rows[0] != columns:
        raise BadFile("columns", 1)
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(columns):
            raise BadFile("columns", number)
    return rows[1:]
