"""The door: what others may ask of applications."""

from flask_babel import lazy_gettext as _l

from portal.applications.access import PERMISSIONS
from portal.applications.codes import Permission, Route, State, Wish
from portal.applications.events import (
    ApplicationApproved,
    ApplicationEnded,
    ApplicationRefused,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CoApplicantAsked,
    ObjectionRaised,
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
from portal.applications.intake.arrival import Arrival, arrive, fetch
from portal.applications.intake.cards import (
    ApplicationCard,
    application,
    applications_of,
    end,
    mark_agreement,
    mark_waitlisted,
    open_application_of,
)
from portal.applications.intake.drafts import lapse_drafts_due, save_wish, start, withdraw
from portal.applications.intake.facts import ASK_AGAIN, ask_again_due, ask_silent
from portal.applications.intake.people import ask_co_applicant, co_member, other_adults
from portal.applications.intake.screening import (
    Recheck,
    Screened,
    ask_again,
    latest_screening,
    re_examine_household,
)
from portal.applications.intake.signing import Receipt, after_co, sign_as_co, submit
from portal.applications.machine import APPLICATION
from portal.applications.models import Application, ApplicationMember, NoticeEntry
from portal.applications.ports import (
    FactAnswer,
    FactQuestion,
    FactSource,
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
from portal.applications.review.entrust import entrust, report_back
from portal.applications.review.letters import reason_words
from portal.applications.review.machines import AFTER_CHECK, NOTICE, OBJECTION
from portal.applications.review.objections import dismiss, raise_objection, uphold
from portal.applications.review.opening import open_check as after_check
from portal.applications.review.publicity import NoticeCard, hanging, people_on_notice
from portal.applications.review.reexamination import confirm, reopen
from portal.applications.review.reexamination import request as request_reexamination
from portal.applications.review.reexamination import withdraw as withdraw_reexamination
from portal.applications.review.selecting import Filters
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
    deciding,
    facts,
    late,
    looking,
    notices,
    objections,
    reexamination,
    resident,
    signing,
    status,
    telling,
    window,
)
from portal.applications.words import WORDS as INTAKE_WORDS
from portal.applications.words_review import WORDS as REVIEW_WORDS
from portal.kernel.package import NavItem, Package
from portal.kernel.worker import Handler

ask_silent_again = Handler(ASK_AGAIN, ask_again, outside=ask_silent)
"""The job that asks silent departments again; ``subscriptions`` lists it."""

PAGES = (
    aftercheck, bulk, casework, coapplicant, deciding, facts, late, looking, notices, objections,
    reexamination, resident, signing, status, telling, window,
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
    NavItem("public", _l("Public notices"), "applications.notices", Permission.SEE_NOTICES, 30),
)

package = Package(
    name="applications",
    blueprints=(bp,),
    permissions=PERMISSIONS,
    machines=(APPLICATION, NOTICE, OBJECTION, AFTER_CHECK),
    daily=(lapse_drafts_due, ask_again_due, supplements_due, publicity_due, draws_due),
    nav=NAV,
    words={**INTAKE_WORDS, **REVIEW_WORDS},
)

__all__ = [
    "AFTER_CHECK",
    "APPLICATION",
    "BEING_DECIDED",
    "NOTICE",
    "OBJECTION",
    "Application",
    "ApplicationApproved",
    "ApplicationCard",
    "ApplicationEnded",
    "ApplicationMember",
    "ApplicationRefused",
    "ApplicationSubmitted",
    "ApplicationWithdrawn",
    "Arrival",
    "CaseFile",
    "CaseRow",
    "CaseloadPage",
    "CoApplicantAsked",
    "FactAnswer",
    "FactQuestion",
    "FactSource",
    "Filters",
    "LogEntry",
    "NoticeCard",
    "NoticeEntry",
    "ObjectionRaised",
    "Outcome",
    "PeopleChange",
    "Permission",
    "PublicityOpened",
    "Receipt",
    "Recheck",
    "Reconsidered",
    "Remedy",
    "RequestLog",
    "Route",
    "Screened",
    "Source",
    "State",
    "StoodOn",
    "SupplementRequested",
    "Wish",
    "accept",
    "acts_known",
    "after_check",
    "after_co",
    "answer",
    "application",
    "applications_of",
    "approve",
    "arrive",
    "ask_about",
    "ask_co_applicant",
    "ask_silent_again",
    "ask_supplement",
    "begin_at_window",
    "casefile",
    "caseload",
    "co_member",
    "compare_again",
    "confirm",
    "decision_of",
    "decisions",
    "dismiss",
    "end",
    "entrust",
    "fetch",
    "hanging",
    "keep_comparison",
    "latest_screening",
    "mark_agreement",
    "mark_waitlisted",
    "next_case",
    "open_application_of",
    "open_checks",
    "other_adults",
    "package",
    "pass_stage",
    "people_changes",
    "people_on_notice",
    "publicity_due",
    "raise_objection",
    "re_examine_household",
    "reason_words",
    "reasons_possible",
    "reconsider",
    "refuse",
    "remedies",
    "reopen",
    "report_back",
    "request_reexamination",
    "save_wish",
    "send_back",
    "settle_check",
    "sign_as_co",
    "silence_words",
    "start",
    "submit",
    "supplements_due",
    "uphold",
    "withdraw",
    "withdraw_reexamination",
    "work_counts",
]
