"""The door: messages and letters to people.

``subscriptions(lookups)`` wires events to letters; ``SEND_SMS`` and ``SEND_MAIL`` are the jobs that
send word of them through identity's gateway and mail port. ``DemoPhones`` and ``DemoMailboxes``
are those of demo mode.
"""

from flask_babel import lazy_gettext as _l

from portal.kernel.package import NavItem, Package
from portal.notifications.access import PERMISSIONS
from portal.notifications.casework import letters_about
from portal.notifications.codes import Kind, Permission
from portal.notifications.demo_phones import DemoMailboxes, DemoPhones, DemoText, demo_messages
from portal.notifications.hours import noon
from portal.notifications.paper import messages_markdown
from portal.notifications.reading import Letter, Proof, letter, letters_of, prove_letter
from portal.notifications.sending import SEND_MAIL, SEND_SMS, notify, told_by, write_to
from portal.notifications.views import bp, letters, tray
from portal.notifications.wiring import EVENTS, subscriptions

assert letters  # the routes of both hang on bp
assert tray

package = Package(
    name="notifications",
    blueprints=(bp,),
    permissions=PERMISSIONS,
    nav=(
        NavItem("resident", _l("Letters"), "notifications.letters", Permission.OWN_LETTERS, 15),
        NavItem("staff", _l("Letters to post"), "notifications.tray", Permission.POST_LETTERS, 58),
    ),
    words={"letter_posted": _l("Somebody noted this letter as posted already.")},
)

__all__ = [
    "EVENTS",
    "SEND_MAIL",
    "SEND_SMS",
    "DemoMailboxes",
    "DemoPhones",
    "DemoText",
    "Kind",
    "Letter",
    "Permission",
    "Proof",
    "demo_messages",
    "letter",
    "letters_about",
    "letters_of",
    "messages_markdown",
    "noon",
    "notify",
    "package",
    "prove_letter",
    "subscriptions",
    "told_by",
    "write_to",
]
