"""The door: what others may ask of applications."""

from flask_babel import lazy_gettext as _l

from portal.applications.access import PERMISSIONS
from portal.applications.codes import (
    Ground,
    ManualKind,
    Permission,
    Proves,
    Route,
    Shown,
    State,
    Wish,
)
from portal.applications.events import (
    ApplicationApproved,
    ApplicationEnded,
    ApplicationRefused,
    ApplicationSubmitted,
    ApplicationSuperseded,
    ApplicationWithdrawn,
    CoApplicantAsked,
    DisputeSettled,
    ObjectionRaised,
    PaperRejected,
    PublicityOpened,
    SupplementRequested,
)
from portal.applications.intake.again import (
    BEING_DECIDED,
    PeopleChange,
    Reconsidered,
    ask_about,
    people_changes,
    reconsider,
)
from portal.applications.intake.arrival import Arrival, arrive, fetch, renew_phone
from portal.applications.intake.cards import (
    ApplicationCard,
    application,
    applications_of,
    end,
    mark_agreement,
    mark_waitlisted,
    open_application_of,
    who_withdrew,
)
from portal.applications.intake.disputes import disputes_of, whose_dispute
from portal.applications.intake.drafts import lapse_drafts_due, save_wish, start, withdraw
from portal.applications.intake.facts import (
    ASK_AGAIN,
    ask_again_due,
    ask_silent,
    registered_addresses,
)
from portal.applications.intake.forgetting import papers_due, words_due
from portal.applications.intake.machines import DISPUTE, EVIDENCE
from portal.applications.intake.manual import open_items
from portal.applications.intake.papers import SCAN, note_scan, papers_of, scan_outside
from portal.applications.intake.papers import add as add_paper
from portal.applications.intake.papers import hand_in as hand_in_papers
from portal.applications.intake.papers import limits as paper_limits
from portal.applications.intake.papers import receive as receive_paper
from portal.applications.intake.papers import remove as remove_paper
from portal.applications.intake.people import ask_co_applicant, co_member, other_adults
from portal.applications.intake.proving import adopt, disown, person_proven, unproven_of
from portal.applications.intake.screening import (
    Recheck,
    Screened,
    ask_again,
    latest_screening,
    re_examine_household,
    values_due,
)
from portal.applications.intake.signing import Receipt, after_co, sign_as_co, submit
from portal.applications.intake.subjects import Subject
from portal.applications.intake.wrong import say_wrong
from portal.applications.intake.wrong import take_back as take_back_wrong
from portal.applications.machine import APPLICATION
from portal.applications.models import Application, ApplicationMember, Dispute, NoticeEntry
from portal.applications.ports import (
    FactAnswer,
    FactQuestion,
    FactSource,
    LetterEntry,
    LogEntry,
    Outcome,
    RequestLog,
    Source,
)
from portal.applications.review.aftercheck import ask as compare_again
from portal.applications.review.aftercheck import draws_due, open_checks
from portal.applications.review.aftercheck import keep as keep_comparison
from portal.applications.review.aftercheck import settle as settle_check
from portal.applications.review.asked import silence_words
from portal.applications.review.casefile import CaseFile, casefile
from portal.applications.review.caseload import (
    CaseloadPage,
    CaseRow,
    caseload,
    next_case,
    work_counts,
)
from portal.applications.review.clues import acts_known
from portal.applications.review.comparing import open_duplicates
from portal.applications.review.decisions import (
    Remedy,
    StoodOn,
    approve,
    decision_of,
    decisions,
    reasons_possible,
    refuse,
    remedies,
)
from portal.applications.review.duplicates import (
    LIVE_STATES,
    Clash,
    duplicates_due,
    duplicates_over,
    look_for_duplicates,
    not_known,
)
from portal.applications.review.duplicates import keep as keep_duplicate
from portal.applications.review.duplicates import settle as settle_duplicate
from portal.applications.review.entrust import entrust, report_back
from portal.applications.review.letters import reason_words
from portal.applications.review.looking import look_at as look_at_paper
from portal.applications.review.machines import AFTER_CHECK, DUPLICATE, NOTICE, OBJECTION
from portal.applications.review.manual import settle as settle_item
from portal.applications.review.objections import dismiss, raise_objection, uphold
from portal.applications.review.opening import open_check as after_check
from portal.applications.review.publicity import NoticeCard, hanging, people_on_notice
from portal.applications.review.reexamination import confirm, reopen
from portal.applications.review.reexamination import request as request_reexamination
from portal.applications.review.reexamination import withdraw as withdraw_reexamination
from portal.applications.review.selecting import Filters
from portal.applications.review.settling import (
    accept_papers,
    ask_department,
    check_papers,
    let_department_stand,
)
from portal.applications.review.stages import accept, pass_stage, publicity_due, send_back
from portal.applications.review.supplements import answer, supplements_due
from portal.applications.review.supplements import ask as ask_supplement
from portal.applications.review.window import begin_at_window
from portal.applications.views import (
    aftercheck,
    bp,
    bulk,
    casework,
    coapplicant,
    comparing,
    contradicting,
    deciding,
    facts,
    late,
    looking,
    notices,
    objections,
    paperdesk,
    papers,
    proof,
    reexamination,
    resident,
    sheets,
    signing,
    status,
    telling,
    window,
)
from portal.applications.words import WORDS as INTAKE_WORDS
from portal.applications.words_papers import WORDS as PAPER_WORDS
from portal.applications.words_review import WORDS as REVIEW_WORDS
from portal.kernel.package import NavItem, Package
from portal.kernel.worker import Handler

ask_silent_again = Handler(ASK_AGAIN, ask_again, outside=ask_silent)
"""The job that asks silent departments again; ``subscriptions`` lists it."""

scan_paper = Handler(SCAN, note_scan, outside=scan_outside)
"""The job that hands a paper to the virus scanner, where there is one."""

PAGES = (
    aftercheck, bulk, casework, coapplicant, comparing, contradicting, deciding, facts, late,
    looking, notices, objections, paperdesk, papers, proof, reexamination, resident, sheets,
    signing, status, telling, window,
)  # fmt: skip
"""Modules whose import registers their routes on the blueprint."""

NAV = (
    NavItem("resident", _l("My application"), "applications.mine", Permission.SEE_STAGE, 5),
    NavItem("staff", _l("To do"), "applications.desk", Permission.SEE_CASELOAD, 10),
    NavItem("staff", _l("Window"), "applications.window", Permission.SERVE_AT_WINDOW, 12),
    NavItem("staff", _l("Objections"), "applications.objections", Permission.HEAR_OBJECTION, 70),
    NavItem(
        "staff", _l("After-checks"), "applications.after_checks", Permission.SEE_AFTER_CHECKS, 72
    ),
    NavItem(
        "staff", _l("Duplicates"), "applications.duplicate_sets", Permission.SEE_DUPLICATES, 73
    ),
    NavItem("public", _l("Public notices"), "applications.notices", Permission.SEE_NOTICES, 30),
)

package = Package(
    name="applications",
    blueprints=(bp,),
    permissions=PERMISSIONS,
    machines=(APPLICATION, DISPUTE, EVIDENCE, NOTICE, OBJECTION, AFTER_CHECK, DUPLICATE),
    daily=(
        lapse_drafts_due,
        ask_again_due,
        supplements_due,
        publicity_due,
        draws_due,
        values_due,
        papers_due,
        words_due,
        duplicates_due,
        duplicates_over,
    ),
    nav=NAV,
    words={**INTAKE_WORDS, **PAPER_WORDS, **REVIEW_WORDS},
)

__all__ = [
    "AFTER_CHECK",
    "APPLICATION",
    "BEING_DECIDED",
    "DISPUTE",
    "DUPLICATE",
    "EVIDENCE",
    "LIVE_STATES",
    "NOTICE",
    "OBJECTION",
    "Application",
    "ApplicationApproved",
    "ApplicationCard",
    "ApplicationEnded",
    "ApplicationMember",
    "ApplicationRefused",
    "ApplicationSubmitted",
    "ApplicationSuperseded",
    "ApplicationWithdrawn",
    "Arrival",
    "CaseFile",
    "CaseRow",
    "CaseloadPage",
    "Clash",
    "CoApplicantAsked",
    "Dispute",
    "DisputeSettled",
    "FactAnswer",
    "FactQuestion",
    "FactSource",
    "Filters",
    "Ground",
    "LetterEntry",
    "LogEntry",
    "ManualKind",
    "NoticeCard",
    "NoticeEntry",
    "ObjectionRaised",
    "Outcome",
    "PaperRejected",
    "PeopleChange",
    "Permission",
    "Proves",
    "PublicityOpened",
    "Receipt",
    "Recheck",
    "Reconsidered",
    "Remedy",
    "RequestLog",
    "Route",
    "Screened",
    "Shown",
    "Source",
    "State",
    "StoodOn",
    "Subject",
    "SupplementRequested",
    "Wish",
    "accept",
    "accept_papers",
    "acts_known",
    "add_paper",
    "adopt",
    "after_check",
    "after_co",
    "answer",
    "application",
    "applications_of",
    "approve",
    "arrive",
    "ask_about",
    "ask_co_applicant",
    "ask_department",
    "ask_silent_again",
    "ask_supplement",
    "begin_at_window",
    "casefile",
    "caseload",
    "check_papers",
    "co_member",
    "compare_again",
    "confirm",
    "decision_of",
    "decisions",
    "dismiss",
    "disown",
    "disputes_of",
    "duplicates_due",
    "duplicates_over",
    "end",
    "entrust",
    "fetch",
    "hand_in_papers",
    "hanging",
    "keep_comparison",
    "keep_duplicate",
    "latest_screening",
    "let_department_stand",
    "look_at_paper",
    "look_for_duplicates",
    "mark_agreement",
    "mark_waitlisted",
    "next_case",
    "not_known",
    "open_application_of",
    "open_checks",
    "open_duplicates",
    "open_items",
    "other_adults",
    "package",
    "paper_limits",
    "papers_of",
    "pass_stage",
    "people_changes",
    "people_on_notice",
    "person_proven",
    "publicity_due",
    "raise_objection",
    "re_examine_household",
    "reason_words",
    "reasons_possible",
    "receive_paper",
    "reconsider",
    "refuse",
    "registered_addresses",
    "remedies",
    "remove_paper",
    "renew_phone",
    "reopen",
    "report_back",
    "request_reexamination",
    "save_wish",
    "say_wrong",
    "scan_paper",
    "send_back",
    "settle_check",
    "settle_duplicate",
    "settle_item",
    "sign_as_co",
    "silence_words",
    "start",
    "submit",
    "supplements_due",
    "take_back_wrong",
    "unproven_of",
    "uphold",
    "who_withdrew",
    "whose_dispute",
    "withdraw",
    "withdraw_reexamination",
    "work_counts",
]
