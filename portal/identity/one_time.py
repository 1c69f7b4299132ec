"""One-time codes: six digits, ten minutes of real time, five tries, used once."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Connection, func, select, update

from portal.identity.messages import LIFE, write_secret
from portal.identity.models import OneTimeCode
from portal.kernel.act import Act
from portal.kernel.crypto import blind
from portal.kernel.database import aside, db, new_uid, utcnow
from portal.kernel.errors import Refused, TooMany

TRIES = 5
AT_MOST = 5
"""Codes to one phone within ``LIFE``; whoever asks for more waits."""


def _hash(uid: str, code: str) -> str:
    return blind("one_time_code", f"{uid}.{code}")


def phone_blind(phone: str) -> str:
    """The keyed hash phones are compared by."""
    return blind("phone.number", phone)


def send_code(
    act: Act,
    *,
    person_uid: str,
    phone: str | None,
    purpose: str,
    ticket: str = "",
    reach: bool = True,
) -> str:
    """Send a fresh code to ``phone``; the uid of the code. Older ones of the ticket end.

    ``ticket`` names the flow the code belongs to (default: the person); a page that strangers
    may open gives each visit its own, so that nobody ends or guesses at another's code.
    Without a phone, or where it is not to be reached, nobody gets anything and all else is done
    alike: a stranger learns nothing.
    Raises ``TooMany('codes_too_many')`` after five of a purpose in ten minutes to one phone.
    """
    where = phone_blind(phone or new_uid())
    spare_codes(where, purpose, act.at)
    uid, code = keep_code(act, person_uid, purpose, where, ticket or person_uid)
    text = _(
        "[Anju] Your code is %(code)s. It works once, for 10 minutes. Never tell it to anybody.",
        code=code,
    )
    write_secret(act, to=(phone if reach else None) or "", text=text)
    return uid


def spare_codes(where: str, purpose: str, now: datetime) -> None:
    """Raise ``TooMany('codes_too_many')`` when ``where`` (a blind) had enough codes for now.

    Codes anybody may ask for leave alone the budget of those only the holder may.
    """
    recent = (
        (OneTimeCode.phone_blind == where)
        & (OneTimeCode.purpose == purpose)
        & (OneTimeCode.sent_at > now - LIFE)
    )
    count, first = db.session.execute(
        select(func.count(), func.min(OneTimeCode.ends_at)).where(recent)
    ).one()
    if count >= AT_MOST:
        raise TooMany("codes_too_many", minutes=_minutes(first, now))


def _minutes(until: datetime, now: datetime) -> int:
    return max(1, int((until - now).total_seconds() // 60) + 1)


def keep_code(act: Act, person_uid: str, purpose: str, where: str, ticket: str) -> tuple[str, str]:
    """A fresh code for the phone or mailbox of that blind: uid and digits; older ones end."""
    db.session.execute(
        update(OneTimeCode)
        .where(
            OneTimeCode.ticket == ticket,
            OneTimeCode.purpose == purpose,
            OneTimeCode.ended_at.is_(None),
        )
        .values(ended_at=act.at)
    )
    uid, code = new_uid(), f"{secrets.randbelow(1_000_000):06d}"
    db.session.add(
        OneTimeCode(
            uid=uid, person_uid=person_uid, ticket=ticket, purpose=purpose, phone_blind=where,
            code_hash=_hash(uid, code), sent_at=act.at, ends_at=act.at + LIFE,
        )
    )  # fmt: skip
    return uid, code


def check_code(act: Act, *, person_uid: str, purpose: str, typed: str, ticket: str = "") -> None:
    """Spend the code, outside ``write()``: a wrong try counts even though it is refused.

    Raises ``Refused('code_wrong', field='code')`` for a wrong, used or ended code and
    ``TooMany('code_tried_out')`` once five tries are gone; a new code can then be asked for.
    """
    with aside() as connection:
        right, wait = _spend(connection, ticket or person_uid, person_uid, purpose, typed, act.at)
    db.session.rollback()
    if wait:
        raise TooMany("code_tried_out", minutes=wait)
    if not right:
        raise Refused("code_wrong", field="code")


def _spend(
    connection: Connection, ticket: str, person_uid: str, purpose: str, typed: str, now: datetime
) -> tuple[bool, int]:
    row = connection.execute(
        select(OneTimeCode.__table__)
        .where(
            OneTimeCode.ticket == ticket,
            OneTimeCode.person_uid == person_uid,
            OneTimeCode.purpose == purpose,
            OneTimeCode.ended_at.is_(None),
        )
        .order_by(OneTimeCode.sent_at.desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()
    if row is None or now >= row.ends_at:
        return False, 0
    if row.tries >= TRIES:
        return False, _minutes(row.ends_at, now)
    right = hmac.compare_digest(row.code_hash, _hash(row.uid, typed))
    change: dict[str, object] = {"tries": row.tries + 1}
    if right:
        change |= {"proven_at": now, "ended_at": now}
    connection.execute(update(OneTimeCode).where(OneTimeCode.uid == row.uid).values(**change))
    return right, 0


def code_is_fresh(
    person_uid: str, minutes: int = 10, *, purpose: str | None = None, phone: str | None = None
) -> bool:
    """Did this person type a right code within the last ``minutes`` (of real time)?"""
    query = select(OneTimeCode.uid).where(
        OneTimeCode.person_uid == person_uid,
        OneTimeCode.proven_at > utcnow() - timedelta(minutes=minutes),
    )
    if purpose is not None:
        query = query.where(OneTimeCode.purpose == purpose)
    if phone is not None:
        query = query.where(OneTimeCode.phone_blind == phone_blind(phone))
    return db.session.scalar(query.limit(1)) is not None
