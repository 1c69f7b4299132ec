"""What is said to be wrong, and where that stands."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from portal.applications.codes import DisputeState
from portal.applications.models import Dispute
from portal.kernel.database import db, load


def open_disputes(application_uid: str) -> dict[tuple[str, str], Dispute]:
    """What is said to be wrong and nobody has checked yet, by (source, person)."""
    rows = db.session.scalars(
        select(Dispute).where(
            Dispute.application_uid == application_uid, Dispute.state == DisputeState.OPEN
        )
    )
    return {(row.source, row.person_uid): row for row in rows}


def disputes_of(application_uid: str) -> Sequence[Dispute]:
    """All that was ever said to be wrong, oldest first."""
    return db.session.scalars(
        select(Dispute)
        .where(Dispute.application_uid == application_uid)
        .order_by(Dispute.raised_at, Dispute.uid)
    ).all()


def whose_dispute(uid: str) -> str:
    """The uid of the person whose fact it is."""
    return load(Dispute, uid).person_uid


def find(uid: str) -> Dispute | None:
    """What somebody said, by uid, if there is such a thing."""
    return db.session.get(Dispute, uid) if uid else None
