"""Who may use the pages that cross packages."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.access import Table, a_staff_member, anyone, has_role, in_region, sees
from portal.kernel.act import Role
from portal.kernel.levels import Field


class Permission(StrEnum):
    """What the front's pages ask for."""

    HOME = "home"
    MY = "my"
    DESK = "desk"
    CASE = "case"
    DEMO = "demo"


CASEWORK = (
    Role.WINDOW_CLERK,
    Role.CIVIL_AFFAIRS,
    Role.DISTRICT_REVIEWER,
    Role.CITY_OFFICER,
)

PERMISSIONS: Table = {
    Permission.HOME: ((anyone,),),
    Permission.MY: ((sees(Field.STAGE),),),
    Permission.DESK: ((a_staff_member,),),
    Permission.CASE: ((has_role(*CASEWORK, Role.AUDITOR), in_region),),
    Permission.DEMO: ((anyone,),),
}
