"""Seeing a full ID number is a deed: with a purpose, remembered, and only so often a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from portal.households.codes import Purpose
from portal.households.queries import id_number_of
from portal.kernel.act import Act
from portal.kernel.clock import SHANGHAI, legal_date
from portal.kernel.database import db
from portal.kernel.errors import Refused, TooMany
from portal.kernel.journal import View, note_view

WHAT = "person.id_number"
REVEALS_PER_DAY = 20
"""How many full numbers one member of staff may see a day (trust.md: insider browsing)."""


def _midnight(act: Act) -> datetime:
    return datetime.combine(legal_date(act.at), time(), SHANGHAI)


def reveals_left(act: Act) -> int:
    """How many full numbers this one may still see today (real days, Shanghai)."""
    seen = db.session.scalar(
        select(func.count())
        .select_from(View)
        .where(View.viewer == act.by.uid, View.what == WHAT, View.at >= _midnight(act))
    )
    return max(0, REVEALS_PER_DAY - (seen or 0))


def reveal_number(act: Act, *, person_uid: str, purpose: str, detail: str = "") -> str:
    """Remember who looks and why, then open the number; outside ``write()``.

    Raises ``Refused('purpose_missing')`` without a purpose, or without words for
    ``other``; ``TooMany('reveal_quota')`` when today's are used up; ``Missing``.
    """
    if purpose not in set(Purpose) or (purpose == Purpose.OTHER and not detail.strip()):
        raise Refused("purpose_missing", field="purpose")
    if reveals_left(act) == 0:
        rest = _midnight(act) + timedelta(days=1) - act.at
        raise TooMany("reveal_quota", minutes=int(rest.total_seconds() // 60) + 1)
    said = f"{purpose}: {detail.strip()[:150]}" if purpose == Purpose.OTHER else str(purpose)
    note_view(act, person_uid, WHAT, said)
    return id_number_of(person_uid)
