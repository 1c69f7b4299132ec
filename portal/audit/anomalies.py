"""What looks odd: cheap questions to all records. Each finding wants an explanation, no more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.audit.codes import Odd
from portal.audit.models import SealedLeaf
from portal.audit.records import some, table
from portal.kernel.act import Kind
from portal.kernel.clock import SHANGHAI
from portal.kernel.database import UTCDateTime, db
from portal.kernel.journal import Leaf, Step, View

NIGHT_FROM = time(22)
NIGHT_UNTIL = time(6)
"""Nobody serves residents between these hours; a look then wants a reason."""

DRIFT = timedelta(minutes=10)
"""Clocks of several machines differ a little; a line older than its forerunner by more is odd."""

MANY_OVERRIDES = 3
LIST_MOST = 50


@dataclass(frozen=True)
class Oddity:
    """One odd thing. ``who`` is a staff uid or empty, ``subject`` what it concerns."""

    odd: Odd
    subject: str
    who: str = ""
    at: datetime | None = None
    what: str = ""
    purpose: str = ""
    count: int = 1


def at_night(moment: datetime) -> bool:
    """Between 22:00 and 06:00 in Guangxi."""
    local = moment.astimezone(SHANGHAI).time()
    return local >= NIGHT_FROM or local < NIGHT_UNTIL


def night_looks(views: Sequence[View]) -> list[Oddity]:
    """Looks by staff at night."""
    return [
        Oddity(Odd.NIGHT, v.subject, v.viewer, v.at, v.what, v.purpose)
        for v in views
        if v.viewer_kind == Kind.STAFF and at_night(v.at)
    ]


def recent_night_looks(days: int = 30) -> list[Oddity]:
    """Night looks of the last days, newest first."""
    newest = db.session.scalar(select(func.max(View.at)))
    if newest is None:
        return []
    views = db.session.scalars(
        select(View)
        .where(View.at >= newest - timedelta(days=days), View.viewer_kind == Kind.STAFF)
        .order_by(View.id.desc())
    ).all()
    return night_looks(views)[:LIST_MOST]


_SHARED = (("phone", "number_blind", "until"), ("payee", "account_blind", ""))


def shared(people: Collection[str] | None = None) -> list[Oddity]:
    """Phones and accounts that several households use; ``people``: only those of these persons.

    Nothing is opened for it: equal numbers have equal blind indexes.
    """
    home = table("membership")
    found: list[Oddity] = []
    for name, column, until in _SHARED:
        each = table(name)
        if each is None or home is None:
            continue
        homes = func.count(func.distinct(home.c.household_uid))
        query = (
            select(each.c[column], homes, func.min(each.c.person_uid))
            .join(home, home.c.person_uid == each.c.person_uid)
            .where(home.c.until.is_(None), home.c.relation.in_(("applicant", "spouse", "child")))
            .group_by(each.c[column])
            .having(homes > 1)
            .limit(LIST_MOST)
        )
        if until:
            query = query.where(each.c[until].is_(None))
        if people is not None:
            own = select(each.c[column]).where(each.c.person_uid.in_(list(people)))
            query = query.where(each.c[column].in_(own))
        found += [
            Oddity(Odd.SHARED, person, what=name, count=count)
            for _blind, count, person in db.session.execute(query)
        ]
    return found


def backdated(subjects: Collection[str] | None = None) -> list[Oddity]:
    """Moves dated before the move they follow, and log lines older than their forerunner."""
    earlier, later = aliased(Step), aliased(Step)
    query = (
        select(later)
        .join(earlier, (earlier.subject == later.subject) & (earlier.id < later.id))
        .where(later.on < earlier.on)
        .distinct()
        .limit(LIST_MOST)
    )
    parts = [None] if subjects is None else list(some(list(subjects)))
    found: dict[int, Oddity] = {}
    for part in parts:
        asked = query if part is None else query.where(later.subject.in_(part))
        for row in db.session.scalars(asked):
            found[row.id] = Oddity(
                Odd.BACKDATED, row.subject, row.actor, row.at, f"{row.machine}.{row.verb}"
            )
    return [*found.values(), *(_late_lines() if subjects is None else [])]


def _late_lines() -> list[Oddity]:
    before = func.lag(Leaf.at, type_=UTCDateTime()).over(order_by=SealedLeaf.seq).label("before")
    line = (
        select(Leaf.object, Leaf.action, Leaf.actor, Leaf.at, before)
        .join(SealedLeaf, SealedLeaf.leaf_id == Leaf.id)
        .subquery()
    )
    rows = db.session.execute(select(line).where(line.c.at < line.c.before))
    return [
        Oddity(Odd.BACKDATED, row.object, row.actor.partition(":")[2], row.at, row.action)
        for row in rows
        if row.before - row.at > DRIFT
    ][:LIST_MOST]


def overrides(subjects: Collection[str] | None = None) -> list[Oddity]:
    """Officers who often decide against what the comparison of facts with rules proposed."""
    decision, screening = table("decision"), table("screening")
    if decision is None or screening is None:
        return []
    against = ((decision.c.verb == "approve") & (screening.c.not_met + screening.c.unknown > 0)) | (
        (decision.c.verb == "refuse") & (screening.c.not_met == 0) & (screening.c.unknown == 0)
    )
    many = func.count()
    query = (
        select(decision.c.by_uid, many, func.max(decision.c.application_uid))
        .join(screening, screening.c.uid == decision.c.screening_uid)
        .where(against)
        .group_by(decision.c.by_uid)
        .order_by(many.desc())
    )
    if subjects is None:
        query = query.having(many >= MANY_OVERRIDES)
    else:
        query = query.where(decision.c.application_uid.in_(list(subjects)[:900]))
    return [
        Oddity(Odd.OVERRIDES, application, who, count=count)
        for who, count, application in db.session.execute(query.limit(LIST_MOST))
    ]


def whole_house() -> dict[Odd, list[Oddity]]:
    """All checks over all records."""
    return {
        Odd.SHARED: shared(),
        Odd.BACKDATED: backdated(),
        Odd.OVERRIDES: overrides(),
        Odd.NIGHT: recent_night_looks(),
    }
