"""The people an application is about: found in the registers, not typed in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from portal import identity
from portal.applications.codes import Origin
from portal.applications.events import CoApplicantAsked
from portal.applications.models import Answer, Application, ApplicationMember
from portal.applications.ports import Outcome, Source
from portal.households import (
    NewMember,
    PersonCard,
    change_composition,
    composition,
    find_person,
    form_household,
    household_of,
    person,
    register_person,
)
from portal.kernel.act import Act
from portal.kernel.database import db, load
from portal.kernel.errors import Conflict, Refused
from portal.kernel.identifiers import mobile_number
from portal.kernel.journal import log
from portal.kernel.outbox import publish
from portal.kernel.policy import Rulebook
from portal.kernel.rows import once

APPLICANT, SPOUSE, CHILD, PARENT, OTHER = "applicant", "spouse", "child", "parent", "other"
RELATIONS = (SPOUSE, CHILD, PARENT, OTHER)


@dataclass(frozen=True)
class Found:
    """Somebody a register names beside the applicant."""

    id_number: str
    name: str
    relation: str
    source: str


_MEMBERS = select(ApplicationMember).where(
    ApplicationMember.application_uid == bindparam("application")
)
_ANSWERS = (
    select(Answer)
    .where(Answer.application_uid == bindparam("application"))
    .order_by(Answer.asked_at, Answer.uid)
)


def members(application_uid: str) -> list[ApplicationMember]:
    """Everybody the application is about, the applicant first."""
    order = {relation: place for place, relation in enumerate((APPLICANT, *RELATIONS))}
    rows = once(
        (ApplicationMember, application_uid),
        lambda: db.session.scalars(_MEMBERS, {"application": application_uid}).all(),
    )
    return sorted(rows, key=lambda row: (order.get(row.relation, 9), row.uid))


def member(application_uid: str, person_uid: str) -> ApplicationMember | None:
    """That person's line in the application, if any."""
    return next((m for m in members(application_uid) if m.person_uid == person_uid), None)


def other_adults(application_uid: str) -> list[ApplicationMember]:
    """Adults besides the applicant: each answers for themselves."""
    return [m for m in members(application_uid) if m.adult and m.relation != APPLICANT]


def newest(
    application_uid: str,
    origin: Origin = Origin.DEPARTMENT,
    *,
    outcome: str = "",
    chosen: bool = False,
    spoken: bool = False,
) -> dict[tuple[str, str], Answer]:
    """The newest answer per (source, person): the department's, or what papers showed.

    ``outcome``: the newest of that outcome; ``chosen``: only those that a person let stand;
    ``spoken``: only those that say something, not a department's silence.
    """
    rows = once(
        (Answer, application_uid),
        lambda: db.session.scalars(_ANSWERS, {"application": application_uid}).all(),
    )
    return {
        (row.source, row.person_uid): row
        for row in rows
        if row.origin == origin
        and (not outcome or row.outcome == outcome)
        and (not chosen or row.by_uid is not None)
        and (not spoken or row.outcome != Outcome.UNAVAILABLE)
    }


def told(answer: Answer | None) -> dict[str, Any]:
    """The values of an answer; empty where there are none."""
    return json.loads(answer.values) if answer is not None and answer.values else {}


def found_people(application_uid: str, applicant_uid: str) -> list[Found]:
    """Whom hukou and marriage register name; the spouse of the marriage register counts."""
    known = newest(application_uid)
    hukou = told(known.get((Source.HUKOU.value, applicant_uid)))
    marriage = known.get((Source.MARRIAGE.value, applicant_uid))
    people: dict[str, Found] = {}
    for line in hukou.get("members", ()):
        if line["relation"] == "self":
            continue
        relation = line["relation"] if line["relation"] in RELATIONS else OTHER
        people[line["id_number"]] = Found(line["id_number"], line["name"], relation, "hukou")
    spouse = told(marriage).get("spouse")
    if marriage is not None and marriage.outcome in (Outcome.HIT, Outcome.NO_HIT):
        people = {k: f for k, f in people.items() if f.relation != SPOUSE}
    if spouse:
        people[spouse["id_number"]] = Found(spouse["id_number"], spouse["name"], SPOUSE, "marriage")
    return list(people.values())


def is_adult(card: PersonCard, on: date, rules: Rulebook) -> bool:
    """Of full capacity by age on that day (Civil Code art. 17)."""
    grown: int = rules.value("eligibility.capacity_age")
    return card.age(on) >= grown


def add_member(
    act: Act,
    application: Application,
    *,
    person_uid: str,
    relation: str,
    source: str,
    rules: Rulebook,
) -> ApplicationMember:
    """Put a person on the application; there already means unchanged."""
    known = member(application.uid, person_uid)
    if known is not None:
        return known
    card = person(person_uid)
    adult = is_adult(card, act.on, rules)
    row = ApplicationMember(
        city=application.city,
        application_uid=application.uid,
        person_uid=person_uid,
        relation=relation,
        adult=adult or relation == APPLICANT,
        compulsory=relation in (APPLICANT, SPOUSE) or not adult,
        source=source,
    )
    db.session.add(row)
    db.session.flush()
    return row


def take_people(
    act: Act, application: Application, rules: Rulebook, *, but: frozenset[str] = frozenset()
) -> None:
    """Spouse and minors join by themselves; other adults only if the applicant asks for it.

    Who agrees for a minor is another question: see ``guardians``. ``but`` stay outside.
    """
    for found in found_people(application.uid, application.applicant_uid):
        known = register_person(act, id_number=found.id_number, name=found.name)
        minor = not is_adult(person(known.uid), act.on, rules)
        if not minor and found.relation != SPOUSE:
            continue
        if known.dead_on is not None or known.uid in but:
            continue
        add_member(
            act, application, person_uid=known.uid, relation=found.relation,
            source=found.source, rules=rules,
        )  # fmt: skip


def missing(application: Application, on: date, rules: Rulebook) -> dict[str, Found]:
    """Spouse and minors whom the registers name and the application does not, by person."""
    named = {m.person_uid for m in members(application.uid)}
    found = {}
    for each in found_people(application.uid, application.applicant_uid):
        known = find_person(each.id_number)
        if known is None or known.uid in named or known.dead_on is not None:
            continue
        if each.relation == SPOUSE or not is_adult(person(known.uid), on, rules):
            found[known.uid] = each
    return found


def join_late(act: Act, application: Application, rules: Rulebook) -> bool:
    """A register that was silent names spouse or minors now: they join as they would have.

    Who belongs to another household, or would be a second spouse, stays outside; a person
    looks into it. Did anybody join?
    """
    for each in found_people(application.uid, application.applicant_uid):
        register_person(act, id_number=each.id_number, name=each.name)
    late = missing(application, act.on, rules)
    married = any(m.relation == SPOUSE for m in members(application.uid))
    outside = frozenset(
        uid
        for uid, each in late.items()
        if (each.relation == SPOUSE and married)
        or household_of(uid, act.on) not in (None, application.household_uid)
    )
    if not late.keys() - outside:
        return False
    take_people(act, application, rules, but=outside)
    settle_household(act, application)
    return True


def candidates(application: Application) -> Iterator[tuple[str, Found]]:
    """Other adults of the hukou who are not on the application: (person uid, who)."""
    named = {m.person_uid for m in members(application.uid)}
    for found in found_people(application.uid, application.applicant_uid):
        known = find_person(found.id_number)
        if known is not None and known.uid not in named and known.dead_on is None:
            yield known.uid, found


def include(act: Act, application: Application, *, person_uid: str, rules: Rulebook) -> None:
    """Let another adult of the hukou apply too. ``Refused('not_in_register')`` for others."""
    found = dict(candidates(application)).get(person_uid)
    if found is None:
        raise Refused("not_in_register")
    add_member(
        act, application, person_uid=person_uid, relation=found.relation,
        source=found.source, rules=rules,
    )  # fmt: skip
    log(act, "application.include", application.uid, {"person": person_uid})


def leave_out(act: Act, application: Application, *, person_uid: str) -> None:
    """Take such an adult off again. ``Refused('belongs_by_law')`` for spouse and minors."""
    row = member(application.uid, person_uid)
    if row is None:
        return
    if row.compulsory:
        raise Refused("belongs_by_law")
    db.session.delete(row)
    log(act, "application.leave_out", application.uid, {"person": person_uid})


def ask_co_applicant(act: Act, application: Application, *, person_uid: str, phone: str) -> None:
    """Send the other adult a message with a link that names nobody.

    Raises ``Refused``: ``not_in_register``, ``phone_malformed``, ``same_phone`` (an adult
    answers on a phone of their own).
    """
    row = member(application.uid, person_uid)
    if row is None or not row.adult or row.relation == APPLICANT:
        raise Refused("not_in_register")
    number = mobile_number(phone)
    if number == identity.phone_of(application.applicant_uid):
        raise Refused("same_phone", field="phone")
    identity.bind_phone(act, person_uid=person_uid, phone=number, proven=False)
    publish(CoApplicantAsked(uid=row.uid, city=application.city, person_uid=person_uid), act)
    log(act, "application.ask_co", application.uid, {"member": row.uid})


def co_member(member_uid: str) -> ApplicationMember:
    """The line a co-applicant's link leads to, or ``Missing``."""
    return load(ApplicationMember, member_uid)


def settle_household(act: Act, application: Application) -> str:
    """The household of the application: formed, or brought to what the registers say.

    Raises ``Conflict('person_in_other_household')`` when a member already belongs to another.
    """
    rows = members(application.uid)
    wanted = {row.person_uid: row for row in rows}
    home = household_of(application.applicant_uid, act.on)
    if home is None:
        return form_household(
            act, city=application.city, place=application.place,
            members=[_new(row) for row in rows],
        ).uid  # fmt: skip
    now = {m.person_uid: m for m in composition(home, act.on)}
    main = now.get(application.applicant_uid)
    if main is None or main.relation != APPLICANT:
        raise Conflict("person_in_other_household")
    joining = [_new(row) for uid, row in wanted.items() if uid not in now]
    leaving = [uid for uid in now if uid not in wanted]
    if joining or leaving:
        change_composition(act, household_uid=home, joining=joining, leaving=leaving)
    return home


def _new(row: ApplicationMember) -> NewMember:
    role = "main" if row.relation == APPLICANT else "co_applicant" if row.adult else "dependant"
    return NewMember(row.person_uid, row.relation, role=role, source=row.source)
