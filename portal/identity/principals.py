"""From a session row to the one at the keyboard."""

from __future__ import annotations

from portal.identity.duties import duties_of
from portal.identity.models import Staff
from portal.kernel.act import Kind, Who
from portal.kernel.database import find
from portal.kernel.directory import person_name
from portal.kernel.levels import Field, may_see
from portal.kernel.web.sessions import Visit


def principal_of(visit: Visit) -> Who | None:
    """Who this visit belongs to now; ``None`` for an account disabled meanwhile.

    The duty is read afresh: one that ended is gone, and the member of staff stands without.
    """
    if visit.kind is Kind.RESIDENT:
        # A name typed with somebody's number must not be put right by ours.
        name = person_name(visit.uid) if may_see(visit.level, Field.NAME) else ""
        about = str(visit.data.get("about", ""))
        return Who(Kind.RESIDENT, visit.uid, level=visit.level, name=name, about=about)
    if visit.kind is not Kind.STAFF:
        return None
    staff = find(Staff, visit.uid)
    if staff is None or staff.disabled_at is not None:
        return None
    duty = next((d for d in duties_of(staff.uid) if d.uid == visit.duty), None)
    return Who(Kind.STAFF, staff.uid, duty=duty, name=staff.name)
