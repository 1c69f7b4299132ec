"""What may be done with an entry; every verb that moves it writes the move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portal import applications
from portal.households import composition, household_of
from portal.kernel import claims, deadlines
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.daily import daily
from portal.kernel.database import db, load, lock
from portal.kernel.errors import Conflict, Refused
from portal.kernel.journal import log, record_step
from portal.kernel.outbox import publish
from portal.kernel.policy import rulebook
from portal.waitlist.codes import (
    ALIVE,
    QUALIFICATION,
    REMOVE_REASONS,
    RENEWAL,
    STANDING,
    STILL_WAITING,
    SUSPEND_REASONS,
    EntryState,
    Permission,
    Reason,
)
from portal.waitlist.events import (
    EntryHoused,
    EntryRemoved,
    EntrySuspended,
    RenewalOpened,
    StillWaitingAsked,
)
from portal.waitlist.machine import ENTRY
from portal.waitlist.models import Entry, Queue
from portal.waitlist.placing import place
from portal.waitlist.queries import alive_entry_of
from portal.waitlist.registering import CLAIM, ask_again_later, goes_first, key_of, qualify


def _take(entry_uid: str, version: int | None) -> Entry:
    entry = lock(Entry, entry_uid)
    if version is not None and version != entry.version:
        raise Conflict("changed_meanwhile", uid=entry_uid)
    return entry


def suspend(act: Act, *, entry_uid: str, reason: str, version: int | None = None) -> Entry:
    """Pause the waiting: out of the line, key kept. ``Refused('waitlist_reason')``."""
    if reason not in set(SUSPEND_REASONS):
        raise Refused("waitlist_reason", field="reason")
    entry = _take(entry_uid, version)
    step = ENTRY.advance(entry, "suspend", act, reason=reason)
    entry.reason = reason
    place(act, entry, None, reason=reason, step=step)
    publish(
        EntrySuspended(
            uid=entry.uid, city=entry.city, household_uid=entry.household_uid,
            person_uid=entry.person_uid, reason=reason,
        ),
        act,
    )  # fmt: skip
    return entry


def resume(act: Act, *, entry_uid: str, version: int | None = None) -> Entry:
    """Go on waiting at the old place. ``Refused('qualification_ended')`` when it ran out."""
    entry = _take(entry_uid, version)
    if entry.qualified_until < act.on:
        raise Refused("qualification_ended")
    step = ENTRY.advance(entry, "resume", act, reason=Reason.RESUMED)
    entry.reason = ""
    place(act, entry, key_of(entry, load(Queue, entry.queue_uid)), reason=Reason.RESUMED, step=step)
    return entry


def remove(
    act: Act, *, entry_uid: str, reason: str, clause: str = "", version: int | None = None
) -> Entry:
    """Off the list without a home. ``Refused('waitlist_reason')`` for an unknown reason."""
    if reason not in set(REMOVE_REASONS):
        raise Refused("waitlist_reason", field="reason")
    entry = _take(entry_uid, version)
    step = ENTRY.advance(entry, "remove", act, reason=reason, clause=clause)
    _leave(act, entry, reason, step)
    publish(
        EntryRemoved(
            uid=entry.uid, city=entry.city, household_uid=entry.household_uid,
            person_uid=entry.person_uid, application_uid=entry.application_uid, reason=reason,
        ),
        act,
    )  # fmt: skip
    return entry


def house(act: Act, *, entry_uid: str, reason: str = Reason.HOUSED) -> Entry:
    """Off the list with a home; already housed means unchanged."""
    entry = _take(entry_uid, None)
    if entry.state == EntryState.HOUSED:
        return entry
    step = ENTRY.advance(entry, "house", act, reason=reason)
    _leave(act, entry, Reason.HOUSED, step)
    publish(
        EntryHoused(
            uid=entry.uid, city=entry.city, household_uid=entry.household_uid,
            person_uid=entry.person_uid, application_uid=entry.application_uid,
        ),
        act,
    )  # fmt: skip
    return entry


def _leave(act: Act, entry: Entry, reason: str, step: int) -> None:
    entry.reason = reason
    place(act, entry, None, reason=reason, step=step)
    claims.release_all(entry.uid, on=act.on, kind=CLAIM)
    for kind in (QUALIFICATION, RENEWAL, STILL_WAITING):
        running = deadlines.running(kind, entry.uid)
        if running is not None:
            deadlines.close(running, on=act.on, why=reason)


def mark_offered(act: Act, *, entry_uid: str) -> Entry:
    """A home was offered; the household keeps its place until it answers."""
    entry = _take(entry_uid, None)
    ENTRY.advance(entry, "offer", act, reason=Reason.OFFER_MADE)
    return entry


def mark_returned(act: Act, *, entry_uid: str, reason: str = Reason.OFFER_RETURNED) -> Entry:
    """The offer came to nothing; the household goes on waiting at its place."""
    entry = _take(entry_uid, None)
    if entry.state == EntryState.OFFERED:
        ENTRY.advance(entry, "return", act, reason=reason)
    return entry


def correct_groups(
    act: Act, *, entry_uid: str, groups: Iterable[str], reason: str, version: int | None = None
) -> Entry:
    """Other groups were proven, or some no longer hold: the key is made anew.

    ``reason`` is one of priority_gained, priority_lost, corrected. ``Refused``:
    ``waitlist_reason``, ``group_unknown``, ``nothing_changes``.
    """
    allowed = (Reason.PRIORITY_GAINED, Reason.PRIORITY_LOST, Reason.CORRECTED)
    if reason not in set(allowed):
        raise Refused("waitlist_reason", field="reason")
    entry = _take(entry_uid, version)
    require(act.by, Permission.EDIT, entry)
    if entry.state not in set(ALIVE):
        raise Conflict("not_from_here")
    rules = rulebook(entry.place, on=act.on)
    wanted = tuple(dict.fromkeys(groups))
    known = {
        f"{row['code']}:{row['sub']}" if row.get("sub") else row["code"]
        for row in rules.rows("priority.groups")
    }
    if not set(wanted) <= known:
        raise Refused("group_unknown", field="groups")
    if set(wanted) == set(entry.groups):
        raise Refused("nothing_changes", field="groups")
    entry.groups, entry.priority = wanted, goes_first(wanted, rules)
    step = record_step(
        act, machine=ENTRY.name, thing=entry, source=entry.state, verb="correct_groups",
        target=entry.state, reason=reason, policy=rules.fingerprint,
    )  # fmt: skip
    if entry.state in set(STANDING):
        queue = load(Queue, entry.queue_uid)
        place(act, entry, key_of(entry, queue), reason=reason, step=step)
    return entry


def confirm_waiting(act: Act, *, entry_uid: str) -> Entry:
    """The household says that it still waits; asked again after the period."""
    entry = _take(entry_uid, None)
    require(act.by, Permission.CONFIRM, entry)
    if entry.state not in set(ALIVE):
        raise Conflict("not_from_here")
    if entry.confirmed_on == act.on:
        return entry
    entry.confirmed_on = act.on
    running = deadlines.running(STILL_WAITING, entry.uid)
    if running is not None:
        deadlines.close(running, on=act.on, why="confirmed")
        db.session.flush()
    ask_again_later(act, entry, rules=rulebook(entry.place, on=act.on))
    log(act, "waitlist_entry.confirm", entry.uid, {"on": act.on})
    return entry


def renew(act: Act, *, entry_uid: str, version: int | None = None) -> Entry:
    """The household qualifies anew; it runs on from its old end (or from today when late).

    ``Refused('renewal_too_early')`` before the day the renewal opens.
    """
    entry = _take(entry_uid, version)
    require(act.by, Permission.EDIT, entry)
    opens = deadlines.running(RENEWAL, entry.uid)
    if entry.state not in set(ALIVE):
        raise Conflict("not_from_here")
    if opens is not None and act.on < opens.due:
        raise Refused("renewal_too_early", day=opens.due)
    since = max(entry.qualified_until, act.on) if entry.state in set(STANDING) else act.on
    for kind in (QUALIFICATION, RENEWAL):
        running = deadlines.running(kind, entry.uid)
        if running is not None:
            deadlines.close(running, on=act.on, why="renewed")
    db.session.flush()
    qualify(act, entry, since=since, rules=rulebook(entry.place, on=act.on))
    log(act, "waitlist_entry.renew", entry.uid, {"until": entry.qualified_until})
    return entry


# --- what the house does by itself ---------------------------------------------


def _falling_due(act: Act) -> list[str]:
    """Renewals and questions on their day; what ran out from the day after."""
    found = [
        *deadlines.due_by(act.on, kind=RENEWAL),
        *deadlines.overdue(act.on, kind=QUALIFICATION),
        *deadlines.due_by(act.on, kind=STILL_WAITING),
    ]
    return [deadline.uid for deadline in found]


@daily(_falling_due)
def qualifications_due(act: Act, deadline_uid: str) -> None:
    """Open a renewal, pause whose qualification ran out, ask who still waits."""
    deadline = lock(deadlines.Deadline, deadline_uid)
    if deadline.open:
        entry = load(Entry, deadline.subject_uid)
        {RENEWAL: _renews, QUALIFICATION: _runs_out, STILL_WAITING: _is_asked}[deadline.kind](
            act, entry, deadline
        )


def _renews(act: Act, entry: Entry, deadline: deadlines.Deadline) -> None:
    deadlines.close(deadline, on=act.on, why="opened")
    publish(
        RenewalOpened(
            uid=entry.uid, city=entry.city, household_uid=entry.household_uid,
            person_uid=entry.person_uid,
        ),
        act,
    )  # fmt: skip


def _runs_out(act: Act, entry: Entry, deadline: deadlines.Deadline) -> None:
    # Whoever holds an offer answers it first; the next day finds them again.
    if entry.state == EntryState.WAITING:
        suspend(act, entry_uid=entry.uid, reason=Reason.QUALIFICATION_ENDED)
        deadlines.close(deadline, on=act.on, why="ended")
    elif entry.state == EntryState.SUSPENDED:
        deadlines.close(deadline, on=act.on, why="ended")


def _is_asked(act: Act, entry: Entry, deadline: deadlines.Deadline) -> None:
    deadlines.close(deadline, on=act.on, why="asked")
    db.session.flush()
    ask_again_later(act, entry, rules=rulebook(entry.place, on=act.on))
    publish(
        StillWaitingAsked(
            uid=entry.uid, city=entry.city, household_uid=entry.household_uid,
            person_uid=entry.person_uid,
        ),
        act,
    )  # fmt: skip


def bar_imposed(payload: Mapping[str, Any], act: Act) -> None:
    """Handler of ``credit.BarImposed``: a barred household leaves the list (N1 art. 35)."""
    household_uid = payload.get("household_uid") or household_of(payload["person_uid"], act.on)
    entry = alive_entry_of(household_uid) if household_uid else None
    if entry is not None:
        remove(act, entry_uid=entry.uid, reason=Reason.BAR_IMPOSED, clause=payload.get("code", ""))


def household_changed(payload: Mapping[str, Any], act: Act) -> None:
    """Handler of ``households.HouseholdChanged``: the size counts for the home, not the place."""
    entry = alive_entry_of(payload["uid"])
    if entry is None:
        return
    size = max(len(composition(entry.household_uid, act.on)), 1)
    if size == entry.size:
        return
    entry.size = size
    log(act, "waitlist_entry.size", entry.uid, {"size": size, "on": act.on})
    queue = load(Queue, entry.queue_uid)
    if entry.state in set(STANDING):
        place(act, entry, key_of(entry, queue), reason=Reason.CORRECTED, step=None)


def end_application(payload: Mapping[str, Any], act: Act) -> None:
    """Handler of ``EntryRemoved`` and ``EntryHoused``: the application has reached its end."""
    applications.end(
        act, application_uid=payload["application_uid"], reason=payload.get("reason", "housed")
    )
