"""Who may do what in allocation."""

from __future__ import annotations

from portal.allocation.codes import Permission
from portal.kernel.access import Table, able, anyone, own, sees, staff
from portal.kernel.act import Role
from portal.kernel.levels import Ability, Field

_CENTRE = staff(Role.CITY_OFFICER)
_LEADERS = staff(Role.CITY_OFFICER, Role.DECISION_MAKER)

PERMISSIONS: Table = {
    Permission.SEE_ROUNDS: ((anyone,),),
    Permission.SEE_MY_ROUNDS: ((sees(Field.OFFER),),),
    Permission.REGISTER_INTEREST: ((own, able(Ability.REGISTER_INTEREST)), _CENTRE),
    Permission.SEE_OFFER: ((own, sees(Field.OFFER)),),
    Permission.ACCEPT_OFFER: ((own, able(Ability.ACCEPT_OFFER)),),
    Permission.WAIVE_OFFER: ((own, able(Ability.REGISTER_INTEREST)),),
    Permission.SEE_PLANS: (staff(Role.CITY_OFFICER, Role.DECISION_MAKER, Role.AUDITOR),),
    Permission.DRAFT: (_CENTRE,),
    Permission.PUBLISH: (_LEADERS,),
    Permission.CHECK: (_CENTRE,),
    Permission.DECIDE: (_CENTRE,),
    Permission.OFFER: (_CENTRE,),
    Permission.CLOSE: (_CENTRE,),
    Permission.VOID: (_LEADERS,),
    Permission.EXPIRE: (_CENTRE,),
    Permission.SEE_WAIVERS: (staff(Role.CITY_OFFICER, Role.DECISION_MAKER, Role.AUDITOR),),
    Permission.DECIDE_WAIVERS: (_CENTRE,),
    Permission.EXPLAIN_WAIVERS: ((own, able(Ability.REGISTER_INTEREST)),),
}
