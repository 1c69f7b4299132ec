"""A phone proves whose it is as long as it is theirs, and nobody locks anybody out by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import identity
from portal.identity import assure, assured_level, bind_phone, phone_disproved, sight_person
from portal.identity.models import Assurance
from portal.kernel.act import VISITOR, Act, Channel, Kind, Role, Who
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.errors import Refused, TooMany
from portal.kernel.journal import Leaf
from portal.kernel.levels import Level
from portal.kernel.web.sessions import WebSession
from tests.conftest import TODAY, an_act
from tests.service.identity.test_codes import Phones, phones, wrong

assert phones  # the fixture
PHONE = "13800000026"
STRANGERS = "13911112222"
CLERK = Role.WINDOW_CLERK


def bound(person: str, level: Level = Level.I1, phone: str = PHONE, on: date = TODAY) -> None:
    act = an_act(VISITOR, on)
    with write():
        bind_phone(act, person_uid=person, phone=phone, proven=True)
        if level is Level.I1R:
            assure(act, person_uid=person, level=level, how="real_name", phone=phone)


# --- whose number it is ---------------------------------------------------------------------


@pytest.mark.parametrize("level", [Level.I1R, Level.I2])
def test_a_number_that_changed_hands_proves_the_one_before_no_more(
    app: Flask, make_act: Callable[..., Act], level: Level
) -> None:
    before, now = new_uid(), new_uid()
    if level is Level.I2:
        with write():
            sight_person(make_act(CLERK), person_uid=before, document="card", phone=PHONE)
    else:
        bound(before, Level.I1R)
    _visit(before)
    _visit(now)
    bound(now, Level.I1R)
    assert assured_level(before, PHONE) is Level.I1
    assert assured_level(now, PHONE) is Level.I1R
    db.session.rollback()
    open_visits = set(db.session.scalars(select(WebSession.uid)))
    assert open_visits == {now}, "what was signed in by it has ended"
    said = db.session.scalars(select(Leaf.action).where(Leaf.object == before)).all()
    assert said[-1] == "identity.fell_back"


def _visit(person: str) -> None:
    at = utcnow()
    with write():
        db.session.add(
            WebSession(id_hash=new_uid(), kind="resident", uid=person, created=at, last_seen=at,
                       ends=at.replace(year=at.year + 1))
        )  # fmt: skip


def test_a_family_shares_a_number_and_only_its_holder_is_proven_by_it(app: Flask) -> None:
    mother, son = new_uid(), new_uid()
    bound(mother)
    bound(son, Level.I1R)
    assert assured_level(mother, PHONE) is Level.I1
    assert assured_level(son, PHONE) is Level.I1R
    bound(mother)
    assert assured_level(son, PHONE) is Level.I1R, "a code typed for her takes nothing from him"
    assert identity.phone_of(mother) == PHONE


def test_seen_at_a_window_later_the_mother_may_use_her_sons_number(
    app: Flask, make_act: Callable[..., Act]
) -> None:
    mother, son = new_uid(), new_uid()
    bound(son, Level.I1R)
    with write():
        sight_person(make_act(CLERK), person_uid=mother, document="card", phone=PHONE)
    assert assured_level(mother, PHONE) is Level.I2
    assert assured_level(son, PHONE) is Level.I1R


def test_operators_who_say_no_end_what_they_confirmed(app: Flask) -> None:
    person = new_uid()
    bound(person, Level.I1R)
    with write():
        phone_disproved(an_act(VISITOR), person_uid=person, phone=PHONE)
    assert assured_level(person) is Level.I1
    with write():
        phone_disproved(an_act(VISITOR), person_uid=person, phone=STRANGERS)
        phone_disproved(an_act(VISITOR), person_uid=new_uid(), phone=PHONE)
    assert assured_level(person) is Level.I1


@pytest.mark.parametrize(
    ("on", "level"), [(date(2028, 3, 2), Level.I1R), (date(2028, 3, 3), Level.I1)]
)
def test_a_real_name_check_holds_two_years(app: Flask, on: date, level: Level) -> None:
    person = new_uid()
    bound(person, Level.I1R)
    assert assured_level(person, PHONE, on) is level
    bound(person, Level.I1R, on=date(2028, 3, 1))
    assert assured_level(person, PHONE, date(2030, 3, 1)) is Level.I1R, "asked again, it is new"


@pytest.mark.parametrize(
    ("on", "level"), [(date(2031, 3, 2), Level.I2), (date(2031, 3, 3), Level.I1)]
)
@pytest.mark.parametrize("phone", [PHONE, None])
def test_a_sighting_holds_five_years(
    app: Flask, make_act: Callable[..., Act], phone: str | None, on: date, level: Level
) -> None:
    person = new_uid()
    with write():
        sight_person(make_act(CLERK), person_uid=person, document="card", phone=phone)
    assert assured_level(person, on=on) is level


def test_a_sighting_says_what_was_seen_by_whom_and_where(
    app: Flask, make_act: Callable[..., Act]
) -> None:
    clerk, person = make_act(CLERK, "450103"), new_uid()
    for document in ("", "driving_licence"):
        with pytest.raises(Refused, match="document_not_seen"), write():
            sight_person(clerk, person_uid=person, document=document)
    assert db.session.scalar(select(Assurance)) is None
    with write():
        sight_person(clerk, person_uid=person, document="temporary_card")
    row = db.session.scalars(select(Assurance)).one()
    assert (row.document, row.place, row.by, row.by_kind, row.since) == (
        "temporary_card", "450103", clerk.by.uid, "staff", TODAY,
    )  # fmt: skip
    assert row.how == "sighted"


# --- codes, and strangers who ask for them ------------------------------------------------------


@pytest.fixture
def ask(app: Flask, phones: Phones, drain: Callable[[], int]) -> Callable[..., str]:
    def asked(
        person: str, ticket: str, phone: str = PHONE, purpose: str = "apply", **more: Any
    ) -> str:
        with write():
            identity.send_code(
                an_act(VISITOR), person_uid=person, phone=phone, purpose=purpose, ticket=ticket,
                **more,
            )  # fmt: skip
        drain()
        return phones.code

    return asked


def check(person: str, ticket: str, typed: str, purpose: str = "apply") -> None:
    identity.check_code(
        an_act(Who(Kind.RESIDENT, person), channel=Channel.ONLINE), person_uid=person,
        purpose=purpose, typed=typed, ticket=ticket,
    )  # fmt: skip


def test_a_strangers_code_in_my_name_neither_ends_nor_replaces_mine(
    ask: Callable[..., str],
) -> None:
    me = new_uid()
    mine = ask(me, "my-visit")
    theirs = ask(me, "their-visit", STRANGERS)
    if mine != theirs:
        with pytest.raises(Refused):
            check(me, "my-visit", theirs)
    check(me, "my-visit", mine)


def test_a_strangers_guesses_do_not_use_up_my_tries(ask: Callable[..., str]) -> None:
    me = new_uid()
    mine = ask(me, "my-visit")
    theirs = ask(me, "their-visit", STRANGERS)
    for _ in range(5):
        with pytest.raises(Refused):
            check(me, "their-visit", wrong(theirs))
    with pytest.raises(TooMany):
        check(me, "their-visit", theirs)
    check(me, "my-visit", mine)


def test_a_code_of_one_flow_opens_no_other(ask: Callable[..., str]) -> None:
    me = new_uid()
    mine = ask(me, "my-visit")
    for ticket, person in (("another", me), ("my-visit", new_uid())):
        with pytest.raises(Refused):
            check(person, ticket, mine)
    check(me, "my-visit", mine)


def test_whoever_asks_for_codes_to_my_phone_does_not_keep_me_from_signing_in(
    ask: Callable[..., str],
) -> None:
    for one in range(5):
        ask(new_uid(), f"visit-{one}")
    with pytest.raises(TooMany):
        ask(new_uid(), "one-more")
    me = new_uid()
    code = ask(me, "with-my-receipt", purpose="sign_in")
    check(me, "with-my-receipt", code, "sign_in")


def test_a_code_that_reaches_nobody_looks_like_any_other(
    app: Flask, ask: Callable[..., str], phones: Phones, drain: Callable[[], int]
) -> None:
    ask(new_uid(), "first")
    sent = len(phones.sent)
    person = new_uid()
    with write():
        for phone, reach in ((PHONE, False), (None, True)):
            identity.send_code(
                an_act(VISITOR), person_uid=person, phone=phone, purpose="resume",
                ticket=new_uid(), reach=reach,
            )  # fmt: skip
    drain()
    assert len(phones.sent) == sent
    with pytest.raises(Refused, match="code_wrong"):
        check(person, "first", "000000", "resume")


# --- where messages go ------------------------------------------------------------------------


def test_what_a_stranger_typed_is_no_number_of_somebody_proven_otherwise(
    app: Flask, make_act: Callable[..., Act]
) -> None:
    person = new_uid()
    bound(person, phone=STRANGERS)
    assert identity.phone_of(person) == STRANGERS, "nobody knows better yet"
    with write():
        sight_person(make_act(CLERK), person_uid=person, document="card")
    assert identity.phone_of(person) is None
    assert identity.phone_of(person, typed=True) == STRANGERS
    bound(person, phone=PHONE)
    assert identity.phone_of(person) is None, "nor is one typed afterwards"


def test_what_the_proven_person_gives_counts(app: Flask, make_act: Callable[..., Act]) -> None:
    person = new_uid()
    bound(person, phone=STRANGERS)
    with write():
        sight_person(make_act(CLERK), person_uid=person, document="card")
    me = an_act(Who(Kind.RESIDENT, person, level=Level.I2))
    with write():
        bind_phone(me, person_uid=person, phone=PHONE, proven=True)
    assert identity.phone_of(person) == PHONE
    bound(person, phone=STRANGERS)
    assert identity.phone_of(person) == PHONE


def test_a_number_that_changed_hands_hears_no_more_of_the_one_before(app: Flask) -> None:
    before, now = new_uid(), new_uid()
    bound(before, Level.I1R)
    bound(now, Level.I1R)
    assert identity.phone_of(now) == PHONE
    assert identity.phone_of(before) is None


def test_a_real_name_check_revives_no_sighting_that_ran_out(
    app: Flask, make_act: Callable[..., Act]
) -> None:
    person = new_uid()
    with write():
        sight_person(make_act(CLERK), person_uid=person, document="card", phone=PHONE)
    bound(person, Level.I1R, on=date(2027, 1, 1))
    assert assured_level(person, on=date(2031, 3, 2)) is Level.I2, "weaker, it changed nothing"
    bound(person, Level.I1R, on=date(2031, 3, 3))
    assert assured_level(person, on=date(2031, 3, 4)) is Level.I1R
