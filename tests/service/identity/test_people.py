"""Phones, levels, receipts, duties: who may, who not, and what stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import DatabaseError

from portal.identity import (
    assure,
    assured_level,
    bind_phone,
    create_staff,
    end_duty,
    end_receipts,
    give_duty,
    hash_password,
    issue_receipt,
    phone_of,
    principal_of,
    sight_person,
    staff_names,
    staff_with,
)
from portal.identity.models import Assurance, DutyRow, Phone, Receipt
from portal.identity.receipts import holder_of_receipt
from portal.kernel.act import VISITOR, Act, Kind, Role, Who
from portal.kernel.database import db, load, new_uid, write
from portal.kernel.errors import Conflict, Missing, NotYours, Refused
from portal.kernel.levels import Level
from portal.kernel.web.sessions import Visit
from tests.conftest import an_act

ONE, TWO = "13800000026", "13911112222"
CARD = "card"
SYSTEM = an_act(Who(Kind.SYSTEM, uid="system"))
STRANGER = an_act(VISITOR)
HASHED = hash_password("correct horse battery")


def bind(act: Act, person: str, phone: str, *, proven: bool = True) -> None:
    with write():
        bind_phone(act, person_uid=person, phone=phone, proven=proven)


def staff(login: str = "lin") -> str:
    with write():
        return create_staff(SYSTEM, login=login, name="林晓", password=HASHED).uid


# --- phones and levels -------------------------------------------------------


def test_typed_is_i0_and_answered_is_i1(app: Flask) -> None:
    person = new_uid()
    assert assured_level(person) is Level.NONE
    bind(STRANGER, person, ONE, proven=False)
    assert assured_level(person) is Level.I0
    bind(STRANGER, person, ONE)
    assert assured_level(person) is Level.I1
    bind(STRANGER, person, ONE, proven=False)
    assert assured_level(person) is Level.I1
    assert len(db.session.scalars(select(Phone)).all()) == 1


def test_a_number_is_read_as_people_type_it_and_kept_sealed(app: Flask) -> None:
    person = new_uid()
    bind(STRANGER, person, "+86 138-0000-0026")
    assert phone_of(person) == ONE
    row = db.session.scalars(select(Phone)).one()
    assert ONE not in row.number_sealed + row.number_blind
    with pytest.raises(Refused):
        bind(STRANGER, person, "12345")


def test_a_later_stranger_does_not_take_the_phone_over(app: Flask) -> None:
    person = new_uid()
    bind(STRANGER, person, ONE)
    bind(an_act(VISITOR), person, TWO)
    assert phone_of(person) == ONE
    assert assured_level(person, TWO) is Level.I1


def test_whoever_is_proven_supersedes_whoever_was_not(app: Flask) -> None:
    person = new_uid()
    bind(STRANGER, person, TWO)
    bind(STRANGER, person, ONE)
    with write():
        assure(STRANGER, person_uid=person, level=Level.I1R, how="real_name", phone=ONE)
    assert phone_of(person) == ONE
    assert assured_level(person) is Level.I1R
    assert assured_level(person, TWO) is Level.NONE


def test_a_proof_without_a_phone_raises_no_phone(app: Flask, make_act: Callable[..., Act]) -> None:
    """A stranger had typed the number with a phone of their own before the person came."""
    person = new_uid()
    bind(STRANGER, person, TWO)
    with pytest.raises(Refused), write():
        assure(STRANGER, person_uid=person, level=Level.I1R, how="real_name", phone=None)
    with write():
        sight_person(make_act(Role.WINDOW_CLERK), person_uid=person, document=CARD)
    assert assured_level(person, TWO) is Level.I1


def test_the_level_belongs_to_person_and_phone(app: Flask) -> None:
    person, act = new_uid(), STRANGER
    bind(act, person, ONE)
    with write():
        assure(act, person_uid=person, level=Level.I1R, how="real_name", phone=ONE)
    proven = an_act(Who(Kind.RESIDENT, person, level=Level.I1R))
    bind(proven, person, TWO)
    assert phone_of(person) == TWO
    assert assured_level(person) is Level.I1
    with pytest.raises(Refused), write():
        assure(act, person_uid=person, level=Level.I1R, how="real_name", phone=ONE)


def test_only_a_window_clerk_sights_a_person(
    app: Flask, make_act: Callable[..., Act], resident_act: Callable[..., Act]
) -> None:
    person = new_uid()
    for act in (make_act(Role.CITY_OFFICER), make_act(Role.SYSTEM_ADMIN), resident_act(person)):
        with pytest.raises(NotYours), write():
            sight_person(act, person_uid=person, document=CARD, phone=ONE)
    assert assured_level(person) is Level.NONE
    with write():
        sight_person(make_act(Role.WINDOW_CLERK), person_uid=person, document=CARD, phone=ONE)
    assert assured_level(person) is Level.I2


def test_someone_without_a_phone_is_sighted_too(app: Flask, make_act: Callable[..., Act]) -> None:
    person = new_uid()
    with write():
        sight_person(make_act(Role.WINDOW_CLERK), person_uid=person, document=CARD)
    assert assured_level(person) is Level.I2
    assert phone_of(person) is None
    bind(STRANGER, person, ONE)
    assert assured_level(person) is Level.I1, "a phone someone brings later was never sighted"


def test_what_was_assured_is_never_changed(app: Flask, make_act: Callable[..., Act]) -> None:
    with write():
        sight_person(make_act(Role.WINDOW_CLERK), person_uid=new_uid(), document=CARD, phone=ONE)
    with pytest.raises(DatabaseError), write():
        db.session.execute(delete(Assurance))


# --- receipts ----------------------------------------------------------------


def test_a_receipt_code_finds_its_person_and_is_not_kept(app: Flask) -> None:
    person = new_uid()
    with write():
        code = issue_receipt(STRANGER, person_uid=person)
    held = holder_of_receipt(code.lower())
    assert held is not None
    assert (held.person_uid, held.about) == (person, "")
    row = db.session.scalars(select(Receipt)).one()
    assert code.replace(" ", "").replace("-", "") not in row.code_hash
    with write():
        end_receipts(STRANGER, person_uid=person)
    assert holder_of_receipt(code) is None


# --- staff and duties --------------------------------------------------------


def test_nobody_holds_two_administrator_duties(app: Flask) -> None:
    uid = staff()
    with write():
        first = give_duty(SYSTEM, staff_uid=uid, role=Role.SYSTEM_ADMIN, region="450100").uid
    for role in (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        with pytest.raises(Refused) as refused, write():
            give_duty(SYSTEM, staff_uid=uid, role=role, region="450100")
        assert refused.value.code == "two_administrator_duties"
    with write():
        give_duty(SYSTEM, staff_uid=uid, role=Role.CITY_OFFICER, region="450100")
        end_duty(SYSTEM, duty_uid=first)
        give_duty(SYSTEM, staff_uid=uid, role=Role.AUDIT_ADMIN, region="450100")


def test_the_table_refuses_two_administrator_duties_as_well(app: Flask) -> None:
    uid = staff()

    def row(role: Role, by: str = "system") -> DutyRow:
        return DutyRow(
            staff_uid=uid, role=role, region="450100", administrator=True, since=SYSTEM.on,
            given_by=by,
        )  # fmt: skip

    with pytest.raises(DatabaseError), write():
        db.session.add_all([row(Role.SYSTEM_ADMIN), row(Role.AUDIT_ADMIN)])
    with pytest.raises(DatabaseError), write():
        db.session.add(row(Role.SYSTEM_ADMIN, by=uid))


def test_a_duty_is_given_by_a_security_administrator_of_the_place_to_somebody_else(
    app: Flask, make_act: Callable[..., Act]
) -> None:
    uid = staff()
    give = {"staff_uid": uid, "role": Role.CITY_OFFICER, "region": "450100"}
    for act in (
        make_act(Role.SYSTEM_ADMIN),
        make_act(Role.SECURITY_ADMIN, "450200"),
        make_act(Role.SECURITY_ADMIN, "450103"),
    ):
        with pytest.raises(NotYours), write():
            give_duty(act, **give)
    with pytest.raises(Refused), write():
        give_duty(make_act(Role.SECURITY_ADMIN, uid=uid), **give)
    with pytest.raises(Missing), write():
        give_duty(make_act(Role.SECURITY_ADMIN), **(give | {"region": "999999"}))
    with write():
        give_duty(make_act(Role.SECURITY_ADMIN), **give)
    with pytest.raises(Conflict), write():
        give_duty(make_act(Role.SECURITY_ADMIN), **give)


def test_a_security_administrator_makes_no_accounts(
    app: Flask, make_act: Callable[..., Act]
) -> None:
    with pytest.raises(NotYours), write():
        create_staff(make_act(Role.SECURITY_ADMIN), login="x.y", name="y", password=HASHED)


def test_a_login_is_taken_once(app: Flask) -> None:
    staff("lin")
    with pytest.raises(Conflict):
        staff("LIN")
    for bad in ("x", "a b", "a" * 61):
        with pytest.raises(Refused):
            staff(bad)


@pytest.mark.parametrize(("length", "taken"), [(13, False), (14, True), (128, True), (129, False)])
def test_a_password_has_14_to_128_characters(length: int, taken: bool) -> None:
    if taken:
        assert hash_password("p" * length).value.startswith("$argon2id$")
    else:
        with pytest.raises(Refused):
            hash_password("p" * length)


def test_a_hash_does_not_show_itself() -> None:
    assert "argon2" not in repr(HASHED)


def test_duties_hold_downwards_only(app: Flask) -> None:
    uid = staff()
    with write():
        give_duty(SYSTEM, staff_uid=uid, role=Role.DISTRICT_REVIEWER, region="450103")
    assert [card.uid for card in staff_with(Role.DISTRICT_REVIEWER, "450103")] == [uid]
    assert staff_with(Role.DISTRICT_REVIEWER, "450100") == []
    assert staff_with(Role.DISTRICT_REVIEWER, "450102") == []
    assert staff_with(Role.CIVIL_AFFAIRS, "450103") == []
    assert staff_names([uid, "nobody"]) == {uid: "林晓"}


def test_a_duty_ended_today_is_gone_today(app: Flask) -> None:
    uid = staff()
    with write():
        duty = give_duty(SYSTEM, staff_uid=uid, role=Role.CITY_OFFICER, region="450100").uid
    visit = Visit("x", Kind.STAFF, uid, duty=duty)
    found = principal_of(visit)
    assert found is not None
    assert found.role is Role.CITY_OFFICER
    with write():
        end_duty(SYSTEM, duty_uid=duty)
    found = principal_of(visit)
    assert found is not None
    assert found.duty is None
    assert staff_with(Role.CITY_OFFICER, "450100") == []
    with pytest.raises(Conflict), write():
        end_duty(SYSTEM, duty_uid=duty)
    assert load(DutyRow, duty).ended_by == "system"


def test_a_visit_in_a_duty_of_another_person_has_no_duty(app: Flask) -> None:
    one, two = staff("one"), staff("two")
    with write():
        duty = give_duty(SYSTEM, staff_uid=one, role=Role.CITY_OFFICER, region="450100").uid
    found = principal_of(Visit("x", Kind.STAFF, two, duty=duty))
    assert found is not None
    assert found.duty is None
