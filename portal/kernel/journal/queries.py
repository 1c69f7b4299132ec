"""Reading back what was remembered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from portal.kernel.database import db
from portal.kernel.journal.models import Step, View

_STEPS = (
    select(Step).where(Step.subject.in_(bindparam("subjects", expanding=True))).order_by(Step.id)
)


def steps_of(*subjects: str) -> Sequence[Step]:
    """All moves of these things, oldest first."""
    return db.session.scalars(_STEPS, {"subjects": subjects}).all()


def last_step(subject: str) -> Step | None:
    """The newest move of one thing."""
    return db.session.scalar(
        select(Step).where(Step.subject == subject).order_by(Step.id.desc()).limit(1)
    )


def views_of(subject: str, limit: int = 50) -> Sequence[View]:
    """Who looked at one thing, newest first."""
    return views_of_any([subject], limit)


def views_of_any(subjects: Collection[str], limit: int = 50) -> Sequence[View]:
    """Who looked at any of these things, newest first."""
    return db.session.scalars(
        select(View).where(View.subject.in_(subjects)).order_by(View.id.desc()).limit(limit)
    ).all()


def looked_since(viewer: str, subject: str, what: str, since: datetime | None = None) -> bool:
    """Did this one look at that thing (at or after that moment)?"""
    query = select(View.id).where(View.viewer == viewer, View.subject == subject, View.what == what)
    if since is not None:
        query = query.where(View.at >= since)
    return db.session.scalar(query.limit(1)) is not None
