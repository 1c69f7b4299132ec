"""A round from plan to result: two persons, a frozen order, one answer per offer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import allocation, housing, waitlist
from portal.allocation import CANDIDATE, OFFER, PLAN
from portal.allocation.fairness import why_not_matched
from portal.allocation.models import Candidate, Offer, Plan
from portal.allocation.taking_part import examined
from portal.kernel import claims, deadlines
from portal.kernel.act import Act, Role, system_act
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.errors import Conflict, HouseError, NotYours, Refused
from portal.kernel.levels import Level
from portal.kernel.machine import Move
from portal.kernel.outbox import EventRow, Job
from tests.machines import (
    every_row_works,
    only_a_person_decides,
    refuses_all_other_pairs,
    strangers_are_refused,
)
from tests.rounds import AFTER, CLOSES, OPENS, a_round
from tests.waiting import an_entry

MakeAct = Callable[..., Act]


def house_act(on: date) -> Act:
    return system_act(on, utcnow(), "test")


def events(kind: str) -> int:
    found = select(func.count()).where(EventRow.type == f"allocation.{kind}")
    return db.session.scalar(found) or 0


def refused(code: str, error: type[HouseError] = Refused) -> Any:
    return pytest.raises(error, match=code)


def test_offers_follow_the_list(app: Flask, make_act: MakeAct) -> None:
    made = a_round(make_act, homes=2, households=4)
    assert [made.offer_of(n) is not None for n in range(4)] == [True, True, False, False]
    first = made.offer_of(0)
    assert first.due == date(2026, 3, 20)  # 5 working days after 13 March 2026
    assert waitlist.entry(made.entries[0]).state == "offered"
    assert claims.holder_of(allocation.UNIT_CLAIM, first.unit_uid) == first.uid
    assert events("OfferMade") == 2
    assert {c.seq for c in allocation.candidates(made.plan_uid)} == {1, 2, 3, 4}
    assert made.plan.roster_hash


def test_accepting_keeps_the_home_and_tells_tenancy(
    app: Flask, make_act: MakeAct, resident_act: MakeAct
) -> None:
    made = a_round(make_act)
    offer = made.offer_of(0)
    me = resident_act(offer.person_uid, on=AFTER)
    with refused("changed_meanwhile", Conflict), write():
        allocation.accept(me, offer_uid=offer.uid, version=offer.version + 1)
    with write():
        allocation.accept(me, offer_uid=offer.uid, version=offer.version)
    unit = housing.unit(offer.unit_uid)
    assert (unit.state, unit.holder) == ("reserved", offer.uid)
    assert deadlines.running("allocation.offer", offer.uid) is None
    told = db.session.scalar(select(EventRow).where(EventRow.type == "allocation.OfferAccepted"))
    assert told is not None
    for uid in (offer.uid, offer.unit_uid, offer.entry_uid, offer.application_uid):
        assert uid in told.payload
    for verb in (allocation.accept, allocation.waive):
        more = {"reason": "too_far"} if verb is allocation.waive else {}
        with refused("not_from_here", Conflict), write():
            verb(me, offer_uid=offer.uid, **more)


def test_who_may_answer(app: Flask, make_act: MakeAct, resident_act: MakeAct) -> None:
    made = a_round(make_act)
    offer, other = made.offer_of(0), made.offer_of(1)
    for act in (
        resident_act(other.person_uid, on=AFTER),
        resident_act(offer.person_uid, Level.I1R, on=AFTER),
        make_act(on=AFTER),
        house_act(AFTER),
    ):
        with pytest.raises(NotYours), write():
            allocation.accept(act, offer_uid=offer.uid)
    with pytest.raises(NotYours), write():
        allocation.waive(
            resident_act(other.person_uid, on=AFTER), offer_uid=offer.uid, reason="too_far"
        )


def test_the_last_day_counts_the_next_does_not(
    app: Flask, make_act: MakeAct, resident_act: MakeAct
) -> None:
    made = a_round(make_act)
    first, second = made.offer_of(0), made.offer_of(1)
    allocation.offers_due(house_act(first.due))
    with write():
        allocation.accept(resident_act(first.person_uid, on=first.due), offer_uid=first.uid)
    late = first.due + timedelta(days=1)
    with refused("offer_late"), write():
        allocation.accept(resident_act(second.person_uid, on=late), offer_uid=second.uid)
    with refused("offer_late"), write():
        allocation.waive(
            resident_act(second.person_uid, on=late), offer_uid=second.uid, reason="too_far"
        )
    with refused("offer_still_runs"), write():
        allocation.expire(make_act(on=second.due), offer_uid=second.uid)


def test_what_expires_goes_to_the_next_at_once(app: Flask, make_act: MakeAct) -> None:
    made = a_round(make_act)
    late = made.offer_of(0).due + timedelta(days=1)
    for _ in range(2):  # the daily run twice changes nothing more
        allocation.offers_due(house_act(late))
    assert [made.offer_of(n).state for n in range(4)] == ["expired", "expired", "open", "open"]
    assert {made.offer_of(2).unit_uid, made.offer_of(3).unit_uid} == set(made.units)
    assert made.offer_of(2).made_on == late
    assert waitlist.entry(made.entries[0]).state == "waiting"
    assert events("OfferExpired") == 2


def test_giving_up_passes_the_home_on(app: Flask, make_act: MakeAct, resident_act: MakeAct) -> None:
    made = a_round(make_act, homes=1, households=3)
    offer = made.offer_of(0)
    me = resident_act(offer.person_uid, on=AFTER)
    with refused("waive_reason"), write():
        allocation.waive(me, offer_uid=offer.uid, reason="because")
    with write():
        allocation.waive(me, offer_uid=offer.uid, reason="too_far")
    assert made.offer_of(1).state == "open"
    assert made.offer_of(1).unit_uid == offer.unit_uid
    assert waitlist.entry(made.entries[0]).state == "waiting"
    assert allocation.given_up(made.entries[0]) == 1
    position = waitlist.rank_of(made.entries[0])
    assert position is not None
    assert position.position == 1  # giving up keeps the place


def test_an_unsigned_home_comes_back(app: Flask, make_act: MakeAct, resident_act: MakeAct) -> None:
    made = a_round(make_act, homes=1, households=2)
    offer = made.offer_of(0)
    with write():
        allocation.accept(resident_act(offer.person_uid, on=AFTER), offer_uid=offer.uid)
    with write():
        allocation.void(house_act(AFTER), offer_uid=offer.uid, reason="not_signed")
    assert made.offer_of(0).state == "void"
    assert made.offer_of(1).state == "open"
    assert housing.unit(offer.unit_uid).holder == made.plan_uid
    assert allocation.given_up(made.entries[0]) == 1
    assert (events("OfferForfeited"), events("OfferVoided")) == (1, 0)


def test_a_mistake_of_ours_is_told_as_no_fault_of_theirs(app: Flask, make_act: MakeAct) -> None:
    made = a_round(make_act, homes=1, households=2)
    with write():
        allocation.void(house_act(AFTER), offer_uid=made.offer_of(0).uid, reason="mistake")
    assert allocation.given_up(made.entries[0]) == 0
    assert (events("OfferForfeited"), events("OfferVoided")) == (0, 1)


def test_a_plan_needs_two_persons_and_free_homes(app: Flask, make_act: MakeAct) -> None:
    made = a_round(make_act, upto="draft")
    with refused("second_person_needed"), write():
        allocation.publish_plan(make_act(uid="officer"), plan_uid=made.plan_uid)
    with pytest.raises(NotYours), write():
        allocation.publish_plan(make_act(region="450200"), plan_uid=made.plan_uid)
    with refused("window_over"), write():
        allocation.publish_plan(make_act(on=AFTER), plan_uid=made.plan_uid)
    with write():
        allocation.publish_plan(make_act(), plan_uid=made.plan_uid)
    assert housing.unit(made.units[0]).holder == made.plan_uid
    with refused("not_from_here", Conflict), write():
        allocation.publish_plan(make_act(), plan_uid=made.plan_uid)
    check = deadlines.running("allocation.second_check", made.plan_uid)
    assert check is not None
    assert (check.since, check.n, check.unit) == (CLOSES, 15, "working_day")


def test_what_a_plan_refuses(app: Flask, make_act: MakeAct) -> None:
    made = a_round(make_act, upto="published")
    given: dict[str, Any] = {
        "queue_uid": made.queue_uid, "title": "x", "title_en": "x", "unit_uids": made.units,
        "opens_on": OPENS, "closes_on": CLOSES,
    }  # fmt: skip
    for change, code, error in (
        ({}, "unit_taken", Conflict),
        ({"unit_uids": []}, "plan_without_homes", Refused),
        ({"opens_on": OPENS - timedelta(days=1)}, "window_past", Refused),
        ({"closes_on": OPENS - timedelta(days=1)}, "window_order", Refused),
        ({"closes_on": OPENS + timedelta(days=6)}, "window_short", Refused),
        ({"method": "LOTTERY_ORDER"}, "method_not_allowed", Refused),
    ):
        with pytest.raises(error, match=code), write():
            allocation.draft_plan(make_act(), **{**given, **change})


def test_registering_for_a_round(app: Flask, make_act: MakeAct, resident_act: MakeAct) -> None:
    made = a_round(make_act, upto="published", households=1)
    entry = waitlist.entry(made.entries[0])
    me = resident_act(entry.person_uid, Level.I1R)
    given = {"plan_uid": made.plan_uid, "entry_uid": entry.uid, "layout": "single"}
    with refused("layout_not_in_plan"), write():
        allocation.register_interest(me, **{**given, "layout": "two_bed"})
    for day in (OPENS - timedelta(days=1), CLOSES + timedelta(days=1)):
        with refused("window_open_not"), write():
            allocation.register_interest(resident_act(entry.person_uid, on=day), **given)
    for _ in range(2):
        with write():
            allocation.register_interest(me, **given)
    assert len(allocation.candidates(made.plan_uid)) == 1
    with write():
        allocation.withdraw_interest(me, plan_uid=made.plan_uid, entry_uid=entry.uid)
    assert allocation.candidates(made.plan_uid)[0].state == "withdrawn"
    with write():
        allocation.register_interest(me, **given)
        stranger = an_entry(make_act(), klass="B")
    with refused("not_in_this_queue"), write():
        allocation.register_interest(
            resident_act(stranger.person_uid), **{**given, "entry_uid": stranger.uid}
        )
    with pytest.raises(NotYours), write():
        allocation.register_interest(resident_act(stranger.person_uid), **given)
    with write():
        waitlist.suspend(me, entry_uid=entry.uid, reason="own_wish")
    with refused("not_waiting"), write():
        allocation.register_interest(me, **given)


@pytest.mark.parametrize("reason", ["not_eligible", "class_changed", "interest", "not_waiting"])
def test_who_was_taken_out_does_not_come_back_by_registering(
    app: Flask, make_act: MakeAct, resident_act: MakeAct, reason: str
) -> None:
    made = a_round(make_act, upto="registered", households=1)
    row = allocation.candidates(made.plan_uid)[0]
    me = resident_act(row.person_uid, Level.I1R)
    given = {"plan_uid": made.plan_uid, "entry_uid": row.entry_uid}
    with write():
        db.session.get_one(Candidate, row.uid).examined_on = OPENS
    with write():
        allocation.decide_candidate(make_act(), candidate_uid=row.uid, passed=False, reason=reason)
    with refused(f"excluded_{reason}"), write():
        allocation.register_interest(me, **given, layout="single")
    with refused("not_from_here", Conflict), write():
        allocation.withdraw_interest(me, **given)
    assert allocation.candidates(made.plan_uid)[0].state == "excluded"
    # A person's word brings the household back, nothing else.
    with write():
        allocation.decide_candidate(make_act(), candidate_uid=row.uid, passed=True)
    back = allocation.candidates(made.plan_uid)[0]
    assert (back.state, back.reason) == ("passed", "")


def test_a_household_in_a_round_moves_by_its_rows_only(app: Flask, make_act: MakeAct) -> None:
    made = a_round(make_act, upto="registered", households=1)
    uid = allocation.candidates(made.plan_uid)[0].uid
    officer = make_act(on=CLOSES)

    def candidate_in(state: str) -> Candidate:
        row = db.session.get_one(Candidate, uid)
        # A test may put a thing where it wants it; the house never does.
        row.state, row.examined_on = state, OPENS
        return row

    def who(_move: Move, _thing: Any) -> Act:
        return officer

    assert every_row_works(CANDIDATE, candidate_in, who) == 15
    assert refuses_all_other_pairs(CANDIDATE, candidate_in, who) == 7 * 9 - 15
    assert strangers_are_refused(CANDIDATE, candidate_in, make_act(role=Role.AUDITOR)) == 15
    assert only_a_person_decides(CANDIDATE, candidate_in, officer) == 2


def test_who_left_the_line_before_the_freeze_is_out(app: Flask, make_act: MakeAct) -> None:
    made = a_round(make_act, upto="passed", households=2)
    with write():
        waitlist.suspend(make_act(on=AFTER), entry_uid=made.entries[0], reason="not_reached")
    with write():
        allocation.finish_check(make_act(on=AFTER), plan_uid=made.plan_uid)
    rows = {row.entry_uid: row for row in allocation.candidates(made.plan_uid)}
    assert [(rows[uid].state, rows[uid].seq) for uid in made.entries] == [
        ("out", None), ("seated", 1),
    ]  # fmt: skip
    assert why_not_matched(rows[made.entries[0]]) == "candidate_out"


def recheck(outcome: str = "met", klass: str = "A") -> Any:
    finding = SimpleNamespace(code="housing", outcome="met" if outcome == "met" else outcome)
    ruling = SimpleNamespace(
        outcome=outcome, lawful=outcome == "met", klass=klass, ordered=[finding], policy="p"
    )
    return SimpleNamespace(ruling=ruling)


def test_the_second_check(app: Flask, make_act: MakeAct) -> None:
    made = a_round(make_act, upto="registered", households=4)
    with refused("window_open"), write():
        allocation.start_check(make_act(on=CLOSES), plan_uid=made.plan_uid)
    with write():
        assert allocation.start_check(make_act(on=AFTER), plan_uid=made.plan_uid) == 4
    assert db.session.scalar(select(func.count()).select_from(Job)) == 4
    rows = allocation.candidates(made.plan_uid)
    answers = (recheck(), recheck("not_met"), recheck("unknown"), recheck(klass="B"))
    with refused("not_examined"), write():
        allocation.decide_candidate(make_act(on=AFTER), candidate_uid=rows[0].uid, passed=True)
    for row, answer in zip(rows, answers, strict=True):
        for _ in range(2):
            with write():
                examined({"candidate": row.uid}, house_act(AFTER), answer)
    states = [row.state for row in allocation.candidates(made.plan_uid)]
    assert states == ["passed", "doubtful", "doubtful", "doubtful"]
    proposals = [row.proposal for row in allocation.candidates(made.plan_uid)]
    assert proposals == ["met", "not_met", "unknown", "class_changed"]
    officer = make_act(on=AFTER)
    with refused("candidates_undecided"), write():
        allocation.finish_check(officer, plan_uid=made.plan_uid)
    with refused("exclude_reason"), write():
        allocation.decide_candidate(officer, candidate_uid=rows[1].uid, passed=False)
    with write():
        for n, passed in ((1, False), (2, True), (3, False)):
            allocation.decide_candidate(
                officer, candidate_uid=rows[n].uid, passed=passed,
                reason="" if passed else "not_eligible",
            )  # fmt: skip
        allocation.finish_check(officer, plan_uid=made.plan_uid)
    seqs = {row.number: row.seq for row in allocation.candidates(made.plan_uid)}
    assert [seqs[row.number] for row in rows] == [1, None, 2, None]
    with refused("not_from_here", Conflict), write():
        allocation.decide_candidate(officer, candidate_uid=rows[1].uid, passed=True)


def test_closing_frees_what_is_left(app: Flask, make_act: MakeAct, resident_act: MakeAct) -> None:
    made = a_round(make_act, homes=2, households=1)
    officer = make_act(on=AFTER)
    with refused("offers_open"), write():
        allocation.close_plan(officer, plan_uid=made.plan_uid)
    offer = made.offer_of(0)
    with write():
        allocation.accept(resident_act(offer.person_uid, on=AFTER), offer_uid=offer.uid)
    with write():
        allocation.close_plan(officer, plan_uid=made.plan_uid)
    left = next(uid for uid in made.units if uid != offer.unit_uid)
    assert housing.unit(left).state == "available"
    assert housing.unit(offer.unit_uid).state == "reserved"
    assert deadlines.running("allocation.result_publicity", made.plan_uid) is not None
    allocation.publicity_due(house_act(AFTER + timedelta(days=30)))
    assert deadlines.running("allocation.result_publicity", made.plan_uid) is None


def test_voiding_needs_two_and_keeps_everything(app: Flask, make_act: MakeAct) -> None:
    made = a_round(make_act, homes=2, households=3)
    one, two = make_act(on=AFTER, uid="one"), make_act(Role.DECISION_MAKER, on=AFTER, uid="two")
    with refused("void_not_asked"), write():
        allocation.void_plan(two, plan_uid=made.plan_uid)
    with refused("void_reason"), write():
        allocation.ask_void(one, plan_uid=made.plan_uid, reason="because")
    with write():
        allocation.ask_void(one, plan_uid=made.plan_uid, reason="mistake")
    with refused("second_person_needed"), write():
        allocation.void_plan(one, plan_uid=made.plan_uid)
    with write():
        allocation.void_plan(two, plan_uid=made.plan_uid)
    assert [o.state for o in allocation.offers_of(made.plan_uid)] == ["void", "void"]
    assert len(allocation.candidates(made.plan_uid)) == 3
    assert {housing.unit(uid).state for uid in made.units} == {"available"}
    assert {waitlist.entry(uid).state for uid in made.entries} == {"waiting"}
    assert allocation.given_up(made.entries[0]) == 0


def test_who_paused_is_passed_over_with_a_reason(app: Flask, make_act: MakeAct) -> None:
    made = a_round(make_act, homes=1, households=2, upto="checked")
    with write():
        waitlist.suspend(make_act(on=AFTER), entry_uid=made.entries[0], reason="own_wish")
        allocation.open_offers(make_act(on=AFTER), plan_uid=made.plan_uid)
    assert made.offer_of(0) is None
    assert made.offer_of(1).state == "open"
    cards = {c.entry_uid: c for c in allocation.candidates(made.plan_uid)}
    assert why_not_matched(cards[made.entries[0]]) == "not_waiting_now"
    assert why_not_matched(cards[made.entries[1]]) == "offer_open"


def plan_in(made: Any) -> Callable[[str], Plan]:
    def make(state: str) -> Plan:
        source = db.session.get_one(Plan, made.plan_uid)
        plan = Plan(
            uid=new_uid(), city="450100", year=2000, number=int.from_bytes(new_uid().encode()[:3]),
            title="x", title_en="x", method="QUEUE_SELECT", queue_uid=source.queue_uid, klass="A",
            opens_on=OPENS, closes_on=CLOSES, state=state, drafted_by="drafter",
            void_asked_by="asker", void_reason="mistake", policy="p",
        )  # fmt: skip
        db.session.add(plan)
        return plan

    return make


def test_the_table_of_an_offer(app: Flask, make_act: MakeAct, resident_act: MakeAct) -> None:
    made = a_round(make_act, homes=1, households=1)
    known = made.offer_of(0)

    def offer_in(state: str) -> Offer:
        for old in db.session.scalars(select(Offer).where(Offer.state == "open")):
            old.state = "void"
        db.session.flush()
        offer = Offer(
            uid=new_uid(), city="450100", place="450103", plan_uid=known.plan_uid,
            candidate_uid=known.candidate_uid, unit_uid=known.unit_uid,
            household_uid=known.household_uid, person_uid=known.person_uid,
            entry_uid=known.entry_uid, application_uid=known.application_uid, state=state,
            made_on=AFTER, due=known.due, policy="p",
        )  # fmt: skip
        db.session.add(offer)
        return offer

    def right(move: Move, offer: Offer) -> Act:
        if move.verb in ("accept", "waive"):
            return resident_act(known.person_uid, on=AFTER)
        return make_act(on=known.due + timedelta(days=1))

    assert every_row_works(OFFER, offer_in, right) == 5
    assert refuses_all_other_pairs(OFFER, offer_in, right) == 15
    strangers_are_refused(OFFER, offer_in, make_act(Role.FINANCE_MAKER))
    strangers_are_refused(OFFER, offer_in, make_act(region="450200"))
    assert only_a_person_decides(OFFER, offer_in, make_act()) == 2


def test_the_table_of_a_plan(app: Flask, make_act: MakeAct) -> None:
    made = a_round(make_act, homes=1, households=1, upto="published")

    def right(move: Move, plan: Plan) -> Act:
        return make_act(on=CLOSES if move.verb == "publish" else AFTER)

    make = plan_in(made)
    assert refuses_all_other_pairs(PLAN, make, right) > 15
    strangers_are_refused(PLAN, make, make_act(Role.FINANCE_MAKER))
    strangers_are_refused(PLAN, make, make_act(region="450200"))
    assert only_a_person_decides(PLAN, make, make_act()) == 5
    assert db.session.scalar(select(func.count()).select_from(Candidate)) == 0
