"""Who may look at the connectors."""

from __future__ import annotations

from enum import StrEnum

from portal.kernel.access import Table, has_role
from portal.kernel.act import Role


class Permission(StrEnum):
    """What may be done here."""

    CONNECTORS = "connectors"


PERMISSIONS: Table = {
    Permission.CONNECTORS: ((has_role(Role.OPERATOR, Role.CITY_OFFICER, Role.SYSTEM_ADMIN),),),
}
