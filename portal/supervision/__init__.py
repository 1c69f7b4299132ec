"""The door: targets as printed, what leases and payments say, monthly reports."""

from flask_babel import lazy_gettext as _l

from portal.kernel.act import Role
from portal.kernel.package import NavItem, Package
from portal.supervision.access import PERMISSIONS
from portal.supervision.codes import Origin, Pace, Permission, State
from portal.supervision.machine import REPORT
from portal.supervision.queries import Board, board, reports
from portal.supervision.services import (
    accept_report,
    fill_in,
    prepare_report,
    return_report,
    submit_report,
)
from portal.supervision.targets import Sums, load_targets, sums
from portal.supervision.views import blueprint, months, region
from portal.supervision.words import WORDS

PAGES = (months, region)
"""Modules whose import registers their routes on the blueprint."""

_FIRST = (Role.REGION_SUPERVISOR,)

package = Package(
    name="supervision",
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    machines=(REPORT,),
    nav=(
        NavItem(
            "staff", _l("Yearly task"), "supervision.dashboard", Permission.SEE_REGION, 65, _FIRST
        ),
        NavItem(
            "staff", _l("Monthly reports"), "supervision.months", Permission.SEE_REPORTS, 66, _FIRST
        ),
    ),
    words=WORDS,
)

__all__ = [
    "REPORT",
    "Board",
    "Origin",
    "Pace",
    "Permission",
    "State",
    "Sums",
    "accept_report",
    "board",
    "fill_in",
    "load_targets",
    "package",
    "prepare_report",
    "reports",
    "return_report",
    "submit_report",
    "sums",
]
