"""Questions to allocation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal import housing
from portal.allocation.codes import (
    OFFER,
    PUBLICITY,
    SECOND_CHECK,
    CandidateState,
    OfferState,
    PlanState,
    VoidReason,
    WaiverState,
)
from portal.allocation.models import Candidate, Offer, Plan, PlanUnit
from portal.allocation.models import WaiverReview as WaiverReview
from portal.housing import UnitCard
from portal.kernel import deadlines
from portal.kernel.database import db, load
from portal.kernel.regions import lies_in


@dataclass(frozen=True)
class PlanCard:
    """A plan, as pages and other packages see it."""

    uid: str
    city: str
    year: int
    number: int
    title: str
    title_en: str
    method: str
    queue_uid: str
    klass: str
    opens_on: date
    closes_on: date
    state: str
    drafted_by: str
    published_by: str | None
    published_on: date | None
    checked_on: date | None
    closed_on: date | None
    void_reason: str | None
    void_asked_by: str | None
    roster_hash: str | None
    version: int

    @property
    def label(self) -> str:
        """The title in the reader's language."""
        locale = get_locale()
        return self.title_en if locale and locale.language == "en" else self.title

    @property
    def full_label(self) -> str:
        """Title and class: rounds of both classes often share a title."""
        return str(_("%(title)s, class %(klass)s", title=self.label, klass=self.klass))

    def open_on(self, day: date) -> bool:
        """May households register on that day?"""
        return self.state == PlanState.PUBLISHED and self.opens_on <= day <= self.closes_on


def plan_card(row: Plan) -> PlanCard:
    """The card of a row."""
    return PlanCard(
        row.uid, row.city, row.year, row.number, row.title, row.title_en, row.method,
        row.queue_uid, row.klass, row.opens_on, row.closes_on, row.state, row.drafted_by,
        row.published_by, row.published_on, row.checked_on, row.closed_on, row.void_reason,
        row.void_asked_by, row.roster_hash, row.version,
    )  # fmt: skip


def plan(uid: str) -> PlanCard:
    """A plan by uid, or ``Missing``."""
    return plan_card(load(Plan, uid))


def plans(city: str | None = None, *, public: bool = False) -> tuple[PlanCard, ...]:
    """Plans, newest first; ``public`` leaves drafts out (and drafts that were voided)."""
    question = select(Plan).order_by(Plan.year.desc(), Plan.number.desc())
    if city is not None:
        question = question.where(Plan.city == city)
    if public:
        question = question.where(Plan.published_on.is_not(None))
    return tuple(plan_card(row) for row in db.session.scalars(question))


@dataclass(frozen=True)
class Home:
    """A home in a plan; ``rent_price`` fen per m² and month, ``rent`` fen per month."""

    unit: UnitCard
    rent_price: int

    @property
    def rent(self) -> int:
        """Fen per month, half up."""
        return (self.unit.area * self.rent_price + 50) // 100


def homes_of(plan_uid: str) -> tuple[Home, ...]:
    """The homes of a plan, in its order."""
    rows = db.session.scalars(
        select(PlanUnit).where(PlanUnit.plan_uid == plan_uid).order_by(PlanUnit.place_in_plan)
    ).all()
    cards = housing.units([row.unit_uid for row in rows])
    return tuple(Home(cards[row.unit_uid], row.rent_price) for row in rows)


@dataclass(frozen=True)
class CandidateCard:
    """A household in a round."""

    uid: str
    city: str
    place: str
    plan_uid: str
    entry_uid: str
    household_uid: str
    person_uid: str
    number: str
    size: int
    layout: str
    seq: int | None
    state: str
    reason: str
    proposal: str
    findings: tuple[str, ...]
    examined_on: date | None
    version: int


def _candidate(row: Candidate) -> CandidateCard:
    return CandidateCard(
        row.uid, row.city, row.place, row.plan_uid, row.entry_uid, row.household_uid,
        row.person_uid, row.number, row.size, row.layout, row.seq, row.state, row.reason,
        row.proposal, row.findings, row.examined_on, row.version,
    )  # fmt: skip


def candidate(uid: str) -> CandidateCard:
    """A household in a round by uid, or ``Missing``."""
    return _candidate(load(Candidate, uid))


def candidates(plan_uid: str) -> tuple[CandidateCard, ...]:
    """Everyone in a round: the frozen order first, then by queue number."""
    rows = db.session.scalars(
        select(Candidate)
        .where(Candidate.plan_uid == plan_uid)
        .order_by(Candidate.seq.is_(None), Candidate.seq, Candidate.number)
    )
    return tuple(_candidate(row) for row in rows)


def candidate_counts(plan_uid: str) -> dict[str, int]:
    """How many households of a round stand in each state; every state is there."""
    rows = db.session.execute(
        select(Candidate.state, func.count())
        .where(Candidate.plan_uid == plan_uid)
        .group_by(Candidate.state)
    )
    counted = {state: count for state, count in rows}
    return {state.value: counted.get(state.value, 0) for state in CandidateState}


def rounds_of(entry_uid: str) -> dict[str, CandidateCard]:
    """plan uid → how this entry takes part in it."""
    rows = db.session.scalars(select(Candidate).where(Candidate.entry_uid == entry_uid))
    return {row.plan_uid: _candidate(row) for row in rows}


@dataclass(frozen=True)
class OfferCard:
    """An offer; ``due`` is the last day to answer."""

    uid: str
    city: str
    place: str
    plan_uid: str
    candidate_uid: str
    unit_uid: str
    household_uid: str
    person_uid: str
    entry_uid: str
    application_uid: str
    state: str
    reason: str
    made_on: date
    due: date
    answered_on: date | None
    version: int

    @property
    def people(self) -> tuple[str, ...]:
        """Whose it is, for ``own``."""
        return (self.person_uid,)


def _offer(row: Offer) -> OfferCard:
    running = deadlines.running(OFFER, row.uid) if row.state == OfferState.OPEN else None
    return OfferCard(
        row.uid, row.city, row.place, row.plan_uid, row.candidate_uid, row.unit_uid,
        row.household_uid, row.person_uid, row.entry_uid, row.application_uid, row.state,
        row.reason, row.made_on,
        running.due if running else row.due, row.answered_on, row.version,
    )  # fmt: skip


def offer(uid: str) -> OfferCard:
    """An offer by uid, or ``Missing``."""
    return _offer(load(Offer, uid))


def open_offer_of(household_uid: str) -> OfferCard | None:
    """The offer a household has to answer."""
    row = db.session.scalar(
        select(Offer).where(Offer.household_uid == household_uid, Offer.state == OfferState.OPEN)
    )
    return _offer(row) if row is not None else None


def last_offer_of(person_uid: str) -> OfferCard | None:
    """The newest offer to an applicant, whatever came of it; an open one first."""
    row = db.session.scalar(
        select(Offer)
        .where(Offer.person_uid == person_uid)
        .order_by((Offer.state == OfferState.OPEN).desc(), Offer.made_on.desc(), Offer.uid)
        .limit(1)
    )
    return _offer(row) if row is not None else None


def offers_of(plan_uid: str) -> tuple[OfferCard, ...]:
    """All offers of a round, in the order they were made."""
    rows = db.session.scalars(
        select(Offer)
        .join(Candidate, Candidate.uid == Offer.candidate_uid)
        .where(Offer.plan_uid == plan_uid)
        .order_by(Candidate.seq, Offer.made_on)
    ).all()
    return tuple(_offer(row) for row in rows)


def offers_accepted(city: str, since: date, until: date) -> int:
    """How many offers of a city were accepted from ``since`` up to ``until`` (exclusive)."""
    return (
        db.session.scalar(
            select(func.count()).where(
                Offer.city == city,
                Offer.state == OfferState.ACCEPTED,
                Offer.answered_on >= since,
                Offer.answered_on < until,
            )
        )
        or 0
    )


def check_deadline(plan_uid: str) -> deadlines.Deadline | None:
    """The second check's running deadline."""
    return deadlines.running(SECOND_CHECK, plan_uid)


def publicity_deadline(plan_uid: str) -> deadlines.Deadline | None:
    """The running public notice of a result."""
    return deadlines.running(PUBLICITY, plan_uid)


def given_up_offers(entry_uid: str) -> Sequence[Offer]:
    """Offers this entry gave up, let pass or left unsigned; excused ones do not count."""
    excused = select(WaiverReview.offer_uid).where(WaiverReview.state == WaiverState.EXCUSED)
    return db.session.scalars(
        select(Offer)
        .where(
            Offer.entry_uid == entry_uid,
            Offer.state.in_([OfferState.WAIVED.value, OfferState.EXPIRED.value])
            | ((Offer.state == OfferState.VOID) & (Offer.reason == VoidReason.NOT_SIGNED)),
            Offer.uid.not_in(excused),
        )
        .order_by(Offer.made_on, Offer.uid)
    ).all()


def given_up(entry_uid: str) -> int:
    """How many offers of this entry count as given up."""
    return len(given_up_offers(entry_uid))


def open_waiver_of(entry_uid: str) -> WaiverReview | None:
    """The task that waits for a person, if there is one."""
    return db.session.scalar(
        select(WaiverReview).where(
            WaiverReview.entry_uid == entry_uid, WaiverReview.state == WaiverState.OPEN
        )
    )


def waiver_row(uid: str) -> WaiverReview:
    """The task of that uid, for views and verbs; or ``Missing``."""
    return load(WaiverReview, uid)


def waiver_of_offer(offer_uid: str) -> WaiverReview | None:
    """What became of the last waiver, if this offer was it."""
    return db.session.scalar(select(WaiverReview).where(WaiverReview.offer_uid == offer_uid))


def waivers_in(region: str, *, only_open: bool = True) -> Sequence[WaiverReview]:
    """Tasks of a region, the longest waiting first."""
    question = select(WaiverReview).where(lies_in(WaiverReview, region))
    if only_open:
        question = question.where(WaiverReview.state == WaiverState.OPEN)
    return db.session.scalars(
        question.order_by(WaiverReview.opened_on, WaiverReview.uid).limit(200)
    ).all()
