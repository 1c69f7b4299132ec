"""Who may do what with persons."""

from __future__ import annotations

from portal.households.codes import Permission
from portal.kernel.access import Table, staff
from portal.kernel.act import Role

PERMISSIONS: Table = {
    Permission.REVEAL: (
        staff(
            Role.AUDITOR,
            Role.WINDOW_CLERK,
            Role.CIVIL_AFFAIRS,
            Role.DISTRICT_REVIEWER,
            Role.CITY_OFFICER,
            Role.ENFORCEMENT,
            Role.CREDIT_OFFICER,
        ),
    ),
}
