"""What must outlive a refusal: short transactions of their own, never inside ``write()``.

These are the only writes that a GET may cause.
"""

from __future__ import annotations

from sqlalchemy import insert

from portal.kernel.act import Act
from portal.kernel.database import aside, db
from portal.kernel.journal.models import Attempt, View

_VIEW, _ATTEMPT = insert(View).inline(), insert(Attempt).inline()


def note_view(act: Act, subject: str, what: str, purpose: str) -> None:
    """Remember that someone looks, before they see; the read snapshot starts anew after it."""
    with aside() as connection:
        connection.execute(
            _VIEW,
            {
                "viewer_kind": act.by.kind,
                "viewer": act.by.uid,
                "role": act.duty.role if act.duty else "",
                "region": act.duty.region if act.duty else "",
                "subject": subject,
                "what": what,
                "purpose": purpose,
                "at": act.at,
                "request": act.request,
            },
        )
    db.session.rollback()


def note_attempt(act: Act, code: str, *, subject: str = "", endpoint: str = "") -> None:
    """Remember a refused attempt."""
    with aside() as connection:
        connection.execute(
            _ATTEMPT,
            {
                "actor_kind": act.by.kind,
                "actor": act.by.uid,
                "code": code,
                "subject": subject,
                "endpoint": endpoint,
                "at": act.at,
                "request": act.request,
            },
        )
