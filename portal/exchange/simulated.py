"""The simulator's levers, and the simulator in process: same port, same HTTP client code."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
from flask import Flask

from portal.exchange.bank import HttpBank
from portal.exchange.contract import fits
from portal.exchange.departments import HttpFactSource, OnAsked
from portal.exchange.notices.pulling import HttpNotices
from portal.exchange.signing import SigningKey
from portal.exchange.simulator import DEMO_CLIENT, DEMO_KEY, MOUNT, create_simulator
from portal.exchange.sms import HttpSms
from portal.exchange.transport import Reply, SignedChannel, Silent, encoded
from portal.exchange.unified_identity import OpenIdPlatform, PlatformAgreement
from portal.kernel.errors import Missing, Refused, Unavailable

_IN_PROCESS = "http://simulator.invalid"


class SimulatorAdmin:
    """Lets things happen in the simulated world (demo door, journeys). Never in production."""

    def __init__(
        self, base_url: str, key: SigningKey, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._channel = SignedChannel(base_url, key, transport=transport)

    def change(self, token: str, kind: str, *, on: date, **what: Any) -> None:
        """Something happens to the person of that token (``MemberCard.token``).

        ``kind`` and its values are schema ``Change`` of the document: buy_home (area in
        0.01 m²), sell_homes, income (annual_fen), die, buy_car, sell_cars, open_shop (area),
        start_benefit (benefit), court_record (record), marry (spouse: a token), divorce,
        bear_child, graduate (level), move_hukou (region), silence and speak (source).
        Departments give notice of most.
        Raises ``Missing``, ``Refused("simulator_refused")``, ``Unavailable``.
        """
        self._post(f"/admin/persons/{token}/changes", {"kind": kind, "on": on.isoformat(), **what})

    def fault(self, source: str, mode: str) -> None:
        """Let a source (or "bank", "sms") misbehave: a mode of the document, or "none"."""
        self._post("/admin/faults", {"source": source, "mode": mode})

    def identity(self, *, fault: str = "none", rotate: bool = False) -> None:
        """Let the identity platform answer wrongly (``PlatformFault``) or sign with a new key."""
        self._post(f"{MOUNT}/admin", {"fault": fault, "rotate": rotate})

    def messages(self) -> list[dict[str, str]]:
        """What phones received: ``to`` and ``text``, newest first."""
        found = self._post("/admin/messages", {}).json()
        if not isinstance(found, list) or not all(fits("Message", m) for m in found):
            raise Unavailable("simulator_silent")
        return found

    def _post(self, path: str, body: dict[str, Any]) -> Reply:
        try:
            reply = self._channel.call("POST", path, encoded(body))
        except Silent as error:
            raise Unavailable("simulator_silent") from error
        if reply.status == 404:
            raise Missing("simulated person")
        if reply.status >= 400:
            raise Refused("simulator_refused")
        return reply


def _too_late() -> None:
    """A slow partner in this process: its answer comes after the client has given up."""
    raise httpx.ReadTimeout("slow")


class InProcess:
    """All simulated partners in this process, through the real client code.

    Nothing waits here: a slow partner is one whose time is up. ``world`` may be handed to
    another ``InProcess``: the same partners, met by clients that have learnt nothing yet.
    """

    def __init__(
        self, app: Flask | None = None, *, workers: int = 1, on_asked: OnAsked | None = None
    ) -> None:
        self.world = app or create_simulator(dawdle=_too_late)
        transport = httpx.WSGITransport(app=self.world)
        self.facts = HttpFactSource(
            _IN_PROCESS, DEMO_KEY, transport=transport, workers=workers, pause=0, on_asked=on_asked
        )
        self.notices = HttpNotices(_IN_PROCESS, DEMO_KEY, transport=transport)
        self.bank = HttpBank(_IN_PROCESS, DEMO_KEY, transport=transport)
        self.sms = HttpSms(_IN_PROCESS, DEMO_KEY, transport=transport)
        self.admin = SimulatorAdmin(_IN_PROCESS, DEMO_KEY, transport=transport)
        agreement = PlatformAgreement(
            f"{_IN_PROCESS}{MOUNT}", DEMO_CLIENT.id, DEMO_CLIENT.back, DEMO_CLIENT.left,
            secret=DEMO_CLIENT.secret,
        )  # fmt: skip
        self.platform = OpenIdPlatform(agreement, transport=transport)


def simulated_facts(on_asked: OnAsked | None = None) -> HttpFactSource:
    """A ``FactSource`` over a fresh in-process simulator (seed.py, tests)."""
    return InProcess(on_asked=on_asked).facts
