"""The bank's files by a versioned template: payment lines out, return lines back. Pure.

Amounts are above 0 with two decimals, account numbers are digits only, and no cell may
begin like a spreadsheet formula: such a name is held and handed to a person, not altered.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.kernel.money import Fen

_AMOUNT = re.compile(r"([1-9][0-9]{0,10}|0)\.([0-9]{2})")
_ACCOUNT = re.compile(r"[0-9]{8,32}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'", '"')
_PRIVATE_USE = range(0xE000, 0xF900)


@dataclass(frozen=True)
class Template:
    """One layout agreed with a bank; a change is a new version."""

    version: str
    encoding: str
    payment: tuple[str, ...]
    returned: tuple[str, ...]
    checked_if_given: tuple[str, ...]


TEMPLATES = {
    "csv-1": Template(
        version="csv-1",
        encoding="utf-8-sig",
        payment=("seq", "account", "name", "amount", "remark"),
        returned=("seq", "status", "reason"),
        checked_if_given=("amount", "account"),
    )
}
NEWEST = "csv-1"


class BadFile(ValueError):
    """The file breaks its template; ``code`` says how, ``line`` where (0: as a whole)."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(f"{code} in line {line}")
        self.code, self.line = code, line


@dataclass(frozen=True)
class PaymentLine:
    """One payment as the bank gets it."""

    seq: int
    account: str = field(repr=False)
    name: str = field(repr=False)
    fen: Fen
    remark: str


@dataclass(frozen=True)
class ReturnLine:
    """One answer; ``line`` counts in the file from 1, amount and account may be left out."""

    line: int
    seq: str
    status: str
    reason: str
    fen: Fen | None = None
    account: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Totals:
    """Control count and total of a file, and the SHA-256 of its bytes."""

    count: int
    fen: Fen
    digest: str


def printable(name: str) -> bool:
    """Can the bank print this name, and is it safe in a spreadsheet?"""
    if not name.strip() or name.startswith(_FORMULA):
        return False
    if any(ord(c) in _PRIVATE_USE or c in "\r\n\t" for c in name):
        return False
    try:
        name.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def good_account(number: str) -> bool:
    """Digits only, 8 to 32 of them."""
    return _ACCOUNT.fullmatch(number) is not None


def amount_text(fen: Fen) -> str:
    """``147.00`` for 14700; ``BadFile`` unless above 0."""
    if fen <= 0:
        raise BadFile("bad_amount")
    return f"{fen // 100}.{fen % 100:02d}"


def write(lines: Sequence[PaymentLine], template: str = NEWEST) -> bytes:
    """The payment file, read back and found the same. Raises ``BadFile``."""
    layout = TEMPLATES[template]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(layout.payment)
    for line in lines:
        if not printable(line.name):
            raise BadFile("bad_name", line.seq)
        if not good_account(line.account):
            raise BadFile("bad_account", line.seq)
        cells = {
            "seq": f"{line.seq:06d}",
            "account": line.account,
            "name": line.name,
            "amount": amount_text(line.fen),
            "remark": line.remark,
        }
        writer.writerow([cells[column] for column in layout.payment])
    content = buffer.getvalue().encode(layout.encoding)
    again = totals(content, template)
    if (again.count, again.fen) != (len(lines), sum(line.fen for line in lines)):
        raise BadFile("totals_differ")
    return content


def totals(content: bytes, template: str = NEWEST) -> Totals:
    """Count, total and digest of a payment file, read from its bytes. Raises ``BadFile``."""
    layout = TEMPLATES[template]
    fens, seen = [], set()
    for number, row in enumerate(_rows(content, layout.payment), start=1):
        fen = _fen(row["amount"], number)
        if row["seq"] in seen or fen <= 0:
            raise BadFile("twice" if row["seq"] in seen else "bad_amount", number)
        seen.add(row["seq"])
        fens.append(fen)
    if not fens:
        raise BadFile("empty")
    return Totals(len(fens), sum(fens), hashlib.sha256(content).hexdigest())


def read_returns(content: bytes, template: str = NEWEST) -> list[ReturnLine]:
    """The lines of a return file, odd ones too; ``BadFile`` when it is none at all."""
    layout = TEMPLATES[template]
    found = []
    for number, row in enumerate(_rows(content, layout.returned), start=1):
        amount, account = row.get("amount", ""), row.get("account", "")
        found.append(
            ReturnLine(
                line=number,
                seq=row["seq"].strip()[:20],
                status=row["status"].strip(),
                reason=row["reason"].strip()[:40],
                fen=_fen(amount, number) if amount else None,
                account=account or None,
            )
        )
    return found


def _fen(text: str, line: int) -> Fen:
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise BadFile("bad_amount", line)
    return int(match[1] + match[2])


def _rows(content: bytes, needed: tuple[str, ...]) -> list[dict[str, str]]:
    encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "gb18030"
    try:
        rows = list(csv.reader(io.StringIO(content.decode(encoding), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadFile("unreadable") from error
    if not rows or not set(needed) <= set(rows[0]) or len(set(rows[0])) != len(rows[0]):
        raise BadFile("columns")
    for number, row in enumerate(rows[1:], start=1):
        if len(row) != len(rows[0]):
            raise BadFile("columns", number)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
