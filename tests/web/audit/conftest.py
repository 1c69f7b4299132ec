from __future__ import annotations

import shutil

import pytest
from flask import Flask

from portal.audit import sealing


@pytest.fixture(autouse=True)
def _no_seals_of_other_tests(app: Flask) -> None:
    """Holders keep what they have; a fresh database needs fresh holders."""
    shutil.rmtree(sealing._settings().instance / "checkpoints", ignore_errors=True)
