"""Every lawful move of an application (N1 arts 8–9; the city orders its own stages as data).

What happens inside ``in_review`` is the dated ``procedure`` of the city: ``pass_stage`` moves
from one stage to the next, ``approve`` stands after the last.
"""

from __future__ import annotations

from portal.applications.codes import Permission, State
from portal.applications.events import (
    ApplicationEnded,
    ApplicationRefused,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    SupplementRequested,
)
from portal.applications.guards import (
    last_stage_reached,
    may_accept,
    may_send_back,
    no_supplement_yet,
    promise_signed,
    someone_else_before,
    stage_may_pass,
    work_stage_open,
)
from portal.kernel.machine import Machine, Move

APPLICATION = Machine(
    "application",
    State,
    State.DRAFT,
    (
        Move(State.DRAFT, "submit", State.SUBMITTED, Permission.SUBMIT,
             "N1 art. 8", guard=promise_signed, event=ApplicationSubmitted),
        Move(State.DRAFT, "lapse", State.ENDED, Permission.END, "intake.draft_life"),
        Move(State.SUBMITTED, "accept", State.IN_REVIEW, Permission.ACCEPT, "N1 art. 8",
             guard=may_accept, human=True),
        Move((State.SUBMITTED, State.IN_REVIEW), "ask", State.SUPPLEMENT, Permission.ASK,
             "N1 art. 8", guard=no_supplement_yet, event=SupplementRequested, human=True),
        Move(State.SUPPLEMENT, "answer", State.IN_REVIEW, Permission.ANSWER_SUPPLEMENT,
             "N1 art. 8"),
        Move(State.IN_REVIEW, "entrust", State.ENTRUSTED, Permission.ENTRUST,
             "桂政办电〔2020〕104号 art. 13", guard=work_stage_open, human=True),
        Move(State.ENTRUSTED, "report_back", State.IN_REVIEW, Permission.REPORT_BACK,
             "桂政办电〔2020〕104号 art. 13", human=True),
        Move(State.IN_REVIEW, "pass_stage", State.IN_REVIEW, Permission.PASS_STAGE, "N1 art. 9",
             guard=stage_may_pass, human=True),
        Move(State.IN_REVIEW, "close_publicity", State.IN_REVIEW, Permission.PASS_STAGE,
             "N1 art. 9"),
        Move(State.IN_REVIEW, "send_back", State.IN_REVIEW, Permission.SEND_BACK, "N1 art. 9",
             guard=may_send_back, human=True),
        Move(State.IN_REVIEW, "approve", State.APPROVED, Permission.APPROVE, "N1 art. 9",
             guard=last_stage_reached, human=True),
        Move((State.SUBMITTED, State.IN_REVIEW, State.SUPPLEMENT), "refuse", State.REFUSED,
             Permission.REFUSE, "N1 art. 9", guard=someone_else_before, event=ApplicationRefused,
             human=True),
        Move(State.REFUSED, "reopen", State.IN_REVIEW, Permission.REEXAMINE, "N1 art. 9",
             human=True),
        Move((State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.SUPPLEMENT, State.ENTRUSTED),
             "withdraw", State.WITHDRAWN, Permission.WITHDRAW, "N1 art. 8",
             event=ApplicationWithdrawn),
        Move(State.APPROVED, "list", State.WAITLISTED, Permission.LIST, "N1 art. 9"),
        Move(State.APPROVED, "agree", State.AGREEMENT, Permission.LIST, "建保〔2016〕281号"),
        Move((State.APPROVED, State.WAITLISTED, State.AGREEMENT), "end", State.ENDED,
             Permission.END, "N1 art. 35", event=ApplicationEnded),
    ),
)  # fmt: skip
