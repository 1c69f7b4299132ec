"""What becomes of a household that a notice touches. The house asks; a person concludes."""

from __future__ import annotations

from portal.exchange.codes import Permission as P
from portal.exchange.codes import State as S
from portal.kernel.machine import Machine, Move

CLAUSE = "《公共租赁住房管理办法》第八条、第二十八条"

MATTER = Machine(
    "notice_matter",
    S,
    S.ASKING,
    (
        Move(S.ASKING, "same", S.UNCHANGED, P.HEAR, CLAUSE),
        Move(S.ASKING, "open", S.OPEN, P.HEAR, CLAUSE),
        Move(S.ASKING, "hand_on", S.HANDED_ON, P.HEAR, CLAUSE),
        Move((S.ASKING, S.OPEN), "settle", S.SETTLED, P.SETTLE, CLAUSE, human=True),
    ),
)
