"""Where an application stands, what may be done to it, and the codes its rows carry."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    SUPPLEMENT = "supplement"
    ENTRUSTED = "entrusted"
    APPROVED = "approved"
    WAITLISTED = "waitlisted"
    AGREEMENT = "agreement"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


OPEN_STATES = (
    State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.SUPPLEMENT, State.ENTRUSTED,
)  # fmt: skip


UNDECIDED_STATES = (State.SUBMITTED, State.IN_REVIEW, State.SUPPLEMENT, State.ENTRUSTED)
"""Handed in and not decided: new facts are compared with the rules."""

DECIDED_STATES = (State.APPROVED, State.WAITLISTED, State.AGREEMENT, State.REFUSED)
"""Decided: new facts change nothing by themselves."""


ASSISTED_STATES = (State.APPROVED, State.WAITLISTED, State.AGREEMENT)
"""Granted: the household waits for a home or is paid."""


class ManualKind(StrEnum):
    """Why a person must look; comparisons of registers add their own codes (``intake.uses``)."""

    SILENT = "silent"
    CONFLICT = "conflict"
    DIFFERS = "differs"
    PROMISE = "promise"
    PEOPLE = "people"
    GUARDIAN = "guardian"
    LATE = "late"


class Shown(StrEnum):
    """What a person found about who speaks for a minor."""

    APPLICANT = "applicant"  # a paper shows that the applicant is the guardian
    AGREES = "agrees"  # a parent or guardian was here
    AGREES_IN_PART = "agrees_in_part"  # but to nothing sensitive
    DECLINES = "declines"


class Wish(StrEnum):
    """What the household asks for (Guangxi plan art. 7: in kind and in money, side by side)."""

    UNIT = "unit"
    SUBSIDY = "subsidy"
    EITHER = "either"


class Route(StrEnum):
    """With the commitment (papers are not asked for) or with papers."""

    COMMITMENT = "commitment"
    EVIDENCE = "evidence"


class How(StrEnum):
    """How a consent or signature was given."""

    CODE = "code"
    WINDOW = "window"
    PAPER = "paper"
    GUARDIAN = "guardian"
    STATUTE = "statute"


class Permission(StrEnum):
    """What may be done to an application, and by whom (table in access.py)."""

    START = "start"
    FILL = "fill"
    SUBMIT = "submit"
    SEE_STAGE = "see_stage"
    SEE_OWN = "see_own"
    AGREE_AS_CO = "agree_as_co"
    TAKE_OVER = "take_over"
    WITHDRAW = "withdraw"
    ANSWER_SUPPLEMENT = "answer_supplement"
    SAY_WRONG = "say_wrong"
    GIVE_PAPERS = "give_papers"
    SEE_OWN_PAPERS = "see_own_papers"
    SEE_PAPERS = "see_papers"
    CHECK_PAPERS = "check_papers"
    FORGET_PAPERS = "forget_papers"
    OBJECT = "object"
    TAKE_OBJECTION = "take_objection"
    SEE_NOTICES = "see_notices"
    SEE_CASELOAD = "see_caseload"
    EXPORT_CASELOAD = "export_caseload"
    SEE_LATE = "see_late"
    SEE_CASE = "see_case"
    SERVE_AT_WINDOW = "serve_at_window"
    ACCEPT = "accept"
    ASK = "ask"
    ENTRUST = "entrust"
    REPORT_BACK = "report_back"
    PASS_STAGE = "pass_stage"  # noqa: S105 - a stage, no password
    SEND_BACK = "send_back"
    APPROVE = "approve"
    REFUSE = "refuse"
    ASK_REEXAMINATION = "ask_reexamination"
    REEXAMINE = "reexamine"
    HEAR_OBJECTION = "hear_objection"
    ASSIGN = "assign"
    AFTER_CHECK = "after_check"
    SEE_AFTER_CHECKS = "see_after_checks"
    SEE_CHECK_DRAW = "see_check_draw"
    SETTLE_ITEM = "settle_item"
    SEE_DUPLICATES = "see_duplicates"
    SETTLE_DUPLICATE = "settle_duplicate"
    CLOSE_DUPLICATE = "close_duplicate"
    SEE_ASKED = "see_asked"
    LIST = "list"
    END = "end"


class ObjectionState(StrEnum):
    """Where an objection against a publicity list stands."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class NoticeState(StrEnum):
    """Where a publicity list stands."""

    OPEN = "open"
    CLOSED = "closed"


class CheckState(StrEnum):
    """Where the after-check of one promise stands."""

    OPEN = "open"
    TRUE = "true"
    UNTRUE = "untrue"
    UNCLEAR = "unclear"


class DuplicateState(StrEnum):
    """What a person found about files that have something in common; over: too few are left."""

    OPEN = "open"
    SAME = "same"
    DIFFERENT = "different"
    HELPER = "helper"
    OVER = "over"


class Ground(StrEnum):
    """What files have in common: a person, a benefit in another city, a number, an account."""

    PERSON = "person"
    BENEFIT = "benefit"
    NAMESAKE = "namesake"
    PHONE = "phone"
    ACCOUNT = "account"


class Origin(StrEnum):
    """Who a value comes from."""

    DEPARTMENT = "department"
    PAPERS = "papers"


class DisputeState(StrEnum):
    """Where “this is wrong” stands."""

    OPEN = "open"
    CORRECTED = "corrected"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"


class Proves(StrEnum):
    """What a paper was brought for: a fact, a thing asked for, the signed promise."""

    FACT = "fact"
    ITEM = "item"
    PROMISE = "promise"


class PaperState(StrEnum):
    """Where a paper stands: put in, handed in, looked at; in the end erased."""

    ADDED = "added"
    RECEIVED = "received"
    CHECKED = "checked"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    FORGOTTEN = "forgotten"


class Fault(StrEnum):
    """Why a paper is not accepted."""

    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete"
    WRONG_PAPER = "wrong_paper"
    OTHER_PERSON = "other_person"
    OUT_OF_DATE = "out_of_date"
    INFECTED = "infected"
