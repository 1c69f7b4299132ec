"""How sure we are that a person is who they say, remembered for the person and the phone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import func, select

from portal.identity.codes import Document, How, Permission
from portal.identity.models import Assurance, Phone
from portal.identity.one_time import phone_blind
from portal.identity.phones import bind_phone, end_phones, open_phones
from portal.kernel.access import require
from portal.kernel.act import Act, Kind, Who
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import add
from portal.kernel.database import db
from portal.kernel.demo import legal_today
from portal.kernel.errors import Refused
from portal.kernel.identifiers import mobile_number
from portal.kernel.journal import log
from portal.kernel.levels import PROVEN, Level
from portal.kernel.policy import rulebook
from portal.kernel.web.sessions import end_visits_of

NATION = "000000"
LASTS = {Level.I1R: "identity.phone_proof", Level.I2: "identity.sighting"}
"""How long each proof holds (policy keys); then it is asked for again."""


def assure(
    act: Act,
    *,
    person_uid: str,
    level: Level,
    how: str,
    phone: str | None,
    document: str = "",
) -> None:
    """Remember that this person was proven up to ``level`` with ``phone``.

    ``None`` proves the person alone (I2): no phone opens anything by it. From I1R on, numbers
    that proved less are dropped. Raises ``Refused('phone_not_known')`` for a number never bound.
    """
    row = _bound(person_uid, phone) if phone is not None else None
    if row is None and (phone is not None or level < Level.I2):
        raise Refused("phone_not_known")
    db.session.add(
        Assurance(
            person_uid=person_uid, phone_blind=row.number_blind if row else "", level=int(level),
            how=how, document=document, place=act.duty.region if act.duty else "",
            by_kind=act.by.kind, by=act.by.uid, since=act.on, at=act.at,
        )
    )  # fmt: skip
    if row is not None:
        # A weaker proof renews nothing that was stronger, and revives nothing that ran out.
        if level >= _still(Level(row.level), row.assured_on, act.on):
            row.level, row.assured_on = int(level), act.on
        if level >= PROVEN:
            end_phones([p for p in open_phones(person_uid) if p.level < level], act)
        if how == How.REAL_NAME:
            _changed_hands(act, row)
    log(act, "identity.assured", person_uid, {"level": level.name, "how": str(how)})
    db.session.flush()


def _bound(person_uid: str, phone: str) -> Phone | None:
    wanted = phone_blind(mobile_number(phone))
    return next((one for one in open_phones(person_uid) if one.number_blind == wanted), None)


def _changed_hands(act: Act, row: Phone) -> None:
    """The operators say whose number it is: for anybody else it proves nothing any more."""
    others = db.session.scalars(
        select(Phone).where(
            Phone.number_blind == row.number_blind,
            Phone.person_uid != row.person_uid,
            Phone.until.is_(None),
            Phone.level > int(Level.I1),
        )
    )
    for other in others:
        _fall_back(act, other)


def phone_disproved(act: Act, *, person_uid: str, phone: str) -> None:
    """The operators say that the number is not in this person's name (any more)."""
    row = _bound(person_uid, phone)
    if row is not None and row.level > int(Level.I1):
        _fall_back(act, row)


def _fall_back(act: Act, row: Phone) -> None:
    row.level, row.assured_on = int(Level.I1), None
    end_visits_of(row.person_uid)
    log(act, "identity.fell_back", row.person_uid, {"level": Level.I1.name})


def assured_level(person_uid: str, phone: str | None = None, on: date | None = None) -> Level:
    """The level remembered for the person and that phone (default: the one that counts).

    Someone without any phone keeps the level seen at a window. A proof older than the rules
    allow counts no more.
    """
    known = open_phones(person_uid)
    if phone is not None:
        wanted = phone_blind(mobile_number(phone))
        known = [one for one in known if one.number_blind == wanted]
    day = on or legal_today()
    if known:
        return _still(Level(known[0].level), known[0].assured_on, day)
    if phone is not None:
        return Level.NONE
    level, since = db.session.execute(
        select(func.max(Assurance.level), func.max(Assurance.since)).where(
            Assurance.person_uid == person_uid, Assurance.phone_blind == ""
        )
    ).one()
    return _still(Level(level or 0), since, day)


def _still(level: Level, since: date | None, on: date) -> Level:
    if level not in LASTS or since is None:
        return level
    period = rulebook(NATION, on=on).period(LASTS[level])
    return level if on <= add(since, period, load_calendar()).date else Level.I1


def sight_person(act: Act, *, person_uid: str, document: str, phone: str | None = None) -> None:
    """A window clerk saw person and ``document`` (I2); ``phone`` becomes the only number.

    Without a phone the level holds for acts at a window, and no number known before is
    raised by it. Raises ``NotYours`` for others, ``Refused('document_not_seen')``.
    """
    require(act.by, Permission.SIGHT)
    if document not in set(Document):
        raise Refused("document_not_seen", field="seen")
    if phone:
        bind_phone(act, person_uid=person_uid, phone=phone, proven=True)
    assure(
        act, person_uid=person_uid, level=Level.I2, how=How.SIGHTED, phone=phone or None,
        document=document,
    )  # fmt: skip


def prove_person(act: Act, *, person_uid: str, phone: str = "") -> Act:
    """The unified identity platform named this person (I2); the act as theirs from here on.

    The platform's ``phone`` counts where none was proven before. A number proven before stays,
    and is raised only if the platform names the same one.
    """
    me = replace(act, by=Who(Kind.RESIDENT, person_uid, level=Level.I2, name=act.by.name))
    known = [one for one in open_phones(person_uid) if one.level >= PROVEN]
    if phone and not known:
        bind_phone(me, person_uid=person_uid, phone=phone, proven=True)
    named = phone if phone and _bound(person_uid, phone) else None
    assure(me, person_uid=person_uid, level=Level.I2, how=How.PORTAL, phone=named)
    return me


def lapsed(person_uid: str, on: date) -> bool:
    """Was the number that counts proven once, and too long ago?"""
    known = open_phones(person_uid)
    return bool(known) and known[0].level >= PROVEN > assured_level(person_uid, on=on)
