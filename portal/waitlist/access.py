"""Who may do what with the waiting list."""

from __future__ import annotations

from portal.kernel.access import Table, able, anyone, own, sees, staff
from portal.kernel.act import Role
from portal.kernel.levels import Ability, Field
from portal.waitlist.codes import Permission

_CENTRE = staff(Role.CITY_OFFICER)
_LOOKERS = staff(Role.CITY_OFFICER, Role.DECISION_MAKER, Role.AUDITOR)
_OWN = (own, able(Ability.BE_LISTED))

PERMISSIONS: Table = {
    Permission.SEE_PUBLIC_LIST: ((anyone,),),
    Permission.SEE_PLACE: ((sees(Field.RANK),),),
    Permission.SEE_LIST: (_LOOKERS,),
    Permission.EXPORT_LIST: (staff(Role.CITY_OFFICER, Role.AUDITOR),),
    Permission.SEE_ENTRY: (_LOOKERS,),
    # The house registers whom a person approved; an officer may repair a registration.
    Permission.REGISTER: (_CENTRE,),
    Permission.EDIT: (_CENTRE,),
    Permission.PUBLISH: (_CENTRE,),
    # Follows offers and leases, whose own tables have judged who may; no route posts these.
    Permission.FOLLOW_OFFER: (
        _OWN,
        staff(Role.CITY_OFFICER, Role.DECISION_MAKER, Role.OPERATOR, Role.WINDOW_CLERK),
    ),
    Permission.SUSPEND: (_OWN, _CENTRE),
    Permission.RESUME: (_OWN, _CENTRE),
    Permission.REMOVE: (_OWN, _CENTRE),
    Permission.CONFIRM: (_OWN, staff(Role.CITY_OFFICER, Role.WINDOW_CLERK)),
}
