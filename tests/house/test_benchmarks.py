"""Benchmarks run and agree at a hundredth of their size; their times are nobody's test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("bench_*.py")), ids=lambda p: p.name)
def test_it_runs(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(path), "--size", "500"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert "ratio" in done.stdout
