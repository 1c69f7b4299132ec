"""At a window: a clerk sees person and card, types the file in, or raises what is proven to I2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal import identity
from portal.applications.codes import OPEN_STATES, How, Permission, State
from portal.applications.intake import consents, drafts, people, proving
from portal.applications.machine import APPLICATION
from portal.applications.models import Application, ApplicationMember, Objection
from portal.applications.review.objections import raise_objection
from portal.households import PersonCard, find_person, person, register_person
from portal.kernel.access import require
from portal.kernel.act import Act, Channel, Duty
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import add
from portal.kernel.database import db
from portal.kernel.errors import Missing, Refused
from portal.kernel.identifiers import parse_application_number
from portal.kernel.levels import Level
from portal.kernel.regions import Level as RegionLevel
from portal.kernel.regions import city_of, lies_in
from portal.kernel.regions import level as region_level


@dataclass(frozen=True)
class Sighting:
    """A person in front of the window: who, how sure we are, what may be done for them.

    ``own``: what they applied for themselves and handed in, over or not, newest first.
    """

    person: PersonCard
    level: Level
    applications: tuple[Application, ...]
    unheard: tuple[ApplicationMember, ...]
    own: tuple[Application, ...]


def begin_at_window(
    act: Act, *, city: str, id_number: str, name: str, agreed: bool, sensitive: bool,
    document: str, phone: str = "",
) -> Application:  # fmt: skip
    """Begin a file for the person in front of the clerk, who saw ``document`` and face (I2).

    Raises ``NotYours``, ``Refused('client_first')`` outside a client's session, ``Refused`` for
    a number, name or phone that cannot be, ``Conflict('already_applied')``.
    """
    if act.channel is not Channel.WINDOW:
        raise Refused("client_first")
    rules = drafts.city_rules(city, act.on)
    applicant = register_person(act, id_number=id_number, name=name, city=city)
    application = Application(
        city=city,
        place=_place(act, city),
        applicant_uid=applicant.uid,
        groups=(),
        proof_level=int(Level.I2),
        channel=act.channel.value,
        entered_by=act.by.uid,
        started_on=act.on,
        lapses_on=add(act.on, rules.period("intake.draft_keep"), load_calendar()).date,
        stage="",
    )
    APPLICATION.begin(application, act)
    drafts.take_claim(act, application, applicant.uid)
    people.add_member(
        act, application, person_uid=applicant.uid, relation=people.APPLICANT,
        source="window", rules=rules,
    )  # fmt: skip
    consents.give(
        act, application, person_uid=applicant.uid, rules=rules, asked=agreed,
        sensitive=sensitive, family=True, how=How.WINDOW,
    )  # fmt: skip
    identity.sight_person(act, person_uid=applicant.uid, document=document, phone=phone or None)
    return application


def _place(act: Act, city: str) -> str:
    """The county of the window's duty; a city's own desk leaves it to the hukou."""
    if act.duty is None or region_level(act.duty.region) is not RegionLevel.COUNTY:
        return city
    return act.duty.region


def my_entry(uid: str, staff_uid: str) -> Application:
    """A draft this clerk is typing in; ``Missing`` for any other."""
    application = db.session.get(Application, uid)
    if application is None or application.entered_by != staff_uid:
        raise Missing("application")
    return application


def entries_of(staff_uid: str) -> list[Application]:
    """Drafts this clerk began and has not handed in, newest first."""
    return list(
        db.session.scalars(
            select(Application)
            .where(Application.entered_by == staff_uid, Application.state == State.DRAFT.value)
            .order_by(Application.started_on.desc(), Application.uid)
            .limit(20)
        )
    )


def to_be_sighted(duty: Duty, limit: int = 20) -> list[Application]:
    """Handed in by people nobody has proven yet, oldest first: they are asked to come by."""
    return list(
        db.session.scalars(
            select(Application)
            .where(
                lies_in(Application, duty.region),
                Application.state.in_([s.value for s in OPEN_STATES if s is not State.DRAFT]),
                Application.proof_level < int(Level.I1R),
            )
            .order_by(Application.submitted_on, Application.uid)
            .limit(limit)
        )
    )


def find_sought(typed: str) -> str:
    """The person meant by an application number or an ID number; ``Refused('nobody_found')``."""
    try:
        number = parse_application_number(typed)
    except Refused:
        found = find_person(typed)
        if found is None:
            raise Refused("nobody_found", field="sought") from None
        return found.uid
    uid = db.session.scalar(select(Application.applicant_uid).where(Application.number == number))
    if uid is None:
        raise Refused("nobody_found", field="sought")
    return uid


def sighting(person_uid: str, on: date) -> Sighting:
    """What the window needs to know of the person, and nothing else."""
    rows = db.session.scalars(
        select(ApplicationMember).where(ApplicationMember.person_uid == person_uid)
    ).all()
    named = [
        a
        for row in rows
        if (a := db.session.get(Application, row.application_uid)) is not None
        and a.state in OPEN_STATES
    ]
    unheard = [
        row
        for row in rows
        if row.adult
        and row.relation != people.APPLICANT
        and any(a.uid == row.application_uid for a in named)
        and not consents.agreements(row.application_uid).get(person_uid, consents.Agreement()).heard
    ]
    return Sighting(
        person(person_uid), identity.assured_level(person_uid), tuple(named), tuple(unheard),
        tuple(_handed_in(person_uid)),
    )  # fmt: skip


def _handed_in(person_uid: str) -> Sequence[Application]:
    return db.session.scalars(
        select(Application)
        .where(Application.applicant_uid == person_uid, Application.submitted_on.is_not(None))
        .order_by(Application.received_at.desc(), Application.uid)
    ).all()


def sight(act: Act, *, person_uid: str, document: str, phone: str = "") -> list[Application]:
    """Seen in person: I2 for the person, and for what they signed before.

    What cannot be raised (the person belongs to another household) stays as it was. Raises
    ``NotYours``, ``Refused``: ``client_first``, ``document_not_seen``, ``phone_malformed``.
    """
    if act.channel is not Channel.WINDOW:
        raise Refused("client_first")
    require(act.by, Permission.SERVE_AT_WINDOW)
    identity.sight_person(act, person_uid=person_uid, document=document, phone=phone or None)
    return proving.raise_all(act, proving.open_of(person_uid), Level.I2)


def take_objection(act: Act, *, entry_uid: str, text: str, id_number: str, name: str) -> Objection:
    """Raise an objection for the person in front of the clerk, who saw card and face.

    Raises ``Refused('client_first')`` outside a client's session, ``Refused`` for a number or a
    name that cannot be, and what ``raise_objection`` raises.
    """
    if act.channel is not Channel.WINDOW:
        raise Refused("client_first")
    require(act.by, Permission.TAKE_OBJECTION)
    city = city_of(act.duty.region) if act.duty else ""
    teller = register_person(act, id_number=id_number, name=name, city=city)
    return raise_objection(act, entry_uid=entry_uid, text=text, by_person=teller.uid)
