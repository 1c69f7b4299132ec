"""Taking a notice in: once, however it comes, and with the same answer whoever it is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from portal.exchange.codes import Way
from portal.exchange.contract import OUR_SPEC, fits
from portal.exchange.events import NoticeReceived
from portal.exchange.models import DepartmentNotice, NoticeReceipt
from portal.exchange.notices.matters import Touched, begin, touched_by
from portal.households import find_person
from portal.kernel.act import Act
from portal.kernel.canonical import canonical
from portal.kernel.crypto import keyed_digest
from portal.kernel.database import db, new_uid, one_winner
from portal.kernel.errors import Conflict
from portal.kernel.outbox import publish

DIGEST = "exchange.notice"


class Unreadable(ValueError):
    """Not a notice as our document describes it."""


@dataclass(frozen=True)
class Receipt:
    """That the notice is with us: the same for every repetition, and for whomever it is about."""

    uid: str
    source: str
    notice_id: str
    at: datetime

    def as_sent(self) -> dict[str, str]:
        """The receipt in the document's words."""
        return {
            "receipt": self.uid,
            "source": self.source,
            "id": self.notice_id,
            "received_at": self.at.isoformat(),
        }


def read_notice(content: bytes) -> dict[str, Any]:
    """The notice in a request's body. Raises ``Unreadable``."""
    try:
        # Decoded here, because the library would also take UTF-16.
        told = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    return checked(told)


def checked(told: Any) -> dict[str, Any]:
    """A notice as our document describes it and as UTF-8 can hold it; else ``Unreadable``."""
    if not fits("Notice", told, OUR_SPEC):
        raise Unreadable
    try:
        canonical(told)
    except UnicodeEncodeError as error:
        raise Unreadable from error
    found: dict[str, Any] = told
    return found


def receive(act: Act, *, told: Mapping[str, Any], way: Way) -> Receipt:
    """Take in one checked notice; the same notice again gives the same receipt.

    About somebody who neither applies nor waits nor holds anything, nothing is kept but that a
    notice came. Raises ``Conflict('notice_differs')`` for a known id with other content.
    """
    digest = keyed_digest(DIGEST, canonical(told))
    known = _known(told, digest)
    if known is not None:
        return known
    person = find_person(told["subject"]["id_number"])
    touched = touched_by(person.uid, act.on) if person is not None else []
    row = NoticeReceipt(
        uid=new_uid(), source=told["source"], notice_id=told["id"], digest=digest,
        way=way.value, at=act.at, concerns=bool(touched),
    )  # fmt: skip
    try:
        one_winner(lambda: db.session.add(row), "notice_known")
    except Conflict:
        winner = _known(told, digest)
        if winner is None:
            raise
        return winner
    if person is not None:
        _keep(act, told, row, person.uid, touched)
    return _receipt(row)


def _receipt(row: NoticeReceipt) -> Receipt:
    return Receipt(row.uid, row.source, row.notice_id, row.at)


def _known(told: Mapping[str, Any], digest: str) -> Receipt | None:
    row = db.session.scalar(
        select(NoticeReceipt).where(
            NoticeReceipt.source == told["source"], NoticeReceipt.notice_id == told["id"]
        )
    )
    if row is not None and row.digest != digest:
        raise Conflict("notice_differs")
    return _receipt(row) if row is not None else None


def _keep(
    act: Act, told: Mapping[str, Any], receipt: NoticeReceipt, person_uid: str,
    touched: list[Touched],
) -> None:  # fmt: skip
    """One row for each city that deals with the person: a city sees its own only."""
    for city, files in groupby(touched, key=lambda each: each.city):
        notice = DepartmentNotice(
            uid=new_uid(), city=city, receipt_uid=receipt.uid, person_uid=person_uid,
            source=told["source"], kind=told["kind"],
            happened_on=date.fromisoformat(told["happened_on"]), way=receipt.way, at=act.at,
        )  # fmt: skip
        notice.body = canonical(told).decode()
        db.session.add(notice)
        db.session.flush()
        for each in files:
            begin(act, notice, each)
        publish(NoticeReceived(notice.uid, city), act)


def concerned_nobody() -> int:
    """How many notices were about people we have nothing to do with."""
    counted = select(func.count()).where(NoticeReceipt.concerns.is_(False))
    return db.session.scalar(counted) or 0
