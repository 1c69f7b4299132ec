"""Who must be on an application, who may, who not: a table of families, each lived through."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.applications.intake import arrival, drafts, facts, people
from portal.applications.intake.screening import our_own, rules_for
from portal.applications.models import Application
from portal.eligibility import FactName, Klass, screen
from portal.households import find_person, people_names, register_person
from portal.households.services import record_death
from portal.kernel.act import Kind, Who
from portal.kernel.database import db, new_uid, write
from portal.kernel.errors import Refused
from portal.kernel.levels import Level
from portal.kernel.policy import Rulebook
from tests.conftest import TODAY, an_act
from tests.families import NAME, Family, Registers, families

FAMILIES = families()


@pytest.fixture(params=FAMILIES, ids=lambda family: family.what)
def family(request: pytest.FixtureRequest) -> Family:
    found = request.param
    assert isinstance(found, Family)
    return found


def begun(app: Flask, monkeypatch: pytest.MonkeyPatch, family: Family) -> Application:
    """A proven person begins; the registers are asked and name whom they name."""
    monkeypatch.setitem(app.extensions, "anju.facts", Registers(family))
    system = an_act(Who(Kind.SYSTEM, "system"))
    with write():
        me = register_person(system, id_number=family.id_number, name=NAME).uid
        for name in sorted(family.dead):
            uid = register_person(system, id_number=family.kin[name].id_number, name=name).uid
            record_death(system, person_uid=uid, died_on=TODAY, source="test")
    act = an_act(Who(Kind.RESIDENT, me, level=Level.I2))
    with write():
        uid = drafts.start_proven(
            act, city="450100", agreed=True, sensitive=True, phone="13800000026"
        ).uid
    arrival.come_in(act, application_uid=uid)
    db.session.rollback()
    return db.session.get_one(Application, uid)


def rules_of(application: Application) -> Rulebook:
    return rules_for(application, TODAY)


def named(uids: list[str]) -> set[str]:
    return set(people_names(uids).values())


def test_the_table_is_worth_its_name() -> None:
    assert len(FAMILIES) >= 30
    assert len({family.what for family in FAMILIES}) == len(FAMILIES)


def test_who_must_and_who_may(app: Flask, monkeypatch: pytest.MonkeyPatch, family: Family) -> None:
    application = begun(app, monkeypatch, family)
    others = [m for m in people.members(application.uid) if m.relation != people.APPLICANT]
    assert named([m.person_uid for m in others]) == family.must
    assert all(m.compulsory for m in others)
    living = [uid for uid, _found in people.candidates(application)]
    assert named(living) == family.may


def test_whoever_must_stays_and_whoever_may_comes_and_goes(
    app: Flask, monkeypatch: pytest.MonkeyPatch, family: Family
) -> None:
    application = begun(app, monkeypatch, family)
    act = an_act(Who(Kind.RESIDENT, application.applicant_uid, level=Level.I2))
    rules, names = rules_of(application), family.kin
    for name in sorted(family.must):
        who = find_person(names[name].id_number)
        assert who is not None
        with pytest.raises(Refused, match="belongs_by_law"), write():
            people.leave_out(act, application, person_uid=who.uid)
    for name in sorted(family.may):
        who = find_person(names[name].id_number)
        assert who is not None
        with write():
            people.include(act, application, person_uid=who.uid, rules=rules)
        assert people.member(application.uid, who.uid) is not None
        with write():
            people.leave_out(act, application, person_uid=who.uid)
        assert people.member(application.uid, who.uid) is None
    for name in sorted(names.keys() - family.must - family.may):
        # The dead, and whoever was married once, come in by no door.
        who = find_person(names[name].id_number)
        uid = who.uid if who is not None else new_uid()
        with pytest.raises(Refused, match="not_in_register"), write():
            people.include(act, application, person_uid=uid, rules=rules)


def test_single_and_the_age_for_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch, family: Family
) -> None:
    application = begun(app, monkeypatch, family)
    rules, mine = rules_of(application), our_own([application.applicant_uid], TODAY)
    known = facts.household_facts(application, TODAY, rules, mine)
    assert known.value(FactName.SINGLE) is family.single
    ruling = screen(known, rules)
    [way_a] = [way for way in (ruling.chosen, *ruling.others) if way.klass is Klass.A]
    found = way_a.finding("single_age")
    if family.single:
        assert found is not None
        assert found.outcome.value == family.single_age
    else:
        assert found is None or found.outcome.value == "unknown"


def test_before_an_adult_answers_only_the_statutes_ask(
    app: Flask, monkeypatch: pytest.MonkeyPatch, family: Family
) -> None:
    application = begun(app, monkeypatch, family)
    by_statute = {
        row["code"] for row in rules_of(application).value("intake.sources") if not row["consent"]
    }
    asked = app.extensions["anju.facts"].asked
    on_it = {m.person_uid: m for m in people.members(application.uid)}
    assert {one.person for one in asked} <= set(on_it), "somebody not on it was asked about"
    for one in asked:
        member = on_it[one.person]
        if member.adult and member.relation != people.APPLICANT:
            assert one.source.value in by_statute
