"""The phone code was typed: prove the phone, settle who applies, find the people, ask."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import update

from portal import identity
from portal.applications.codes import State
from portal.applications.intake import facts, guardians, people
from portal.applications.intake.drafts import CLAIM, end_draft, take_claim, touch
from portal.applications.intake.proving import supersede, unproven_of
from portal.applications.models import Application, Dispute, Evidence
from portal.households import correct_name, person
from portal.identity import Purpose
from portal.kernel import claims
from portal.kernel.act import Act
from portal.kernel.database import db, load, lock, write
from portal.kernel.errors import Conflict, Missing
from portal.kernel.levels import PROVEN, Level
from portal.kernel.policy import rulebook
from portal.kernel.regions import children


class Arrived(StrEnum):
    """Where the right code leads."""

    DRAFT = "draft"
    APPLIED = "applied"


@dataclass(frozen=True)
class Arrival:
    """The outcome of the phone code: how sure we are, and which application goes on."""

    level: Level
    application_uid: str
    where: Arrived


def arrive(
    act: Act,
    *,
    application_uid: str,
    name: str,
    phone: str,
    typed: str,
    purpose: str = Purpose.APPLY,
    ticket: str = "",
) -> Arrival:
    """The code was typed: prove the phone, find the people, ask the departments.

    ``ticket`` is the flow the code was sent in (default: the draft's own). Runs outside
    ``write()`` (departments may take seconds) and writes in two short steps. Raises
    ``Refused('code_wrong')``, ``TooMany``, ``Conflict('already_applied')``.
    """
    # The code first: before it is right, nothing is looked up that may or may not exist.
    identity.check_code(
        act, person_uid=act.by.uid, purpose=purpose, typed=typed, ticket=ticket or application_uid
    )
    application = load(Application, application_uid)
    applicant, on = application.applicant_uid, act.on
    if act.by.uid != applicant:
        raise Missing("application")
    found = checked(applicant, name, phone, on)
    own = act.by.level
    level = max(found.level, own)
    me = replace(act, by=replace(act.by, level=level))
    with write():
        # Only who was proven before this code turns messages to another phone.
        before = act if own >= PROVEN else replace(act, by=replace(act.by, level=Level.I1))
        identity.bind_phone(before, person_uid=applicant, phone=phone, proven=True)
        remember(me, applicant, name, phone, found)
        application = lock(Application, application_uid)
        application.proof_level = max(application.proof_level, int(level))
        if level >= PROVEN:
            going_on = _claim(me, application)
            if going_on is not application:
                return Arrival(level, going_on.uid, Arrived.APPLIED)
    fetch(me, application_uid)
    return Arrival(level, application_uid, Arrived.DRAFT)


def come_in(act: Act, *, application_uid: str) -> Arrival:
    """A draft begun by somebody proven, whose phone is known: no code is needed."""
    with write():
        application = lock(Application, application_uid)
        going_on = _claim(act, application)
        if going_on is not application:
            return Arrival(act.by.level, going_on.uid, Arrived.APPLIED)
    fetch(act, application_uid)
    return Arrival(act.by.level, application_uid, Arrived.DRAFT)


@dataclass(frozen=True)
class Checked:
    """What is known of a phone, and what the operators said if they were asked just now."""

    level: Level
    matches: bool | None


def checked(person_uid: str, name: str, phone: str, on: date) -> Checked:
    """I1R when the operators confirm the phone, or did so not too long ago; else I1."""
    known = identity.assured_level(person_uid, phone, on)
    if known >= PROVEN:
        return Checked(known, None)
    question = facts.phone_question(person_uid, name, phone, on)
    db.session.rollback()
    matches = facts.phone_matches(facts.ask([question]))
    return Checked(PROVEN if matches else Level.I1, matches)


def remember(act: Act, person_uid: str, name: str, phone: str, found: Checked) -> None:
    """Keep what the operators said of a phone that is bound (inside ``write()``)."""
    if found.matches:
        identity.assure(
            act, person_uid=person_uid, level=PROVEN, how=identity.How.REAL_NAME, phone=phone
        )
        # The operators confirmed the name as typed now; an earlier typist may have slipped.
        correct_name(act, person_uid=person_uid, name=name, source="phone")
    elif found.matches is False:
        identity.phone_disproved(act, person_uid=person_uid, phone=phone)


def renew_phone(act: Act, person_uid: str) -> Level:
    """A proof ran out: ask the operators again about the number that counts (after its code)."""
    phone = identity.phone_of(person_uid)
    if phone is None:
        return Level.I1
    name = person(person_uid).name
    found = checked(person_uid, name, phone, act.on)
    with write():
        remember(act, person_uid, name, phone, found)
    return found.level


def _claim(act: Act, application: Application) -> Application:
    """One open application per proven person; a proven one ends what others merely typed."""
    applicant = application.applicant_uid
    holder_uid = claims.holder_of(CLAIM, applicant)
    holder = db.session.get(Application, holder_uid) if holder_uid else None
    if holder is not None and holder.uid != application.uid:
        if holder.applicant_uid != applicant:
            raise Conflict("already_applied")
        if holder.state != State.DRAFT:
            end_draft(act, application, "lapse", "superseded")
            return holder
        _carry_over(holder, application)
        end_draft(act, holder, "lapse", "superseded")
    for other in unproven_of(applicant):
        if other.uid != application.uid:
            supersede(act, other, by=application.uid)
    take_claim(act, application, applicant)
    return application


def _carry_over(old: Application, new: Application) -> None:
    new.wish = new.wish or old.wish
    new.district = new.district or old.district
    if new.place == new.city:
        new.place = old.place
    for kind in (Evidence, Dispute):
        moved = update(kind).where(kind.application_uid == old.uid)
        db.session.execute(moved.values(application_uid=new.uid))


def fetch(act: Act, application_uid: str) -> None:
    """Ask what may be asked: first about the applicant, then about whom that names.

    Outside ``write()``.
    """
    application = load(Application, application_uid)
    about_me = facts.questions(application, act.on, only=[application.applicant_uid], by=act.by)
    db.session.rollback()
    told = facts.ask(about_me)
    with write():
        application = lock(Application, application_uid)
        facts.keep(act, application, told)
        _settle_place(application)
        rules = rulebook(application.place, on=act.on)
        people.take_people(act, application, rules)
        guardians.speak(act, application, rules)
        touch(application)
    application = load(Application, application_uid)
    rest = facts.questions(application, act.on, by=act.by)
    db.session.rollback()
    answers_of_family = facts.ask([q for q in rest if q.person != application.applicant_uid])
    if answers_of_family:
        with write():
            facts.keep(act, lock(Application, application_uid), answers_of_family)


def _settle_place(application: Application) -> None:
    """The county of the hukou handles it, if it lies in this city; else the wish page asks."""
    known = people.newest(application.uid).get(("hukou", application.applicant_uid))
    code = people.told(known).get("region", "")
    proven = application.proof_level >= int(PROVEN)
    if (
        proven
        and application.place == application.city
        and code in {county.code for county in children(application.city)}
    ):
        application.place = code
