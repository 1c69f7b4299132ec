"""What must hold before a move; each answers a refusal's code, or ``None`` for yes."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from portal.allocation.codes import OFFER, CandidateState, OfferState, PlanState
from portal.allocation.models import Candidate, Offer, Plan, PlanUnit
from portal.allocation.queries import given_up
from portal.kernel import deadlines
from portal.kernel.act import Act
from portal.kernel.database import db, load
from portal.kernel.policy import rulebook


def _count(model: Any, column: Any, plan: Any, *states: str) -> int:
    found = select(func.count()).where(model.plan_uid == plan.uid, column.in_(states))
    return db.session.scalar(found) or 0


def may_publish(plan: Any, act: Act) -> str | None:
    """Another person than the drafter, at least one home, a window not yet over."""
    if plan.drafted_by == act.by.uid:
        return "second_person_needed"
    homes = select(func.count()).where(PlanUnit.plan_uid == plan.uid)
    if not db.session.scalar(homes):
        return "plan_without_homes"
    return "window_over" if plan.closes_on < act.on else None


def all_examined(plan: Any, act: Act) -> str | None:
    """The window is over, and no household waits for its check or for a person's word."""
    if act.on <= plan.closes_on:
        return "window_open"
    undecided = (CandidateState.REGISTERED, CandidateState.DOUBTFUL)
    waiting = _count(Candidate, Candidate.state, plan, *undecided)
    return "candidates_undecided" if waiting else None


def no_open_offers(plan: Any, act: Act) -> str | None:
    """Every offer has its answer."""
    return "offers_open" if _count(Offer, Offer.state, plan, OfferState.OPEN) else None


def second_person_voids(plan: Any, act: Act) -> str | None:
    """One person asks to void a plan, another one does it."""
    if not plan.void_asked_by:
        return "void_not_asked"
    return "second_person_needed" if plan.void_asked_by == act.by.uid else None


def window_runs(candidate: Any, act: Act) -> str | None:
    """The round is public and its last day to register has not passed."""
    plan = load(Plan, candidate.plan_uid)
    runs = plan.state == PlanState.PUBLISHED and act.on <= plan.closes_on
    return None if runs else "window_open_not"


def was_examined(candidate: Any, act: Act) -> str | None:
    """The departments were asked again: nobody is let in or taken out unseen."""
    return "not_examined" if candidate.examined_on is None else None


def still_at_the_limit(review: Any, act: Act) -> str | None:
    """As many waivers as the city allows count against the household today."""
    limit = rulebook(review.place, on=act.on).value("allocation.waivers_removed")
    return None if given_up(review.entry_uid) >= limit else "waivers_too_few"


def in_time(offer: Any, act: Act) -> str | None:
    """The last day has not passed."""
    return "offer_late" if _last_day(offer) < act.on else None


def really_late(offer: Any, act: Act) -> str | None:
    """Only what is past its last day expires."""
    return None if _last_day(offer) < act.on else "offer_still_runs"


def _last_day(offer: Any) -> date:
    # The running deadline is right even when a later holiday notice moved it.
    running = deadlines.running(OFFER, offer.uid)
    return running.due if running is not None else offer.due
