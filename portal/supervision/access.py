"""Who may do what in supervision."""

from __future__ import annotations

from portal.kernel.access import Table, has_role, staff
from portal.kernel.act import Role
from portal.supervision.codes import Permission

_WATCH = (Role.REGION_SUPERVISOR, Role.AUDITOR)

PERMISSIONS: Table = {
    # Sums name nobody: an auditor of one city may see how the whole region stands.
    Permission.SEE_REGION: ((has_role(*_WATCH),),),
    Permission.SEE_CITY: (staff(*_WATCH, Role.CITY_OFFICER),),
    Permission.SEE_REPORTS: (staff(*_WATCH, Role.CITY_OFFICER),),
    Permission.SEE_REPORT: (staff(*_WATCH, Role.CITY_OFFICER),),
    Permission.PREPARE: (staff(Role.CITY_OFFICER),),
    Permission.DECIDE: (staff(Role.REGION_SUPERVISOR),),
}
