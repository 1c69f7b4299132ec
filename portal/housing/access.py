"""Who may do what with estates and units."""

from __future__ import annotations

from portal.housing.codes import Permission
from portal.kernel.access import Table, a_resident, anyone, staff
from portal.kernel.act import Role

_CENTRE = staff(Role.CITY_OFFICER)
_LOOKERS = staff(
    Role.OPERATOR,
    Role.CITY_OFFICER,
    Role.DISTRICT_REVIEWER,
    Role.WINDOW_CLERK,
    Role.DECISION_MAKER,
    Role.ENFORCEMENT,
    Role.AUDITOR,
    Role.REGION_SUPERVISOR,
)

PERMISSIONS: Table = {
    Permission.SEE_ESTATES: ((anyone,),),
    Permission.SEE_UNITS: (_LOOKERS,),
    Permission.REGISTER: (_CENTRE,),
    # A unit follows offers, leases and hand-backs, whose own tables have judged who may;
    # no route posts these moves directly.
    Permission.FOLLOW: (
        (a_resident,),
        staff(
            Role.OPERATOR,
            Role.CITY_OFFICER,
            Role.DISTRICT_REVIEWER,
            Role.WINDOW_CLERK,
            Role.DECISION_MAKER,
            Role.ENFORCEMENT,
        ),
    ),
    Permission.REPAIR: (staff(Role.OPERATOR, Role.CITY_OFFICER),),
    Permission.FREEZE: (_CENTRE,),
    Permission.DISPOSE: (_CENTRE,),
}
