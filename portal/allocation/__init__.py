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
)
from portal.allocation.daily import offers_due, publicity_due
from portal.allocation.events import (
    OfferAccepted,
    OfferExpired,
    OfferMade,
    OfferVoided,
    OfferWaived,
    PlanPublished,
    PlanVoided,
)
from portal.allocation.machine import CANDIDATE, OFFER, PLAN
from portal.allocation.offering import (
    accept,
    expire,
    given_up,
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
    homes_of,
    last_offer_of,
    offer,
    offers_accepted,
    offers_of,
    open_offer_of,
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
from portal.allocation.views import bp, casework, public, resident
from portal.allocation.views import candidates as candidate_pages
from portal.allocation.words import WORDS
from portal.kernel.package import NavItem, Package

PAGES = (candidate_pages, casework, public, resident)
"""Modules whose import registers their routes on the blueprint."""

package = Package(
    name="allocation",
    blueprints=(bp,),
    permissions=PERMISSIONS,
    machines=(PLAN, CANDIDATE, OFFER),
    daily=(offers_due, publicity_due),
    nav=(
        NavItem("public", _l("Rounds"), "allocation.rounds", Permission.SEE_ROUNDS, 40),
        NavItem("resident", _l("Rounds"), "allocation.my_rounds", Permission.SEE_MY_ROUNDS, 30),
        NavItem("staff", _l("Allocation"), "allocation.desk_plans", Permission.SEE_PLANS, 40),
    ),
    words=WORDS,
)

__all__ = [
    "CANDIDATE",
    "HOUSEHOLD_CLAIM",
    "OFFER",
    "PLAN",
    "UNIT_CLAIM",
    "CandidateCard",
    "CandidateState",
    "Home",
    "Method",
    "OfferAccepted",
    "OfferCard",
    "OfferExpired",
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
    "accept",
    "ask_void",
    "candidates",
    "close_plan",
    "decide_candidate",
    "draft_plan",
    "expire",
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
    "package",
    "plan",
    "plans",
    "publicity_due",
    "publish_plan",
    "register_interest",
    "rounds_of",
    "second_check",
    "start_check",
    "void",
    "void_plan",
    "waive",
    "withdraw_interest",
]
