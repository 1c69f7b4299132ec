"""A round of allocation for tests: homes, households, a plan carried to where it is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from portal import allocation, waitlist
from portal.allocation.codes import OFFER
from portal.allocation.machine import CANDIDATE
from portal.allocation.models import Candidate, Offer
from portal.kernel import deadlines
from portal.kernel.act import Act
from portal.kernel.database import db, new_uid, write, writing
from portal.kernel.policy import rulebook
from tests.homes import a_free_unit, an_estate
from tests.waiting import an_entry

MakeAct = Callable[..., Act]
OPENS = date(2026, 3, 2)
CLOSES = OPENS + timedelta(days=10)
AFTER = CLOSES + timedelta(days=1)
_rooms = count(1)
_estates = count(100)


def _fresh() -> None:
    # What other requests wrote since is only seen by a new snapshot.
    if not writing():
        db.session.rollback()


@dataclass
class Round:
    """What a test needs to know of a plan."""

    plan_uid: str
    queue_uid: str
    units: list[str]
    entries: list[str] = field(default_factory=list)

    @property
    def plan(self) -> Any:
        _fresh()
        return allocation.plan(self.plan_uid)

    def offer_of(self, n: int) -> Any:
        _fresh()
        found = [o for o in allocation.offers_of(self.plan_uid) if o.entry_uid == self.entries[n]]
        return found[-1] if found else None


def a_round(
    make_act: MakeAct, *, homes: int = 2, households: int = 4, upto: str = "offering"
) -> Round:
    """A plan of single rooms for one-person households that all registered and passed.

    ``upto``: draft, published, registered, passed, checked, offering.
    """
    officer, other = make_act(on=OPENS, uid="officer"), make_act(on=OPENS, uid="other")
    with write():
        entries = [an_entry(officer).uid for _ in range(households)]
        estate = an_estate(officer, next(_estates))
        units = [
            a_free_unit(officer, estate, f"R{next(_rooms)}", layout="single", area=3600)
            for _ in range(homes)
        ]
    queue_uid = waitlist.entry(entries[0]).queue_uid
    with write():
        plan = allocation.draft_plan(
            officer, queue_uid=queue_uid, title="凤岭北第 1 批", title_en="Fengling North 1",
            unit_uids=units, opens_on=OPENS, closes_on=CLOSES,
        )  # fmt: skip
    made = Round(plan.uid, queue_uid, units, entries)
    steps = ["draft", "published", "registered", "passed", "checked", "offering"]
    for step in steps[1 : steps.index(upto) + 1]:
        with write():
            _STEPS[step](made, make_act, officer, other)
    return made


def _publish(made: Round, make_act: MakeAct, officer: Act, other: Act) -> None:
    allocation.publish_plan(other, plan_uid=made.plan_uid)


def _register(made: Round, make_act: MakeAct, officer: Act, other: Act) -> None:
    for uid in made.entries:
        allocation.register_interest(
            officer, plan_uid=made.plan_uid, entry_uid=uid, layout="single"
        )


def _pass(made: Round, make_act: MakeAct, officer: Act, other: Act) -> None:
    for row in db.session.query(Candidate).filter_by(plan_uid=made.plan_uid):
        row.examined_on, row.proposal = AFTER, "met"
        CANDIDATE.advance(row, "pass", make_act(on=AFTER, uid="officer"))


def _freeze(made: Round, make_act: MakeAct, officer: Act, other: Act) -> None:
    allocation.finish_check(make_act(on=AFTER, uid="officer"), plan_uid=made.plan_uid)


def _offer(made: Round, make_act: MakeAct, officer: Act, other: Act) -> None:
    allocation.open_offers(make_act(on=AFTER, uid="officer"), plan_uid=made.plan_uid)


_STEPS = {
    "published": _publish, "registered": _register, "passed": _pass, "checked": _freeze,
    "offering": _offer,
}  # fmt: skip


def same_home_for_all(made: Round) -> list[tuple[str, str]]:
    """Offers of one home to every household, as no verb would make them: (offer, person)."""
    rule = rulebook("450100", on=AFTER).get(OFFER)
    found = []
    with write():
        for row in allocation.candidates(made.plan_uid):
            offer = Offer(
                uid=new_uid(), city="450100", place=row.place, plan_uid=made.plan_uid,
                candidate_uid=row.uid,
                unit_uid=made.units[0], household_uid=row.household_uid,
                person_uid=row.person_uid, entry_uid=row.entry_uid,
                application_uid=waitlist.entry(row.entry_uid).application_uid, state="open",
                made_on=AFTER, due=AFTER, policy="p",
            )  # fmt: skip
            db.session.add(offer)
            deadlines.open_deadline(
                kind=OFFER, subject_kind="allocation_offer", subject_uid=offer.uid,
                city="450100", since=AFTER, clause=rule.clause or rule.reason[:200],
                period=rulebook("450100", on=AFTER).period(OFFER),
            )  # fmt: skip
            found.append((offer.uid, row.person_uid))
    return found


def gave_up_before(offer: Any, *states: tuple[str, str]) -> None:
    """Offers of earlier rounds that this household let go."""
    with write():
        for state, reason in states:
            db.session.add(
                Offer(
                    uid=new_uid(), city="450100", place="450103", plan_uid=offer.plan_uid,
                    candidate_uid=offer.candidate_uid, unit_uid=offer.unit_uid,
                    household_uid=offer.household_uid, person_uid=offer.person_uid,
                    entry_uid=offer.entry_uid, application_uid=offer.application_uid,
                    state=state, reason=reason, made_on=OPENS, due=OPENS, policy="x",
                )
            )  # fmt: skip


TWICE = (("expired", ""), ("waived", "too_far"))
