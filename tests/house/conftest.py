"""The walk over all addresses, shared by the tests of who may."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.house.walking import Walk, a_walk


@pytest.fixture(scope="module")
def walk(demo_town: Flask) -> Walk:
    """A small demo city with something real behind every address."""
    return a_walk(demo_town)
