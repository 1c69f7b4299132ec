"""How a household comes onto the list: queue, number, key, deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from portal import applications
from portal.households import composition
from portal.kernel import claims, deadlines
from portal.kernel.act import Act
from portal.kernel.clock import Period, Unit
from portal.kernel.database import db, new_uid, one_winner
from portal.kernel.journal import log
from portal.kernel.numbers import next_number
from portal.kernel.outbox import publish
from portal.kernel.policy import Rulebook, rulebook
from portal.kernel.references import city_letters, queue_number
from portal.waitlist.codes import PROGRAMME, QUALIFICATION, RENEWAL, STILL_WAITING, Reason
from portal.waitlist.events import EntryRegistered
from portal.waitlist.keys import compile_comparator, day_value, number_value
from portal.waitlist.machine import ENTRY
from portal.waitlist.models import Entry, Queue
from portal.waitlist.periods import back
from portal.waitlist.placing import place

CLAIM = "waitlist.household"


def register_approved(payload: Mapping[str, Any], act: Act) -> None:
    """Handler of ``ApplicationApproved``: who wishes for a home stands in line from that day."""
    if payload["wish"] not in ("unit", "either"):
        return
    register(act, application_uid=payload["uid"], klass=payload["klass"])


def register(act: Act, *, application_uid: str, klass: str) -> Entry:
    """Put an approved household in its queue; the same application again changes nothing.

    ``act.on`` is the day the city approved. ``Conflict('already_claimed')`` when the
    household stands in line already.
    """
    known = db.session.scalar(select(Entry).where(Entry.application_uid == application_uid))
    if known is not None:
        return known
    card = applications.application(application_uid)
    assert card.household_uid is not None
    rules = rulebook(card.place, on=act.on)
    queue = open_queue(act, city=card.city, klass=klass, rules=rules)
    n = next_number(f"{city_letters(card.city)}-queue", act.on.year)
    entry = Entry(
        uid=new_uid(),
        city=card.city,
        place=card.place,
        queue_uid=queue.uid,
        household_uid=card.household_uid,
        person_uid=card.applicant_uid,
        application_uid=application_uid,
        number=queue_number(card.city, act.on.year, n),
        number_year=act.on.year,
        number_n=n,
        klass=klass,
        size=max(len(composition(card.household_uid, act.on)), 1),
        groups=card.groups,
        priority=goes_first(card.groups, rules),
        approved_on=act.on,
        registered_on=act.on,
        submitted_on=card.submitted_on or act.on,
        confirmed_on=act.on,
        qualified_until=act.on,
        policy=rules.fingerprint,
    )
    claims.take(CLAIM, card.household_uid, holder=entry.uid, on=act.on)
    step = ENTRY.begin(entry, act, reason=Reason.REGISTERED, policy=rules.fingerprint)
    place(act, entry, key_of(entry, queue), reason=Reason.REGISTERED, step=step)
    qualify(act, entry, since=act.on, rules=rules)
    ask_again_later(act, entry, rules=rules)
    applications.mark_waitlisted(act, application_uid=application_uid)
    publish(
        EntryRegistered(
            uid=entry.uid, city=entry.city, household_uid=entry.household_uid,
            person_uid=entry.person_uid, application_uid=application_uid,
        ),
        act,
    )  # fmt: skip
    return entry


def open_queue(act: Act, *, city: str, klass: str, rules: Rulebook) -> Queue:
    """The queue of that city and class, opened with the first household."""
    wanted = select(Queue).where(
        Queue.city == city, Queue.programme == PROGRAMME, Queue.klass == klass
    )
    queue = db.session.scalar(wanted)
    if queue is not None:
        return queue
    comparator = compile_comparator(rules.value("waitlist.comparator"))
    queue = Queue(
        uid=new_uid(),
        city=city,
        programme=PROGRAMME,
        klass=klass,
        comparator=",".join(comparator.names),
        comparator_version=rules.value("waitlist.comparator_version"),
        opened_on=act.on,
    )
    one_winner(lambda: db.session.add(queue), "queue_open_already")
    log(act, "waitlist.open_queue", queue.uid, {"city": city, "class": klass, "on": act.on})
    return queue


def goes_first(groups: Iterable[str], rules: Rulebook) -> bool:
    """Does any of these groups (``G08:severe``) stand in the city's priority set?"""
    first = {
        f"{row['code']}:{row['sub']}" if row.get("sub") else row["code"]
        for row in rules.rows("priority.groups")
        if row["priority"]
    }
    return bool(first & set(groups))


def key_of(entry: Entry, queue: Queue) -> bytes:
    """The key of an entry by the comparator of its queue. ``Refused`` for a value too wide."""
    return compile_comparator(queue.comparator.split(",")).key(
        {
            "priority": int(entry.priority),
            "size": entry.size,
            "approved_on": day_value(entry.approved_on),
            "registered_on": day_value(entry.registered_on),
            "submitted_on": day_value(entry.submitted_on),
            "queue_number": number_value(entry.number_year, entry.number_n),
        }
    )


def qualify(act: Act, entry: Entry, *, since: date, rules: Rulebook) -> None:
    """Let the qualification run from ``since``, and the day from which it may be renewed."""
    ends = deadlines.open_deadline(
        kind=QUALIFICATION, subject_kind="waitlist_entry", subject_uid=entry.uid,
        city=entry.city, since=since, period=rules.period(QUALIFICATION),
        clause=rules.get(QUALIFICATION).clause,
    )  # fmt: skip
    entry.qualified_until = ends.due
    opens = back(ends.due, rules.period(RENEWAL))
    deadlines.open_deadline(
        kind=RENEWAL, subject_kind="waitlist_entry", subject_uid=entry.uid, city=entry.city,
        since=act.on, period=Period(max((opens - act.on).days, 0), Unit.DAY, "approved"),
        clause=rules.get(RENEWAL).clause,
    )  # fmt: skip


def ask_again_later(act: Act, entry: Entry, *, rules: Rulebook) -> None:
    """From today, once per period, the household is asked whether it still waits."""
    value = rules.get(STILL_WAITING)
    deadlines.open_deadline(
        kind=STILL_WAITING, subject_kind="waitlist_entry", subject_uid=entry.uid,
        city=entry.city, since=act.on, period=rules.period(STILL_WAITING),
        clause=value.clause or value.reason[:200],
    )  # fmt: skip
