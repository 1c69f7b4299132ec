"""The phone code was typed: prove the phone, settle who applies, find the people, ask."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select, update

from portal import identity
from portal.applications.codes import OPEN_STATES, State
from portal.applications.intake import facts, people
from portal.applications.intake.drafts import CLAIM, end_draft, take_claim, touch
from portal.applications.machine import APPLICATION
from portal.applications.models import Application, Dispute, Evidence
from portal.households import correct_name
from portal.kernel import claims
from portal.kernel.act import Act
from portal.kernel.database import db, load, lock, write
from portal.kernel.errors import Conflict
from portal.kernel.levels import Level
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


def arrive(act: Act, *, application_uid: str, name: str, phone: str, typed: str) -> Arrival:
    """The code was typed: prove the phone, find the people, ask the departments.

    Runs outside ``write()`` (departments may take seconds) and writes in two short steps.
    Raises ``Refused('code_wrong')``, ``TooMany``, ``Conflict('already_applied')``.
    """
    application = load(Application, application_uid)
    applicant, on = application.applicant_uid, act.on
    identity.check_code(act, person_uid=applicant, purpose="apply", typed=typed)
    level = _level(applicant, name, phone, on)
    me = replace(act, by=replace(act.by, level=level))
    with write():
        identity.bind_phone(replace(act, by=replace(act.by, level=Level.I1)),
                            person_uid=applicant, phone=phone, proven=True)  # fmt: skip
        if level >= Level.I1R > identity.assured_level(applicant, phone):
            identity.assure(me, person_uid=applicant, level=Level.I1R, how="real_name", phone=phone)
            # The operators confirmed the name as typed now; an earlier typist may have slipped.
            correct_name(me, person_uid=applicant, name=name, source="phone")
        application = lock(Application, application_uid)
        application.proof_level = max(application.proof_level, int(level))
        if level >= Level.I1R:
            going_on = _claim(me, application)
            if going_on is not application:
                return Arrival(level, going_on.uid, Arrived.APPLIED)
    fetch(me, application_uid)
    return Arrival(level, application_uid, Arrived.DRAFT)


def _level(person_uid: str, name: str, phone: str, on: date) -> Level:
    """I1R when the operators confirm the phone, or did so before; else I1."""
    known = identity.assured_level(person_uid, phone)
    if known >= Level.I1R:
        return known
    question = facts.phone_question(person_uid, name, phone, on)
    db.session.rollback()
    return Level.I1R if facts.phone_proven(facts.ask([question])) else Level.I1


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
    for other in _unproven(applicant, application.uid):
        verb = "lapse" if other.state == State.DRAFT else "withdraw"
        end_draft(act, other, verb, "superseded")
    take_claim(act, application, applicant)
    return application


def _unproven(applicant_uid: str, but: str) -> list[Application]:
    rows = db.session.scalars(
        select(Application).where(
            Application.applicant_uid == applicant_uid,
            Application.uid != but,
            Application.state.in_([s.value for s in OPEN_STATES]),
            Application.proof_level < int(Level.I1R),
        )
    )
    return [row for row in rows if APPLICATION.find(row, "withdraw")]


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
        people.take_people(act, application, rulebook(application.place, on=act.on))
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
    proven = application.proof_level >= int(Level.I1R)
    if (
        proven
        and application.place == application.city
        and code in {county.code for county in children(application.city)}
    ):
        application.place = code
