from __future__ import annotations

import pytest
from flask import Flask

from portal.kernel.database import write
from portal.supervision import load_targets


@pytest.fixture(autouse=True)
def _targets(app: Flask) -> None:
    """The printed targets, as the foundation loads them."""
    with write():
        load_targets()
