from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from portal.kernel.database import db
from portal.kernel.worker import Worker
from tests import casework
from tests.casework import Case
from tests.notices import Registers, a_worker


@pytest.fixture
def registers(app: Flask) -> Iterator[Registers]:
    """The departments; what they say can be set."""
    before = app.extensions["anju.facts"]
    app.extensions["anju.facts"] = Registers()
    yield app.extensions["anju.facts"]
    app.extensions["anju.facts"] = before


@pytest.fixture
def worker(app: Flask, registers: Registers) -> Iterator[Worker]:
    before = app.extensions["anju.worker"]
    yield a_worker(app)
    app.extensions["anju.worker"] = before


@pytest.fixture
def waiting(worker: Worker) -> Case:
    """A couple on the waiting list since its approval."""
    case, _day = casework.approved()
    worker.drain()
    db.session.rollback()
    return case
