"""Somebody was proven: what is theirs is raised, what others merely typed gives way."""

from __future__ import annotations

from sqlalchemy import select

from portal import identity
from portal.applications.codes import OPEN_STATES, State
from portal.applications.events import ApplicationSuperseded
from portal.applications.intake import drafts, people, signing
from portal.applications.machine import APPLICATION
from portal.applications.models import Application
from portal.households import correct_name, register_person
from portal.kernel.act import Act
from portal.kernel.database import db, lock
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.journal import log
from portal.kernel.levels import PROVEN, Level
from portal.kernel.outbox import publish


def person_proven(act: Act, proven: identity.Proven) -> str:
    """The unified identity platform named this person: register, raise; the uid.

    Their own proven applications are raised with them; what was only typed in their name waits
    for their word (``adopt`` or ``disown``). Raises ``Refused('person_dead')`` and what
    ``register_person`` raises for a number that cannot be.
    """
    person = register_person(act, id_number=proven.id_number, name=proven.name)
    if person.dead_on is not None:
        raise Refused("person_dead")
    me = identity.prove_person(act, person_uid=person.uid, phone=proven.phone)
    correct_name(me, person_uid=person.uid, name=proven.name, source="platform")
    signed = [a for a in open_of(person.uid) if a.proof_level >= int(PROVEN)]
    raise_all(me, signed, Level.I2)
    return person.uid


def open_of(person_uid: str) -> list[Application]:
    """Open applications in this person's name, whoever typed them; oldest first."""
    rows = db.session.scalars(
        select(Application)
        .where(
            Application.applicant_uid == person_uid,
            Application.state.in_([s.value for s in OPEN_STATES]),
        )
        .order_by(Application.started_on, Application.uid)
    )
    return list(rows)


def unproven_of(person_uid: str) -> list[Application]:
    """Those of them whose signer was never proven and which can still be ended."""
    return [
        row
        for row in open_of(person_uid)
        if row.proof_level < int(PROVEN) and APPLICATION.find(row, "withdraw")
    ]


def raise_to(act: Act, application: Application, level: Level) -> None:
    """The signer is proven now: claims are taken, the household is formed.

    Raises ``Conflict('already_applied')`` or ``Conflict('person_in_other_household')`` when
    the person belongs elsewhere; nothing is raised then.
    """
    drafts.take_claim(act, application, application.applicant_uid)
    if application.submitted_on is not None and application.household_uid is None:
        application.household_uid = people.settle_household(act, application)
    application.proof_level = max(application.proof_level, int(level))
    log(act, "application.raised", application.uid, {"level": level.name})


def raise_all(act: Act, found: list[Application], level: Level) -> list[Application]:
    """Raise what can be; an application that collides with another stays as it was."""
    raised = []
    for application in found:
        try:
            with db.session.begin_nested():
                raise_to(act, lock(Application, application.uid), level)
        except Conflict as conflict:
            log(act, "application.not_raised", application.uid, {"why": conflict.code})
            continue
        raised.append(application)
    return raised


def adopt(act: Act, *, application_uid: str, name: str = "") -> Application:
    """“Yes, that is mine”: the proven person takes over what was typed in their name.

    What was handed in is signed anew, with their own ``name``. Other unproven applications in
    their name end. Raises ``NotYours``, ``Refused('signature_missing' | 'signature_differs')``,
    ``Refused('promise_not_allowed')``, ``Conflict`` as ``raise_to``.
    """
    application = _mine(act, application_uid)
    if application.submitted_on is not None:
        signing.sign_again(act, application, name)
    for other in unproven_of(act.by.uid):
        if other.uid != application.uid:
            supersede(act, other, by=application.uid)
    raise_to(act, application, act.by.level)
    return application


def disown(act: Act, *, application_uid: str) -> Application:
    """“No, that was not me”: it ends, and those who can be reached are told."""
    application = _mine(act, application_uid)
    supersede(act, application, by="")
    return application


def _mine(act: Act, application_uid: str) -> Application:
    application = lock(Application, application_uid)
    if application.applicant_uid != act.by.uid or act.by.level < PROVEN:
        raise NotYours("not_proven")
    if application.proof_level >= int(PROVEN) or not APPLICATION.find(application, "withdraw"):
        raise Conflict("application_over")
    return application


def supersede(act: Act, application: Application, *, by: str) -> None:
    """End what was merely typed, for the application ``by`` of the proven person (or none)."""
    verb = "lapse" if application.state == State.DRAFT else "withdraw"
    drafts.end_draft(act, application, verb, "superseded")
    publish(
        ApplicationSuperseded(
            uid=application.uid, city=application.city, person_uid=application.applicant_uid, by=by
        ),
        act,
    )
