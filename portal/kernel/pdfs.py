"""The outline of a PDF: is it one, whole, open to read, and free of what it could start.

This finds what honest programs write. A PDF made to deceive can hide what it carries from any
reader but its victim's, so nobody opens one here: it is served as an attachment under a sandbox
and handed to the scanner, whatever was found.
"""

from __future__ import annotations

import re
import zlib

HEAD = re.compile(rb"%PDF-[12]\.[0-9]\s")
ENDING = b"%%EOF"
BLANK = b"\0\t\n\f\r "
ZIP_END = b"PK\x05\x06"
ZIP_END_SIZE, ZIP_COMMENT = 22, 65_535
HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
LOCKED = re.compile(rb"/Encrypt(?![A-Za-z])")
ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)\b")
PACKED = b"/ObjStm"
MOST_PACKED, MOST_UNPACKED = 2_000, 16_000_000
"""Compressed tables looked into, and bytes unpacked in all."""


def look_through(content: bytes) -> tuple[str, int]:
    """What is wrong (a code, or nothing) and how many pages there are (0: it does not tell)."""
    whole = content.rstrip(BLANK)
    if not HEAD.match(content) or not whole.endswith(ENDING) or b"startxref" not in content:
        return "file_broken", 0
    if _is_archive(content):
        return "file_kind", 0
    if LOCKED.search(content):
        return "file_locked", 0
    unpacked = _unpacked(content)
    for part in (content, unpacked):
        if ACTIVE.search(HEX.sub(lambda found: bytes([int(found[1], 16)]), part)):
            return "file_active", 0
    return "", len(PAGE.findall(content)) + len(PAGE.findall(unpacked))


def _is_archive(content: bytes) -> bool:
    """Is the same file a ZIP archive as well (whose end stands in a comment of the PDF)?"""
    at = content.rfind(ZIP_END, max(0, len(content) - ZIP_END_SIZE - ZIP_COMMENT))
    if at < 0 or len(content) < at + ZIP_END_SIZE:
        return False
    comment = int.from_bytes(content[at + 20 : at + 22], "little")
    return at + ZIP_END_SIZE + comment == len(content)


def _unpacked(content: bytes) -> bytes:
    """What stands in compressed tables of objects, as far as it is plain deflate."""
    found, left, at = [], MOST_UNPACKED, 0
    for _ in range(MOST_PACKED):
        at = content.find(PACKED, at) + len(PACKED)
        if at < len(PACKED) or left <= 0:
            break
        start = content.find(b"stream", at, at + 2_000)
        if start < 0:
            continue
        data = content[start + 6 : start + 6 + left].lstrip(b"\r\n")
        try:
            part = zlib.decompressobj().decompress(data, left)
        except zlib.error:
            continue
        found.append(part)
        left -= len(part)
    return b"\n".join(found)
