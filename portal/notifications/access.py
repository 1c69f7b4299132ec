"""Who may read which letter."""

from __future__ import annotations

from portal.kernel.access import Table, able, anyone, own, staff
from portal.kernel.act import Role
from portal.kernel.levels import Ability
from portal.notifications.codes import Permission

PERMISSIONS: Table = {
    Permission.OWN_LETTERS: ((able(Ability.SEE_STAGE),),),
    Permission.READ_LETTER: (
        (able(Ability.SEE_STAGE), own),
        staff(Role.WINDOW_CLERK, Role.CITY_OFFICER, Role.LEGAL_REVIEWER),
    ),
    Permission.POST_LETTERS: (staff(Role.WINDOW_CLERK, Role.CITY_OFFICER),),
    Permission.VERIFY: ((anyone,),),
}
