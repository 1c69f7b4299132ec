"""Who speaks for a minor: a parent on the application, or whoever was seen to be the guardian."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.applications.codes import ManualKind, Shown
from portal.applications.intake import (
    arrival,
    consents,
    drafts,
    facts,
    guardians,
    manual,
    people,
    reading,
    screening,
    signing,
)
from portal.applications.intake.consents import Agreement
from portal.applications.intake.screening import rules_for
from portal.applications.models import Application
from portal.applications.ports import FactQuestion, Outcome
from portal.applications.review import manual as desk
from portal.eligibility import sources_asked
from portal.households import people_names, register_person
from portal.kernel.act import Kind, Role, Who
from portal.kernel.database import db, write
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.levels import Level
from tests.casework import act_of, officer
from tests.conftest import TODAY, an_act
from tests.families import NAME, Family, Kin, Registers
from tests.people import an_id

YES, PART, NO = (True, True), (True, False), (False, False)
SYSTEM = Who(Kind.SYSTEM, "system")


@dataclass
class Homes(Registers):
    """``children``: name of an adult → names of those their own register calls their children."""

    children: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def _told(self, question: FactQuestion) -> tuple[Outcome, dict[str, Any]]:
        outcome, values = super()._told(question)
        if question.source.value == "hukou" and question.name in self.children:
            lines = [
                vars(replace(self.family.kin[name], relation="child"))
                for name in self.children[question.name]
            ]
            return outcome, values | {"members": lines}
        return outcome, values


def kin(name: str, relation: str, birth: str, sequence: int) -> Kin:
    return Kin(name, relation, an_id(sequence, birth=date.fromisoformat(birth), region="450103"))


def a_family(*others: Kin, spouse: Kin | None = None) -> Family:
    return Family(
        "guardians", 1, date(1965, 5, 1), others, "married" if spouse else "single", spouse,
        frozenset(), frozenset(), frozenset(), None, "",
    )  # fmt: skip


CHILD = kin("小女", "child", "2015-04-05", 501)
GRANDCHILD = kin("小孙", "other", "2014-04-05", 502)
SIBLING = kin("小弟", "other", "2012-04-05", 503)
ELSEWHERE = kin("小继", "other", "2013-04-05", 504)
HUSBAND = kin("丈夫", "spouse", "1966-05-01", 505)
DAUGHTER = kin("大女", "child", "1990-05-01", 506)


def begun(
    app: Flask, monkeypatch: pytest.MonkeyPatch, family: Family, said: tuple[bool, bool] = YES,
    **children: tuple[str, ...],
) -> Application:  # fmt: skip
    monkeypatch.setitem(app.extensions, "anju.facts", Homes(family, children=children))
    with write():
        me = register_person(an_act(SYSTEM), id_number=family.id_number, name=NAME).uid
    act = an_act(Who(Kind.RESIDENT, me, level=Level.I2))
    with write():
        uid = drafts.start_proven(
            act, city="450100", agreed=said[0], sensitive=said[1], phone="13800000026"
        ).uid
    arrival.come_in(act, application_uid=uid)
    return fresh(uid)


def fresh(uid: str) -> Application:
    db.session.rollback()
    return db.session.get_one(Application, uid)


def handed_in(application: Application) -> Application:
    me = me_of(application)
    with write():
        drafts.save_wish(me, application_uid=application.uid, wish="unit", district="450103")
    with write():
        signing.submit(me, application_uid=application.uid, route="evidence", name=NAME)
    return fresh(application.uid)


def me_of(application: Application) -> Any:
    return an_act(Who(Kind.RESIDENT, application.applicant_uid, level=Level.I2))


def uid_of(application: Application, name: str) -> str:
    found = {m.person_uid for m in people.members(application.uid)}
    return next(uid for uid, known in people_names(found).items() if known == name)


def said_for(application: Application, name: str) -> Agreement:
    return consents.agreement(application.uid, uid_of(application, name))


def needs_agreement(application: Application) -> dict[str, bool]:
    """Code of each source that needs agreement → is it sensitive?"""
    rows = sources_asked(rules_for(application, TODAY))
    return {row["code"]: row["sensitive"] for row in rows if row["consent"]}


def asked_about(app: Flask, name: str, application: Application) -> set[str]:
    """What was asked about that person that needs agreement."""
    codes = needs_agreement(application)
    asked = app.extensions["anju.facts"].asked
    return {q.source.value for q in asked if q.name == name and q.source.value in codes}


def answers(application: Application, name: str, said: tuple[bool, bool]) -> None:
    member = people.member(application.uid, uid_of(application, name))
    assert member is not None
    act = an_act(Who(Kind.RESIDENT, member.person_uid, level=Level.I1R))
    with write():
        signing.sign_as_co(
            act, member=member, name=name, agreed=said[0], sensitive=said[1], family=True
        )
    signing.after_co(act, application.uid, member.person_uid)
    db.session.rollback()


def the_item(application: Application) -> Any:
    items = manual.open_items(application.uid)
    return next(i for i in items if i.kind == ManualKind.GUARDIAN)


def settle(application: Application, found: str, role: Role = Role.WINDOW_CLERK) -> None:
    act, item = act_of(officer(role)), the_item(application)
    with write():
        desk.settle(
            act, fresh(application.uid), item_uid=item.uid, text="看过户口和公证",
            guardian=found,
        )  # fmt: skip


@pytest.mark.parametrize("said", [YES, PART, NO])
def test_a_parent_answers_for_their_child(
    app: Flask, monkeypatch: pytest.MonkeyPatch, said: tuple[bool, bool]
) -> None:
    application = begun(app, monkeypatch, a_family(CHILD), said)
    spoken = said_for(application, CHILD.name)
    assert (spoken.asked, spoken.sensitive) == said
    codes = needs_agreement(application)
    want = {c for c, sensitive in codes.items() if said[0] and (said[1] or not sensitive)}
    assert asked_about(app, CHILD.name, application) <= want
    assert bool(asked_about(app, CHILD.name, application)) is said[0]


@pytest.mark.parametrize("minor", [GRANDCHILD, SIBLING])
def test_one_household_register_makes_nobody_a_guardian(
    app: Flask, monkeypatch: pytest.MonkeyPatch, minor: Kin
) -> None:
    application = handed_in(begun(app, monkeypatch, a_family(minor, CHILD)))
    assert not said_for(application, minor.name).heard
    assert not asked_about(app, minor.name, application)
    assert asked_about(app, CHILD.name, application), "the own child is asked about as ever"
    item = the_item(application)
    assert item.person_uid == uid_of(application, minor.name)
    stood = screening.latest_screening(application.uid)
    assert stood is not None
    waits = [f for f in stood.ruling.findings if f.why == "waiting"]
    assert waits, "what rests on the minor is unknown, never passed"
    view = reading.facts_view(application, application.applicant_uid, Level.I2, TODAY)
    assert view.unspoken == (minor.name,)
    below = reading.facts_view(application, application.applicant_uid, Level.I1, TODAY)
    assert below.unspoken == (), "nobody is named to who is not proven"


def test_the_child_of_the_spouse_waits_for_the_spouse(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = a_family(ELSEWHERE, spouse=HUSBAND)
    application = handed_in(begun(app, monkeypatch, family, 丈夫=(ELSEWHERE.name,)))
    assert not said_for(application, ELSEWHERE.name).heard
    assert not asked_about(app, ELSEWHERE.name, application)
    the_item(application)
    answers(application, HUSBAND.name, PART)
    spoken = said_for(application, ELSEWHERE.name)
    assert (spoken.asked, spoken.sensitive) == PART
    codes = needs_agreement(application)
    asked = asked_about(app, ELSEWHERE.name, application)
    assert asked
    assert not any(codes[code] for code in asked)
    kinds = {i.kind for i in manual.open_items(application.uid)}
    assert ManualKind.GUARDIAN not in kinds, "the answers settled it"


def test_a_spouse_who_is_no_parent_answers_for_nobody(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = a_family(ELSEWHERE, spouse=HUSBAND)
    application = handed_in(begun(app, monkeypatch, family))
    answers(application, HUSBAND.name, YES)
    assert not said_for(application, ELSEWHERE.name).heard
    assert the_item(application)


def test_a_grown_daughter_answers_for_the_grandchild(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    family = a_family(DAUGHTER, GRANDCHILD)
    application = begun(app, monkeypatch, family, 大女=(GRANDCHILD.name,))
    daughter = next(uid for uid, f in people.candidates(application) if f.name == DAUGHTER.name)
    act = me_of(application)
    with write():
        people.include(
            act, application, person_uid=daughter, rules=rules_for(application, TODAY)
        )  # fmt: skip
    arrival.fetch(act, application.uid)
    application = handed_in(fresh(application.uid))
    assert not said_for(application, GRANDCHILD.name).heard
    answers(application, DAUGHTER.name, YES)
    assert said_for(application, GRANDCHILD.name).asked


def test_the_applicant_shown_to_be_the_guardian_answered_already(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = handed_in(begun(app, monkeypatch, a_family(GRANDCHILD), PART))
    settle(application, Shown.APPLICANT)
    spoken = said_for(application, GRANDCHILD.name)
    assert (spoken.asked, spoken.sensitive, spoken.family) == (True, False, True)
    assert not asked_about(app, GRANDCHILD.name, application), "the worker asks, not the page"
    questions = facts.questions(application, TODAY)
    assert {q.name for q in questions if q.authorisation} >= {GRANDCHILD.name}
    with pytest.raises(StopIteration):
        the_item(application)


@pytest.mark.parametrize(
    ("found", "said"),
    [(Shown.AGREES, YES), (Shown.AGREES_IN_PART, PART), (Shown.DECLINES, NO)],
)
def test_a_guardian_at_the_window_answers_in_their_own_words(
    app: Flask, monkeypatch: pytest.MonkeyPatch, found: Shown, said: tuple[bool, bool]
) -> None:
    application = handed_in(begun(app, monkeypatch, a_family(GRANDCHILD)))
    settle(application, found)
    spoken = said_for(application, GRANDCHILD.name)
    assert (spoken.asked, spoken.sensitive) == said
    assert not spoken.family, "what is known of the minor is not the applicant's to see"
    minor = people.member(application.uid, uid_of(application, GRANDCHILD.name))
    assert minor is not None
    told = consents.agreements(application.uid)
    me = application.applicant_uid
    assert not reading.may_see(minor, me, Level.I2, told, me)


def test_it_is_not_settled_by_words_alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    application = handed_in(begun(app, monkeypatch, a_family(GRANDCHILD)))
    for nothing in ("", "nephew"):
        with pytest.raises(Refused, match="guardian_missing"):
            settle(application, nothing)
    with pytest.raises(NotYours):
        settle(application, Shown.APPLICANT, Role.AUDITOR)
    item = the_item(application)
    settle(application, Shown.APPLICANT)
    again = act_of(officer(Role.WINDOW_CLERK))
    with pytest.raises(Conflict, match="settled_already"), write():
        desk.settle(
            again, fresh(application.uid), item_uid=item.uid,
            text="x", guardian=Shown.DECLINES,
        )  # fmt: skip
    assert said_for(application, GRANDCHILD.name).asked


def test_nobody_is_waited_for_where_everybody_was_spoken_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = handed_in(begun(app, monkeypatch, a_family(CHILD)))
    assert guardians.waiting(application.uid) == []
    assert ManualKind.GUARDIAN not in {i.kind for i in manual.open_items(application.uid)}
