"""The last waiver: the house counts and asks, a person removes or excuses, all are heard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import allocation, waitlist
from portal.allocation import WAIVER
from portal.allocation.codes import WAIVERS
from portal.allocation.models import Offer, WaiverReview
from portal.allocation.offering import next_candidates
from portal.kernel import deadlines
from portal.kernel.act import Act, Role, system_act
from portal.kernel.database import db, utcnow, write
from portal.kernel.errors import Conflict, HouseError, NotYours, Refused
from portal.kernel.machine import Move
from portal.kernel.outbox import EventRow
from portal.kernel.payloads import text_of
from tests.machines import (
    every_row_works,
    only_a_person_decides,
    refuses_all_other_pairs,
    strangers_are_refused,
)
from tests.rounds import AFTER, TWICE, Round, a_round, gave_up_before

MakeAct = Callable[..., Act]


def house(on: date) -> Act:
    return system_act(on, utcnow(), "test")


def events(kind: str) -> int:
    found = select(func.count()).where(EventRow.type == kind)
    return db.session.scalar(found) or 0


def refused(code: str, error: type[HouseError] = Refused) -> Any:
    return pytest.raises(error, match=code)


def third_waiver(make_act: MakeAct, resident_act: MakeAct, **more: Any) -> Round:
    made = a_round(make_act, homes=1, households=2, **more)
    offer = made.offer_of(0)
    gave_up_before(offer, *TWICE)
    with write():
        allocation.waive(
            resident_act(offer.person_uid, on=AFTER), offer_uid=offer.uid, reason="health"
        )
    return made


def task(made: Round) -> WaiverReview:
    db.session.rollback()
    found = db.session.scalar(select(WaiverReview).where(WaiverReview.entry_uid == made.entries[0]))
    assert found is not None
    return found


def test_the_third_time_asks_a_person_and_removes_nobody(
    app: Flask, make_act: MakeAct, resident_act: MakeAct
) -> None:
    made = third_waiver(make_act, resident_act)
    row, entry = task(made), waitlist.entry(made.entries[0])
    assert (row.state, row.counted, row.place) == ("open", 3, "450103")
    assert entry.state == "waiting"
    assert waitlist.rank_of(entry.uid).position == 1  # type: ignore[union-attr]
    assert made.offer_of(1).state == "open"  # the home goes on at once
    assert (events("allocation.WaiversReached"), events("waitlist.EntryRemoved")) == (1, 0)
    clock = deadlines.running(WAIVERS, row.uid)
    assert clock is not None
    assert (clock.n, clock.unit) == (10, "working_day")


def test_the_second_time_asks_nobody(app: Flask, make_act: MakeAct, resident_act: MakeAct) -> None:
    made = a_round(make_act, homes=1, households=2)
    offer = made.offer_of(0)
    gave_up_before(offer, TWICE[0])
    with write():
        allocation.waive(
            resident_act(offer.person_uid, on=AFTER), offer_uid=offer.uid, reason="health"
        )
    assert allocation.open_waiver_of(made.entries[0]) is None


def test_an_offer_let_pass_counts_as_well(app: Flask, make_act: MakeAct) -> None:
    made = a_round(make_act, homes=1, households=2)
    offer = made.offer_of(0)
    gave_up_before(offer, *TWICE)
    late = offer.due + timedelta(days=1)
    for _ in range(2):
        allocation.offers_due(house(late))
    assert task(made).opened_on == late
    assert db.session.scalar(select(func.count()).select_from(WaiverReview)) == 1


def test_while_a_person_decides_no_further_home_is_offered(
    app: Flask, make_act: MakeAct, resident_act: MakeAct
) -> None:
    made = third_waiver(make_act, resident_act)
    other = a_round(make_act, homes=1, households=1, upto="checked")
    with write():
        candidate = db.session.scalar(
            select(allocation.models.Candidate).where(  # type: ignore[attr-defined]
                allocation.models.Candidate.plan_uid == other.plan_uid  # type: ignore[attr-defined]
            )
        )
        entry = waitlist.entry(made.entries[0])
        candidate.entry_uid, candidate.household_uid = entry.uid, entry.household_uid
    assert next_candidates(other.plan_uid) == []
    row = task(made)
    with write():
        allocation.excuse(make_act(on=AFTER), review_uid=row.uid, version=row.version, text="x")
    assert len(next_candidates(other.plan_uid)) == 1


def test_a_person_signs_the_removal_with_reasons_and_the_household_is_told(
    app: Flask, make_act: MakeAct, resident_act: MakeAct
) -> None:
    made = third_waiver(make_act, resident_act)
    row = task(made)
    with refused("waiver_say_why"), write():
        allocation.sign_removal(
            make_act(on=AFTER), review_uid=row.uid, version=row.version, text=" "
        )
    with refused("changed_meanwhile", Conflict), write():
        allocation.sign_removal(
            make_act(on=AFTER), review_uid=row.uid, version=row.version + 1, text="x"
        )
    for act in (
        house(AFTER), make_act(role=Role.DECISION_MAKER), make_act(region="450200"),
        resident_act(row.person_uid),
    ):  # fmt: skip
        with pytest.raises(NotYours), write():
            allocation.sign_removal(act, review_uid=row.uid, version=row.version, text="x")
    officer = make_act(on=AFTER)
    with write():
        allocation.sign_removal(
            officer, review_uid=row.uid, version=row.version, text="三次放弃，没有正当理由。"
        )
    row, entry = task(made), waitlist.entry(made.entries[0])
    assert (entry.state, entry.reason) == ("removed", "waivers")
    assert (row.state, row.decided_by, row.decided_on) == ("removed", officer.by.uid, AFTER)
    assert text_of(row.reasons_uid) == "三次放弃，没有正当理由。"
    assert deadlines.running(WAIVERS, row.uid) is None
    assert events("waitlist.EntryRemoved") == 1
    for verb in (allocation.sign_removal, allocation.excuse):
        with refused("not_from_here", Conflict), write():
            verb(officer, review_uid=row.uid, version=row.version, text="x")


def test_an_excused_waiver_does_not_count_and_the_next_asks_again(
    app: Flask, make_act: MakeAct, resident_act: MakeAct
) -> None:
    made = third_waiver(make_act, resident_act)
    row = task(made)
    with write():
        allocation.excuse(
            make_act(on=AFTER), review_uid=row.uid, version=row.version, text="住院，有证明。"
        )
    entry = waitlist.entry(made.entries[0])
    assert (entry.state, allocation.given_up(entry.uid)) == ("waiting", 2)
    assert (task(made).state, events("allocation.WaiverExcused")) == ("excused", 1)
    again = a_round(make_act, homes=1, households=1)
    offer = again.offer_of(0)
    gave_up_before(offer, *TWICE)
    with write():
        mine = db.session.get_one(Offer, offer.uid)
        allocation.expire(make_act(on=offer.due + timedelta(days=1)), offer_uid=mine.uid)
    assert task(again).state == "open"


def test_the_household_says_why_before_it_is_decided(
    app: Flask, make_act: MakeAct, resident_act: MakeAct
) -> None:
    made = third_waiver(make_act, resident_act)
    row = task(made)
    me = resident_act(row.person_uid, on=AFTER)
    stranger = resident_act(made.offer_of(1).person_uid, on=AFTER)
    with refused("waiver_say_why"), write():
        allocation.explain(me, review_uid=row.uid, text="")
    for act in (stranger, make_act(on=AFTER)):
        with pytest.raises(NotYours), write():
            allocation.explain(act, review_uid=row.uid, text="x")
    for text in ("我住院了", "我住院了，有出院小结"):
        with write():
            allocation.explain(me, review_uid=row.uid, text=text)
    row = task(made)
    assert (row.state, text_of(row.statement_uid)) == ("open", "我住院了，有出院小结")
    with write():
        allocation.excuse(make_act(on=AFTER), review_uid=row.uid, version=row.version, text="x")
    with refused("not_from_here", Conflict), write():
        allocation.explain(me, review_uid=row.uid, text="x")


def test_who_leaves_the_list_otherwise_leaves_no_task_behind(
    app: Flask, make_act: MakeAct, resident_act: MakeAct
) -> None:
    made = third_waiver(make_act, resident_act)
    row = task(made)
    with write():
        waitlist.remove(
            resident_act(row.person_uid, on=AFTER), entry_uid=row.entry_uid, reason="own_wish"
        )
    for _ in range(2):
        with write():
            allocation.entry_left({"uid": row.entry_uid}, house(AFTER))
    assert task(made).state == "lapsed"
    assert deadlines.running(WAIVERS, row.uid) is None


def test_below_the_limit_nobody_can_sign(
    app: Flask, make_act: MakeAct, resident_act: MakeAct
) -> None:
    made = third_waiver(make_act, resident_act)
    with write():
        for old in db.session.scalars(select(Offer).where(Offer.state == "expired")):
            db.session.delete(old)
    row = task(made)
    with refused("waivers_too_few"), write():
        allocation.sign_removal(
            make_act(on=AFTER), review_uid=row.uid, version=row.version, text="x"
        )


def test_the_task_moves_by_its_rows_only(
    app: Flask, make_act: MakeAct, resident_act: MakeAct
) -> None:
    uid = task(third_waiver(make_act, resident_act)).uid
    officer, nobody = make_act(on=AFTER), make_act(role=Role.AUDITOR)

    def standing(state: str) -> WaiverReview:
        row = db.session.get_one(WaiverReview, uid)
        row.state = state
        return row

    def who(move: Move, thing: WaiverReview) -> Act:
        return resident_act(thing.person_uid) if move.verb == "explain" else officer

    assert every_row_works(WAIVER, standing, who) == 4
    assert refuses_all_other_pairs(WAIVER, standing, who) == 12
    assert strangers_are_refused(WAIVER, standing, nobody) == 4
    assert only_a_person_decides(WAIVER, standing, officer) == 2
    with write():
        standing("open")
