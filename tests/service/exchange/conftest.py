"""A simulator as a real process on a free port, and clients that talk to it over HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portal.applications import FactQuestion, Source
from portal.exchange import HttpBank, HttpFactSource, HttpSms, SigningKey, SimulatorAdmin
from portal.exchange.breaker import Breaker
from portal.exchange.simulator.population import Population

ROOT = Path(__file__).resolve().parents[3]
KEY = SigningKey("anju", b"a secret for the contract tests")
SLOW = 0.8
TIMEOUT = 0.4
TODAY = date(2026, 3, 2)
PEOPLE = Population(size=0)


@pytest.fixture(scope="session")
def simulator_url() -> Iterator[str]:
    program = (
        "from portal.exchange.cli import serve_simulator as s; "
        "from portal.exchange.signing import SigningKey as K; "
        f"s(0, K({KEY.id!r}, {KEY.secret!r}), slow={SLOW})"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "127.0.0.1:" in line, "the simulator did not start"
    yield f"http://127.0.0.1:{line.strip().rsplit(':', 1)[1]}"
    process.terminate()
    process.wait(timeout=5)
    process.stdout.close()


@pytest.fixture
def admin(simulator_url: str) -> Iterator[SimulatorAdmin]:
    """The levers; every fault is mended afterwards."""
    levers = SimulatorAdmin(simulator_url, KEY)
    yield levers
    for source in [*Source, "bank", "sms"]:
        levers.fault(source, "none")


@pytest.fixture
def make_facts(simulator_url: str) -> Iterator[Callable[..., HttpFactSource]]:
    made: list[HttpFactSource] = []

    def make(**options: Any) -> HttpFactSource:
        options = {"timeout": TIMEOUT, "breaker": lambda: Breaker(limit=100)} | options
        url, key = options.pop("url", simulator_url), options.pop("key", KEY)
        made.append(HttpFactSource(url, key, **options))
        return made[-1]

    yield make
    for source in made:
        source.close()


@pytest.fixture
def facts(make_facts: Callable[..., HttpFactSource]) -> HttpFactSource:
    return make_facts()


@pytest.fixture
def bank(simulator_url: str) -> HttpBank:
    return HttpBank(simulator_url, KEY, timeout=TIMEOUT)


@pytest.fixture
def sms(simulator_url: str) -> HttpSms:
    return HttpSms(simulator_url, KEY, timeout=TIMEOUT)


def question(token: str, source: Source, **changed: Any) -> FactQuestion:
    person = PEOPLE.by_token(token)
    assert person is not None
    given: dict[str, Any] = {
        "source": source,
        "person": f"uid-{token}",
        "id_number": person.id_number,
        "name": person.name,
        "purpose": "application",
        "basis": "《公共租赁住房管理办法》第八条",
        "authorisation": "consent:abc",
        "on": TODAY,
        "request": "req-1",
        "phone": person.phone,
    }
    return FactQuestion(**(given | changed))
