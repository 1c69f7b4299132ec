"""What the desk reads of notices: a list by region and state, and one matter whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.exchange.models import DepartmentNotice as DepartmentNotice
from portal.exchange.models import NoticeMatter as NoticeMatter
from portal.kernel.database import db, load
from portal.kernel.paging import place_after, read_place
from portal.kernel.regions import Level, covers, level, tree

PAGE = 20


@dataclass(frozen=True)
class Choice:
    """What the list shows: states, kinds of notice and cities; empty means all."""

    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()


Line = tuple[NoticeMatter, DepartmentNotice]


def matter_row(uid: str) -> NoticeMatter:
    """A matter by uid, for loaders and verbs; or ``Missing``."""
    return load(NoticeMatter, uid)


def notice_row(uid: str) -> DepartmentNotice:
    """A notice by uid, or ``Missing``."""
    return load(DepartmentNotice, uid)


def cities_within(region: str) -> list[str]:
    """The cities a duty reaches, in the order of the tree."""
    return [c for c in tree() if level(c) is Level.CITY and covers(region, c)]


def _within(region: str) -> ColumnElement[bool]:
    if level(region) in (Level.NATION, Level.REGION, Level.CITY):
        return NoticeMatter.city.in_(cities_within(region))
    return NoticeMatter.place.in_({code for code in tree() if covers(region, code)})


def _chosen(region: str, choice: Choice) -> ColumnElement[bool]:
    wanted = [_within(region)]
    if choice.states:
        wanted.append(NoticeMatter.state.in_(choice.states))
    if choice.kinds:
        wanted.append(DepartmentNotice.kind.in_(choice.kinds))
    if choice.cities:
        wanted.append(NoticeMatter.city.in_(choice.cities))
    return and_(*wanted)


def worklist(region: str, choice: Choice, after: str = "") -> tuple[Sequence[Line], str]:
    """A page of matters, the newest first, and what continues it (empty at the end)."""
    query = (
        select(NoticeMatter, DepartmentNotice)
        .join(DepartmentNotice, DepartmentNotice.uid == NoticeMatter.notice_uid)
        .where(_chosen(region, choice))
        .order_by(NoticeMatter.at.desc(), NoticeMatter.uid.desc())
        .limit(PAGE + 1)
    )
    start = read_place(after, _moment)
    if start is not None:
        at, uid = start
        earlier = and_(NoticeMatter.at == at, NoticeMatter.uid < uid)
        query = query.where(or_(NoticeMatter.at < at, earlier))
    found: list[Line] = [(matter, notice) for matter, notice in db.session.execute(query)]
    page = found[:PAGE]
    more = len(found) > PAGE
    return page, place_after(page[-1][0].at.isoformat(), page[-1][0].uid) if more else ""


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def counts(region: str) -> dict[str, int]:
    """How many matters stand in each state within a region."""
    rows = db.session.execute(
        select(NoticeMatter.state, func.count()).where(_within(region)).group_by(NoticeMatter.state)
    )
    return {str(state): n for state, n in rows}


def joined_to(matter_uid: str) -> Sequence[DepartmentNotice]:
    """Later notices that go on with that matter, oldest first."""
    return db.session.scalars(
        select(DepartmentNotice)
        .join(NoticeMatter, NoticeMatter.notice_uid == DepartmentNotice.uid)
        .where(NoticeMatter.led_to == matter_uid)
        .order_by(DepartmentNotice.at, DepartmentNotice.uid)
    ).all()
