"""Who may do what with re-checks and exits."""

from __future__ import annotations

from portal.exit_review.codes import Permission
from portal.kernel.access import Table, own, sees, staff
from portal.kernel.act import Role
from portal.kernel.levels import Field

_READERS = staff(
    Role.DISTRICT_REVIEWER, Role.CITY_OFFICER, Role.OPERATOR, Role.ENFORCEMENT, Role.AUDITOR
)
_DESK = staff(Role.DISTRICT_REVIEWER, Role.CITY_OFFICER)
_CENTRE = staff(Role.CITY_OFFICER)
_KEEPERS = staff(Role.OPERATOR, Role.CITY_OFFICER)

PERMISSIONS: Table = {
    Permission.SEE_REVIEWS: (_READERS,),
    Permission.SEE_REVIEW: (_READERS,),
    Permission.OPEN: (_CENTRE,),
    # Only the house itself: comparing, and time running out.
    Permission.EXAMINE: (),
    Permission.CONFIRM: (_DESK,),
    Permission.DRAFT: (_DESK,),
    Permission.SERVE: (_CENTRE,),
    Permission.HAND_BACK: (staff(Role.OPERATOR),),
    Permission.REPAIR: (_KEEPERS,),
    Permission.SETTLE: (_KEEPERS,),
    Permission.REPORT: (staff(Role.DISTRICT_REVIEWER, Role.CITY_OFFICER, Role.OPERATOR),),
    Permission.SEE_MY_REVIEW: ((sees(Field.FINDINGS),),),
    Permission.SEE_OWN: ((sees(Field.FINDINGS), own),),
}
