"""A draft: begun with three fields, kept at every step, ended when it lies too long."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from portal import identity
from portal.applications.codes import ManualKind, State, Wish
from portal.applications.intake import consents, people
from portal.applications.machine import APPLICATION
from portal.applications.models import Application, ApplicationMember, ManualItem
from portal.households import person, register_typed
from portal.kernel import claims
from portal.kernel.act import Act
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import add
from portal.kernel.daily import daily
from portal.kernel.database import db, lock, new_uid
from portal.kernel.deadlines import Deadline, close
from portal.kernel.errors import Conflict, Missing, NotYours, Refused
from portal.kernel.identifiers import mobile_number
from portal.kernel.levels import PROVEN, Field, Level, may_see
from portal.kernel.names import stored_name
from portal.kernel.policy import NoRule, Rulebook, rulebook
from portal.kernel.regions import Level as RegionLevel
from portal.kernel.regions import children, region

CLAIM = "open_application"


def city_rules(city: str, on: date) -> Rulebook:
    """The rules of a city that takes applications here; ``Refused('city_unknown')`` else."""
    try:
        if region(city).level is not RegionLevel.CITY:
            raise Refused("city_unknown")
        rules = rulebook(city, on=on)
        rules.value("eligibility.classes")
    except (Missing, NoRule) as error:
        raise Refused("city_unknown") from error
    return rules


def start(
    act: Act,
    *,
    city: str,
    id_number: str,
    name: str,
    phone: str,
    agreed: bool,
    sensitive: bool,
) -> Application:
    """Begin a draft and send the code; nobody is asked about anybody yet.

    Raises ``Refused`` for a number, name or phone that cannot be (beside its field),
    ``Refused('city_unknown')``, ``TooMany`` when too many codes were sent.
    """
    rules = city_rules(city, act.on)
    number = mobile_number(phone)
    applicant = register_typed(act, id_number=id_number, name=name, city=city)
    application = _begun(
        act, rules, city=city, person_uid=applicant.uid, level=Level.I0, name=stored_name(name),
        agreed=agreed, sensitive=sensitive,
    )  # fmt: skip
    identity.send_code(
        act, person_uid=applicant.uid, phone=number, purpose="apply", ticket=application.uid
    )
    return application


def start_proven(
    act: Act, *, city: str, agreed: bool, sensitive: bool, phone: str = ""
) -> Application:
    """Begin a draft as the proven person who acts: number and name are known, not typed.

    With ``phone`` a code is sent to it; without, the number that counts is used. Raises
    ``NotYours`` for somebody not proven, ``Refused('phone_needed')`` when no number is known.
    """
    if act.by.level < PROVEN:
        raise NotYours("not_proven")
    rules = city_rules(city, act.on)
    me = act.by.uid
    if not phone and identity.phone_of(me) is None:
        raise Refused("phone_needed", field="phone")
    application = _begun(
        act, rules, city=city, person_uid=me, level=act.by.level, name=person(me).name,
        agreed=agreed, sensitive=sensitive,
    )  # fmt: skip
    if phone:
        identity.send_code(
            act, person_uid=me, phone=mobile_number(phone), purpose="apply",
            ticket=application.uid,
        )  # fmt: skip
    return application


def _begun(
    act: Act, rules: Rulebook, *, city: str, person_uid: str, level: Level, name: str,
    agreed: bool, sensitive: bool,
) -> Application:  # fmt: skip
    application = Application(
        uid=new_uid(), city=city, place=city, applicant_uid=person_uid, groups=(), stage="",
        proof_level=int(level), channel=act.channel.value,
        entered_by=act.by.uid if act.duty else None,
        started_on=act.on, lapses_on=_lapses(rules, act.on),
    )  # fmt: skip
    application.typed_name = name
    APPLICATION.begin(application, act)
    people.add_member(
        act, application, person_uid=person_uid, relation=people.APPLICANT,
        source="declared", rules=rules,
    )  # fmt: skip
    consents.give(
        act, application, person_uid=person_uid, rules=rules, asked=agreed, sensitive=sensitive
    )
    return application


def _lapses(rules: Rulebook, on: date) -> date:
    return add(on, rules.period("intake.draft_keep"), load_calendar()).date


def take_claim(act: Act, application: Application, person_uid: str) -> None:
    """This person applies here and nowhere else; ``Conflict('already_applied')``, never whose."""
    try:
        claims.take(CLAIM, person_uid, holder=application.uid, on=act.on)
    except Conflict as error:
        raise Conflict("already_applied") from error


def touch(application: Application) -> None:
    """Something that belongs to it changed: older tabs must look again."""
    flag_modified(application, "lapses_on")
    db.session.flush()


def save_wish(
    act: Act, *, application_uid: str, wish: str, district: str, lives_in: str | None = None
) -> Application:
    """What the household asks for and where; ``lives_in`` where the hukou lies elsewhere.

    Raises ``Refused('district_unknown')`` for a county outside the city.
    """
    application = editable(application_uid)
    counties = {county.code for county in children(application.city)}
    if district not in counties:
        raise Refused("district_unknown", field="district")
    if lives_in is not None and lives_in not in counties:
        raise Refused("district_unknown", field="lives_in")
    application.wish, application.district = Wish(wish).value, district
    if lives_in is not None:
        application.place = lives_in
    elif application.place == application.city:
        application.place = district
    application.lapses_on = _lapses(rulebook(application.place, on=act.on), act.on)
    db.session.flush()
    return application


def editable(application_uid: str) -> Application:
    """The draft under lock; ``Conflict('sent_already')`` once it was submitted or ended."""
    application = lock(Application, application_uid)
    if application.state != State.DRAFT:
        raise Conflict("sent_already")
    return application


def withdraw(act: Act, *, application_uid: str, reason: str = "") -> Application:
    """The household takes its application back; whoever it named is free again."""
    application = lock(Application, application_uid)
    end_draft(act, application, "withdraw", reason or "own_will")
    return application


def end_draft(act: Act, application: Application, verb: str, reason: str) -> None:
    """End an application before it was approved, with its claims and running deadlines."""
    APPLICATION.advance(application, verb, act, reason=reason)
    let_go(act, application)


def let_go(act: Act, application: Application) -> None:
    """Claims, deadlines and open questions of an application that is over (refused and ended too).

    What a department said only after a decision still waits for somebody.
    """
    claims.release_all(application.uid, on=act.on, kind=CLAIM)
    running = db.session.scalars(
        select(Deadline).where(
            Deadline.subject_uid == application.uid, Deadline.closed_on.is_(None)
        )
    )
    for deadline in running:
        close(deadline, on=act.on, why="application_over")
    waiting = db.session.scalars(
        select(ManualItem).where(
            ManualItem.application_uid == application.uid,
            ManualItem.closed_on.is_(None),
            ManualItem.kind != ManualKind.LATE.value,
        )
    )
    for item in waiting:
        item.closed_on = act.on


def _left_lying(act: Act) -> list[str]:
    lying = select(Application.uid).where(
        Application.state == State.DRAFT.value, Application.lapses_on < act.on
    )
    return list(db.session.scalars(lying.order_by(Application.lapses_on, Application.uid)))


@daily(_left_lying)
def lapse_drafts_due(act: Act, application_uid: str) -> None:
    """A draft left lying longer than the rulebook keeps it ends (``intake.draft_keep``)."""
    application = lock(Application, application_uid)
    if application.state == State.DRAFT and application.lapses_on < act.on:
        end_draft(act, application, "lapse", "draft_lapsed")


def draft_of(person_uid: str) -> Application | None:
    """The draft this person goes on with: the best proven, then the newest.

    Whoever merely types the number cannot push a draft of theirs before it.
    """
    return db.session.scalar(
        select(Application)
        .where(Application.applicant_uid == person_uid, Application.state == State.DRAFT.value)
        .order_by(Application.proof_level.desc(), Application.started_on.desc(), Application.uid)
        .limit(1)
    )


def named_in(person_uid: str) -> list[Application]:
    """Every application, draft or not, that names this person, newest first."""
    return list(
        db.session.scalars(
            select(Application)
            .join(ApplicationMember, ApplicationMember.application_uid == Application.uid)
            .where(ApplicationMember.person_uid == person_uid)
            .order_by(Application.received_at.is_(None), Application.received_at.desc(),
                      Application.started_on.desc())
        )
    )  # fmt: skip


def applicant_name(application: Application, level: Level = PROVEN) -> str:
    """The applicant's name: the register's, for whoever is not proven the one they typed."""
    if may_see(level, Field.NAME):
        return person(application.applicant_uid).name
    return application.typed_name or ""
