"""Who may look at the connectors and deal with notices from departments."""

from __future__ import annotations

from portal.exchange.codes import Permission
from portal.kernel.access import Table, anyone, has_role, staff
from portal.kernel.act import Role

_DESK = staff(Role.DISTRICT_REVIEWER, Role.CITY_OFFICER)
_READERS = staff(Role.DISTRICT_REVIEWER, Role.CITY_OFFICER, Role.AUDITOR)

PERMISSIONS: Table = {
    Permission.CONNECTORS: ((has_role(Role.OPERATOR, Role.CITY_OFFICER, Role.SYSTEM_ADMIN),),),
    # A department has no session: the signature on its request is what lets it in.
    Permission.GIVE_NOTICE: ((anyone,),),
    Permission.SEE_NOTICES: (_READERS,),
    Permission.SEE_NOTICE: (_READERS,),
    # Only the house itself: asking the registers, and what follows when nothing changed.
    Permission.HEAR: (),
    Permission.SETTLE: (_DESK,),
}
