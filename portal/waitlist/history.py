"""How a place came to be: every move of others across one's own key, day by day, with reasons.

Nothing is stored but moves; a place on an earlier day is today's place taken back move by move.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from portal.kernel.database import db, load
from portal.waitlist.codes import Reason
from portal.waitlist.models import Entry, Queue, QueueMove
from portal.waitlist.ranks import comparator_of, count_before

PRIORITY_JOINED = "priority_joined"
"""Not a reason of a move, but how one reads to a household outside the priority group."""


@dataclass(frozen=True)
class Cause:
    """``count`` households came ahead (+) or left from ahead (−), for one reason."""

    reason: str
    count: int


@dataclass(frozen=True)
class Change:
    """One day: the place at its end (``None``: out of the line), and why it moved.

    ``own`` is the reason of one's own move on that day, if there was one.
    """

    on: date
    place: int | None
    causes: tuple[Cause, ...]
    own: str = ""


@dataclass(frozen=True)
class _Span:
    """A time in which the own key stayed the same; ``last`` is exclusive."""

    ord: bytes | None
    first: int
    last: int | None
    on: date
    reason: str


def _crossing(ord: bytes) -> ColumnElement[int]:
    """SQL: +1 for a move that comes ahead of ``ord``, −1 for one that leaves from ahead, else 0."""
    ahead_then = and_(QueueMove.from_ord.is_not(None), QueueMove.from_ord < ord)
    ahead_now = and_(QueueMove.to_ord.is_not(None), QueueMove.to_ord < ord)
    return case((ahead_now, 1), else_=0) - case((ahead_then, 1), else_=0)


def _touches(ord: bytes) -> ColumnElement[bool]:
    return or_(QueueMove.from_ord < ord, QueueMove.to_ord < ord)


def _spans(entry_uid: str) -> list[_Span]:
    own = db.session.scalars(
        select(QueueMove).where(QueueMove.entry_uid == entry_uid).order_by(QueueMove.id)
    ).all()
    ends = [move.id for move in own[1:]] + [None]
    return [
        _Span(bytes(m.to_ord) if m.to_ord is not None else None, m.id, end, m.on, m.reason)
        for m, end in zip(own, ends, strict=True)
    ]


def _why(queue_uid: str, ord: bytes) -> ColumnElement[str]:
    """SQL: the reason of a move; who registered ahead by priority is told apart."""
    comparator = comparator_of(load(Queue, queue_uid))
    if comparator.names[0] != "priority":
        return QueueMove.reason.label("why")
    group = ord[: comparator.cuts[0]]
    ahead_by_group = and_(QueueMove.reason == Reason.REGISTERED, QueueMove.to_ord < group)
    return case((ahead_by_group, PRIORITY_JOINED), else_=QueueMove.reason).label("why")


def _days(queue_uid: str, span: _Span) -> list[tuple[date, tuple[Cause, ...]]]:
    """Within a span, per day: net change by reason, oldest first; days that cancel out stay."""
    assert span.ord is not None
    change = func.sum(_crossing(span.ord))
    question = (
        select(QueueMove.on, _why(queue_uid, span.ord), change)
        .where(QueueMove.queue_uid == queue_uid, QueueMove.id > span.first, _touches(span.ord))
        .group_by(QueueMove.on, "why", _crossing(span.ord))
        .order_by(QueueMove.on, "why")
    )
    if span.last is not None:
        question = question.where(QueueMove.id < span.last)
    found: dict[date, list[Cause]] = {}
    for on, reason, count in db.session.execute(question):
        if count:
            found.setdefault(on, []).append(Cause(reason, int(count)))
    return [(on, tuple(causes)) for on, causes in found.items()]


def _ahead_at_end(queue_uid: str, span: _Span) -> int:
    """How many stood ahead of the span's key when it ended (or stand there now)."""
    assert span.ord is not None
    now = count_before(queue_uid, [span.ord])[0]
    if span.last is None:
        return now
    # From the end of the span on, one's own later moves count like anybody's.
    since = db.session.scalar(
        select(func.coalesce(func.sum(_crossing(span.ord)), 0)).where(
            QueueMove.queue_uid == queue_uid, QueueMove.id >= span.last
        )
    )
    return now - int(since or 0)


def history_of(entry_uid: str, *, limit: int | None = None) -> tuple[Change, ...]:
    """Every change of a place, newest first; the last line is the day of registration."""
    row = load(Entry, entry_uid)
    changes: list[Change] = []
    for span in reversed(_spans(entry_uid)):
        if limit is not None and len(changes) >= limit:
            break
        changes.extend(_changes(row.queue_uid, span))
    return tuple(changes if limit is None else changes[:limit])


def _changes(queue_uid: str, span: _Span) -> list[Change]:
    if span.ord is None:
        return [Change(span.on, None, (), span.reason)]
    ahead = _ahead_at_end(queue_uid, span)
    found = []
    for on, causes in reversed(_days(queue_uid, span)):
        found.append(Change(on, ahead + 1, causes))
        ahead -= sum(cause.count for cause in causes)
    found.append(Change(span.on, ahead + 1, (), span.reason))
    return found


def last_shift(changes: Sequence[Change]) -> int | None:
    """By how many places the last change moved one forward (+) or back (−)."""
    if not changes or changes[0].own:
        return None
    return -sum(cause.count for cause in changes[0].causes)


def monthly_progress(entry_uid: str, ord: bytes, since: date) -> dict[tuple[int, int], int]:
    """(year, month) → places gained in it by moves of others across that key."""
    row = load(Entry, entry_uid)
    rows = db.session.execute(
        select(QueueMove.on, func.sum(_crossing(ord)))
        .where(
            QueueMove.queue_uid == row.queue_uid,
            QueueMove.on >= since,
            QueueMove.entry_uid != entry_uid,
            _touches(ord),
        )
        .group_by(QueueMove.on)
    )
    gained: dict[tuple[int, int], int] = {}
    for on, count in rows:
        key = (on.year, on.month)
        gained[key] = gained.get(key, 0) - int(count)
    return gained
