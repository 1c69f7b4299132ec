"""The door: rounds of allocation and the offers they make."""

from flask_babel import lazy_gettext as _l

from portal.allocation.access import PERMISSIONS
from portal.allocation.codes import (
    HOUSEHOLD_CLAIM,
    UNIT_CLAIM,
    CandidateState,
    Method,
    OfferState,
    Permission,
    PlanState,
    VoidReason,
    WaiveReason,
    WaiverState,
)
from portal.allocation.daily import offers_due, publicity_due
from portal.allocation.events import (
    OfferAccepted,
    OfferExpired,
    OfferForfeited,
    OfferMade,
    OfferVoided,
    OfferWaived,
    PlanPublished,
    PlanVoided,
    WaiverExcused,
    WaiversReached,
)
from portal.allocation.machine import CANDIDATE, OFFER, PLAN, WAIVER
from portal.allocation.offering import (
    accept,
    expire,
    lease_voided,
    void,
    waive,
)
from portal.allocation.plans import (
    ask_void,
    close_plan,
    draft_plan,
    finish_check,
    offer_next,
    open_offers,
    publish_plan,
    start_check,
    void_plan,
)
from portal.allocation.queries import (
    CandidateCard,
    Home,
    OfferCard,
    PlanCard,
    candidates,
    given_up,
    homes_of,
    last_offer_of,
    offer,
    offers_accepted,
    offers_of,
    open_offer_of,
    open_waiver_of,
    plan,
    plans,
    rounds_of,
)
from portal.allocation.taking_part import (
    decide_candidate,
    layouts_for,
    register_interest,
    second_check,
    withdraw_interest,
)
from portal.allocation.views import bp, casework, public, resident, waiving
from portal.allocation.views import candidates as candidate_pages
from portal.allocation.waivers import entry_left, excuse, explain, sign_removal
from portal.allocation.words import WORDS
from portal.kernel.package import NavItem, Package

PAGES = (candidate_pages, casework, public, resident, waiving)
"""Modules whose import registers their routes on the blueprint."""

package = Package(
    name="allocation",
    blueprints=(bp,),
    permissions=PERMISSIONS,
    machines=(PLAN, CANDIDATE, OFFER, WAIVER),
    daily=(offers_due, publicity_due),
    nav=(
        NavItem("public", _l("Rounds"), "allocation.rounds", Permission.SEE_ROUNDS, 40),
        NavItem("resident", _l("Rounds"), "allocation.my_rounds", Permission.SEE_MY_ROUNDS, 30),
        NavItem("staff", _l("Allocation"), "allocation.desk_plans", Permission.SEE_PLANS, 40),
        NavItem("staff", _l("Waivers"), "allocation.desk_waivers", Permission.SEE_WAIVERS, 41),
    ),
    words=WORDS,
)

__all__ = [
    "CANDIDATE",
    "HOUSEHOLD_CLAIM",
    "OFFER",
    "PLAN",
    "UNIT_CLAIM",
    "WAIVER",
    "CandidateCard",
    "CandidateState",
    "Home",
    "Method",
    "OfferAccepted",
    "OfferCard",
    "OfferExpired",
    "OfferForfeited",
    "OfferMade",
    "OfferState",
    "OfferVoided",
    "OfferWaived",
    "Permission",
    "PlanCard",
    "PlanPublished",
    "PlanState",
    "PlanVoided",
    "VoidReason",
    "WaiveReason",
    "WaiverExcused",
    "WaiverState",
    "WaiversReached",
    "accept",
    "ask_void",
    "candidates",
    "close_plan",
    "decide_candidate",
    "draft_plan",
    "entry_left",
    "excuse",
    "expire",
    "explain",
    "finish_check",
    "given_up",
    "homes_of",
    "last_offer_of",
    "layouts_for",
    "lease_voided",
    "offer",
    "offer_next",
    "offers_accepted",
    "offers_due",
    "offers_of",
    "open_offer_of",
    "open_offers",
    "open_waiver_of",
    "package",
    "plan",
    "plans",
    "publicity_due",
    "publish_plan",
    "register_interest",
    "rounds_of",
    "second_check",
    "sign_removal",
    "start_check",
    "void",
    "void_plan",
    "waive",
    "withdraw_interest",
]
