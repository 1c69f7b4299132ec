"""Files that people hand in: told by their content, never by their name.

Pure: bytes in, bytes out. An image is decoded under a cap on its pixels and written anew as a
plain JPEG, so nothing else that stood in the file (place, device, scripts, a second format)
is kept. A PDF is kept as it is once its outline is right (``kernel.pdfs``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO

from PIL import Image

from portal.kernel.errors import Refused
from portal.kernel.pdfs import look_through

FIELD = "file"
EDGE = 2400
"""Pixels of the longer side of what is kept: an A4 page at 200 dots an inch."""
SMALL = 320
QUALITY = 85
LONGEST_SIDE = 20_000
SHORTEST_SIDE = 64
MOST_SCANS = 64
"""Rounds of a progressive JPEG; real ones have about ten, each round costs a full decode."""

FORMATS = ("JPEG", "PNG", "WEBP")
HEADS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
APPLE_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")


class FileKind(StrEnum):
    """What a kept file is."""

    IMAGE = "image"
    PDF = "pdf"


MEDIA = {FileKind.IMAGE: "image/jpeg", FileKind.PDF: "application/pdf"}


@dataclass(frozen=True)
class Limits:
    """How large a file may be, in bytes as sent and in pixels once decoded."""

    size: int
    pixels: int


@dataclass(frozen=True)
class Decoded:
    """A file as it is kept. ``pages`` is 1 for an image and 0 where a PDF does not tell."""

    kind: FileKind
    content: bytes = field(repr=False)
    pages: int = 1
    width: int = 0
    height: int = 0

    @property
    def media_type(self) -> str:
        """As it is served."""
        return MEDIA[self.kind]


def decode(content: bytes, limits: Limits) -> Decoded:
    """The file as it may be kept.

    Raises ``Refused`` beside the field ``file``: ``file_empty``, ``file_large``, ``file_kind``,
    ``file_heic``, ``file_broken``, ``file_pixels``, ``file_tiny``, ``file_moving``, and of PDFs
    ``file_locked`` and ``file_active``.
    """
    if not content:
        raise Refused("file_empty", field=FIELD)
    if len(content) > limits.size:
        raise Refused("file_large", field=FIELD, size=megabytes(limits.size))
    if content.startswith(b"%PDF-"):
        wrong, pages = look_through(content)
        if wrong:
            raise Refused(wrong, field=FIELD)
        return Decoded(FileKind.PDF, content, pages)
    if content[4:8] == b"ftyp" and content[8:12] in APPLE_BRANDS:
        raise Refused("file_heic", field=FIELD)
    if not _is_image(content):
        raise Refused("file_kind", field=FIELD)
    return _image(content, limits.pixels)


def megabytes(size: int) -> str:
    """A size in words' numbers: 10000000 → ``10``."""
    return f"{size / 1_000_000:.1f}".removesuffix(".0")


def thumbnail(jpeg: bytes) -> bytes:
    """A small picture of an image that ``decode`` made."""
    with Image.open(BytesIO(jpeg), formats=("JPEG",)) as image:
        image.draft("RGB", (SMALL, SMALL))
        return _written(image.convert("RGB"), SMALL)


def _is_image(content: bytes) -> bool:
    webp = content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    return webp or any(content.startswith(head) for head in HEADS)


def _image(content: bytes, most_pixels: int) -> Decoded:
    try:
        if content.startswith(b"RIFF"):
            # Its decoder makes room for the whole picture on opening, so it is measured before.
            _measure(*_canvas(content), most_pixels)
        elif content.count(b"\xff\xda") > MOST_SCANS:
            raise Refused("file_broken", field=FIELD)
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            _measure(*image.size, most_pixels)
            # Cameras put a preview behind the photo (MPO); what moves is no paper.
            if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
                raise Refused("file_moving", field=FIELD)
            image.draft("RGB", (EDGE, EDGE))
            turn = _orientation(image)
            small = _flat(image)
        upright = small.transpose(turn) if turn is not None else small
        written = _written(upright, EDGE)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("file_pixels", field=FIELD) from error
    except Exception as error:  # a decoder may fail on hostile bytes in any way it likes
        raise Refused("file_broken", field=FIELD) from error
    return Decoded(FileKind.IMAGE, written, 1, *upright.size)


def _canvas(content: bytes) -> tuple[int, int]:
    """Width and height that a WebP's first chunk declares. ``ValueError`` for another chunk."""
    chunk, body = content[12:16], content[20:30]
    if len(body) < 10:
        raise ValueError("cut short")
    if chunk == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 ":
        width, height = body[6:8], body[8:10]
        return (
            int.from_bytes(width, "little") & 0x3FFF,
            int.from_bytes(height, "little") & 0x3FFF,
        )
    raise ValueError("no picture")


def _measure(width: int, height: int, most_pixels: int) -> None:
    if width * height > most_pixels or max(width, height) > LONGEST_SIDE:
        raise Refused("file_pixels", field=FIELD)
    if min(width, height) < SHORTEST_SIDE:
        raise Refused("file_tiny", field=FIELD)


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION = 0x0112


def _orientation(image: Image.Image) -> Image.Transpose | None:
    """How the camera was held; a note that cannot be read is no reason to refuse the photo."""
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        return None


def _flat(image: Image.Image) -> Image.Image:
    """Small enough, eight bits a colour, no transparency."""
    if image.mode.startswith("I"):
        # Sixteen bits: the upper eight are what an eye can tell apart.
        image = image.point(lambda value: value / 256).convert("L")
    elif image.has_transparency_data:
        image = image.convert("RGBA")
    elif image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    image.thumbnail((EDGE, EDGE), reducing_gap=2.0)
    if image.mode != "RGBA":
        return image.convert("RGB")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _written(image: Image.Image, edge: int) -> bytes:
    image.thumbnail((edge, edge), reducing_gap=2.0)
    # Comments would be written along.
    image.info = {}
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
