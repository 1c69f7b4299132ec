"""What is late, for those who answer for it: by place and stage, and by person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func

from portal.applications.models import Application
from portal.applications.procedure import stage_named
from portal.applications.review.entrust import entrusted_late
from portal.applications.review.selecting import FRESH, NOBODY, Filters, of_kind
from portal.kernel.act import Duty
from portal.kernel.database import db
from portal.kernel.deadlines import Deadline
from portal.kernel.directory import staff_names
from portal.kernel.regions import region


@dataclass(frozen=True)
class LateRow:
    """So many late files of one sort, the oldest due on ``since``; ``filters`` show them."""

    label: str
    sub: str
    count: int
    since: date
    filters: Filters


@dataclass(frozen=True)
class Late:
    """The page: most first in both tables. ``entrusted`` counts questions answered too late."""

    stages: tuple[LateRow, ...]
    people: tuple[LateRow, ...]
    total: int
    entrusted: int


def what_is_late(duty: Duty, on: date) -> Late:
    """Files of that duty's region whose clock ran out and does not stand still."""
    stages = tuple(
        LateRow(
            _("To be accepted") if not stage else stage_named(place, on, stage),
            region(place).label(), count, since,
            Filters(kind="late", place=place, stage=stage or FRESH),
        )
        for place, stage, count, since in _counted(duty, on, Application.place, Application.stage)
    )  # fmt: skip
    found = _counted(duty, on, Application.assignee)
    names = staff_names({uid for uid, _count, _since in found if uid})
    people = tuple(
        LateRow(
            names.get(uid, "—") if uid else _("With the team"), "", count, since,
            Filters(kind="late", person=uid or NOBODY),
        )
        for uid, count, since in found
    )  # fmt: skip
    return Late(stages, people, sum(row.count for row in stages), entrusted_late(duty, on))


def _counted(duty: Duty, on: date, *by: Any) -> list[Any]:
    count = func.count()
    query = (
        of_kind("late", duty, on)
        .with_only_columns(*by, count, func.min(Deadline.due))
        .group_by(*by)
        .order_by(count.desc(), func.min(Deadline.due), *by)
    )
    return list(db.session.execute(query))
