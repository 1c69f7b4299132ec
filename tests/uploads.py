"""Three hundred hostile uploads, each with what must become of it. Made in code, always the same.

A label is the kind that is kept (``image``, ``pdf``) or the code of the refusal; ``EITHER`` where
a flipped bit may or may not be seen by a decoder, but must never be more than refused.
"""

from __future__ import annotations

import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

from portal.kernel.files import Limits

EITHER = "image or file_broken"
LIMITS = Limits(size=10_000_000, pixels=40_000_000)
Make = Callable[[], bytes]


@dataclass(frozen=True)
class Upload:
    """A file, the name it is sent under, and its label."""

    name: str
    filename: str
    make: Make
    label: str


# --- honest bricks ---------------------------------------------------------------------


@cache
def picture(width: int = 240, height: int = 320, mode: str = "RGB") -> Image.Image:
    """Stripes that are no two pixels alike, so that nothing compresses to nothing."""
    base = Image.radial_gradient("L").resize((width, height))
    bands = (base, base.transpose(Image.Transpose.FLIP_LEFT_RIGHT), Image.new("L", base.size, 90))
    found = Image.merge("RGB", bands)
    if mode == "I;16":
        return base.convert("I").point(lambda value: value * 256).convert("I;16")
    return found.convert(mode)


def saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def jpeg(mode: str = "RGB", **how: Any) -> bytes:
    return saved(picture(mode=mode), "JPEG", **how)


def png(mode: str = "RGB", **how: Any) -> bytes:
    return saved(picture(mode=mode), "PNG", **how)


def webp(mode: str = "RGB", **how: Any) -> bytes:
    return saved(picture(mode=mode), "WEBP", **how)


def chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(kind + body)
    return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", check)


PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def raw_png(
    width: int, height: int, data: bytes, *, depth: int = 8, colour: int = 2, laced: int = 0,
    more: bytes = b"",
) -> bytes:  # fmt: skip
    head = struct.pack("!IIBBBBB", width, height, depth, colour, 0, 0, laced)
    body = chunk(b"IHDR", head) + more + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return PNG_HEAD + body


def deep_png() -> bytes:
    """Sixteen bits a colour."""
    rows = b"".join(b"\0" + bytes(range(256)) * 6 for _ in range(100))
    return raw_png(256, 100, zlib.compress(rows), depth=16)


ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
         (0, 1, 1, 2))  # fmt: skip


def laced_png(size: int = 96) -> bytes:
    """Interlaced: seven passes."""
    rows = []
    for left, top, across, down in ADAM7:
        wide = len(range(left, size, across))
        rows += [b"\0" + bytes([top * 9]) * (3 * wide) for _ in range(top, size, down)]
    return raw_png(size, size, zlib.compress(b"".join(rows)), laced=1)


def exif(orientation: int = 1, place: bool = False) -> bytes:
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x010F] = "A phone that tells everything"
    if place:
        told.get_ifd(0x8825)[1] = "N"
        told.get_ifd(0x8825)[2] = (22.0, 49.0, 0.0)
    return told.tobytes()


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0xFF, marker, len(body) + 2) + body


def with_segment(marker: int, body: bytes) -> bytes:
    whole = jpeg()
    return whole[:2] + segment(marker, body) + whole[2:]


def pdf(
    *objects: bytes, head: bytes = b"%PDF-1.7\n", trailer: bytes = b"", tail: bytes = b"%%EOF\n"
) -> bytes:
    """A PDF of one page with more objects put in."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        *objects,
    ]
    body, places = head, []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(parts) + 1
    body_end = len(body)
    return (
        body + b"xref\n0 %d\n0000000000 65535 f \n" % size + table
        + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n" % (size, trailer, body_end)
        + tail
    )  # fmt: skip


def packed(text: bytes) -> bytes:
    data = zlib.compress(text)
    return (
        b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(data)
        + data + b"\nendstream"
    )  # fmt: skip


def archive(*names: str, text: str = "x") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed_up:
        for name in names:
            packed_up.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# --- families --------------------------------------------------------------------------

SCRIPT = b"<script>alert(document.cookie)</script>"
HTML = b"<!DOCTYPE html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg">%s</svg>'


def _fixed(content: bytes) -> Make:
    return lambda: content


def honest_images() -> Iterator[tuple[str, Make, str]]:
    """Odd, but photos all the same."""
    for mode in ("RGB", "L", "CMYK", "1"):
        yield f"jpeg {mode}", lambda m=mode: jpeg(m), "image"  # type: ignore[misc]
    yield "jpeg progressive", lambda: jpeg(progressive=True), "image"
    yield "jpeg progressive cmyk", lambda: jpeg("CMYK", progressive=True), "image"
    yield "jpeg restart markers", lambda: jpeg(restart_marker_blocks=2), "image"
    yield "jpeg 4:4:4", lambda: jpeg(subsampling=0, quality=100), "image"
    yield "jpeg quality 1", lambda: jpeg(quality=1), "image"
    for turn in range(1, 9):
        yield f"exif turn {turn}", lambda t=turn: jpeg(exif=exif(t)), "image"  # type: ignore[misc]
    yield "exif with place", lambda: jpeg(exif=exif(6, place=True)), "image"
    yield "exif turn 99", lambda: jpeg(exif=exif(99)), "image"
    for name, body in (
        ("exif cut", b"Exif\0\0MM\0*"),
        ("exif loop", b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x08"),
        ("exif noise", b"Exif\0\0" + bytes(range(256)) * 4),
        ("exif count huge", b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x12\x01\x03\0\xff\xff\xff\x7f"),
        ("exif endless", b"Exif\0\0II*\0\xff\xff\xff\xff"),
        ("exif turn as text", b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x04abc\0"),
    ):
        yield name, lambda b=body: with_segment(0xE1, b), "image"  # type: ignore[misc]
    yield (
        "xmp with script",
        lambda: with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SCRIPT),
        "image",
    )
    yield "comment with script", lambda: with_segment(0xFE, SCRIPT), "image"
    yield "comment with php", lambda: with_segment(0xFE, b"<?php system($_GET['c']); ?>"), "image"
    yield "pdf inside a jpeg", lambda: with_segment(0xFE, pdf()), "image"
    yield "zip inside a jpeg", lambda: with_segment(0xFE, archive("a.exe")), "image"
    yield "icc noise", lambda: with_segment(0xE2, b"ICC_PROFILE\0\x01\x01" + b"\xff" * 900), "image"
    yield "mpo with no second picture", lambda: with_segment(0xE2, b"MPF\0II*\0"), "image"
    yield (
        "two pictures behind each other (MPO)",
        lambda: saved(picture(), "MPO", save_all=True, append_images=[picture(120, 160)]),
        "image",
    )
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        yield f"png {mode}", lambda m=mode: png(m), "image"  # type: ignore[misc]
    yield "png 16 bit colour", deep_png, "image"
    yield "png interlaced", laced_png, "image"
    yield "png with text", lambda: png(pnginfo=_text("Comment", SCRIPT.decode())), "image"
    yield "png with exif turn", lambda: png(exif=exif(6)), "image"
    yield "png with bytes behind", lambda: png() + HTML, "image"
    yield (
        "png palette with holes",
        lambda: saved(picture().convert("P"), "PNG", transparency=bytes(range(256))),
        "image",
    )
    yield "webp lossy", lambda: webp(), "image"
    yield "webp lossless", lambda: webp(lossless=True), "image"
    yield "webp with alpha", lambda: webp("RGBA"), "image"
    yield "webp with exif", lambda: webp(exif=exif(3)), "image"
    yield "webp with bytes behind", lambda: webp() + HTML, "image"
    for name, more in (
        ("html", HTML), ("php", b"<?php phpinfo();"), ("zip", archive("a.docx", "b.exe")),
        ("pdf", pdf()), ("exe", b"MZ" + b"\0" * 400), ("a second jpeg", jpeg()),
        ("nothing but zeros", b"\0" * 1_000_000), ("javascript", b"*/alert(1)/*"),
        ("shell", b"\n#!/bin/sh\nrm -rf /\n"), ("phar", b"__HALT_COMPILER(); ?>"),
    ):  # fmt: skip
        yield f"jpeg and {name} behind", lambda m=more: jpeg() + m, "image"  # type: ignore[misc]
    yield "jpeg of just the largest size", lambda: jpeg().ljust(LIMITS.size, b"\0"), "image"
    yield "64 by 64", lambda: saved(picture(64, 64), "PNG"), "image"
    yield "a strip of 20000 by 64", lambda: saved(Image.new("L", (20_000, 64), 200), "PNG"), "image"


def _text(key: str, value: str) -> PngImagePlugin.PngInfo:
    found = PngImagePlugin.PngInfo()
    found.add_text(key, value, zip=True)
    return found


def other_things() -> Iterator[tuple[str, Make, str]]:
    """Neither photo nor PDF, whatever the name says."""
    heads = {
        "gif": saved(picture().convert("P"), "GIF"),
        "moving gif": saved(
            picture().convert("P"), "GIF", save_all=True, append_images=[Image.new("P", (240, 320))]
        ),
        "gif and html": b"GIF89a/*" + HTML,
        "gif and pdf": b"GIF89a" + pdf(),
        "bmp": saved(picture(), "BMP"),
        "tiff": saved(picture(), "TIFF"),
        "tiff many pages": saved(picture(), "TIFF", save_all=True, append_images=[picture()]),
        "ico": saved(picture(64, 64), "ICO"),
        "ppm": saved(picture(), "PPM"),
        "tga": saved(picture(), "TGA"),
        "eps": saved(picture(), "EPS"),
        "psd": b"8BPS\0\x01" + b"\0" * 200,
        "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 200,
        "jpeg xl": b"\xff\x0a" + b"\0" * 200,
        "zip": archive("a.txt"),
        "zip with a path": archive("../../etc/passwd"),
        "docx": archive("[Content_Types].xml", "word/document.xml"),
        "xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
        "xlsx bomb": archive("[Content_Types].xml", "xl/sheet1.xml", text="0" * 5_000_000),
        "pptx": archive("[Content_Types].xml", "ppt/presentation.xml"),
        "odt": archive("mimetype", "content.xml"),
        "jar": archive("META-INF/MANIFEST.MF"),
        "apk": archive("AndroidManifest.xml", "classes.dex"),
        "epub": archive("mimetype", "OEBPS/a.html"),
        "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
        "rtf": b"{\\rtf1\\ansi hello}",
        "exe": b"MZ\x90\0" + b"\0" * 500,
        "elf": b"\x7fELF\x02\x01\x01" + b"\0" * 200,
        "mach-o": b"\xcf\xfa\xed\xfe" + b"\0" * 200,
        "java class": b"\xca\xfe\xba\xbe\0\0\0\x34" + b"\0" * 200,
        "wasm": b"\0asm\x01\0\0\0",
        "shell script": b"#!/bin/sh\nid\n",
        "batch": b"@echo off\r\ndel *.*\r\n",
        "shortcut": b"L\0\0\0\x01\x14\x02\0" + b"\0" * 200,
        "html": HTML,
        "html with a mark before": b"\xef\xbb\xbf" + HTML,
        "html in utf-16": HTML.decode().encode("utf-16"),
        "xhtml": b'<?xml version="1.0"?>' + HTML,
        "xml that eats itself": b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
        "xml that reads files": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "mhtml": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + HTML,
        "svg": SVG % b"<rect width='9' height='9'/>",
        "svg with script": SVG % SCRIPT,
        "svg with onload": SVG.replace(b"<svg", b"<svg onload='alert(1)'") % b"",
        "svg with foreign html": SVG % (b"<foreignObject>" + HTML + b"</foreignObject>"),
        "svg from elsewhere": SVG % b"<image href='http://127.0.0.1/x'/>",
        "svg packed": zlib.compress(SVG % SCRIPT),
        "javascript": b"alert(1)//",
        "css": b"body{background:url(javascript:alert(1))}",
        "json": b'{"a": 1}',
        "csv with a formula": b"=cmd|' /C calc'!A0,1\r\n",
        "text": "收入证明".encode(),
        "text in gb18030": "收入证明".encode("gb18030"),
        "php": b"<?php system($_GET['c']);",
        "jsp": b"<%@ page import='java.io.*' %>",
        "sqlite": b"SQLite format 3\0" + b"\0" * 200,
        "pickle": b"\x80\x04cos\nsystem\n(S'id'\ntR.",
        "mp4": b"\0\0\0\x18ftypmp42" + b"\0" * 200,
        "mp3": b"ID3\x03\0\0\0" + b"\0" * 200,
        "ogg": b"OggS" + b"\0" * 200,
        "avi": b"RIFF\x10\0\0\0AVI LIST" + b"\0" * 200,
        "wav": b"RIFF\x10\0\0\0WAVEfmt " + b"\0" * 200,
        "riff of nothing": b"RIFF",
        "flash": b"FWS\x09" + b"\0" * 200,
        "gzip": b"\x1f\x8b\x08\0" + b"\0" * 200,
        "7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 200,
        "rar": b"Rar!\x1a\x07\x01\0" + b"\0" * 200,
        "tar": b"a.txt".ljust(257, b"\0") + b"ustar\0" + b"\0" * 250,
        "iso": b"\0" * 32_769 + b"CD001",
        "postscript": b"%!PS-Adobe-3.0\n(hello) show\n",
        "fdf": b"%FDF-1.2\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
        "one byte": b"\xff",
        "two bytes of a jpeg": b"\xff\xd8",
        "seven bytes of a png": PNG_HEAD[:7],
        "zeros": b"\0" * 5_000,
        "noise": random.Random(7).randbytes(5_000),
        "spaces before a jpeg": b"  " + jpeg(),
        "html before a jpeg": HTML + jpeg(),
        "spaces before a pdf": b"\n\n" + pdf(),
        "mark before a pdf": b"\xef\xbb\xbf" + pdf(),
        "html before a pdf": HTML + pdf(),
        "virus test text": b"X5O!P%@AP[4" + b"\\PZX54(P^)7CC)7}$EICAR-STANDARD-FILE",
    }
    for name, content in heads.items():
        yield name, _fixed(content), "file_kind"
    for brand in (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif", b"avis"):
        yield (
            f"apple photo {brand.decode()}",
            _fixed(b"\0\0\0\x18ftyp" + brand + b"\0" * 300), "file_heic",
        )  # fmt: skip
    yield "nothing at all", _fixed(b""), "file_empty"
    yield "one byte too large", lambda: jpeg().ljust(LIMITS.size + 1, b"\0"), "file_large"
    yield "much too large", lambda: b"%PDF-1.7\n".ljust(LIMITS.size + 4_000_000, b"0"), "file_large"


def broken_images() -> Iterator[tuple[str, Make, str]]:
    """Cut short, mixed up, or lying about themselves."""
    for part in (1, 5, 20, 40, 60, 80, 95):
        yield f"jpeg cut at {part} %", lambda p=part: _cut(jpeg(), p), "file_broken"  # type: ignore[misc]
        yield f"png cut at {part} %", lambda p=part: _cut(png(), p), "file_broken"  # type: ignore[misc]
        yield f"webp cut at {part} %", lambda p=part: _cut(webp(), p), "file_broken"  # type: ignore[misc]
    yield "progressive jpeg cut", lambda: _cut(jpeg(progressive=True), 50), "file_broken"
    yield "interlaced png cut", lambda: _cut(laced_png(), 60), "file_broken"
    yield "jpeg of markers only", _fixed(b"\xff\xd8\xff\xd9"), "file_broken"
    yield "jpeg without tables", lambda: _without(jpeg(), 0xDB), "file_broken"
    yield "jpeg without size", lambda: _without(jpeg(), 0xC0), "file_broken"
    yield "jpeg of no height", lambda: _resized(jpeg(), 0, 240), "file_broken"
    yield "jpeg of ten thousand scans", lambda: _scans(10_000), "file_broken"
    yield (
        "jpeg of noise",
        lambda: b"\xff\xd8\xff\xe0" + random.Random(8).randbytes(4_000),
        ("file_broken"),
    )
    yield "png of no width", lambda: raw_png(0, 100, zlib.compress(b"")), "file_broken"
    yield "png with a wrong check", lambda: _bent(png(), 30), "file_broken"
    yield "png of an unknown depth", lambda: raw_png(99, 99, b"", depth=3), "file_broken"
    yield (
        "png with text that swells",
        lambda: raw_png(
            96,
            96,
            zlib.compress((b"\0" + b"\7" * 288) * 96),
            more=chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"0" * 30_000_000)),
        ),
        "file_broken",
    )
    yield (
        "png with data that swells",
        lambda: raw_png(96, 96, zlib.compress(b"\0" * 60_000_000)),
        EITHER,
    )
    yield "png whose data is no deflate", lambda: raw_png(96, 96, b"\1" * 400), EITHER
    yield (
        "webp of noise",
        lambda: b"RIFF\xff\xff\0\0WEBPVP8 " + random.Random(9).randbytes(900),
        (EITHER + " or file_pixels"),
    )
    yield "webp of an unknown chunk", _fixed(b"RIFF\x20\0\0\0WEBPABCD" + b"\0" * 40), "file_broken"
    yield "webp header only", _fixed(b"RIFF\x04\0\0\0WEBP"), "file_broken"
    luck = random.Random(20260302)
    for number in range(8):
        place = luck.random()
        for kind, whole in (("jpeg", jpeg), ("png", png), ("webp", webp)):
            yield (
                f"{kind} with a bent byte {number}",
                lambda w=whole, p=place: _bent(w(), 40 + int(p * (len(w()) - 60))),  # type: ignore[misc]
                EITHER,
            )


def _cut(whole: bytes, part: int) -> bytes:
    return whole[: max(12, len(whole) * part // 100)]


def _bent(whole: bytes, at: int) -> bytes:
    return whole[:at] + bytes([whole[at] ^ 0x5A]) + whole[at + 1 :]


def _without(whole: bytes, marker: int) -> bytes:
    """A JPEG without the segments of one kind."""
    kept, at = whole[:2], 2
    while whole[at + 1] != 0xDA:
        length = 2 + int.from_bytes(whole[at + 2 : at + 4], "big")
        if whole[at + 1] != marker:
            kept += whole[at : at + length]
        at += length
    return kept + whole[at:]


def _resized(whole: bytes, height: int, width: int) -> bytes:
    """A JPEG that claims another size."""
    at = whole.index(b"\xff\xc0")
    return whole[: at + 5] + struct.pack("!HH", height, width) + whole[at + 9 :]


def _scans(count: int) -> bytes:
    whole = jpeg(progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * count + b"\xff\xd9"


def bombs() -> Iterator[tuple[str, Make, str]]:
    """Small to send, huge to open; or too small to be read; or moving."""
    yield (
        "png of 400 megapixels",
        lambda: raw_png(
            20_000, 20_000, zlib.compress(b"\0" * 2_501 * 20_000, 9), depth=1, colour=0
        ),
        "file_pixels",
    )
    yield "png of 65535 squared", lambda: raw_png(65_535, 65_535, b""), "file_pixels"
    yield "png of 2147483647 squared", lambda: raw_png(2**31 - 1, 2**31 - 1, b""), "file_pixels"
    yield "png just above the cap", lambda: raw_png(8_000, 5_001, b""), "file_pixels"
    yield "png of one long line", lambda: raw_png(1_000_000, 1, b""), "file_pixels"
    yield "jpeg of 65535 squared", lambda: _resized(jpeg(), 65_535, 65_535), "file_pixels"
    yield "jpeg just above the cap", lambda: _resized(jpeg(), 8_000, 5_001), "file_pixels"
    yield "jpeg that is shorter than it says", lambda: _resized(jpeg(), 6_000, 6_000), "image"
    yield "webp of 16384 squared (VP8X)", lambda: _webp_x(16_384, 16_384), "file_pixels"
    yield "webp of 16777216 squared (VP8X)", lambda: _webp_x(2**24, 2**24), "file_pixels"
    yield "webp of 16383 squared (VP8L)", lambda: _webp_l(16_383, 16_383), "file_pixels"
    yield "webp of 16383 squared (VP8)", lambda: _webp_8(16_383, 16_383), "file_pixels"
    yield "one pixel", lambda: saved(Image.new("RGB", (1, 1)), "PNG"), "file_tiny"
    yield "one pixel jpeg", lambda: saved(Image.new("RGB", (1, 1)), "JPEG"), "file_tiny"
    yield "63 by 400", lambda: saved(picture(63, 400), "JPEG"), "file_tiny"
    yield (
        "moving png",
        lambda: saved(picture(), "PNG", save_all=True, append_images=[picture().rotate(90)]),
        "file_moving",
    )
    yield (
        "moving webp",
        lambda: saved(picture(), "WEBP", save_all=True, append_images=[picture().rotate(90)]),
        "file_moving",
    )


def _riff(body: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _webp_x(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return _riff(b"VP8X" + struct.pack("<I", 10) + b"\x10\0\0\0" + size + b"\0" * 60)


def _webp_l(width: int, height: int) -> bytes:
    bits = (width - 1) | (height - 1) << 14
    return _riff(b"VP8L" + struct.pack("<I", 60) + b"\x2f" + struct.pack("<I", bits) + b"\0" * 60)


def _webp_8(width: int, height: int) -> bytes:
    head = b"\x30\x01\0\x9d\x01\x2a" + struct.pack("<HH", width, height)
    return _riff(b"VP8 " + struct.pack("<I", 60) + head + b"\0" * 60)


def pdfs() -> Iterator[tuple[str, Make, str]]:
    """PDFs, honest and not."""
    yield "pdf", pdf, "pdf"
    for version in (b"1.0", b"1.3", b"1.4", b"1.5", b"2.0"):
        head = b"%%PDF-%s\r\n%%\xe2\xe3\xcf\xd3\r\n" % version
        yield f"pdf {version.decode()}", lambda h=head: pdf(head=h), "pdf"  # type: ignore[misc]
    yield "pdf with blanks behind", lambda: pdf(tail=b"%%EOF\r\n\0\0\n"), "pdf"
    yield "pdf with packed objects", lambda: pdf(packed(b"1 0 << /Type /Page >>")), "pdf"
    yield "pdf with html in its head", lambda: pdf(head=b"%PDF-1.4\n%" + HTML + b"\n"), "pdf"
    yield (
        "pdf with packed noise",
        lambda: pdf(
            b"<< /Type /ObjStm /Length 900 >>\nstream\n"
            + random.Random(5).randbytes(900)
            + b"\nendstream"
        ),
        "pdf",
    )
    yield "pdf whose packed objects swell", lambda: pdf(packed(b"0" * 80_000_000)), "pdf"
    yield "pdf of very many packed tables", lambda: pdf(b"/ObjStm stream " * 60_000), "pdf"
    for name, bad in (
        ("script", b"<< /S /JavaScript /JS (app.alert(1)) >>"),
        ("script in a stream", b"<< /S /JavaScript /JS 5 0 R >>"),
        ("script, written in numbers", b"<< /S /J#61vaScript /JS (1) >>"),
        ("script, all in numbers", b"<< /S /#4A#61#76#61#53#63#72#69#70#74 >>"),
        ("script on opening", b"<< /OpenAction << /S /JavaScript /JS (1) >> >>"),
        ("program start", b"<< /S /Launch /F (cmd.exe) >>"),
        ("a file inside", b"<< /Type /EmbeddedFile /Length 0 >>"),
        ("files inside", b"<< /Names << /EmbeddedFiles 5 0 R >> >>"),
        ("film", b"<< /Subtype /RichMedia >>"),
        ("a form that sends", b"<< /S /SubmitForm /F (http://127.0.0.1) >>"),
        ("a form that fetches", b"<< /S /ImportData /F (x) >>"),
    ):
        yield f"pdf with {name}", lambda b=bad: pdf(b), "file_active"  # type: ignore[misc]
    yield (
        "pdf with script in packed objects",
        lambda: pdf(packed(b"1 0 << /S /JavaScript /JS (1) >>")),
        "file_active",
    )
    yield "pdf with a password", lambda: pdf(trailer=b"/Encrypt 9 0 R"), "file_locked"
    yield "pdf that is a zip too", lambda: _pdf_zip(), "file_kind"
    for name, content in {
        "header only": b"%PDF-1.7\n",
        "header and script": b"%PDF-1.7\n" + SCRIPT,
        "header and ending only": b"%PDF-1.7\n%%EOF\n",
        "no version": b"%PDF-\n" + pdf()[9:],
        "version 9": b"%PDF-9.9\n" + pdf()[9:],
        "a word for a version": b"%PDF-x.y\n" + pdf()[9:],
        "no ending": pdf(tail=b""),
        "html behind": pdf() + HTML,
        "zip behind": pdf() + archive("a.exe"),
        "exe behind": pdf() + b"MZ" + b"\0" * 99,
        "no table": pdf().replace(b"startxref", b"startnothing"),
    }.items():
        yield f"pdf: {name}", _fixed(content), "file_broken"
    for part in (10, 30, 50, 70, 90):
        yield f"pdf cut at {part} %", lambda p=part: _cut(pdf(), p), "file_broken"  # type: ignore[misc]


def _pdf_zip() -> bytes:
    """A PDF that ends in a comment of the archive it holds."""
    inner = archive("a.exe")
    body = pdf(tail=b"%%EOF\n% ")
    ending = b"\n%%EOF"
    return body + inner[:-2] + struct.pack("<H", len(ending)) + ending


NAMES = (
    "../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/shadow", "C:\\autoexec.bat",
    "file:///etc/passwd", "photo.jpg/../../x", "%2e%2e%2fx.jpg", "....//....//x.jpg", ".htaccess",
    "..", ".", "~root", "con.jpg", "nul", "aux.png", "photo.php.jpg", "photo.jpg.php",
    "photo.jpg;.exe", "photo.jpg .exe", "photo.jpg%00.exe", "photo‮gpj.exe", "фото.jpg",
    "照片（一）.jpg", "📄.jpg", "e\u0301.jpg", "\u200b.jpg", "a" * 3_000 + ".jpg", "-rf.jpg",
    "$(id).jpg", "`id`.jpg", "|id.jpg", "x.jpg&calc", "<script>alert(1)</script>.jpg",
    "'; DROP TABLE evidence; --.jpg", "{{7*7}}.jpg", "${7*7}.jpg", "%s%n%x.jpg", "=1+1.jpg",
    "photo.svg", "photo.html", "photo.exe", "photo.heic", "photo.pdf", "photo", "photo.",
)  # fmt: skip


@cache
def uploads() -> tuple[Upload, ...]:
    """All of them; a name trick carries an honest photo, which is kept under a name of ours."""
    made = [
        Upload(name, _name_for(number), make, label)
        for number, (name, make, label) in enumerate(
            [*honest_images(), *other_things(), *broken_images(), *bombs(), *pdfs()]
        )
    ]
    return (*made, *(Upload(f"named {name[:40]!r}", name, jpeg, "image") for name in NAMES))


def _name_for(number: int) -> str:
    """The name says nothing: it goes round."""
    return ("photo.jpg", "paper.pdf", "scan.png", "x.webp", "IMG_0001.JPG")[number % 5]
