"""A city whose departments and phones answer in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from portal.applications import ask_silent_again
from portal.exchange import InProcess
from portal.identity import SEND_SECRET
from portal.kernel.database import write
from portal.kernel.demo import set_demo_day
from portal.kernel.worker import Worker
from tests.conftest import TODAY
from tests.intake import City, Phones


@pytest.fixture
def city(app: Flask, drain: Callable[[], int]) -> Iterator[City]:
    """The simulated city on the first day of the demo."""
    names = ("anju.facts", "anju.sms", "anju.platform")
    before = {name: app.extensions.get(name) for name in names}
    partners, phones = InProcess(), Phones()
    app.extensions["anju.facts"], app.extensions["anju.sms"] = partners.facts, phones
    app.extensions["anju.platform"] = partners.platform
    worker: Worker = app.extensions["anju.worker"]
    for handler in (SEND_SECRET, ask_silent_again):
        worker.handlers.setdefault(handler.name, handler)
    with write():
        set_demo_day(TODAY)
    yield City(app, partners, phones, drain)
    app.extensions.update(before)
