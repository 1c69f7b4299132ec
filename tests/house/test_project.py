"""What a stranger meets: locks without hosts, no path of this machine, all words said."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from portal.kernel.web.words import missing_words, wrong_blanks

ROOT = Path(__file__).resolve().parents[2]
TOP = {
    "pyproject.toml", "portal", "migrations", "static", "templates", "tests", "seed.py",
    "README.md",
    "README.zh.md", "Makefile", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "docs", "benchmarks",
    "requirements", ".ci", ".editorconfig", ".gitignore", ".pre-commit-config.yaml",
}  # fmt: skip


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in done.stdout.decode().split("\0") if name]


def test_the_top_level_is_the_agreed_one() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP


@pytest.mark.parametrize(
    "lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda p: p.name
)
def test_locks_carry_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "--hash=sha256:" in text
    assert not re.search(r"https?://|--index-url|--find-links|--trusted-host|file:", text)


def test_no_path_of_any_machine() -> None:
    pattern = re.compile(r"(?<![\w.])/(?:work|root|home|tmp)/[A-Za-z]")
    guilty = []
    for path in tracked():
        if path.suffix in {".png", ".mo", ".svg"} or "vendor" in path.parts or not path.exists():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                guilty.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert guilty == []


def test_every_word_is_translated() -> None:
    assert list(missing_words()) == []
    assert list(wrong_blanks()) == []


def test_no_unfinished_marks() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    guilty = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix in {".py", ".html", ".toml"}
        and path.name not in {"test_project.py"}
        and marks.search(path.read_text(encoding="utf-8"))
    ]
    assert guilty == []
