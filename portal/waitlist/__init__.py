"""The door: who waits, in which order, and why a place moved."""

from flask_babel import lazy_gettext as _l

from portal.kernel.package import NavItem, Package
from portal.waitlist.access import PERMISSIONS
from portal.waitlist.codes import EntryState, Permission, Reason
from portal.waitlist.events import (
    EntryHoused,
    EntryRegistered,
    EntryRemoved,
    EntrySuspended,
    RenewalOpened,
    StillWaitingAsked,
)
from portal.waitlist.history import Change, history_of
from portal.waitlist.keys import Comparator, compile_comparator
from portal.waitlist.machine import ENTRY
from portal.waitlist.placing import rebuild_fences
from portal.waitlist.publishing import (
    latest_list,
    line_of,
    lines_of,
    lists_of,
    publish_list,
    verify_list,
)
from portal.waitlist.queries import (
    EntryCard,
    QueueCard,
    all_queues,
    entries,
    entry,
    entry_of_application,
    entry_of_household,
    entry_of_person,
    find_number,
    first_in_queue,
    in_line,
    moves_of,
    queue,
    queues,
    states,
    waiting_counts,
)
from portal.waitlist.ranks import Part, Rank, rank_of
from portal.waitlist.registering import register, register_approved
from portal.waitlist.services import (
    bar_imposed,
    confirm_waiting,
    correct_groups,
    end_application,
    house,
    household_changed,
    mark_offered,
    mark_returned,
    qualifications_due,
    remove,
    renew,
    resume,
    suspend,
)
from portal.waitlist.views import bp, casework, public, resident
from portal.waitlist.words import WORDS

PAGES = (casework, public, resident)
"""Modules whose import registers their routes on the blueprint."""

package = Package(
    name="waitlist",
    blueprints=(bp,),
    permissions=PERMISSIONS,
    machines=(ENTRY,),
    daily=(qualifications_due,),
    nav=(
        NavItem("resident", _l("My place"), "waitlist.my_place", Permission.SEE_PLACE, 10),
        NavItem("staff", _l("Waiting list"), "waitlist.desk_list", Permission.SEE_LIST, 30),
    ),
    words=WORDS,
)

__all__ = [
    "ENTRY",
    "Change",
    "Comparator",
    "EntryCard",
    "EntryHoused",
    "EntryRegistered",
    "EntryRemoved",
    "EntryState",
    "EntrySuspended",
    "Part",
    "Permission",
    "QueueCard",
    "Rank",
    "Reason",
    "RenewalOpened",
    "StillWaitingAsked",
    "all_queues",
    "bar_imposed",
    "compile_comparator",
    "confirm_waiting",
    "correct_groups",
    "end_application",
    "entries",
    "entry",
    "entry_of_application",
    "entry_of_household",
    "entry_of_person",
    "find_number",
    "first_in_queue",
    "history_of",
    "house",
    "household_changed",
    "in_line",
    "latest_list",
    "line_of",
    "lines_of",
    "lists_of",
    "mark_offered",
    "mark_returned",
    "moves_of",
    "package",
    "publish_list",
    "qualifications_due",
    "queue",
    "queues",
    "rank_of",
    "rebuild_fences",
    "register",
    "register_approved",
    "remove",
    "renew",
    "resume",
    "states",
    "suspend",
    "verify_list",
    "waiting_counts",
]
