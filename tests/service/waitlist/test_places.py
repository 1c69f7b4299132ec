"""Ranks are exact, moves are logged, nobody moves twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import waitlist
from portal.kernel import claims, deadlines
from portal.kernel.act import Act, Role, system_act
from portal.kernel.database import db, utcnow, write
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.journal import last_step
from portal.kernel.levels import Level
from portal.kernel.machine import Move
from portal.kernel.outbox import EventRow
from portal.waitlist import ENTRY, placing
from portal.waitlist.models import Entry, Fence, QueueMove
from portal.waitlist.previews import preview
from portal.waitlist.ranks import count_before
from tests.machines import every_row_works, refuses_all_other_pairs, strangers_are_refused
from tests.waiting import an_approval, an_entry

MakeAct = Callable[..., Act]
MARCH = date(2026, 3, 2)


def house_act(on: date = MARCH) -> Act:
    return system_act(on, utcnow(), "test")


def line_up(make_act: MakeAct, n: int, **more: object) -> list[str]:
    with write():
        return [an_entry(make_act(), **more).uid for _ in range(n)]


def brute_rank(entry_uid: str) -> int | None:
    mine = db.session.get_one(Entry, entry_uid)
    if mine.ord is None:
        return None
    keys = db.session.scalars(
        select(Entry.ord).where(Entry.queue_uid == mine.queue_uid, Entry.ord.is_not(None))
    )
    return sum(bytes(key) < bytes(mine.ord) for key in keys) + 1


def position(entry_uid: str) -> int | None:
    rank = waitlist.rank_of(entry_uid)
    return rank.position if rank else None


EVERY_GROUP = (
    *(f"G{n:02d}" for n in range(1, 13)), "G07:lone", "G08:severe", "G09:key", "G13:13a",
    "G13:13b", "G14:14a", "G14:14b", "L01", "L02", "L03",
)  # fmt: skip


def moves(entry_uid: str) -> list[str]:
    return [move.reason for move in waitlist.moves_of(entry_uid)]


def test_registering_gives_number_place_deadlines_and_event(app: Flask, make_act: MakeAct) -> None:
    with write():
        approved = an_approval(make_act(), size=2, groups=EVERY_GROUP)
        payload = {
            "uid": approved.uid, "city": "450100", "household_uid": approved.household_uid,
            "person_uid": approved.applicant_uid, "wish": "either", "klass": "A",
        }  # fmt: skip
    for _ in range(2):  # the handler runs twice, the household stands once
        with write():
            waitlist.register_approved(payload, house_act())
    entry = waitlist.entry_of_application(approved.uid)
    assert entry is not None
    assert entry.number.startswith("NN2026-Q-00")
    assert (entry.size, entry.priority, entry.state) == (2, True, "waiting")
    assert entry.groups == EVERY_GROUP
    assert entry.qualified_until == date(2029, 3, 2)
    renewal = deadlines.running("waitlist.renewal", entry.uid)
    assert renewal is not None
    assert renewal.due == date(2028, 12, 2)
    assert approved.state == "waitlisted"
    assert db.session.scalar(select(func.count()).select_from(Entry)) == 1
    events = db.session.scalars(
        select(EventRow).where(EventRow.type == "waitlist.EntryRegistered")
    ).all()
    assert len(events) == 1
    assert moves(entry.uid) == ["registered"]


def test_who_wishes_money_only_is_not_listed(app: Flask, make_act: MakeAct) -> None:
    with write():
        approved = an_approval(make_act(), wish="subsidy")
        payload = {"uid": approved.uid, "wish": "subsidy", "klass": "A"}
        waitlist.register_approved(payload, make_act())
    assert waitlist.entry_of_application(approved.uid) is None


def test_one_household_stands_once(app: Flask, make_act: MakeAct) -> None:
    with write():
        first = an_entry(make_act())
    with write():
        again = an_approval(make_act())
        again.household_uid = first.household_uid
    with pytest.raises(Conflict, match="already_claimed"), write():
        waitlist.register(make_act(), application_uid=again.uid, klass="A")


def test_nanning_order(app: Flask, make_act: MakeAct) -> None:
    with write():
        late = an_entry(make_act(on=MARCH + timedelta(days=2)))
        first = an_entry(make_act(on=MARCH))
        second = an_entry(make_act(on=MARCH))
        poor = an_entry(make_act(on=MARCH + timedelta(days=3)), groups=["G01"])
        other = an_entry(make_act(on=MARCH), klass="B")
    order = [poor.uid, first.uid, second.uid, late.uid]
    assert [position(uid) for uid in order] == [1, 2, 3, 4]
    assert position(other.uid) == 1
    rank = waitlist.rank_of(second.uid)
    assert rank is not None
    assert rank.ahead_by_reason == {"priority": 1, "approved_on": 0, "queue_number": 1}
    assert rank.total == 4
    assert [part.value for part in rank.parts][:2] == [False, MARCH]
    queue = first.queue_uid
    assert [e.uid for e in waitlist.first_in_queue(queue, 2)] == order[:2]
    assert [e.uid for e in waitlist.first_in_queue(queue, 9, after=first.ord)] == order[2:]
    assert [e.uid for e in waitlist.first_in_queue(queue, 1, fits=lambda e: not e.priority)] == [
        first.uid
    ]


def test_rank_is_exact_under_churn(
    app: Flask, make_act: MakeAct, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(placing, "BLOCK", 4)
    chance = random.Random(7)
    alive: list[str] = []
    for step in range(120):
        with write():
            on = MARCH + timedelta(days=chance.randrange(30))
            act = make_act(on=on)
            what = chance.random()
            if what < 0.55 or len(alive) < 5:
                groups = ["G01"] if chance.random() < 0.3 else []
                alive.append(an_entry(act, groups=groups).uid)
                continue
            uid = chance.choice(alive)
            state = db.session.get_one(Entry, uid).state
            if state == "suspended":
                waitlist.resume(act, entry_uid=uid)
            elif what < 0.7:
                waitlist.suspend(act, entry_uid=uid, reason="own_wish")
            elif what < 0.85:
                gained = not db.session.get_one(Entry, uid).priority
                waitlist.correct_groups(
                    act, entry_uid=uid, groups=["G01"] if gained else [],
                    reason="priority_gained" if gained else "priority_lost",
                )  # fmt: skip
            else:
                waitlist.remove(act, entry_uid=uid, reason="moved_away")
                alive.remove(uid)
        if step % 10 == 9:
            assert {u: position(u) for u in alive} == {u: brute_rank(u) for u in alive}
    fences = db.session.execute(select(func.count(), func.sum(Fence.n))).one()
    standing = db.session.scalar(select(func.count()).where(Entry.ord.is_not(None)))
    assert fences[0] > 5
    assert fences[1] == standing
    queue_uid = db.session.get_one(Entry, alive[0]).queue_uid
    before = {u: position(u) for u in alive}
    with write():
        waitlist.rebuild_fences(queue_uid)
    assert {u: position(u) for u in alive} == before


def test_every_change_is_logged_and_history_replays_it(app: Flask, make_act: MakeAct) -> None:
    days = [MARCH + timedelta(days=n) for n in range(6)]
    with write():
        ahead = [an_entry(make_act(on=days[0])).uid for _ in range(5)]
        me = an_entry(make_act(on=days[1])).uid
    seen = {days[1]: position(me)}
    with write():
        for _ in range(2):
            an_entry(make_act(on=days[2]), groups=["G01"])
    seen[days[2]] = position(me)
    with write():
        waitlist.house(make_act(on=days[3]), entry_uid=ahead[0])
        waitlist.house(make_act(on=days[3]), entry_uid=ahead[1])
        waitlist.remove(make_act(on=days[3]), entry_uid=ahead[2], reason="own_wish")
        an_entry(make_act(on=days[3]))  # behind: no change of mine
    seen[days[3]] = position(me)
    with write():
        waitlist.correct_groups(
            make_act(on=days[4]), entry_uid=me, groups=["G01"], reason="priority_gained"
        )
    seen[days[4]] = position(me)
    changes = waitlist.history_of(me)
    assert {c.on: c.place for c in changes} == seen == {
        days[1]: 6, days[2]: 8, days[3]: 5, days[4]: 1,
    }  # fmt: skip
    by_day = {c.on: c for c in changes}
    assert [(c.reason, c.count) for c in by_day[days[2]].causes] == [("priority_joined", 2)]
    assert {(c.reason, c.count) for c in by_day[days[3]].causes} == {
        ("housed", -2), ("own_wish", -1),
    }  # fmt: skip
    assert by_day[days[4]].own == "priority_gained"
    assert by_day[days[1]].own == "registered"
    assert moves(ahead[0]) == ["registered", "housed"]
    last = last_step(ahead[2])
    assert last is not None
    assert (last.target, last.reason) == ("removed", "own_wish")


def test_pausing_keeps_the_key(app: Flask, make_act: MakeAct, resident_act: MakeAct) -> None:
    uids = line_up(make_act, 4)
    person = waitlist.entry(uids[1]).person_uid
    with write():
        waitlist.suspend(resident_act(person), entry_uid=uids[1], reason="own_wish")
    assert position(uids[1]) is None
    assert position(uids[3]) == 3
    assert waitlist.history_of(uids[1])[0].place is None
    with write():
        waitlist.resume(resident_act(person), entry_uid=uids[1])
    assert [position(u) for u in uids] == [1, 2, 3, 4]
    with pytest.raises(Conflict, match="not_from_here"), write():
        waitlist.resume(resident_act(person), entry_uid=uids[1])


def test_only_the_own_household_and_the_centre(
    app: Flask, make_act: MakeAct, resident_act: MakeAct
) -> None:
    uids = line_up(make_act, 2)
    person = waitlist.entry(uids[0]).person_uid
    stranger = waitlist.entry(uids[1]).person_uid
    for act in (
        resident_act(stranger),
        resident_act(person, Level.I1),
        make_act(Role.CITY_OFFICER, region="450200"),
        make_act(Role.FINANCE_MAKER),
    ):
        with pytest.raises(NotYours), write():
            waitlist.remove(act, entry_uid=uids[0], reason="own_wish")
        with pytest.raises(NotYours), write():
            waitlist.confirm_waiting(act, entry_uid=uids[0])
    with pytest.raises(NotYours), write():
        waitlist.correct_groups(
            resident_act(person), entry_uid=uids[0], groups=["G01"], reason="priority_gained"
        )


def test_leaving_ends_claim_deadlines_and_application(app: Flask, make_act: MakeAct) -> None:
    with write():
        entry = an_entry(make_act())
    with write():
        waitlist.remove(make_act(), entry_uid=entry.uid, reason="moved_away")
    assert claims.holder_of("waitlist.household", entry.household_uid) is None
    assert deadlines.running("waitlist.qualification", entry.uid) is None
    payload = {"uid": entry.uid, "application_uid": entry.application_uid, "reason": "moved_away"}
    with write():
        waitlist.end_application(payload, house_act())
    for verb in (waitlist.suspend, waitlist.remove):
        with pytest.raises(Conflict, match="not_from_here"), write():
            verb(make_act(), entry_uid=entry.uid, reason="own_wish")
    with pytest.raises(Refused, match="waitlist_reason"), write():
        waitlist.remove(make_act(), entry_uid=entry.uid, reason="because")


def test_a_bar_takes_the_household_off(app: Flask, make_act: MakeAct) -> None:
    with write():
        entry = an_entry(make_act())
    payload = {
        "uid": "x", "city": "450100", "person_uid": entry.person_uid, "household_uid": None,
        "code": "AP3",
    }  # fmt: skip
    for _ in range(2):
        with write():
            waitlist.bar_imposed(payload, house_act())
    assert waitlist.entry(entry.uid).state == "removed"
    assert moves(entry.uid) == ["registered", "bar_imposed"]


def test_the_stale_page_loses(app: Flask, make_act: MakeAct) -> None:
    uids = line_up(make_act, 1)
    seen = waitlist.entry(uids[0]).version
    with write():
        waitlist.suspend(make_act(), entry_uid=uids[0], reason="own_wish", version=seen)
    with pytest.raises(Conflict, match="changed_meanwhile"), write():
        waitlist.resume(make_act(), entry_uid=uids[0], version=seen)


def test_daily_opens_renewal_and_pauses_what_ran_out(app: Flask, make_act: MakeAct) -> None:
    with write():
        entry = an_entry(make_act())

    def count(kind: str) -> int:
        return (
            db.session.scalar(select(func.count()).where(EventRow.type == f"waitlist.{kind}")) or 0
        )

    with pytest.raises(Refused, match="renewal_too_early"), write():
        waitlist.renew(make_act(on=date(2028, 12, 1)), entry_uid=entry.uid)
    for day in (date(2028, 12, 1), date(2028, 12, 2), date(2028, 12, 2)):
        waitlist.qualifications_due(house_act(day))
    assert count("RenewalOpened") == 1
    assert count("StillWaitingAsked") >= 1
    waitlist.qualifications_due(house_act(date(2029, 3, 2)))
    assert waitlist.entry(entry.uid).state == "waiting"  # the last day still counts
    waitlist.qualifications_due(house_act(date(2029, 3, 3)))
    assert waitlist.entry(entry.uid).state == "suspended"
    late = date(2029, 3, 10)
    with pytest.raises(Refused, match="qualification_ended"), write():
        waitlist.resume(make_act(on=late), entry_uid=entry.uid)
    with write():
        waitlist.renew(make_act(on=late), entry_uid=entry.uid)
        waitlist.resume(make_act(on=late), entry_uid=entry.uid)
    assert waitlist.entry(entry.uid).qualified_until == date(2032, 3, 10)


def test_saying_that_one_still_waits(app: Flask, make_act: MakeAct, resident_act: MakeAct) -> None:
    with write():
        entry = an_entry(make_act())
    day = MARCH + timedelta(days=200)
    for _ in range(2):
        with write():
            waitlist.confirm_waiting(resident_act(entry.person_uid, on=day), entry_uid=entry.uid)
    asked = deadlines.running("waitlist.still_waiting", entry.uid)
    assert asked is not None
    assert asked.since == day


def test_preview_says_who_moves_and_writes_nothing(app: Flask, make_act: MakeAct) -> None:
    uids = line_up(make_act, 6)
    gone = preview(uids[1], "remove", MARCH)
    assert (gone.itself.before, gone.itself.after) == (2, None)
    assert (gone.others, gone.others_by) == (4, 1)
    assert [(s.before, s.after) for s in gone.some] == [(3, 2), (4, 3), (5, 4), (6, 5)]
    up = preview(uids[4], "correct_groups", MARCH, ["G01"])
    assert (up.itself.before, up.itself.after) == (5, 1)
    assert (up.others, up.others_by) == (4, -1)
    assert [(s.before, s.after) for s in up.some] == [(1, 2), (2, 3), (3, 4), (4, 5)]
    with write():
        waitlist.correct_groups(
            make_act(), entry_uid=uids[4], groups=["G01"], reason="priority_gained"
        )
    down = preview(uids[4], "correct_groups", MARCH, [])
    assert (down.itself.before, down.itself.after) == (1, 5)
    assert (down.others, down.others_by) == (4, 1)
    assert [(s.before, s.after) for s in down.some] == [(2, 1), (3, 2), (4, 3), (5, 4)]
    with write():
        waitlist.suspend(make_act(), entry_uid=uids[0], reason="own_wish")
    back = preview(uids[0], "resume", MARCH)
    assert (back.itself.before, back.itself.after) == (None, 2)
    assert (back.others, back.others_by) == (4, -1)
    queue_uid = waitlist.entry(uids[0]).queue_uid
    assert count_before(queue_uid, [b"\xff" * 16]) == [5]


def test_published_lists_are_frozen_and_recomputable(app: Flask, make_act: MakeAct) -> None:
    uids = line_up(make_act, 5)
    queue_uid = waitlist.entry(uids[0]).queue_uid
    with pytest.raises(NotYours), write():
        waitlist.publish_list(make_act(region="450200"), queue_uid=queue_uid)
    with write():
        first = waitlist.publish_list(make_act(), queue_uid=queue_uid)
    with pytest.raises(Refused, match="list_unchanged"), write():
        waitlist.publish_list(make_act(), queue_uid=queue_uid)
    with write():
        waitlist.remove(make_act(), entry_uid=uids[0], reason="moved_away")
        second = waitlist.publish_list(make_act(), queue_uid=queue_uid)
    assert (first.number, second.number, second.households) == (1, 2, 4)
    assert waitlist.verify_list(first.uid)
    assert waitlist.verify_list(second.uid)
    number = waitlist.entry(uids[1]).number
    line = waitlist.line_of(second.uid, number)
    assert line is not None
    assert line.rank == 1
    assert "*" in line.masked_name
    assert waitlist.line_of(second.uid, waitlist.entry(uids[0]).number) is None


def test_the_table_of_an_entry(app: Flask, make_act: MakeAct) -> None:
    def entry_in(state: str) -> Entry:
        entry = an_entry(make_act())
        entry.state = state
        return entry

    def officer(move: Move, entry: Entry) -> Act:
        return make_act()

    assert every_row_works(ENTRY, entry_in, officer) == 9
    assert refuses_all_other_pairs(ENTRY, entry_in, officer) > 15
    strangers_are_refused(ENTRY, entry_in, make_act(Role.FINANCE_MAKER))
    strangers_are_refused(ENTRY, entry_in, make_act(region="450200"))


def test_moves_are_append_only(app: Flask, make_act: MakeAct) -> None:
    line_up(make_act, 1)
    move = db.session.scalars(select(QueueMove)).one()
    with pytest.raises(Exception, match="append-only"), write():
        db.session.delete(db.session.get_one(QueueMove, move.id))
