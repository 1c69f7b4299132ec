"""What the simulated departments tell the housing side: queued, pushed, and there to be read."""

from __future__ import annotations

import logging
import re
import secrets
import threading
from collections.abc import Mapping

from flask import Flask, Response, request

from portal.exchange.simulator.desk import Desk, FaultMode, Problem, garbage, reply
from portal.exchange.simulator.people import Person, Values
from portal.exchange.transport import SignedChannel, Silent, encoded

log = logging.getLogger(__name__)

FAULT = "notices"
PAGE = 50
_CURSOR = re.compile(r"[A-Za-z0-9-]{0,64}")
_NUMBER = re.compile(r"[0-9]{1,9}")
OUR_DOOR = "/exchange/v1/notices"

TELLS: Mapping[str, tuple[str, str]] = {
    "die": ("hukou", "death"),
    "buy_home": ("property", "home_bought"),
    "sell_homes": ("property", "home_sold"),
    "income": ("income", "income_changed"),
    "marry": ("marriage", "marriage"),
    "divorce": ("marriage", "divorce"),
    "bear_child": ("hukou", "birth"),
    "graduate": ("education", "graduation"),
    "buy_car": ("vehicle", "vehicle_bought"),
    "start_benefit": ("benefits", "benefit_granted"),
    "move_hukou": ("hukou", "hukou_moved"),
}
"""Kinds of change of which a department gives notice: which one, and what it calls it."""


class Mailbox:
    """Notices in the order they were made (thread-safe).

    A simulator that starts afresh forgets everything, so its numbers and cursors are new.
    """

    def __init__(self, push: SignedChannel | None = None, page: int = PAGE) -> None:
        self._push = push
        self._page = page
        self._epoch = secrets.token_hex(4)
        self._told: list[Values] = []
        self._lock = threading.Lock()

    def tell(self, person: Person, what: Values) -> None:
        """Queue a notice of a change, if it is one of those, and try to push it at once.

        A push that fails is not repeated: at night the notice is read here.
        """
        if what["kind"] not in TELLS:
            return
        source, kind = TELLS[what["kind"]]
        notice = {
            "id": secrets.token_hex(12), "source": source, "kind": kind,
            "happened_on": what["on"],
            "subject": {"id_number": person.id_number, "name": person.name},
        }  # fmt: skip
        with self._lock:
            self._told.append(notice)
        if self._push is not None:
            self._send(self._push, notice)

    @staticmethod
    def _send(channel: SignedChannel, notice: Values) -> None:
        try:
            answer = channel.call("POST", OUR_DOOR, encoded(notice))
        except Silent as error:
            log.warning("push of a notice: %s", error.code)
        else:
            log.info("push of a notice: %d", answer.status)

    def after(self, cursor: str) -> Values:
        """One page; a cursor of another life of this simulator begins at the beginning."""
        epoch, _sep, number = cursor.partition("-")
        start = int(number) if epoch == self._epoch and _NUMBER.fullmatch(number) else 0
        with self._lock:
            page = self._told[start : start + self._page]
            end = start + len(page)
            return {
                "notices": page, "next": f"{self._epoch}-{end}", "more": end < len(self._told),
            }  # fmt: skip


def add_notices(app: Flask, desk: Desk, mailbox: Mailbox) -> None:
    """The departments' side of the nightly pull."""

    @app.get("/v1/notices")
    def notices() -> Response:
        if desk.suffer(FAULT) is FaultMode.GARBAGE:
            return garbage()
        given = request.args.to_dict(flat=False)
        after = given.pop("after", [""])
        if given or len(after) != 1 or not _CURSOR.fullmatch(after[0]):
            raise Problem(400, "bad_request")
        return reply(mailbox.after(after[0]))
