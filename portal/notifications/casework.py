"""What a desk may know of letters: that one went to whom, by which way, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.applications import LetterEntry
from portal.kernel.database import db
from portal.kernel.web.figures import day, moment
from portal.notifications.codes import Channel, Kind
from portal.notifications.delivery import Delivery, State, deliveries_of
from portal.notifications.models import Message
from portal.notifications.templates import TEMPLATES

WORDS: dict[tuple[Channel, State], Any] = {
    (Channel.SMS, State.QUEUED): _l("text message on its way"),
    (Channel.SMS, State.HELD): _l("text message waits for the morning, %(at)s"),
    (Channel.SMS, State.SENT): _l("text message sent"),
    (Channel.SMS, State.FAILED): _l("text message failed"),
    (Channel.SMS, State.UNREACHABLE): _l("no phone known"),
    (Channel.MAIL, State.QUEUED): _l("e-mail on its way"),
    (Channel.MAIL, State.HELD): _l("e-mail waits for the morning, %(at)s"),
    (Channel.MAIL, State.SENT): _l("e-mail sent"),
    (Channel.MAIL, State.FAILED): _l("e-mail failed"),
    (Channel.MAIL, State.UNREACHABLE): _l("no e-mail address by then"),
    (Channel.POST, State.QUEUED): _l("waits to be posted"),
    (Channel.POST, State.SENT): _l("posted or handed over on %(at)s"),
}
"""In words; a letter to post is never held, lost or without a way."""


def letters_about(subjects: Collection[str], people: Collection[str]) -> list[LetterEntry]:
    """The letters to these people about these things, newest first; no address, no text."""
    rows = db.session.scalars(
        select(Message)
        .where(
            Message.channel == Channel.LETTER,
            Message.subject.in_(subjects),
            Message.person_uid.in_(people),
        )
        .order_by(Message.created.desc(), Message.uid)
    ).all()
    told = deliveries_of(row.uid for row in rows)
    return [
        LetterEntry(
            row.person_uid,
            row.created,
            row.on,
            str(TEMPLATES[Kind(row.kind)].title),
            tuple(_said(way) for way in told[row.uid]),
            any(way.state is State.FAILED for way in told[row.uid]),
        )
        for row in rows
    ]


def _said(way: Delivery) -> str:
    at = day(way.at) if way.at else ""
    if way.state is State.HELD and isinstance(way.at, datetime):
        at = moment(way.at)
    return str(WORDS[way.channel, way.state]) % {"at": at}
