"""Who moves, before anyone moves: an edit worked out on paper, nothing written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.kernel.database import db, load
from portal.kernel.policy import rulebook
from portal.waitlist.models import Entry, Queue
from portal.waitlist.ranks import comparator_of, count_before
from portal.waitlist.registering import goes_first, key_of

SHOWN = 10


@dataclass(frozen=True)
class Shift:
    """One household's place before and after; ``None``: out of the line."""

    number: str
    person_uid: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Preview:
    """What an edit would do: the entry itself, how many others move by one, and some of them.

    ``others_by`` is −1 when the others lose a place, +1 when they gain one, 0 when none moves.
    """

    itself: Shift
    others: int
    others_by: int
    some: tuple[Shift, ...]


def preview(entry_uid: str, verb: str, on: date, groups: Iterable[str] = ()) -> Preview:
    """Work out suspend, remove, resume or correct_groups of an entry."""
    entry = load(Entry, entry_uid)
    queue = load(Queue, entry.queue_uid)
    before = bytes(entry.ord) if entry.ord is not None else None
    after = _after(entry, queue, verb, on, groups)
    bounds = [bound for bound in (before, after) if bound is not None]
    counts = dict(zip(bounds, count_before(queue.uid, bounds), strict=True))
    was = counts[before] + 1 if before is not None else None
    becomes = None
    if after is not None:
        # Its own old place lies ahead of the new one and falls away.
        becomes = counts[after] + 1 - (before is not None and before < after)
    itself = Shift(entry.number, entry.person_uid, was, becomes)
    if before == after:
        return Preview(itself, 0, 0, ())
    return _others(queue, before, after, itself)


def _after(entry: Entry, queue: Queue, verb: str, on: date, groups: Iterable[str]) -> bytes | None:
    if verb in ("suspend", "remove"):
        return None
    if verb == "resume" or entry.ord is None:
        return key_of(entry, queue) if verb == "resume" else None
    comparator = comparator_of(queue)
    values = comparator.values(bytes(entry.ord))
    if "priority" in values:
        values["priority"] = int(goes_first(groups, rulebook(entry.place, on=on)))
    return comparator.key(values)


def _others(queue: Queue, before: bytes | None, after: bytes | None, itself: Shift) -> Preview:
    lower = min(b for b in (before, after) if b is not None)
    upper = max(before, after) if before is not None and after is not None else None
    inside = select(Entry).where(
        Entry.queue_uid == queue.uid, Entry.ord >= lower, Entry.number != itself.number
    )
    if upper is not None:
        inside = inside.where(Entry.ord < upper)
    # They lose a place when the entry comes in before them, else they gain one.
    by = -1 if after is not None and (before is None or after < before) else 1
    first = count_before(queue.uid, [lower])[0] + 1
    if before == lower:
        first += 1
    rows = db.session.scalars(inside.order_by(Entry.ord).limit(SHOWN)).all()
    some = tuple(
        Shift(row.number, row.person_uid, first + n, first + n - by) for n, row in enumerate(rows)
    )
    return Preview(itself, _how_many(queue.uid, lower, upper, before), by, some)


def _how_many(queue_uid: str, lower: bytes, upper: bytes | None, own: bytes | None) -> int:
    top = upper if upper is not None else b"\xff" * 32
    low, high = count_before(queue_uid, [lower, top])
    return high - low - (own is not None and lower <= own < top)
