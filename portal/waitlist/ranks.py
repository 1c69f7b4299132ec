"""Ranks, counted from keys through the fences; one statement, so one snapshot per answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, ScalarSelect, func, literal, select, type_coerce
from sqlalchemy import LargeBinary as Bytes

from portal.kernel.database import db, load
from portal.kernel.errors import Missing
from portal.waitlist.keys import Comparator, compile_comparator
from portal.waitlist.models import Entry, Fence, Queue


@dataclass(frozen=True)
class Part:
    """One part of a household's key, as people read it, and how many it puts ahead."""

    name: str
    value: Any
    ahead: int


@dataclass(frozen=True)
class Rank:
    """Where an entry stands: ``position`` counts from 1; ``parts`` in the order compared."""

    position: int
    ahead: int
    total: int
    parts: tuple[Part, ...]

    @property
    def ahead_by_reason(self) -> dict[str, int]:
        """Part of the key → how many are ahead because of it; they add up to ``ahead``."""
        return {part.name: part.ahead for part in self.parts}


def comparator_of(queue: Queue) -> Comparator:
    """The comparator the keys of this queue were made by."""
    return compile_comparator(queue.comparator.split(","))


def before(queue_uid: str, bound: Any) -> ColumnElement[int]:
    """SQL: how many stand in line with a key smaller than ``bound`` (bytes or a subquery)."""
    fence = select(func.coalesce(func.sum(Fence.n), 0)).where(
        Fence.queue_uid == queue_uid, Fence.k <= bound
    )
    own: ScalarSelect[Any] = (
        select(Fence.k)
        .where(Fence.queue_uid == queue_uid, Fence.k <= bound)
        .order_by(Fence.k.desc())
        .limit(1)
        .scalar_subquery()
    )
    own_n = select(func.coalesce(func.sum(Fence.n), 0)).where(
        Fence.queue_uid == queue_uid, Fence.k == own
    )
    inside = select(func.count()).where(
        Entry.queue_uid == queue_uid, Entry.ord >= own, Entry.ord < bound
    )
    return fence.scalar_subquery() - own_n.scalar_subquery() + inside.scalar_subquery()


def total(queue_uid: str) -> ColumnElement[int]:
    """SQL: how many stand in line."""
    return (
        select(func.coalesce(func.sum(Fence.n), 0))
        .where(Fence.queue_uid == queue_uid)
        .scalar_subquery()
    )


def count_before(queue_uid: str, bounds: Sequence[bytes]) -> list[int]:
    """How many stand before each of these keys, all in one snapshot."""
    if not bounds:
        return []
    row = db.session.execute(select(*(before(queue_uid, literal(b, Bytes)) for b in bounds))).one()
    return [int(n) for n in row]


def rank_of(entry_uid: str) -> Rank | None:
    """Where an entry stands now; ``None`` while it does not stand in line.

    ``Missing`` for no such entry.
    """
    queue = load(Queue, _queue_of(entry_uid))
    comparator = comparator_of(queue)
    mine = select(Entry.ord).where(Entry.uid == entry_uid).scalar_subquery()
    bounds = [_start(mine, cut) for cut in comparator.cuts[:-1]]
    row = db.session.execute(
        select(
            mine,
            total(queue.uid),
            *(before(queue.uid, bound) for bound in bounds),
            before(queue.uid, mine),
        )
    ).one()
    ord_, all_, *counts = row
    if ord_ is None:
        return None
    values = comparator.values(bytes(ord_))
    parts, behind = [], 0
    for name, count in zip(comparator.names, counts, strict=True):
        parts.append(Part(name, _readable(name, values[name]), int(count) - behind))
        behind = int(count)
    return Rank(behind + 1, behind, int(all_), tuple(parts))


def _start(key: Any, cut: int) -> Any:
    """SQL: the first ``cut`` bytes of a key; they sort before every key that begins so."""
    return type_coerce(func.substr(key, literal(1, Integer), literal(cut, Integer)), Bytes)


def _queue_of(entry_uid: str) -> str:
    found = db.session.scalar(select(Entry.queue_uid).where(Entry.uid == entry_uid))
    if found is None:
        raise Missing("waitlist_entry")
    return found


def _readable(name: str, value: int) -> Any:
    if name == "priority":
        return bool(value)
    return date.fromordinal(value) if name.endswith("_on") else value
