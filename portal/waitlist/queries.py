"""Questions to the waiting list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import bindparam, func, select

from portal.kernel.database import db, load
from portal.kernel.regions import region
from portal.waitlist.codes import ALIVE, STANDING, EntryState
from portal.waitlist.models import Entry, Queue, QueueMove


@dataclass(frozen=True)
class QueueCard:
    """A queue, for lists and choices."""

    uid: str
    city: str
    klass: str
    comparator: tuple[str, ...]
    comparator_version: int

    @property
    def label(self) -> str:
        """City and class in the reader's language."""
        return str(_("%(city)s class %(klass)s", city=region(self.city).label(), klass=self.klass))


@dataclass(frozen=True)
class EntryCard:
    """An entry as other packages see it; ``groups`` are codes, ``G08:severe`` with sub-group."""

    uid: str
    city: str
    place: str
    queue_uid: str
    household_uid: str
    person_uid: str
    application_uid: str
    number: str
    klass: str
    size: int
    groups: tuple[str, ...]
    priority: bool
    state: str
    reason: str
    approved_on: date
    registered_on: date
    confirmed_on: date
    qualified_until: date
    ord: bytes | None
    version: int

    @property
    def people(self) -> tuple[str, ...]:
        """Whose it is, for ``own``."""
        return (self.person_uid,)

    @property
    def queue_label(self) -> str:
        """City and class of its queue."""
        return str(_("%(city)s class %(klass)s", city=region(self.city).label(), klass=self.klass))

    @property
    def standing(self) -> bool:
        """Does it stand in line?"""
        return self.state in set(STANDING)

    @property
    def alive(self) -> bool:
        """Is the household still on the list?"""
        return self.state in set(ALIVE)


def card(row: Entry) -> EntryCard:
    """The card of a row."""
    return EntryCard(
        row.uid, row.city, row.place, row.queue_uid, row.household_uid, row.person_uid,
        row.application_uid, row.number, row.klass, row.size,
        row.groups, row.priority, row.state,
        row.reason, row.approved_on, row.registered_on, row.confirmed_on, row.qualified_until,
        bytes(row.ord) if row.ord is not None else None, row.version,
    )  # fmt: skip


def entry(uid: str) -> EntryCard:
    """An entry by uid, or ``Missing``."""
    return card(load(Entry, uid))


def alive_entry_of(household_uid: str) -> Entry | None:
    """The row of a household that is still on the list."""
    return db.session.scalar(
        select(Entry).where(
            Entry.household_uid == household_uid, Entry.state.in_([s.value for s in ALIVE])
        )
    )


def entry_of_household(household_uid: str) -> EntryCard | None:
    """The entry of a household: the one on the list, else its newest."""
    row = alive_entry_of(household_uid) or db.session.scalar(
        select(Entry)
        .where(Entry.household_uid == household_uid)
        .order_by(Entry.registered_on.desc(), Entry.number.desc())
        .limit(1)
    )
    return card(row) if row is not None else None


_OF_APPLICATION = select(Entry).where(Entry.application_uid == bindparam("application"))


def entry_of_application(application_uid: str) -> EntryCard | None:
    """The entry an approved application led to."""
    row = db.session.scalar(_OF_APPLICATION, {"application": application_uid})
    return card(row) if row is not None else None


def entry_of_person(person_uid: str) -> EntryCard | None:
    """The entry whose applicant this person is: the one on the list, else the newest."""
    rows = db.session.scalars(
        select(Entry)
        .where(Entry.person_uid == person_uid)
        .order_by(Entry.registered_on.desc(), Entry.number.desc())
    ).all()
    alive = [row for row in rows if row.state in set(ALIVE)]
    found = next(iter(alive or rows), None)
    return card(found) if found is not None else None


def entries(uids: Collection[str]) -> dict[str, EntryCard]:
    """Many entries at once; unknown uids are left out."""
    rows = db.session.scalars(select(Entry).where(Entry.uid.in_(set(uids))))
    return {row.uid: card(row) for row in rows}


def find_number(queue_number: str) -> EntryCard | None:
    """The entry of that queue number as it is stored."""
    row = db.session.scalar(select(Entry).where(Entry.number == queue_number))
    return card(row) if row is not None else None


def queues(city: str) -> tuple[QueueCard, ...]:
    """The queues of a city, by class."""
    rows = db.session.scalars(
        select(Queue).where(Queue.city == city).order_by(Queue.klass, Queue.uid)
    )
    return tuple(queue_card(row) for row in rows)


def all_queues() -> tuple[QueueCard, ...]:
    """Every queue, by city and class."""
    rows = db.session.scalars(select(Queue).order_by(Queue.city, Queue.klass))
    return tuple(queue_card(row) for row in rows)


def queue_card(row: Queue) -> QueueCard:
    """The card of a queue's row."""
    return QueueCard(
        row.uid, row.city, row.klass, tuple(row.comparator.split(",")), row.comparator_version
    )


def queue(uid: str) -> QueueCard:
    """A queue by uid, or ``Missing``."""
    return queue_card(load(Queue, uid))


BATCH = 200


def first_in_queue(
    queue_uid: str,
    n: int,
    after: bytes | None = None,
    fits: Callable[[EntryCard], bool] | None = None,
) -> tuple[EntryCard, ...]:
    """The first ``n`` that wait (no offer open) and fit, in the order of the queue.

    ``after``: the key to go on behind.
    """
    found: list[EntryCard] = []
    at = after
    while len(found) < n:
        question = select(Entry).where(
            Entry.queue_uid == queue_uid, Entry.ord.is_not(None), Entry.state == EntryState.WAITING
        )
        if at is not None:
            question = question.where(Entry.ord > at)
        rows = db.session.scalars(question.order_by(Entry.ord).limit(BATCH)).all()
        if not rows:
            break
        found.extend(c for c in map(card, rows) if fits is None or fits(c))
        at = rows[-1].ord
    return tuple(found[:n])


def in_line(queue_uid: str, *, after: bytes | None = None, size: int = 50) -> Sequence[EntryCard]:
    """One page of those who stand in line, offers included."""
    question = select(Entry).where(Entry.queue_uid == queue_uid, Entry.ord.is_not(None))
    if after is not None:
        question = question.where(Entry.ord > after)
    return [card(row) for row in db.session.scalars(question.order_by(Entry.ord).limit(size))]


def out_of_line(
    queue_uid: str, state: str, *, after: str | None = None, size: int = 50
) -> Sequence[EntryCard]:
    """One page of those who are suspended, housed or removed, by queue number."""
    question = select(Entry).where(Entry.queue_uid == queue_uid, Entry.state == state)
    if after is not None:
        question = question.where(Entry.number > after)
    rows = db.session.scalars(question.order_by(Entry.number).limit(size))
    return [card(row) for row in rows]


def states(queue_uid: str) -> dict[str, int]:
    """How many entries of a queue stand in each state; every state is there."""
    rows = db.session.execute(
        select(Entry.state, func.count()).where(Entry.queue_uid == queue_uid).group_by(Entry.state)
    )
    counted = {state: count for state, count in rows}
    return {state.value: counted.get(state.value, 0) for state in EntryState}


def moves_of(entry_uid: str) -> Sequence[QueueMove]:
    """An entry's own moves, oldest first."""
    return db.session.scalars(
        select(QueueMove).where(QueueMove.entry_uid == entry_uid).order_by(QueueMove.id)
    ).all()


def waiting_counts(city: str, on: date) -> dict[str, int]:
    """Figures for overviews: households in line by class, and the longest wait in days."""
    rows = db.session.execute(
        select(Entry.klass, func.count(), func.min(Entry.registered_on))
        .where(Entry.city == city, Entry.state.in_([s.value for s in STANDING]))
        .group_by(Entry.klass)
    )
    found = {"longest_days": 0, "all": 0}
    for klass, count, first in rows:
        found[klass] = count
        found["all"] += count
        found["longest_days"] = max(found["longest_days"], (on - first).days)
    return found
