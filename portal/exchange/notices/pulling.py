"""The nightly pull: what departments have to tell, page by page, from where we stopped.

Each page is a job of its own whose notices and cursor are kept in one transaction: interrupted
anywhere, it goes on at the page that was not kept.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, cast

import httpx
from flask import current_app

from portal.exchange.codes import Way
from portal.exchange.contract import fits
from portal.exchange.models import NoticeCursor
from portal.exchange.notices.receiving import Unreadable, checked, receive
from portal.exchange.signing import SigningKey
from portal.exchange.transport import TIMEOUT_SECONDS, SignedChannel, Silent
from portal.kernel.act import Act
from portal.kernel.daily import daily
from portal.kernel.database import db, one_winner
from portal.kernel.errors import Conflict, Unavailable
from portal.kernel.outbox import enqueue
from portal.kernel.worker import Handler

log = logging.getLogger(__name__)

PULL = "exchange.pull_notices"
PARTNER = "departments"


@dataclass(frozen=True)
class NoticePage:
    """What a partner had to tell after ``asked``; ``next`` is where to go on."""

    asked: str
    notices: tuple[Any, ...]
    next: str
    more: bool


class HttpNotices:
    """The departments' notices over HTTP. Repeating is safe: reading takes nothing away."""

    def __init__(
        self,
        base_url: str,
        key: SigningKey,
        *,
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._channel = SignedChannel(base_url, key, timeout=timeout, transport=transport)

    def after(self, cursor: str) -> NoticePage:
        """One page. Raises ``Unavailable("departments_silent")`` for none, or for no page."""
        target = f"/v1/notices?after={cursor}" if cursor else "/v1/notices"
        try:
            reply = self._channel.call("GET", target, attempts=2)
            if reply.status != 200:
                raise Silent(f"status_{reply.status}")
            told = reply.json()
        except Silent as error:
            raise Unavailable("departments_silent") from error
        if not fits("NoticePageEnvelope", told):
            raise Unavailable("departments_silent")
        return NoticePage(cursor, tuple(told["notices"]), told["next"], told["more"])


@daily(lambda act: [PARTNER])
def pull_due(act: Act, _partner: str) -> None:
    """Go and ask what there is to tell."""
    _next_page(act, _cursor())


def _next_page(act: Act, cursor: str) -> None:
    day = act.on.isoformat()
    enqueue(PULL, {"after": cursor, "on": day}, key=f"{PULL}:{day}:{cursor}", act=act)


def _cursor() -> str:
    row = db.session.get(NoticeCursor, PARTNER)
    return row.after if row is not None else ""


def fetch(payload: dict[str, Any], key: str) -> NoticePage:
    """The outside half: ask for one page, in no transaction."""
    partner = cast(HttpNotices, current_app.extensions["anju.notices"])
    return partner.after(payload["after"])


def take(payload: dict[str, Any], act: Act, page: NoticePage) -> None:
    """The inside half: take in what is new, remember how far we are, go on while there is more.

    A page that another worker took meanwhile is left alone. What cannot be read, or says
    something else than before under the same id, is skipped: it must not hold up the rest.
    """
    row = _locked_cursor(act)
    if row.after != page.asked:
        return
    for told in page.notices:
        try:
            receive(act, told=checked(told), way=Way.PULL)
        except Unreadable:
            log.warning("pull after %s: a notice that cannot be read", page.asked or "the start")
        except Conflict:
            log.warning("pull after %s: a known notice with other content", page.asked)
    row.after, row.at = page.next, act.at
    if page.more and page.next != page.asked:
        _next_page(act, page.next)


def _locked_cursor(act: Act) -> NoticeCursor:
    row = db.session.get(NoticeCursor, PARTNER, with_for_update=True)
    if row is not None:
        return row
    first = NoticeCursor(uid=PARTNER, after="", at=act.at)
    one_winner(lambda: db.session.add(first), "notices_pulled_meanwhile")
    return first


pull = Handler(PULL, take, outside=fetch)
"""The job of the nightly pull; ``subscriptions`` lists it."""
