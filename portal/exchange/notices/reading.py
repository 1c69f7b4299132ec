"""What the desk reads of notices: a list by region and state, and one matter whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.exchange.models import DepartmentNotice as DepartmentNotice
from portal.exchange.models import NoticeMatter as NoticeMatter
from portal.kernel.database import db, load
from portal.kernel.regions import Level, covers, level, tree

PAGE = 20
_AFTER = re.compile(r"([0-9T:.-]{19,26}[+]00:00)[|]([A-Za-z0-9_-]{22})")


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
    start = _place(after)
    if start is not None:
        at, uid = start
        earlier = and_(NoticeMatter.at == at, NoticeMatter.uid < uid)
        query = query.where(or_(NoticeMatter.at < at, earlier))
    found: list[Line] = [(matter, notice) for matter, notice in db.session.execute(query)]
    page = found[:PAGE]
    more = len(found) > PAGE
    return page, f"{page[-1][0].at.isoformat()}|{page[-1][0].uid}" if more else ""


def _place(after: str) -> tuple[datetime, str] | None:
    """Where a page ended; nothing for what is no such place (it comes from a URL)."""
    found = _AFTER.fullmatch(after)
    with suppress(ValueError):
        if found is not None:
            return datetime.fromisoformat(found[1]), found[2]
    return None


def matters_of(region: str, state: str) -> list[str]:
    """The matters of a region that stand so, oldest first."""
    wanted = (_within(region), NoticeMatter.state == str(state))
    rows = select(NoticeMatter.uid).where(*wanted).order_by(NoticeMatter.at, NoticeMatter.uid)
    return list(db.session.scalars(rows))


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
