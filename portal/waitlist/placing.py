"""The only writer of ``ord``: every placement, change of key and exit, with its move and fences.

A change holds its queue's row, so the changes of one queue come one after another.
"""

from __future__ import annotations

from sqlalchemy import func, select, update

from portal.kernel.act import Act
from portal.kernel.database import db, lock
from portal.waitlist.models import Entry, Fence, Queue, QueueMove

BLOCK = 512
"""A block holds up to twice as many before it is split in two."""


def place(act: Act, entry: Entry, ord: bytes | None, *, reason: str, step: int | None) -> None:
    """Put an entry at that key, or out of the line (``None``); writes the move.

    The entry must be flushed. Standing there already is nothing.
    """
    lock(Queue, entry.queue_uid)
    before = entry.ord
    if before == ord:
        return
    if before is not None:
        _count(entry.queue_uid, before, -1)
    entry.ord = ord
    db.session.flush()
    if ord is not None:
        _count(entry.queue_uid, ord, +1)
    db.session.add(
        QueueMove(
            city=entry.city, queue_uid=entry.queue_uid, entry_uid=entry.uid, on=act.on, at=act.at,
            from_ord=before, to_ord=ord, reason=str(reason), step=step,
        )
    )  # fmt: skip
    db.session.flush()


def _count(queue_uid: str, ord: bytes, change: int) -> None:
    fence = db.session.execute(
        select(Fence.k, Fence.n)
        .where(Fence.queue_uid == queue_uid, Fence.k <= ord)
        .order_by(Fence.k.desc())
        .limit(1)
    ).one_or_none()
    if fence is None:
        db.session.add(Fence(queue_uid=queue_uid, k=b"", n=change))
        db.session.flush()
        return
    _add(queue_uid, fence.k, change)
    if fence.n + change > 2 * BLOCK:
        _split(queue_uid, fence.k)


def _add(queue_uid: str, k: bytes, change: int) -> None:
    db.session.execute(
        update(Fence)
        .where(Fence.queue_uid == queue_uid, Fence.k == k)
        .values(n=Fence.n + change)
        .execution_options(synchronize_session=False)
    )


def _split(queue_uid: str, k: bytes) -> None:
    """Set a new fence in the middle of a block that has grown too long."""
    middle = db.session.scalar(
        select(Entry.ord)
        .where(Entry.queue_uid == queue_uid, Entry.ord >= k)
        .order_by(Entry.ord)
        .offset(BLOCK)
        .limit(1)
    )
    upper = db.session.scalar(
        select(Fence.k).where(Fence.queue_uid == queue_uid, Fence.k > k).order_by(Fence.k).limit(1)
    )
    if middle is None or (upper is not None and middle >= upper):
        return
    behind = select(func.count()).where(Entry.queue_uid == queue_uid, Entry.ord >= middle)
    if upper is not None:
        behind = behind.where(Entry.ord < upper)
    moved = db.session.scalar(behind) or 0
    _add(queue_uid, k, -moved)
    db.session.add(Fence(queue_uid=queue_uid, k=middle, n=moved))
    db.session.flush()


def rebuild_fences(queue_uid: str) -> int:
    """Set the fences of a queue anew from its entries (bulk loads); how many there are."""
    lock(Queue, queue_uid)
    for old in db.session.scalars(select(Fence).where(Fence.queue_uid == queue_uid)):
        db.session.delete(old)
    db.session.flush()
    keys = db.session.scalars(
        select(Entry.ord)
        .where(Entry.queue_uid == queue_uid, Entry.ord.is_not(None))
        .order_by(Entry.ord)
    ).all()
    blocks = [keys[at : at + BLOCK] for at in range(0, len(keys), BLOCK)] or [[]]
    for n, block in enumerate(blocks):
        first = block[0] if n and block else b""
        db.session.add(Fence(queue_uid=queue_uid, k=first, n=len(block)))
    db.session.flush()
    return len(blocks)
