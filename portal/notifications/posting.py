"""Letters on paper, for whoever has neither phone nor e-mail: nobody needs a device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.database import db, load, lock
from portal.kernel.errors import Conflict, Missing
from portal.notifications.codes import Channel, Permission
from portal.notifications.models import Message

TRAY = 100
"""Letters shown at once; as they are posted the next ones move up."""


@dataclass(frozen=True)
class ToPost:
    """A letter that waits for an envelope; ``uid`` is the posting's, ``letter`` the sheet's."""

    uid: str
    city: str
    letter: str
    number: str
    person_uid: str
    on: date


def to_post(city: str) -> list[ToPost]:
    """What waits in that city, oldest first."""
    rows = db.session.scalars(
        select(Message)
        .where(Message.city == city, Message.channel == Channel.POST, Message.posted_on.is_(None))
        .order_by(Message.created, Message.uid)
        .limit(TRAY)
    ).all()
    sheets = db.session.scalars(select(Message).where(Message.uid.in_({r.letter for r in rows})))
    by_uid = {sheet.uid: sheet for sheet in sheets}
    return [_shown(row, by_uid[row.letter or ""]) for row in rows]


def goes_by_post(letter_uid: str) -> bool:
    """Is this letter one that goes in an envelope?"""
    found = select(Message.uid).where(Message.letter == letter_uid, Message.channel == Channel.POST)
    return db.session.scalar(found.limit(1)) is not None


def posting(uid: str) -> ToPost:
    """The posting of that uid, done or not; ``Missing`` for any other message."""
    row = load(Message, uid)
    if row.channel != Channel.POST:
        raise Missing("posting")
    return _shown(row, load(Message, row.letter or ""))


def _shown(row: Message, sheet: Message) -> ToPost:
    return ToPost(row.uid, row.city, sheet.uid, sheet.number or "", row.person_uid, row.on)


def mark_posted(act: Act, *, uid: str) -> None:
    """The letter was printed, put in an envelope and posted today.

    Raises ``Missing``, ``NotYours``, ``Conflict('letter_posted')`` when somebody did it before.
    """
    row = lock(Message, uid)
    if row.channel != Channel.POST:
        raise Missing("posting")
    require(act.by, Permission.POST_LETTERS, row)
    if row.posted_on is not None:
        raise Conflict("letter_posted")
    row.posted_on, row.posted_by, row.sent_at = act.on, act.by.uid, act.at
