"""Who may read what: auditors their region, residents who looked at them."""

from __future__ import annotations

from portal.audit.codes import Permission
from portal.kernel.access import Table, sees, staff
from portal.kernel.act import Role
from portal.kernel.levels import Field

PERMISSIONS: Table = {
    Permission.AUDIT: (staff(Role.AUDITOR),),
    Permission.SEE_LIFE: (staff(Role.AUDITOR),),
    Permission.OWN_LOOKS: ((sees(Field.LOOKS),),),
}
