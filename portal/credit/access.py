"""Who may do what with credit cases."""

from __future__ import annotations

from portal.credit.codes import Permission
from portal.kernel.access import Table, able, own, sees, staff
from portal.kernel.act import Role
from portal.kernel.levels import Ability, Field

_READERS = staff(
    Role.ENFORCEMENT, Role.LEGAL_REVIEWER, Role.DECISION_MAKER, Role.CREDIT_OFFICER, Role.AUDITOR
)
_OFFICERS = staff(Role.ENFORCEMENT)
_FINDERS = staff(
    Role.WINDOW_CLERK, Role.CIVIL_AFFAIRS, Role.DISTRICT_REVIEWER, Role.CITY_OFFICER,
    Role.OPERATOR, Role.FINANCE_MAKER, Role.ENFORCEMENT, Role.CREDIT_OFFICER,
)  # fmt: skip

PERMISSIONS: Table = {
    Permission.SEE_QUEUE: (_READERS,),
    Permission.SEE_CASE: (_READERS,),
    Permission.REPORT: (_FINDERS,),
    Permission.JUDGE_CLUE: (_OFFICERS,),
    Permission.INVESTIGATE: (_OFFICERS,),
    Permission.SERVE_NOTICE: (_OFFICERS,),
    Permission.HOLD_HEARING: (staff(Role.LEGAL_REVIEWER),),
    Permission.REVIEW: (staff(Role.LEGAL_REVIEWER),),
    Permission.DECIDE: (staff(Role.DECISION_MAKER),),
    Permission.SERVE: (_OFFICERS,),
    Permission.KEEP_RECORD: (staff(Role.CREDIT_OFFICER),),
    Permission.LIFT: (staff(Role.CREDIT_OFFICER), staff(Role.DECISION_MAKER)),
    Permission.SEE_OWN_CREDIT: ((sees(Field.RECORD),),),
    Permission.SEE_OWN_CASE: ((sees(Field.RECORD), own),),
    Permission.DEFEND: ((able(Ability.OBJECT), own),),
}
