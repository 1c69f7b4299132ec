"""The door: leases, rent and keys."""

from flask_babel import lazy_gettext as _l

from portal.kernel.package import NavItem, Package
from portal.tenancy.access import PERMISSIONS
from portal.tenancy.codes import (
    LIVE_ASSISTANCE,
    BillKind,
    EndReason,
    Method,
    Permission,
    State,
    VoidReason,
)
from portal.tenancy.elsewhere import double_benefits_due
from portal.tenancy.events import (
    LeaseEnded,
    LeasePrepared,
    LeaseSigned,
    LeaseVoided,
    MovedIn,
    RentBilled,
)
from portal.tenancy.holdover import (
    begin_hold_over,
    hold_over_due,
    hold_over_month,
    take_back_hold_over,
)
from portal.tenancy.machine import LEASE
from portal.tenancy.queries import (
    Arrears,
    BillCard,
    LeaseCard,
    arrears,
    bills_of,
    homes_of,
    lease,
    lease_counts,
    lease_of_household,
    lease_row,
    leases_signed,
    live_leases,
)
from portal.tenancy.rent import Rent, rent_for
from portal.tenancy.rents import bill_month, rents_due, take_rent
from portal.tenancy.services import (
    countersign,
    end_lease,
    file_lease,
    hand_over,
    lapse_unsigned,
    prepare_lease,
    sign_lease,
    void_lease,
)
from portal.tenancy.views import blueprint
from portal.tenancy.words import WORDS

package = Package(
    name="tenancy",
    blueprints=(blueprint,),
    permissions=PERMISSIONS,
    machines=(LEASE,),
    daily=(lapse_unsigned, rents_due, hold_over_due, double_benefits_due),
    nav=(
        NavItem("resident", _l("My home"), "tenancy.my_home", Permission.SEE_HOME, 20),
        NavItem("staff", _l("Leases"), "tenancy.leases", Permission.SEE_LEASES, 50),
    ),
    words=WORDS,
)

__all__ = [
    "LEASE",
    "LIVE_ASSISTANCE",
    "Arrears",
    "BillCard",
    "BillKind",
    "EndReason",
    "LeaseCard",
    "LeaseEnded",
    "LeasePrepared",
    "LeaseSigned",
    "LeaseVoided",
    "Method",
    "MovedIn",
    "Permission",
    "Rent",
    "RentBilled",
    "State",
    "VoidReason",
    "arrears",
    "begin_hold_over",
    "bill_month",
    "bills_of",
    "countersign",
    "end_lease",
    "file_lease",
    "hand_over",
    "hold_over_due",
    "hold_over_month",
    "homes_of",
    "lapse_unsigned",
    "lease",
    "lease_counts",
    "lease_of_household",
    "lease_row",
    "leases_signed",
    "live_leases",
    "package",
    "prepare_lease",
    "rent_for",
    "rents_due",
    "sign_lease",
    "take_back_hold_over",
    "take_rent",
    "void_lease",
]
