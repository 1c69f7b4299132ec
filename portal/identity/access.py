"""Who may do what here."""

from __future__ import annotations

from typing import Any

from portal.identity.codes import Permission
from portal.kernel.access import Table, a_resident, able, anyone, has_role, sees, staff
from portal.kernel.act import Kind, Role, Who
from portal.kernel.levels import Ability, Field


def any_staff(who: Who, thing: Any) -> bool:
    """A signed-in member of staff, even one whose duty has just ended."""
    return who.kind is Kind.STAFF


any_staff.roles = frozenset(Role)  # type: ignore[attr-defined]


def not_staff(who: Who, thing: Any) -> bool:
    """Visitors and residents; staff have a sign-in of their own."""
    return who.kind is not Kind.STAFF


PERMISSIONS: Table = {
    Permission.SIGN_IN: ((anyone,),),
    Permission.USE_PLATFORM: ((not_staff,),),
    Permission.OWN_SETTINGS: ((a_resident,),),
    # Whoever merely typed a number must not sign the person out.
    Permission.END_ALL_VISITS: ((able(Ability.END_ALL_VISITS),),),
    # Whoever only typed an ID number does not change how its owner is written to.
    Permission.OWN_LANGUAGE: ((sees(Field.STAGE),),),
    # As with phones: a code that somebody typed does not yet make them the person named.
    Permission.OWN_MAIL: ((sees(Field.OWN_FACTS),),),
    Permission.STAFF_OWN: ((any_staff,),),
    Permission.SIGHT: ((has_role(Role.WINDOW_CLERK),),),
    Permission.PEOPLE: ((has_role(Role.SYSTEM_ADMIN),),),
    Permission.DUTIES: (staff(Role.SECURITY_ADMIN),),
    Permission.JOBS: ((has_role(Role.SYSTEM_ADMIN),),),
}
