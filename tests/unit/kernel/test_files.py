"""Files told by their content: three hundred hostile ones, and what is left of an honest photo."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from portal.kernel.errors import Refused
from portal.kernel.files import EDGE, SMALL, FileKind, decode, megabytes, thumbnail
from portal.kernel.pdfs import look_through
from tests.uploads import LIMITS, Upload, bombs, exif, jpeg, packed, pdf, picture, saved, uploads

ROOT = Path(__file__).resolve().parents[3]


def outcome(content: bytes) -> str:
    try:
        return decode(content, LIMITS).kind.value
    except Refused as refusal:
        return refusal.code if refusal.field == "file" else f"{refusal.code} beside no field"


def test_there_are_three_hundred_and_no_two_of_a_name() -> None:
    names = [one.name for one in uploads()]
    assert len(names) >= 300
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("one", uploads(), ids=lambda one: one.name)
def test_each_comes_out_as_labelled(one: Upload) -> None:
    assert outcome(one.make()) in one.label.split(" or ")


MOST_BYTES = 900 * 1024 * 1024


def test_bombs_are_refused_in_little_memory() -> None:
    """The whole process, Python and libraries included, may not take more than 900 MB."""
    script = (
        "import resource;"
        f"resource.setrlimit(resource.RLIMIT_AS, ({MOST_BYTES}, {MOST_BYTES}));"
        "from tests.unit.kernel.test_files import wrong_bombs; print(wrong_bombs())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr[-2000:]


def wrong_bombs() -> list[str]:
    """For the process with little memory: what did not come out as labelled."""
    biggest = saved(Image.new("RGB", (8_000, 5_000), "white"), "JPEG", progressive=True)
    cases = [*bombs(), ("the largest that is allowed", lambda: biggest, "image")]
    return [name for name, make, label in cases if outcome(make()) != label]


def test_the_cap_is_where_it_is_said() -> None:
    assert outcome(saved(picture(64, 64), "PNG")) == "image"
    assert outcome(saved(picture(63, 64), "PNG")) == "file_tiny"
    assert outcome(pdf().ljust(LIMITS.size, b"\n")) == "pdf"
    assert outcome(pdf().ljust(LIMITS.size + 1, b"\n")) == "file_large"


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(decode(content, LIMITS).content))


def test_nothing_but_the_picture_is_kept() -> None:
    whole = jpeg(exif=exif(1, place=True), comment=b"taken at home", icc_profile=b"x" * 200)
    kept = decode(whole, LIMITS)
    assert kept.media_type == "image/jpeg"
    for secret in (b"Exif", b"A phone", b"taken at home", b"ICC_PROFILE"):
        assert secret in whole
        assert secret not in kept.content
    assert set(opened(whole).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_stood_behind_the_picture_is_gone() -> None:
    assert b"<script>" not in decode(jpeg() + b"<script>", LIMITS).content


@pytest.mark.parametrize(
    ("turn", "red_at"), [(1, (10, 10)), (3, (229, 309)), (6, (309, 10)), (8, (10, 229))]
)
def test_a_photo_stands_upright(turn: int, red_at: tuple[int, int]) -> None:
    """Red in the upper left of what the camera stored."""
    image = Image.new("RGB", (240, 320), "white")
    image.paste((255, 0, 0), (0, 0, 60, 60))
    out = opened(saved(image, "JPEG", exif=exif(turn), quality=95))
    red, green, _blue = out.getpixel(red_at)  # type: ignore[misc]
    assert red > 200
    assert green < 60


def test_large_photos_become_small_enough() -> None:
    kept = decode(saved(Image.new("RGB", (4_800, 3_000), "white"), "JPEG"), LIMITS)
    assert (kept.width, kept.height) == (EDGE, 1_500)
    small = Image.open(BytesIO(thumbnail(kept.content)))
    assert max(small.size) == SMALL


def test_holes_become_white_paper() -> None:
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    assert opened(saved(clear, "PNG")).getpixel((50, 50)) == (255, 255, 255)


def test_sixteen_bits_keep_their_greys() -> None:
    out = opened(saved(picture(mode="I;16"), "PNG"))
    expected = picture(mode="L").getpixel((120, 40))
    found = out.getpixel((120, 40))
    assert abs(found[0] - expected) < 12  # type: ignore[index,operator]


def test_a_pdf_is_kept_as_it_is_and_tells_its_pages() -> None:
    whole = pdf(b"<< /Type /Page >>", packed(b"1 0 << /Type /Page >> << /Type /Pages >>"))
    kept = decode(whole, LIMITS)
    assert (kept.kind, kept.content, kept.pages) == (FileKind.PDF, whole, 3)
    assert look_through(whole) == ("", 3)


def test_sizes_in_words() -> None:
    assert (megabytes(10_000_000), megabytes(1_540_000)) == ("10", "1.5")
