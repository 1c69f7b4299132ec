"""What static/ and templates/ may not hold, and the small pure parts of the look."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from portal.kernel.web.assets import fingerprint
from portal.kernel.web.headers import CONTENT_SECURITY_POLICY
from portal.kernel.web.looks import qr_svg, static_folder, template_folder
from portal.kernel.web.preferences import safe_next
from portal.kernel.web.typed import squeeze

SHIPPED = [
    file
    for file in static_folder().rglob("*")
    if file.is_file() and "node_modules" not in file.parts
]
TEMPLATES = sorted(template_folder().rglob("*.html"))


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


def test_nothing_of_another_government_is_shipped() -> None:
    foreign = re.compile(r"GDS Transport|crest|crown|govuk-logo")
    found = [file.name for file in SHIPPED if foreign.search(_text(file))]
    assert found == []


def test_no_data_address_and_no_foreign_origin_in_compiled_files() -> None:
    compiled = [file for file in SHIPPED if file.parent.name in ("css", "js", "img")]
    assert compiled
    for file in compiled:
        if "src" in file.parts:
            continue
        text = _text(file)
        assert "data:" not in text, file.name
        assert not re.search(r"url\(['\"]?https?:", text), file.name


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_templates_hold_no_inline_style_or_script(file: Path) -> None:
    text = _text(file)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text)
    assert "data:" not in text


def test_the_lock_file_names_no_registry() -> None:
    lock = _text(static_folder() / "src" / "package-lock.json")
    assert '"resolved"' not in lock
    assert "http" not in lock.replace("https://opencollective.com", "").replace(
        "https://github.com", ""
    ).replace("https://paulmillr.com", "")


def test_what_is_shipped_was_built_from_these_sources() -> None:
    def joined(files: list[Path]) -> str:
        return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()

    src = static_folder() / "src"
    sources = [src / "anju.scss", *sorted((src / "scss").glob("*.scss"))]
    sources += [*sorted((src / "js").glob("*.js")), src / "package-lock.json"]
    out = [static_folder() / name for name in ("css/anju.css", "js/anju.js", "js/boot.js")]
    built = (src / "built.sha256").read_text(encoding="ascii").split()
    assert built == [joined(sources), joined(out)], "run static/src/build.sh"


def test_a_residents_page_weighs_little() -> None:
    sent = ["css/anju.css", "js/boot.js", "js/anju.js", "img/favicon.svg", "img/caret.svg"]
    files = [static_folder() / name for name in sent]
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) < 30_000
    assert (static_folder() / "js/anju.js").stat().st_size < 4096


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/my/place?page=2", "/my/place?page=2"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_a_way_back_stays_on_this_site(wanted: str | None, given: str) -> None:
    assert safe_next(wanted) == given


def test_the_fingerprint_follows_the_content(tmp_path: Path) -> None:
    file = tmp_path / "a.css"
    file.write_text("a{}", encoding="utf-8")
    first = fingerprint(file)
    assert re.fullmatch(r"[0-9a-f]{8}", first)
    file.write_text("a{b:c}", encoding="utf-8")
    assert fingerprint(file) != first


def test_the_policy_lets_in_nothing_inline() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "data:" not in CONTENT_SECURITY_POLICY
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'; script-src 'self'")


def test_a_qr_code_is_plain_svg() -> None:
    drawn = str(qr_svg("<script>36YD"))
    assert drawn.startswith("<svg")
    assert "viewBox" in drawn
    assert "script" not in drawn
    assert "style" not in drawn


def test_full_width_and_unseen_spaces_are_folded() -> None:
    assert squeeze(" ４５０１\u200b０３\u3000Ｘ ") == "450103X"
