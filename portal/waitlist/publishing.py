"""The public list: frozen copies of a queue, each with a root hash anybody can recompute."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select

from portal.households import people_names
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.canonical import canonical
from portal.kernel.database import db, load, lock, new_uid
from portal.kernel.errors import Missing, Refused
from portal.kernel.journal import log
from portal.kernel.names import masked_name
from portal.waitlist.codes import Permission
from portal.waitlist.models import Entry, PublicLine, PublicList, Queue
from portal.waitlist.queries import queue_card


@dataclass(frozen=True)
class Line:
    """One published line."""

    rank: int
    queue_number: str
    masked_name: str
    size: int
    klass: str


@dataclass(frozen=True)
class ListCard:
    """One published version of a queue."""

    uid: str
    city: str
    queue_uid: str
    number: int
    on: date
    at: datetime
    households: int
    root: str


def leaf_hash(line: Line) -> bytes:
    """SHA-256 over 0x00 and the canonical JSON of the line."""
    body = {
        "rank": line.rank, "queue_number": line.queue_number, "name": line.masked_name,
        "size": line.size, "class": line.klass,
    }  # fmt: skip
    return hashlib.sha256(b"\x00" + canonical(body)).digest()


def root_hash(leaves: Sequence[bytes]) -> str:
    """The Merkle root (RFC 6962, section 2.1) of these leaf hashes, in hex."""
    if not leaves:
        return hashlib.sha256(b"").hexdigest()
    return _tree(leaves).hex()


def _tree(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    left = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + _tree(leaves[:left]) + _tree(leaves[left:])).digest()


def publish_list(act: Act, *, queue_uid: str) -> PublicList:
    """Freeze the queue as it stands and publish it as the next version.

    ``Refused('list_unchanged')`` when nothing has changed since the version in force.
    """
    queue = lock(Queue, queue_uid)
    require(act.by, Permission.PUBLISH, queue)
    rows = db.session.execute(
        select(Entry.person_uid, Entry.number, Entry.size, Entry.klass)
        .where(Entry.queue_uid == queue_uid, Entry.ord.is_not(None))
        .order_by(Entry.ord)
    ).all()
    names = people_names({row.person_uid for row in rows})
    lines = [
        Line(rank, row.number, masked_name(names.get(row.person_uid, "")), row.size, row.klass)
        for rank, row in enumerate(rows, start=1)
    ]
    root = root_hash([leaf_hash(line) for line in lines])
    last = latest_list(queue_uid)
    if last is not None and last.root == root:
        raise Refused("list_unchanged")
    number = (last.number if last else 0) + 1
    made = PublicList(
        uid=new_uid(), city=queue.city, queue_uid=queue_uid, number=number,
        on=act.on, at=act.at, households=len(lines), root=root, by_uid=act.by.uid,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    if lines:
        db.session.execute(
            insert(PublicLine),
            [
                {
                    "list_uid": made.uid, "rank": line.rank, "queue_number": line.queue_number,
                    "masked_name": line.masked_name, "size": line.size, "klass": line.klass,
                }
                for line in lines
            ],
        )  # fmt: skip
    log(act, "waitlist.publish", made.uid, {"root": root, "number": made.number, "on": act.on})
    return made


def _card(row: PublicList) -> ListCard:
    return ListCard(
        row.uid, row.city, row.queue_uid, row.number, row.on, row.at, row.households, row.root
    )


def latest_list(queue_uid: str) -> ListCard | None:
    """The version in force of a queue's list."""
    row = db.session.scalar(
        select(PublicList)
        .where(PublicList.queue_uid == queue_uid)
        .order_by(PublicList.number.desc())
        .limit(1)
    )
    return _card(row) if row is not None else None


def lists_of(queue_uid: str) -> tuple[ListCard, ...]:
    """Every version, newest first."""
    rows = db.session.scalars(
        select(PublicList)
        .where(PublicList.queue_uid == queue_uid)
        .order_by(PublicList.number.desc())
    )
    return tuple(_card(row) for row in rows)


def public_list(uid: str) -> ListCard:
    """A version by uid, or ``Missing``."""
    return _card(load(PublicList, uid))


def lines_of(list_uid: str, *, after: int = 0, size: int = 50) -> tuple[Line, ...]:
    """One page of a version, by rank."""
    rows = db.session.scalars(
        select(PublicLine)
        .where(PublicLine.list_uid == list_uid, PublicLine.rank > after)
        .order_by(PublicLine.rank)
        .limit(size)
    )
    return tuple(Line(r.rank, r.queue_number, r.masked_name, r.size, r.klass) for r in rows)


def line_of(list_uid: str, queue_number: str) -> Line | None:
    """The line of a queue number in a version, if it stands there."""
    row = db.session.scalar(
        select(PublicLine).where(
            PublicLine.list_uid == list_uid, PublicLine.queue_number == queue_number
        )
    )
    if row is None:
        return None
    return Line(row.rank, row.queue_number, row.masked_name, row.size, row.klass)


def verify_list(list_uid: str) -> bool:
    """Do the stored lines still make the published root? (for audit)"""
    version = public_list(list_uid)
    if version.households != (
        db.session.scalar(select(func.count()).where(PublicLine.list_uid == list_uid)) or 0
    ):
        return False
    lines = lines_of(list_uid, size=version.households)
    return root_hash([leaf_hash(line) for line in lines]) == version.root


def published_queues() -> tuple[tuple[str, str, ListCard], ...]:
    """(queue uid, label, version in force) of every queue that has been published."""
    rows = db.session.scalars(select(Queue).order_by(Queue.city, Queue.klass)).all()
    found = [(queue_card(row), latest_list(row.uid)) for row in rows]
    return tuple((card.uid, card.label, last) for card, last in found if last is not None)


def list_or_missing(queue_uid: str | None) -> ListCard:
    """The version in force of a queue, or ``Missing``."""
    found = latest_list(queue_uid) if queue_uid else None
    if found is None:
        raise Missing("waitlist_public")
    return found
