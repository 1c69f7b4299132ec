from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import households
from portal.households.models import Person, PersonDocument
from portal.kernel import crypto
from portal.kernel.act import Act
from portal.kernel.crypto import use_keyring
from portal.kernel.database import db, write
from portal.kernel.errors import Conflict, Missing, Refused
from portal.kernel.keyring import read_key_file
from portal.kernel.outbox import EventRow
from tests.people import an_id

MakeAct = Callable[..., Act]


def registered(act: Act, n: int = 1, name: str = "韦秀兰", **more: str) -> str:
    with write():
        uid: str = households.register_person(act, id_number=an_id(n), name=name, **more).uid
    return uid


@pytest.mark.parametrize(
    "typed",
    [
        lambda s: s,
        lambda s: s.lower(),
        lambda s: f" {s[:6]} {s[6:14]} {s[14:]} ",
        lambda s: "".join(chr(ord(c) + 0xFEE0) for c in s),
    ],
)
def test_found_in_whatever_form_the_number_is_typed(
    app: Flask, make_act: MakeAct, typed: Callable[[str], str]
) -> None:
    number = next(i for i in map(an_id, range(1, 60)) if i.endswith("X"))
    with write():
        uid = households.register_person(make_act(), id_number=number, name="韦秀兰").uid
    found = households.find_person(typed(number))
    assert found is not None
    assert found.uid == uid
    with write():
        again = households.register_person(make_act(), id_number=typed(number), name="别的名字")
        assert again.uid == uid
        assert again.name == "韦秀兰"


def test_another_number_is_another_person(app: Flask, make_act: MakeAct) -> None:
    one, two = registered(make_act(), 1), registered(make_act(), 2, "韦秀兰")
    assert one != two
    assert households.find_person(an_id(3)) is None
    assert households.find_person("") is None


@pytest.mark.parametrize(
    ("number", "code"),
    [("45010319800517", "id_length"), (an_id(1)[:-1] + "Q", "id_characters"),
     ("", "id_length"), (an_id(1, birth=date(2026, 3, 3)), "id_birth_future")],
)  # fmt: skip
def test_bad_numbers_are_refused_beside_the_field(
    app: Flask, make_act: MakeAct, number: str, code: str
) -> None:
    with pytest.raises(Refused) as refusal, write():
        households.register_person(make_act(), id_number=number, name="韦秀兰")
    assert (refusal.value.code, refusal.value.field) == (code, "id_number")


def test_born_today_is_just_inside(app: Flask, make_act: MakeAct) -> None:
    with write():
        number = an_id(1, birth=date(2026, 3, 2))
        uid = households.register_person(make_act(), id_number=number, name="小宝").uid
    assert households.person(uid).age(date(2026, 3, 2)) == 0


def test_the_card_shows_no_full_number_and_the_row_holds_none(
    app: Flask, make_act: MakeAct
) -> None:
    uid = registered(make_act(), 2, "买买提·艾力")
    card = households.person(uid)
    assert an_id(2) not in repr(card)
    assert card.id_masked == "450***********" + an_id(2)[-4:]
    assert (card.sex, card.birth, card.name) == ("F", date(1980, 5, 17), "买买提·艾力")
    assert households.id_number_of(uid) == an_id(2)
    row = db.session.scalars(select(PersonDocument)).one()
    assert an_id(2) not in repr({c.name: getattr(row, c.name) for c in row.__table__.columns})
    with pytest.raises(Missing):
        households.person("nobody")
    with pytest.raises(Missing):
        households.id_number_of("nobody")


def test_ages_on_the_birthday_not_before(app: Flask, make_act: MakeAct) -> None:
    card = households.person(registered(make_act()))
    assert card.age(date(2026, 5, 16)) == 45
    assert card.age(date(2026, 5, 17)) == 46


def test_names_are_compared_as_a_clerk_would(app: Flask, make_act: MakeAct) -> None:
    uid = registered(make_act(), 1, "买买提·艾力")
    row = db.session.get(Person, uid)
    assert row is not None
    assert households.same_names(row, "买买提•艾力 ")
    assert not households.same_names(row, "买买提")
    assert households.people_names([uid, "nobody"]) == {uid: "买买提·艾力"}
    with write():
        households.correct_name(make_act(), person_uid=uid, name="艾力", source="hukou")
    assert households.people_names([uid]) == {uid: "艾力"}


def test_a_corrected_number_keeps_the_person(app: Flask, make_act: MakeAct) -> None:
    uid, other = registered(make_act(), 1), registered(make_act(), 2)
    with write():
        households.correct_number(make_act(), person_uid=uid, id_number=an_id(3), source="hukou")
    assert households.find_person(an_id(1)) is None
    found = households.find_person(an_id(3))
    assert found is not None
    assert found.uid == uid
    assert households.id_number_of(uid) == an_id(3)
    with pytest.raises(Conflict) as conflict, write():
        households.correct_number(make_act(), person_uid=uid, id_number=an_id(2), source="hukou")
    assert conflict.value.code == "number_of_other_person"
    assert households.id_number_of(other) == an_id(2)


def test_a_death_is_recorded_once(app: Flask, make_act: MakeAct) -> None:
    act = make_act()
    uid = registered(act)
    with write():
        households.form_household(
            act, city="450100", members=[households.NewMember(uid, "applicant")]
        )
    wrong = {date(2026, 3, 3): "death_in_future", date(1980, 5, 16): "death_before_birth"}
    for day, code in wrong.items():
        with pytest.raises(Refused) as refusal, write():
            households.record_death(act, person_uid=uid, died_on=day, source="hukou")
        assert refusal.value.code == code
    for _twice in range(2):
        with write():
            households.record_death(act, person_uid=uid, died_on=date(2026, 3, 2), source="hukou")
    assert households.person(uid).dead_on == date(2026, 3, 2)
    events = db.session.scalars(select(EventRow.type)).all()
    assert events.count("households.PersonDied") == 1
    with pytest.raises(Conflict), write():
        households.record_death(act, person_uid=uid, died_on=date(2026, 3, 1), source="hukou")


def test_two_at_once_register_one_person(app: Flask, make_act: MakeAct) -> None:
    start, uids, errors = threading.Barrier(4), [], []

    def run() -> None:
        with app.app_context():
            try:
                start.wait(10)
                with write():
                    person = households.register_person(
                        make_act(), id_number=an_id(7), name="韦秀兰"
                    )
                    uids.append(person.uid)
            except Exception as error:
                errors.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []
    assert len(uids) == 4
    assert len(set(uids)) == 1
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1
    assert db.session.scalar(select(func.count()).select_from(PersonDocument)) == 1


def test_the_race_lost_after_the_question_finds_the_winner(
    app: Flask, make_act: MakeAct, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On an engine without a file lock the question may miss a row that the insert meets."""
    uid = registered(make_act(), 9)
    real, asked = households.find_person, []

    def late(number: str, **more: str) -> Person | None:
        asked.append(number)
        return None if len(asked) == 1 else real(number, **more)

    monkeypatch.setattr("portal.households.services.find_person", late)
    with write():
        found = households.register_person(make_act(), id_number=an_id(9), name="韦秀兰")
        assert found.uid == uid
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_keys_and_index_rotate_without_losing_anyone(app: Flask, make_act: MakeAct) -> None:
    before = read_key_file(app.config["KEY_FILE"])
    try:
        old = registered(make_act(), 1)
        ring = before.with_new_key().with_next_index()
        use_keyring(ring)
        fresh = registered(make_act(), 2)
        assert registered(make_act(), 1) == old
        with write():
            assert households.refresh_documents(make_act()) == 1
            assert households.refresh_documents(make_act()) == 0
        use_keyring(ring.with_index_turned())
        # Found by the new index before the columns have been moved …
        assert registered(make_act(), 1) == old
        assert registered(make_act(), 2) == fresh
        with write():
            assert households.refresh_documents(make_act(), limit=1) == 1
            assert households.refresh_documents(make_act()) == 1
            assert households.refresh_documents(make_act()) == 0
        # … and after.
        assert registered(make_act(), 1) == old
        rows = db.session.scalars(select(PersonDocument)).all()
        assert {row.key_id for row in rows} == {"k2"}
        assert all(row.blind.startswith("i2:") and row.blind_next is None for row in rows)
        assert households.id_number_of(old) == an_id(1)
    finally:
        use_keyring(before, suite=app.config["CRYPTO_SUITE"])
    assert crypto.keys_are_demo()
