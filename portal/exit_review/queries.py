"""What the pages and others ask of re-checks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.exit_review.codes import OVER
from portal.exit_review.models import Review as Review
from portal.kernel.database import db, load
from portal.kernel.deadlines import Deadline
from portal.kernel.regions import lies_in


def review_row(uid: str) -> Review:
    """The re-check itself, for verbs and loaders; or ``Missing``."""
    return load(Review, uid)


def review_of_household(household_uid: str) -> Review | None:
    """The open re-check of a household, else its newest."""
    over = Review.state.in_([state.value for state in OVER])
    return db.session.scalar(
        select(Review)
        .where(Review.household_uid == household_uid)
        .order_by(over, Review.opened_on.desc(), Review.uid)
        .limit(1)
    )


def review_of_lease(lease_uid: str) -> Review | None:
    """The newest re-check of a lease."""
    return db.session.scalar(
        select(Review)
        .where(Review.lease_uid == lease_uid)
        .order_by(Review.opened_on.desc(), Review.uid)
        .limit(1)
    )


@dataclass(frozen=True)
class QueueRow:
    """A re-check in the queue with the deadline that runs for it."""

    review: Review
    due: Deadline | None


def queue(region: str, states: Collection[str], limit: int = 100) -> list[QueueRow]:
    """Re-checks in those states within a region, the first due first."""
    found = db.session.execute(
        select(Review, Deadline)
        .join(
            Deadline,
            (Deadline.subject_uid == Review.uid) & Deadline.closed_on.is_(None),
            isouter=True,
        )
        .where(Review.state.in_(set(states)), lies_in(Review, region))
        .order_by(Deadline.due.is_(None), Deadline.due, Review.opened_on, Review.uid)
        .limit(limit)
    )
    return [QueueRow(review, due) for review, due in found]


def counts(region: str) -> dict[str, int]:
    """How many re-checks stand in each state within a region."""
    rows = db.session.execute(
        select(Review.state, func.count()).where(lies_in(Review, region)).group_by(Review.state)
    )
    return {str(state): n for state, n in rows}


def running_due(review: Review) -> Deadline | None:
    """The period that runs for a re-check."""
    return db.session.scalar(
        select(Deadline)
        .where(Deadline.subject_uid == review.uid, Deadline.closed_on.is_(None))
        .order_by(Deadline.due)
        .limit(1)
    )


def reviews_done(code: str, since: date, until: date) -> tuple[int, int]:
    """Re-checks decided in a city from ``since`` to ``until``, and exits among them."""
    rows = db.session.scalars(
        select(Review.served_on.is_not(None)).where(
            Review.city == code, Review.decided_on >= since, Review.decided_on <= until
        )
    ).all()
    return len(rows), sum(bool(row) for row in rows)
