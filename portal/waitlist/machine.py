"""Every lawful move of an entry (N1 arts 9–14; domain.md §5)."""

from __future__ import annotations

from portal.kernel.machine import Machine, Move
from portal.waitlist.codes import EntryState as S
from portal.waitlist.codes import Permission

ENTRY = Machine(
    "waitlist_entry",
    S,
    S.WAITING,
    (
        Move(S.WAITING, "offer", S.OFFERED, Permission.FOLLOW_OFFER, "N1 art. 14"),
        Move(S.OFFERED, "return", S.WAITING, Permission.FOLLOW_OFFER, "N1 art. 14"),
        Move(S.WAITING, "suspend", S.SUSPENDED, Permission.SUSPEND, "N1 art. 10"),
        Move(S.SUSPENDED, "resume", S.WAITING, Permission.RESUME, "N1 art. 10"),
        Move((S.WAITING, S.OFFERED), "house", S.HOUSED, Permission.FOLLOW_OFFER, "N1 art. 14"),
        Move((S.WAITING, S.OFFERED, S.SUSPENDED), "remove", S.REMOVED, Permission.REMOVE,
             "N1 arts 10, 35"),
    ),
)  # fmt: skip
