"""How sure we are that a person is who they say, remembered for the person and the phone."""

from __future__ import annotations

from sqlalchemy import func, select

from portal.identity.codes import How, Permission
from portal.identity.models import Assurance, Phone
from portal.identity.one_time import phone_blind
from portal.identity.phones import bind_phone, end_phones, open_phones
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.database import db
from portal.kernel.errors import Refused
from portal.kernel.identifiers import mobile_number
from portal.kernel.journal import log
from portal.kernel.levels import Level


def assure(act: Act, *, person_uid: str, level: Level, how: str, phone: str | None = None) -> None:
    """Remember that this person was proven up to ``level`` with ``phone``.

    Without ``phone`` it is the number whose code was typed last. From I1R on, numbers that
    proved less are dropped. Raises ``Refused('phone_not_known')`` for a number never bound.
    """
    row = _phone(person_uid, phone)
    if row is None and (phone is not None or level < Level.I2):
        raise Refused("phone_not_known")
    db.session.add(
        Assurance(
            person_uid=person_uid, phone_blind=row.number_blind if row else "", level=int(level),
            how=how, by_kind=act.by.kind, by=act.by.uid, since=act.on, at=act.at,
        )
    )  # fmt: skip
    if row is not None:
        row.level = max(row.level, int(level))
        if level >= Level.I1R:
            end_phones([p for p in open_phones(person_uid) if p.level < level], act)
    log(act, "identity.assured", person_uid, {"level": level.name, "how": str(how)})
    db.session.flush()


def _phone(person_uid: str, phone: str | None) -> Phone | None:
    known = open_phones(person_uid)
    if phone is not None:
        wanted = phone_blind(mobile_number(phone))
        return next((one for one in known if one.number_blind == wanted), None)
    proven = [one for one in known if one.proven_at is not None]
    return max(proven, key=lambda one: (one.proven_at, one.uid), default=None)


def assured_level(person_uid: str, phone: str | None = None) -> Level:
    """The level remembered for the person and that phone (default: the one that counts).

    Someone without any phone keeps the level seen at a window.
    """
    known = open_phones(person_uid)
    if phone is not None:
        wanted = phone_blind(mobile_number(phone))
        known = [one for one in known if one.number_blind == wanted]
    if known:
        return Level(known[0].level)
    if phone is not None:
        return Level.NONE
    without = db.session.scalar(
        select(func.max(Assurance.level)).where(
            Assurance.person_uid == person_uid, Assurance.phone_blind == ""
        )
    )
    return Level(without or 0)


def sight_person(act: Act, *, person_uid: str, phone: str | None = None) -> None:
    """A window clerk saw person and document (I2); ``phone`` becomes the only number.

    Without a phone the level holds for acts at a window. Raises ``NotYours`` for others.
    """
    require(act.by, Permission.SIGHT)
    if phone:
        bind_phone(act, person_uid=person_uid, phone=phone, proven=True)
    assure(act, person_uid=person_uid, level=Level.I2, how=How.SIGHTED, phone=phone or None)
