"""A town on the first day of the demo: departments, bank and phones answer in this process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from portal import exchange
from portal.exchange import InProcess
from portal.kernel.database import write
from portal.kernel.demo import set_demo_day
from tests.intake import Phones
from tests.journeys.town import Town


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    names = ("anju.facts", "anju.bank", "anju.sms", "anju.notices")
    before = {name: app.extensions.get(name) for name in names}
    partners, phones = InProcess(on_asked=exchange.record), Phones()
    app.extensions["anju.facts"], app.extensions["anju.bank"] = partners.facts, partners.bank
    app.extensions["anju.sms"], app.extensions["anju.notices"] = phones, partners.notices
    with write():
        set_demo_day(date(2026, 3, 2))
    yield Town(app, partners, phones)
    app.extensions.update(before)
