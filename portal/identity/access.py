"""Who may do what here."""

from __future__ import annotations

from typing import Any

from portal.identity.codes import Permission
from portal.kernel.access import Table, a_resident, able, anyone, has_role, staff
from portal.kernel.act import Kind, Role, Who
from portal.kernel.levels import Ability


def any_staff(who: Who, thing: Any) -> bool:
    """A signed-in member of staff, even one whose duty has just ended."""
    return who.kind is Kind.STAFF


any_staff.roles = frozenset(Role)  # type: ignore[attr-defined]

PERMISSIONS: Table = {
    Permission.SIGN_IN: ((anyone,),),
    Permission.OWN_SETTINGS: ((a_resident,),),
    # Whoever only typed an ID number does not change how its owner is written to.
    Permission.OWN_LANGUAGE: ((able(Ability.SEE_STAGE),),),
    # As with phones: a code that somebody typed does not yet make them the person named.
    Permission.OWN_MAIL: ((able(Ability.SEE_OWN_FACTS),),),
    Permission.STAFF_OWN: ((any_staff,),),
    Permission.SIGHT: ((has_role(Role.WINDOW_CLERK),),),
    Permission.PEOPLE: ((has_role(Role.SYSTEM_ADMIN),),),
    Permission.DUTIES: (staff(Role.SECURITY_ADMIN),),
    Permission.JOBS: ((has_role(Role.SYSTEM_ADMIN),),),
}
