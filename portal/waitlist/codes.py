"""Names that the waiting list speaks in; the words for them are in ``words``."""

from __future__ import annotations

from enum import StrEnum

PROGRAMME = "prh"
"""The programme of these queues: a home in public rental housing."""


class EntryState(StrEnum):
    """Where an entry stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    SUSPENDED = "suspended"
    HOUSED = "housed"
    REMOVED = "removed"


STANDING = (EntryState.WAITING, EntryState.OFFERED)
"""States that stand in line: they have a place and count as ahead of those behind."""

ALIVE = (*STANDING, EntryState.SUSPENDED)
"""States of a household that is still on the list."""


class Reason(StrEnum):
    """Why an entry came, moved or left; in its moves and for its household to read."""

    REGISTERED = "registered"
    PRIORITY_GAINED = "priority_gained"
    PRIORITY_LOST = "priority_lost"
    CORRECTED = "corrected"
    OWN_WISH = "own_wish"
    RESUMED = "resumed"
    QUALIFICATION_ENDED = "qualification_ended"
    NOT_REACHED = "not_reached"
    HOUSED = "housed"
    WAIVERS = "waivers"
    BAR_IMPOSED = "bar_imposed"
    NOT_ELIGIBLE = "not_eligible"
    MOVED_AWAY = "moved_away"
    DIED = "died"
    OFFER_MADE = "offer_made"
    OFFER_RETURNED = "offer_returned"
    COMPARATOR = "comparator"


SUSPEND_REASONS = (Reason.OWN_WISH, Reason.NOT_REACHED, Reason.QUALIFICATION_ENDED)
REMOVE_REASONS = (
    Reason.OWN_WISH,
    Reason.NOT_ELIGIBLE,
    Reason.MOVED_AWAY,
    Reason.DIED,
    Reason.BAR_IMPOSED,
    Reason.WAIVERS,
)


class Permission(StrEnum):
    """What may be done with the waiting list, and by whom (table in access.py)."""

    SEE_PUBLIC_LIST = "see_public_list"
    SEE_PLACE = "see_place"
    SEE_LIST = "see_list"
    EXPORT_LIST = "export_list"
    SEE_ENTRY = "see_entry"
    REGISTER = "register"
    EDIT = "edit"
    PUBLISH = "publish"
    FOLLOW_OFFER = "follow_offer"
    SUSPEND = "suspend"
    RESUME = "resume"
    REMOVE = "remove"
    CONFIRM = "confirm"


QUALIFICATION = "waitlist.qualification"
RENEWAL = "waitlist.renewal"
STILL_WAITING = "waitlist.still_waiting"
"""Kinds of the deadlines of an entry; the first and the last are also rulebook keys."""
