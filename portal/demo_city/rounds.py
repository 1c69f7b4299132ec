"""Two rounds of allocation: plan, interest, second check, offers, leases, keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal import allocation, tenancy, waitlist
from portal.allocation import CandidateState, OfferState
from portal.demo_city.course import Course
from portal.demo_city.intake import Home
from portal.demo_city.office import Office
from portal.demo_city.plan import CITY
from portal.demo_city.staffing import Offices
from portal.kernel.act import Role
from portal.kernel.database import db
from portal.kernel.levels import Level

I2 = Level.I2


@dataclass
class Round:
    """One round: its homes and who shall take part first."""

    klass: str
    title: str
    title_en: str
    units: Sequence[str]
    opens: date
    uid: str = ""
    wants: Callable[[str], bool] = lambda household: True
    accepts: int = 0
    homes: dict[str, Home] = field(default_factory=dict)


class Rounds:
    """Plays rounds of allocation and what follows an accepted offer."""

    def __init__(self, course: Course, offices: Offices, office: Office) -> None:
        self.course, self.office = course, office
        self.officer = offices.one(Role.CITY_OFFICER, CITY)
        self.second = offices.one(Role.CITY_OFFICER, CITY, 1)
        self.operator = offices.one(Role.OPERATOR, CITY)
        self.moved_in: list[str] = []
        self.actors: set[str] = set()

    # --- a plan -------------------------------------------------------------------

    def draft(self, this: Round, *, days: int = 7) -> None:
        """Drafted by one, on the day being played."""
        queue = next(q for q in waitlist.queues(CITY) if q.klass == this.klass)
        this.uid = self.course.do(
            allocation.draft_plan,
            self.course.by(self.officer),
            queue_uid=queue.uid,
            title=this.title,
            title_en=this.title_en,
            unit_uids=list(this.units),
            opens_on=this.opens,
            closes_on=this.opens + timedelta(days=days),
        ).uid

    def publish(self, this: Round) -> None:
        """Published by another."""
        self.course.do(allocation.publish_plan, self.course.by(self.second), plan_uid=this.uid)

    def interest(self, this: Round, entries: Sequence[str]) -> None:
        """Households of these entries say which homes they would like."""
        db.session.rollback()
        layouts = {home.unit.layout for home in allocation.homes_of(this.uid)}
        for uid in entries:
            db.session.rollback()
            entry = waitlist.entry(uid)
            fitting = [x for x in allocation.layouts_for(entry, self.course.day) if x in layouts]
            if entry.state == waitlist.EntryState.WAITING and fitting:
                self.course.do(
                    allocation.register_interest,
                    self.course.resident(entry.person_uid),
                    plan_uid=this.uid,
                    entry_uid=uid,
                    layout=fitting[0],
                )

    def step_back(self, this: Round) -> None:
        """One of those who registered does without."""
        db.session.rollback()
        for candidate in allocation.candidates(this.uid)[-1:]:
            self.course.do(
                allocation.withdraw_interest,
                self.course.resident(candidate.person_uid),
                plan_uid=this.uid,
                entry_uid=candidate.entry_uid,
            )

    def _pauses(self, this: Round, state: str) -> None:
        """The last of those who stand so stops waiting for a while."""
        db.session.rollback()
        there = [c for c in allocation.candidates(this.uid) if c.state == state]
        for candidate in there[-1:]:
            self.course.do(
                waitlist.suspend,
                self.course.resident(candidate.person_uid),
                entry_uid=candidate.entry_uid,
                reason="own_wish",
            )

    def look(self, this: Round, *, pauses: bool = False) -> None:
        """Everybody is examined again; with ``pauses`` one has stopped waiting just before."""
        course = self.course
        if pauses:
            self._pauses(this, CandidateState.REGISTERED)
        course.do(allocation.start_check, course.by(self.officer), plan_uid=this.uid)
        course.follow()
        db.session.rollback()

    def check(self, this: Round, *, pauses: bool = False) -> None:
        """All are examined again; a person decides what is doubtful; the list is frozen.

        With ``pauses`` one has stopped waiting before the look, another before the freeze.
        """
        course = self.course
        self.look(this, pauses=pauses)
        for candidate in allocation.candidates(this.uid):
            if candidate.state in (CandidateState.DOUBTFUL, CandidateState.REGISTERED):
                course.do(
                    allocation.decide_candidate,
                    course.by(self.officer),
                    candidate_uid=candidate.uid,
                    passed=False,
                    reason=candidate.proposal
                    if candidate.proposal in ("class_changed", "not_waiting")
                    else "not_eligible",
                )
        if pauses:
            self._pauses(this, CandidateState.PASSED)
        course.do(allocation.finish_check, course.by(self.officer), plan_uid=this.uid)

    def offers(self, this: Round) -> None:
        """The homes are offered in the order of the list."""
        self.course.do(allocation.open_offers, self.course.by(self.officer), plan_uid=this.uid)

    def answer(self, this: Round, n: int, *, waive_every: int = 0, but: str = "") -> None:
        """The first n open offers get an answer; every so many-th is given up."""
        db.session.rollback()
        open_ones = [
            o
            for o in allocation.offers_of(this.uid)
            if o.state == OfferState.OPEN and o.person_uid != but
        ]
        # Whoever the stories follow is asked first and takes the home.
        open_ones.sort(key=lambda o: o.person_uid not in self.actors)
        for turn, offer in enumerate(open_ones[:n], start=1):
            me = self.course.resident(offer.person_uid, I2)
            if waive_every and turn % waive_every == 0 and offer.person_uid not in self.actors:
                self.course.do(allocation.waive, me, offer_uid=offer.uid, reason="too_far")
            else:
                self.course.do(allocation.accept, me, offer_uid=offer.uid)

    def close(self, this: Round) -> None:
        """Every offer has its answer."""
        self.course.do(allocation.close_plan, self.course.by(self.officer), plan_uid=this.uid)

    def void(self, this: Round) -> None:
        """A plan drafted by mistake: one asks, another voids."""
        self.course.do(
            allocation.ask_void,
            self.course.by(self.officer),
            plan_uid=this.uid,
            reason="mistake",
        )
        self.course.do(allocation.void_plan, self.course.by(self.second), plan_uid=this.uid)

    # --- leases -------------------------------------------------------------------

    def leases_of(self, this: Round) -> list[str]:
        """The leases of a round's accepted offers that wait for a signature, in that order."""
        self.course.follow()
        db.session.rollback()
        found = []
        for offer in allocation.offers_of(this.uid):
            lease = tenancy.lease_of_household(offer.household_uid)
            drafted = lease is not None and lease.state == tenancy.State.DRAFTED
            if offer.state == OfferState.ACCEPTED and lease is not None and drafted:
                found.append(lease.uid)
        return found

    def sign(self, lease_uid: str) -> None:
        """The tenant signs."""
        lease = tenancy.lease_row(lease_uid)
        version, agreed, person = lease.version, lease.text_hash, lease.person_uid
        self.course.do(
            tenancy.sign_lease,
            self.course.resident(person, I2),
            lease_uid=lease_uid,
            version=version,
            agreed_hash=agreed,
        )

    def countersign(self, lease_uid: str) -> None:
        """The centre signs; the household is housed."""
        version = tenancy.lease_row(lease_uid).version
        self.course.do(
            tenancy.countersign,
            self.course.by(self.officer),
            lease_uid=lease_uid,
            version=version,
        )

    def keys(self, lease_uid: str) -> None:
        """Keys change hands; the lease is filed."""
        lease = tenancy.lease_row(lease_uid)
        version, number = lease.version, lease.number
        self.course.do(
            tenancy.hand_over,
            self.course.by(self.operator),
            lease_uid=lease_uid,
            version=version,
            keys_handed=2,
        )
        self.course.do(
            tenancy.file_lease,
            self.course.by(self.officer),
            lease_uid=lease_uid,
            version=tenancy.lease_row(lease_uid).version,
            filing_number=f"BA-{number[-6:]}",
        )
        self.moved_in.append(lease_uid)

    def settle(self, lease_uids: Sequence[str]) -> None:
        """Sign, countersign the same week, move in the week after."""
        course = self.course
        for lease in lease_uids:
            course.plan(course.working_days(course.day, 1), self.sign, lease)
            course.plan(course.working_days(course.day, 3), self.countersign, lease)
            course.plan(course.working_days(course.day, 6), self.keys, lease)

    def void_lease(self, lease_uid: str) -> None:
        """The tenant does without, before both have signed: the offer is void too."""
        lease = tenancy.lease_row(lease_uid)
        person, offer = lease.person_uid, lease.offer_uid
        self.course.do(
            tenancy.void_lease,
            self.course.resident(person, I2),
            lease_uid=lease_uid,
            reason="declined",
        )
        self.course.follow()
        db.session.rollback()
        if allocation.offer(offer).state == OfferState.ACCEPTED:
            self.course.do(
                allocation.void,
                self.course.by(self.officer),
                offer_uid=offer,
                reason="not_signed",
            )

    def leaves(self, lease_uid: str) -> None:
        """The household moves out by its own wish."""
        self.course.do(
            tenancy.end_lease,
            self.course.by(self.operator),
            lease_uid=lease_uid,
            reason="tenant_leaves",
        )

    def pay_rent(self, *, late: int = 5) -> None:
        """Everybody pays what is open, but every so many-th tenant."""
        clerk = self.operator
        for turn, lease_uid in enumerate(self.moved_in, start=1):
            if turn % late == 0:
                continue
            db.session.rollback()
            for bill in tenancy.bills_of(lease_uid):
                if bill.open > 0:
                    self.course.do(
                        tenancy.take_rent,
                        self.course.by(clerk),
                        bill_uid=bill.uid,
                        fen=bill.open,
                        method="transfer",
                    )
