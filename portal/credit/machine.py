"""The way from a clue to a record, as the Administrative Penalties Act (2021) orders it."""

from __future__ import annotations

from portal.credit import guards
from portal.credit.codes import Permission as P
from portal.credit.codes import State as S
from portal.kernel.machine import Machine, Move

_APL = "《行政处罚法》"


def _art(number: str) -> str:
    return f"{_APL}{number}"


_DEFENDABLE = (S.NOTICED, S.HEARING, S.HEARD, S.REVIEW, S.REVIEWED)

CASE = Machine(
    "credit_case",
    S,
    S.CLUE,
    (
        Move(S.CLUE, "accept", S.ACCEPTED, P.JUDGE_CLUE, _art("第五十四条"), human=True),
        Move(S.CLUE, "reject", S.REJECTED, P.JUDGE_CLUE, _art("第五十四条"), human=True),
        Move(S.ACCEPTED, "take_part", S.ACCEPTED, P.INVESTIGATE, _art("第四十二条、第四十三条"),
             human=True),
        Move(S.ACCEPTED, "file", S.FILED, P.INVESTIGATE, _art("第五十四条"),
             guard=guards.enough_officers, human=True),
        Move(S.FILED, "add_evidence", S.FILED, P.INVESTIGATE, _art("第四十一条、第四十六条"),
             guard=guards.an_officer, human=True),
        Move(S.FILED, "report", S.INVESTIGATED, P.INVESTIGATE, _art("第五十七条"),
             guard=guards.evidence_there, human=True),
        Move(S.INVESTIGATED, "serve_notice", S.NOTICED, P.SERVE_NOTICE, _art("第四十四条"),
             guard=guards.an_officer, human=True),
        *(
            Move(state, "defend", state, P.DEFEND, _art("第四十五条"))
            for state in _DEFENDABLE
        ),
        *(
            Move(state, "consider", state, P.INVESTIGATE, _art("第四十五条"),
                 guard=guards.an_officer, human=True)
            for state in _DEFENDABLE
        ),
        Move(S.NOTICED, "ask_hearing", S.HEARING, P.DEFEND, _art("第六十三条、第六十四条"),
             guard=guards.hearing_window),
        Move(S.HEARING, "call_hearing", S.HEARING, P.INVESTIGATE, _art("第六十四条"),
             guard=guards.an_officer, human=True),
        Move(S.HEARING, "hold_hearing", S.HEARD, P.HOLD_HEARING, _art("第六十四条"),
             guard=guards.host_is_stranger, human=True),
        Move((S.NOTICED, S.HEARD), "to_review", S.REVIEW, P.INVESTIGATE, _art("第五十八条"),
             guard=guards.ready_for_review, human=True),
        Move(S.REVIEW, "pass_review", S.REVIEWED, P.REVIEW, _art("第五十八条"),
             guard=guards.stranger, human=True),
        Move(S.REVIEW, "return_case", S.FILED, P.REVIEW, _art("第五十八条"),
             guard=guards.stranger, human=True),
        Move(S.REVIEWED, "decide", S.DECIDED, P.DECIDE, _art("第五十七条、第六十条、第六十二条"),
             guard=guards.may_decide, human=True),
        Move(S.DECIDED, "serve", S.SERVED, P.SERVE, _art("第六十一条"), human=True),
        Move(S.SERVED, "perform", S.PERFORMED, P.SERVE, _art("第六十六条"), human=True),
        Move(S.PERFORMED, "close", S.CLOSED, P.KEEP_RECORD, "国办发〔2020〕49号", human=True),
        Move((S.PERFORMED, S.CLOSED), "expire", S.EXPIRED, P.KEEP_RECORD, "credit.acts"),
        Move((S.ACCEPTED, S.FILED, S.INVESTIGATED, S.NOTICED, S.HEARING, S.HEARD, S.REVIEWED),
             "withdraw", S.WITHDRAWN, P.DECIDE, _art("第五十七条"), human=True),
        Move((S.DECIDED, S.SERVED, S.PERFORMED, S.CLOSED), "revoke", S.REVOKED, P.DECIDE,
             _art("第七十五条"), guard=guards.stranger, human=True),
    ),
)  # fmt: skip
