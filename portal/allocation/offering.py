"""Offers: made in the order of the list, answered once, passed on at once when given up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal import housing, waitlist
from portal.allocation.codes import (
    HOUSEHOLD_CLAIM,
    UNIT_CLAIM,
    CandidateState,
    OfferState,
    PlanState,
    VoidReason,
    WaiveReason,
    WaiverState,
)
from portal.allocation.codes import (
    OFFER as OFFER_RULE,
)
from portal.allocation.events import (
    OfferAccepted,
    OfferExpired,
    OfferForfeited,
    OfferMade,
    OfferVoided,
    OfferWaived,
)
from portal.allocation.machine import OFFER
from portal.allocation.models import Candidate, Offer, Plan, PlanUnit, WaiverReview
from portal.allocation.waivers import count_waiver
from portal.kernel import claims, deadlines
from portal.kernel.act import Act, house_act
from portal.kernel.daily import daily
from portal.kernel.database import db, load, lock, new_uid
from portal.kernel.errors import Conflict, Refused
from portal.kernel.outbox import publish
from portal.kernel.policy import rulebook

LIVE = (OfferState.OPEN.value, OfferState.ACCEPTED.value)


def free_units(plan_uid: str) -> list[PlanUnit]:
    """The plan's homes that nobody holds an open or accepted offer for."""
    held = select(Offer.unit_uid).where(Offer.plan_uid == plan_uid, Offer.state.in_(LIVE))
    return list(
        db.session.scalars(
            select(PlanUnit)
            .where(PlanUnit.plan_uid == plan_uid, PlanUnit.unit_uid.not_in(held))
            .order_by(PlanUnit.place_in_plan)
        )
    )


def next_candidates(plan_uid: str) -> list[Candidate]:
    """Who is seated and was offered nothing in this round yet, in the frozen order.

    Of whom a person still has to decide whether they stay on the list, nobody.
    """
    had = select(Offer.candidate_uid).where(Offer.plan_uid == plan_uid)
    in_doubt = select(WaiverReview.entry_uid).where(WaiverReview.state == WaiverState.OPEN)
    return list(
        db.session.scalars(
            select(Candidate)
            .where(
                Candidate.plan_uid == plan_uid,
                Candidate.state == CandidateState.SEATED,
                Candidate.uid.not_in(had),
                Candidate.entry_uid.not_in(in_doubt),
            )
            .order_by(Candidate.seq)
        )
    )


def give_offers(act: Act, plan: Plan) -> int:
    """Give each free home to the first household in order that asked for its layout."""
    homes = free_units(plan.uid)
    made = 0
    for candidate in next_candidates(plan.uid):
        if not homes:
            break
        home = next((h for h in homes if h.layout == candidate.layout), None)
        if home is None or waitlist.entry(candidate.entry_uid).state != "waiting":
            continue
        if claims.holder_of(HOUSEHOLD_CLAIM, candidate.household_uid) is not None:
            continue
        homes.remove(home)
        _make(act, plan, candidate, home)
        made += 1
    return made


def _make(act: Act, plan: Plan, candidate: Candidate, home: PlanUnit) -> Offer:
    rules = rulebook(plan.city, on=act.on)
    rule = rules.get(OFFER_RULE)
    offer = Offer(
        uid=new_uid(), city=plan.city, place=candidate.place, plan_uid=plan.uid,
        candidate_uid=candidate.uid,
        unit_uid=home.unit_uid, household_uid=candidate.household_uid,
        person_uid=candidate.person_uid, entry_uid=candidate.entry_uid,
        application_uid=candidate.application_uid, made_on=act.on, due=act.on,
        policy=rules.fingerprint,
    )  # fmt: skip
    claims.take(UNIT_CLAIM, home.unit_uid, holder=offer.uid, on=act.on)
    claims.take(HOUSEHOLD_CLAIM, candidate.household_uid, holder=offer.uid, on=act.on)
    OFFER.begin(offer, act, policy=rules.fingerprint)
    offer.due = deadlines.open_deadline(
        kind=OFFER_RULE, subject_kind="allocation_offer", subject_uid=offer.uid, city=plan.city,
        since=act.on, period=rules.period(OFFER_RULE), clause=rule.clause or rule.reason[:200],
    ).due  # fmt: skip
    waitlist.mark_offered(act, entry_uid=candidate.entry_uid)
    publish(_told(OfferMade, offer), act)
    db.session.flush()
    return offer


def _told(event: Any, offer: Offer) -> Any:
    return event(
        uid=offer.uid, city=offer.city, unit_uid=offer.unit_uid,
        household_uid=offer.household_uid, person_uid=offer.person_uid,
        entry_uid=offer.entry_uid, application_uid=offer.application_uid,
    )  # fmt: skip


def _take(offer_uid: str, version: int | None) -> Offer:
    offer = lock(Offer, offer_uid)
    if version is not None and version != offer.version:
        raise Conflict("changed_meanwhile", uid=offer_uid)
    return offer


def accept(act: Act, *, offer_uid: str, version: int | None = None) -> Offer:
    """The household takes the home; the lease follows.

    ``Conflict``: ``changed_meanwhile``, ``not_from_here`` (answered before),
    ``already_claimed`` (someone was first); ``Refused('offer_late')``.
    """
    offer = _take(offer_uid, version)
    OFFER.advance(offer, "accept", act, policy=offer.policy)
    claims.take(UNIT_CLAIM, offer.unit_uid, holder=offer.uid, on=act.on)
    claims.take(HOUSEHOLD_CLAIM, offer.household_uid, holder=offer.uid, on=act.on)
    offer.answered_on = act.on
    _answered(act, offer, "accepted")
    housing.release(act, unit_uid=offer.unit_uid, holder=offer.plan_uid)
    housing.reserve(act, unit_uid=offer.unit_uid, holder=offer.uid)
    publish(_told(OfferAccepted, offer), act)
    return offer


def waive(act: Act, *, offer_uid: str, reason: str, version: int | None = None) -> Offer:
    """The household gives the offer up; it counts, and the home goes to the next at once.

    Raises like ``accept``, and ``Refused('waive_reason')``.
    """
    if reason not in set(WaiveReason):
        raise Refused("waive_reason", field="reason")
    offer = _take(offer_uid, version)
    OFFER.advance(offer, "waive", act, reason=reason, policy=offer.policy)
    offer.reason, offer.answered_on = reason, act.on
    publish(_told(OfferWaived, offer), act)
    _given_up(act, offer, "waived")
    return offer


def expire(act: Act, *, offer_uid: str) -> Offer:
    """No answer by the last day: it counts like giving up (Nanning selection notice)."""
    offer = lock(Offer, offer_uid)
    OFFER.advance(offer, "expire", act, policy=offer.policy)
    publish(_told(OfferExpired, offer), act)
    _given_up(act, offer, "expired")
    return offer


def void(act: Act, *, offer_uid: str, reason: str) -> Offer:
    """Void an open or accepted offer; the household waits on, unless it did not sign.

    ``Refused('void_reason')``. An unsigned lease counts like giving up.
    """
    if reason not in set(VoidReason):
        raise Refused("void_reason", field="reason")
    offer = lock(Offer, offer_uid)
    accepted = offer.state == OfferState.ACCEPTED
    OFFER.advance(offer, "void", act, reason=reason)
    offer.reason = reason
    if accepted:
        _take_back(act, offer)
    if reason == VoidReason.NOT_SIGNED:
        publish(_told(OfferForfeited, offer), act)
        _given_up(act, offer, "not_signed")
    else:
        publish(_told(OfferVoided, offer), act)
        _answered(act, offer, "void")
        claims.release_all(offer.uid, on=act.on)
        waitlist.mark_returned(house_act(act), entry_uid=offer.entry_uid)
    return offer


def lease_voided(payload: dict[str, Any], act: Act) -> None:
    """A lease fell away before it was in force: its offer is void, the home goes to the next.

    Not signing and declining count as giving up; a mistake of ours does not.
    """
    if load(Offer, payload["offer_uid"]).state != OfferState.ACCEPTED:
        return
    ours = payload["reason"] == VoidReason.MISTAKE
    reason = VoidReason.MISTAKE if ours else VoidReason.NOT_SIGNED
    void(act, offer_uid=payload["offer_uid"], reason=reason)


def _answered(act: Act, offer: Offer, why: str) -> None:
    running = deadlines.running(OFFER_RULE, offer.uid)
    if running is not None:
        deadlines.close(running, on=act.on, why=why)


def _take_back(act: Act, offer: Offer) -> None:
    """An accepted home goes back to its round while that goes on, else it is free."""
    house = house_act(act)
    if housing.unit(offer.unit_uid).holder != offer.uid:
        return
    housing.release(house, unit_uid=offer.unit_uid, holder=offer.uid)
    if load(Plan, offer.plan_uid).state == PlanState.OFFERING:
        housing.reserve(house, unit_uid=offer.unit_uid, holder=offer.plan_uid)


def _given_up(act: Act, offer: Offer, why: str) -> None:
    """Claims and deadline end, the household waits on, the home goes to the next one."""
    _answered(act, offer, why)
    claims.release_all(offer.uid, on=act.on)
    db.session.flush()
    house = house_act(act)
    waitlist.mark_returned(house, entry_uid=offer.entry_uid)
    count_waiver(house, offer)
    plan = load(Plan, offer.plan_uid)
    if plan.state == PlanState.OFFERING:
        give_offers(house, plan)


def _unanswered(act: Act) -> list[str]:
    return deadlines.overdue_subjects(act.on, kind=OFFER_RULE)


@daily(_unanswered)
def offers_due(act: Act, offer_uid: str) -> None:
    """What passed its last day expires, and goes to the next in the list at once."""
    expire(act, offer_uid=offer_uid)
