"""Every lawful move of a plan, a household in it, an offer and the last waiver (N1 arts 11–14)."""

from __future__ import annotations

from portal.allocation.codes import CandidateState, OfferState, Permission, PlanState, WaiverState
from portal.allocation.events import PlanPublished, PlanVoided
from portal.allocation.guards import (
    all_examined,
    in_time,
    may_publish,
    no_open_offers,
    really_late,
    second_person_voids,
    still_at_the_limit,
    was_examined,
    window_runs,
)
from portal.kernel.machine import Machine, Move

P, C, O, W = PlanState, CandidateState, OfferState, WaiverState  # noqa: E741

PIPL = "《个人信息保护法》第二十四条"

PLAN = Machine(
    "allocation_plan",
    P,
    P.DRAFT,
    (
        Move(P.DRAFT, "publish", P.PUBLISHED, Permission.PUBLISH, "N1 art. 11",
             guard=may_publish, event=PlanPublished, human=True),
        Move(P.PUBLISHED, "finish_check", P.CHECKED, Permission.CHECK, "N1 art. 12",
             guard=all_examined, human=True),
        Move(P.CHECKED, "open_offers", P.OFFERING, Permission.OFFER, "N1 art. 14", human=True),
        Move(P.OFFERING, "close", P.CLOSED, Permission.CLOSE, "N1 arts 13–14",
             guard=no_open_offers, human=True),
        Move((P.DRAFT, P.PUBLISHED, P.CHECKED, P.OFFERING), "void", P.VOID, Permission.VOID,
             "N1 art. 11", guard=second_person_voids, event=PlanVoided, human=True),
    ),
)  # fmt: skip

CANDIDATE = Machine(
    "allocation_candidate",
    C,
    C.REGISTERED,
    (
        Move(C.REGISTERED, "change_layout", C.REGISTERED, Permission.REGISTER_INTEREST,
             "N1 art. 11", guard=window_runs),
        Move(C.WITHDRAWN, "return", C.REGISTERED, Permission.REGISTER_INTEREST, "N1 art. 11",
             guard=window_runs),
        Move(C.REGISTERED, "withdraw", C.WITHDRAWN, Permission.REGISTER_INTEREST, "N1 art. 11",
             guard=window_runs),
        Move((C.REGISTERED, C.DOUBTFUL), "pass", C.PASSED, Permission.CHECK, "N1 art. 12"),
        Move((C.REGISTERED, C.DOUBTFUL), "doubt", C.DOUBTFUL, Permission.CHECK, "N1 art. 12"),
        Move((C.REGISTERED, C.DOUBTFUL, C.EXCLUDED), "admit", C.PASSED, Permission.DECIDE,
             "N1 art. 12", guard=was_examined, human=True),
        Move((C.REGISTERED, C.DOUBTFUL, C.PASSED), "exclude", C.EXCLUDED, Permission.DECIDE,
             "N1 art. 12", guard=was_examined, human=True),
        Move(C.PASSED, "seat", C.SEATED, Permission.CHECK, "N1 art. 12"),
        Move(C.PASSED, "leave_out", C.OUT, Permission.CHECK, "N1 art. 12"),
    ),
)  # fmt: skip

OFFER = Machine(
    "allocation_offer",
    O,
    O.OPEN,
    (
        Move(O.OPEN, "accept", O.ACCEPTED, Permission.ACCEPT_OFFER, "N1 art. 14", guard=in_time,
             human=True),
        Move(O.OPEN, "waive", O.WAIVED, Permission.WAIVE_OFFER, "N1 art. 14", guard=in_time,
             human=True),
        Move(O.OPEN, "expire", O.EXPIRED, Permission.EXPIRE, "N1 art. 14", guard=really_late),
        Move((O.OPEN, O.ACCEPTED), "void", O.VOID, Permission.VOID, "N1 art. 14"),
    ),
)  # fmt: skip

WAIVER = Machine(
    "allocation_waiver",
    W,
    W.OPEN,
    (
        Move(W.OPEN, "explain", W.OPEN, Permission.EXPLAIN_WAIVERS, PIPL),
        Move(W.OPEN, "sign_removal", W.REMOVED, Permission.DECIDE_WAIVERS, PIPL,
             guard=still_at_the_limit, human=True),
        Move(W.OPEN, "excuse", W.EXCUSED, Permission.DECIDE_WAIVERS, PIPL, human=True),
        Move(W.OPEN, "lapse", W.LAPSED, Permission.DECIDE_WAIVERS, PIPL),
    ),
)  # fmt: skip
