"""Words for the states, reasons and refusals of the waiting list."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.waitlist.codes import EntryState, Reason

WORDS: dict[str, LazyString] = {
    "waitlist_reason": _l("Choose a reason."),
    "waitlist_key_range": _l("A value does not fit into the order of this queue."),
    "waitlist_key_missing": _l("A value that the order of this queue needs is missing."),
    "qualification_ended": _l("The qualification has ended. Renew it first."),
    "renewal_too_early": _l("The renewal opens on %(day)s."),
    "group_unknown": _l("This city has no such group."),
    "list_unchanged": _l("Nothing has changed since the last published list."),
    "queue_open_already": _l("This queue was opened a moment ago. Please try again."),
}

STATES: dict[str, tuple[str, LazyString]] = {
    EntryState.WAITING: ("hand", _l("Waiting")),
    EntryState.OFFERED: ("need", _l("A home is offered")),
    EntryState.SUSPENDED: ("paused", _l("Waiting paused")),
    EntryState.HOUSED: ("good", _l("Housed")),
    EntryState.REMOVED: ("ended", _l("Removed from the list")),
}
"""State → (family of the tag, label)."""

OWN_MOVES: dict[str, LazyString] = {
    Reason.REGISTERED: _l("You joined the list"),
    Reason.PRIORITY_GAINED: _l("Your priority ground was recorded"),
    Reason.PRIORITY_LOST: _l("Your priority ground no longer holds"),
    Reason.CORRECTED: _l("A mistake in your entry was corrected"),
    Reason.OWN_WISH: _l("At your own wish"),
    Reason.RESUMED: _l("You are waiting again"),
    Reason.QUALIFICATION_ENDED: _l("Your qualification ended"),
    Reason.NOT_REACHED: _l("We could not reach you"),
    Reason.HOUSED: _l("You have a home"),
    Reason.WAIVERS: _l("You gave up several homes that were offered"),
    Reason.BAR_IMPOSED: _l("A bar was imposed"),
    Reason.NOT_ELIGIBLE: _l("The conditions are no longer met"),
    Reason.MOVED_AWAY: _l("Moved away"),
    Reason.DIED: _l("Died"),
    Reason.COMPARATOR: _l("The order of this queue was changed"),
}
"""Why one's own entry moved, in words to its household."""

REASONS: dict[str, LazyString] = {
    Reason.REGISTERED: _l("Joined the list"),
    Reason.PRIORITY_GAINED: _l("Priority ground recorded"),
    Reason.PRIORITY_LOST: _l("Priority ground no longer holds"),
    Reason.CORRECTED: _l("Mistake corrected"),
    Reason.OWN_WISH: _l("Own wish"),
    Reason.RESUMED: _l("Waiting again"),
    Reason.QUALIFICATION_ENDED: _l("Qualification ended"),
    Reason.NOT_REACHED: _l("Could not be reached"),
    Reason.HOUSED: _l("Got a home"),
    Reason.WAIVERS: _l("Gave up offers too often"),
    Reason.BAR_IMPOSED: _l("Bar imposed"),
    Reason.NOT_ELIGIBLE: _l("Conditions no longer met"),
    Reason.MOVED_AWAY: _l("Moved away"),
    Reason.DIED: _l("Died"),
    Reason.OFFER_MADE: _l("Home offered"),
    Reason.OFFER_RETURNED: _l("Offer came to nothing"),
    Reason.COMPARATOR: _l("Order of the queue changed"),
}
"""The same reasons for staff."""
