"""A person has looked at what a notice led to, and says what came of it."""

from __future__ import annotations

from sqlalchemy import select

from portal.exchange.codes import Outcome, State
from portal.exchange.machine import MATTER
from portal.exchange.models import NoticeMatter
from portal.kernel.act import Act
from portal.kernel.database import db, lock
from portal.kernel.errors import Conflict, Refused
from portal.kernel.payloads import keep

LONGEST = 2000


def settle(
    act: Act, *, matter_uid: str, outcome: str, text: str, version: int | str | None = None
) -> NoticeMatter:
    """Close a matter with what was made of it; nothing else changes by this.

    Raises ``Refused``: ``notice_outcome``, ``notice_say_why``; ``Conflict``:
    ``changed_meanwhile``, ``not_from_here``.
    """
    matter = lock(NoticeMatter, matter_uid)
    if version not in (None, "") and int(version or 0) != matter.version:
        raise Conflict("changed_meanwhile", uid=matter.uid)
    if outcome not in set(Outcome):
        raise Refused("notice_outcome", field="outcome")
    if not text.strip():
        raise Refused("notice_say_why", field="text")
    said = keep("notice.settled", {"text": text.strip()[:LONGEST]}, at=act.at)
    db.session.flush()
    MATTER.advance(matter, "settle", act, reason=outcome, payload=said.uid)
    matter.outcome, matter.settled_on = outcome, act.on
    matter.settled_by, matter.payload_uid = act.by.uid, said.uid
    return matter


def open_matters(city: str) -> list[str]:
    """What waits for a person in a city, oldest first."""
    return list(
        db.session.scalars(
            select(NoticeMatter.uid)
            .where(NoticeMatter.city == city, NoticeMatter.state == State.OPEN)
            .order_by(NoticeMatter.at, NoticeMatter.uid)
        )
    )
