"""Whatever a family looks like and answers: nobody is asked about, or shown, against their word."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.applications import FactAnswer, Outcome, Source
from portal.applications.codes import State
from portal.applications.intake import consents, facts, people, reading, saying
from portal.applications.machine import APPLICATION
from portal.applications.models import Application, ApplicationMember
from portal.households import register_person
from portal.kernel.act import Kind, Who
from portal.kernel.database import db, new_uid, utcnow, write
from portal.kernel.levels import Level
from portal.kernel.policy import Rulebook, rulebook
from tests.conftest import TODAY, an_act
from tests.people import an_id

CITY, COUNTY = "450100", "450103"
RULES = Rulebook.from_sources(COUNTY, on=TODAY)
ROWS = {row["code"]: row for row in RULES.value("intake.sources")}
BY_STATUTE = {"hukou", "marriage", "assistance", "benefits", "residence_permit"}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Said:
    """One answer to the three questions; ``family`` may be left open."""

    asked: bool
    sensitive: bool
    family: bool | None


@dataclass(frozen=True)
class Somebody:
    """A member: of age or not, and what they answered one after the other."""

    relation: str
    adult: bool
    answers: tuple[Said, ...]


answers = st.lists(
    st.builds(Said, st.booleans(), st.booleans(), st.none() | st.booleans()), max_size=3
).map(tuple)
applicants = st.builds(Somebody, st.just("applicant"), st.just(True), answers)
others = st.builds(Somebody, st.sampled_from(people.RELATIONS), st.booleans(), answers)
homes = st.tuples(applicants, st.lists(others, max_size=4)).map(lambda two: (two[0], *two[1]))
many = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def a_home(home: tuple[Somebody, ...]) -> tuple[str, dict[str, Somebody]]:
    """The application of these people, and who is who by uid."""
    system, found = an_act(Who(Kind.SYSTEM, "system")), {}
    rules = rulebook(COUNTY, on=TODAY)
    with write():
        uids = [_person(one) for one in home]
        application = Application(
            uid=new_uid(), city=CITY, place=COUNTY, applicant_uid=uids[0], groups=(), stage="",
            proof_level=int(Level.I2), channel="online", started_on=TODAY, lapses_on=TODAY,
            state=State.DRAFT.value,
        )  # fmt: skip
        APPLICATION.begin(application, system)
        for uid, one in zip(uids, home, strict=True):
            found[uid] = one
            people.add_member(
                system, application, person_uid=uid, relation=one.relation, source="test",
                rules=rules,
            )  # fmt: skip
            for said in one.answers:
                consents.give(
                    an_act(Who(Kind.RESIDENT, uid)), application, person_uid=uid, rules=rules,
                    asked=said.asked, sensitive=said.sensitive, family=said.family,
                )  # fmt: skip
        return application.uid, found


def _person(one: Somebody) -> str:
    number = next(_numbers)
    birth = date(1980 if one.adult else 2015, 1 + number % 12, 1 + number // 12 % 28)
    return register_person(
        an_act(Who(Kind.SYSTEM, "system")),
        id_number=an_id(1 + number % 900, birth=birth), name="覃家人",
    ).uid  # fmt: skip


def loaded(uid: str) -> Application:
    db.session.rollback()
    return db.session.get_one(Application, uid)


def last(one: Somebody) -> Said:
    """What counts: the newest answer; about the family the newest that was given."""
    if not one.answers:
        return Said(asked=False, sensitive=False, family=None)
    shown = [said.family for said in one.answers if said.family is not None]
    return Said(one.answers[-1].asked, one.answers[-1].sensitive, shown[-1] if shown else None)


NO = Said(asked=False, sensitive=False, family=False)
YES = Said(asked=True, sensitive=True, family=True)


@many
@given(homes)
@example((Somebody("applicant", True, (YES,)), Somebody("spouse", True, ())))
@example((Somebody("applicant", True, (YES,)), Somebody("spouse", True, (YES, NO))))
def test_nobody_is_asked_about_against_their_word(app: Flask, home: tuple[Somebody, ...]) -> None:
    uid, who = a_home(home)
    asked = facts.questions(loaded(uid), TODAY)
    for question in asked:
        row, said = ROWS[question.source.value], last(who[question.person])
        if question.source.value in BY_STATUTE:
            assert not row["consent"]
            assert question.basis == row["basis"]
            assert not question.authorisation
            continue
        assert said.asked, question.source
        assert said.sensitive or not row["sensitive"], question.source
        assert question.authorisation.startswith("consent:")
    about = {(one.source.value, one.person) for one in asked}
    assert len(about) == len(asked), "asked twice at once"
    for person, one in who.items():
        assert ("hukou", person) in about, "the statute lets us ask about everybody"
        assert (("property", person) in about) is last(one).asked


@many
@given(homes)
@example((Somebody("applicant", True, (YES,)), Somebody("spouse", True, (YES, NO))))
@example((Somebody("applicant", True, (YES,)), Somebody("spouse", True, ())))
def test_values_stand_in_nobody_elses_view_against_their_word(
    app: Flask, home: tuple[Somebody, ...]
) -> None:
    uid, who = a_home(home)
    marks = kept(uid, list(who))
    rows = {row.person_uid: row for row in people.members(uid)}
    for viewer, one in who.items():
        for level in Level if one.adult else ():
            seen = repr(reading.facts_view(loaded(uid), viewer, level, TODAY))
            for owner, mark in marks.items():
                may = level >= Level.I1R and open_to(viewer, rows[owner], who, uid)
                assert may or mark not in seen, (level, who[owner])
                if owner == viewer and level >= Level.I1R:
                    assert mark in seen, "one's own stands there"


def kept(uid: str, members: list[str]) -> dict[str, str]:
    """An income each that nobody else has; as words, by person."""
    found, told = {}, []
    for number, person in enumerate(members, start=1):
        values: dict[str, Any] = {"year": 2025, "annual_fen": number * 12_345_600, "assets_fen": 0}
        told.append(FactAnswer(Source.INCOME, person, Outcome.HIT, values, utcnow(), None))
        found[person] = saying.said("income", Outcome.HIT.value, values)
    with write():
        facts.keep(an_act(Who(Kind.SYSTEM, "system")), db.session.get_one(Application, uid), told)
    return found


def open_to(viewer: str, owner: ApplicationMember, who: dict[str, Somebody], uid: str) -> bool:
    """Their own, what an adult agreed to show, and a minor's to whoever applies for it."""
    if owner.person_uid == viewer:
        return True
    if not owner.adult:
        return viewer == next(iter(who))
    return bool(last(who[owner.person_uid]).family)
