"""Who may do what with subsidies; maker and approver are different duties and people."""

from __future__ import annotations

from typing import Any

from portal.kernel.access import Table, able, own, sees, staff
from portal.kernel.act import Role, Who
from portal.kernel.levels import Ability, Field
from portal.subsidy.codes import Permission


def applicant(who: Who, thing: Any) -> bool:
    """The one with whom the agreement is made."""
    return thing is not None and who.uid == thing.person_uid


_MONEY = staff(Role.FINANCE_MAKER, Role.FINANCE_APPROVER)
_READERS = staff(
    Role.FINANCE_MAKER, Role.FINANCE_APPROVER, Role.CITY_OFFICER,
    Role.AUDITOR,
)  # fmt: skip
_LOOKERS = (_READERS, staff(Role.WINDOW_CLERK, Role.DISTRICT_REVIEWER))
_CENTRE = staff(Role.CITY_OFFICER)

PERMISSIONS: Table = {
    Permission.SEE_OWN: ((sees(Field.AMOUNTS),),),
    Permission.SEE_OWN_AGREEMENT: ((sees(Field.AMOUNTS), own),),
    Permission.SIGN: ((able(Ability.NAME_PAYEE), applicant),),
    Permission.NAME_PAYEE: ((able(Ability.NAME_PAYEE), applicant),),
    Permission.SEE_AGREEMENTS: _LOOKERS,
    Permission.SEE_AGREEMENT: _LOOKERS,
    Permission.ACTIVATE: (_CENTRE,),
    Permission.CONFIRM_PAYEE: (staff(Role.CITY_OFFICER, Role.FINANCE_MAKER),),
    Permission.REVISE: (_CENTRE,),
    Permission.SUSPEND: (_CENTRE,),
    Permission.STOP: (
        staff(Role.CITY_OFFICER, Role.DECISION_MAKER),
        (able(Ability.NAME_PAYEE), applicant),
    ),
    Permission.SEE_MONEY: (_READERS,),
    Permission.COMPUTE: (staff(Role.FINANCE_MAKER),),
    Permission.APPROVE: (staff(Role.FINANCE_APPROVER),),
    # Only the house itself, after an approval.
    Permission.SEND: (),
    Permission.FETCH: (_MONEY,),
    Permission.SETTLE: (_MONEY,),
    Permission.CLOSE: (_MONEY,),
    Permission.SEE_RECOVERIES: _LOOKERS,
    Permission.PROPOSE_RECOVERY: (staff(Role.FINANCE_MAKER),),
    Permission.CONFIRM_RECOVERY: (staff(Role.FINANCE_APPROVER),),
    Permission.REVOKE_RECOVERY: (staff(Role.FINANCE_APPROVER, Role.CITY_OFFICER),),
    Permission.TAKE_REPAYMENT: (
        staff(Role.FINANCE_MAKER, Role.FINANCE_APPROVER, Role.WINDOW_CLERK),
    ),
    # Only the house itself, when the last fen is back or came undone.
    Permission.FOLLOW_RECOVERY: (),
}
