"""Who may read which letter."""

from __future__ import annotations

from portal.kernel.access import Table, anyone, own, sees, staff
from portal.kernel.act import Role
from portal.kernel.levels import Field
from portal.notifications.codes import Permission

PERMISSIONS: Table = {
    Permission.OWN_LETTERS: ((sees(Field.LETTERS),),),
    Permission.READ_LETTER: (
        (sees(Field.LETTER_TEXT), own),
        staff(Role.WINDOW_CLERK, Role.CITY_OFFICER, Role.LEGAL_REVIEWER),
    ),
    Permission.POST_LETTERS: (staff(Role.WINDOW_CLERK, Role.CITY_OFFICER),),
    Permission.VERIFY: ((anyone,),),
}
