"""Who may do what to a lease."""

from __future__ import annotations

from typing import Any

from portal.kernel.access import Table, able, own, sees, staff
from portal.kernel.act import Role, Who
from portal.kernel.levels import Ability, Field
from portal.tenancy.codes import Permission


def tenant(who: Who, thing: Any) -> bool:
    """The one who signs: the tenant named in the lease."""
    return thing is not None and who.uid == thing.person_uid


_KEEPERS = staff(Role.CITY_OFFICER, Role.OPERATOR)
_READERS = staff(
    Role.CITY_OFFICER, Role.OPERATOR, Role.WINDOW_CLERK, Role.DISTRICT_REVIEWER, Role.AUDITOR
)

PERMISSIONS: Table = {
    Permission.SEE_HOME: ((sees(Field.AMOUNTS),),),
    Permission.SEE_OWN_LEASE: ((sees(Field.DOCUMENTS), own),),
    Permission.SIGN: ((able(Ability.SIGN_LEASE), tenant),),
    Permission.DECLINE: ((able(Ability.SIGN_LEASE), tenant),),
    Permission.SEE_LEASES: (_READERS,),
    Permission.EXPORT_LEASES: (staff(Role.CITY_OFFICER, Role.OPERATOR, Role.AUDITOR),),
    Permission.SEE_LEASE: (_READERS,),
    Permission.COUNTERSIGN: (_KEEPERS,),
    Permission.HAND_OVER: (staff(Role.OPERATOR),),
    Permission.FILE: (_KEEPERS,),
    Permission.VOID: (_KEEPERS, (able(Ability.SIGN_LEASE), tenant)),
    Permission.END: (_KEEPERS,),
    Permission.TAKE_RENT: (staff(Role.OPERATOR, Role.WINDOW_CLERK),),
}
