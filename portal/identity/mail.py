"""E-mail addresses: one per person, used only once a code sent to it was typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import bindparam, select

from portal.identity.codes import Purpose
from portal.identity.messages import write_secret
from portal.identity.models import MailAddress, OneTimeCode
from portal.identity.one_time import keep_code, spare_codes
from portal.kernel.act import Act
from portal.kernel.crypto import blind
from portal.kernel.database import db, new_uid, one_winner
from portal.kernel.errors import Refused
from portal.kernel.identifiers import mail_address

FRESH = timedelta(minutes=10)

_OPEN = select(MailAddress).where(
    MailAddress.person_uid == bindparam("person"), MailAddress.until.is_(None)
)


def _open(person_uid: str) -> Sequence[MailAddress]:
    return db.session.scalars(_OPEN, {"person": person_uid}).all()


def mail_of(person_uid: str) -> str | None:
    """The proven address, in full; for sending, never for pages."""
    return next((row.address for row in _open(person_uid) if row.proven_at), None)


def mail_asked(person_uid: str) -> str | None:
    """The address whose code has not been typed yet, in full; nothing is sent to it but that."""
    return next((row.address for row in _open(person_uid) if not row.proven_at), None)


def mail_blind(address: str) -> str:
    """The keyed hash addresses are compared by; never that of a phone."""
    return blind("mail.address", address)


def ask_mail(act: Act, *, person_uid: str, address: str) -> None:
    """Keep the address and send a code there; the one used until now stays until it is proven.

    Raises ``Refused('mail_malformed')``, ``TooMany('codes_too_many')`` after five codes in ten
    minutes to one address, ``Conflict('changed_meanwhile')``.
    """
    address = mail_address(address)
    where = mail_blind(address)
    spare_codes(where, Purpose.MAIL, act.at)
    for row in _open(person_uid):
        if not row.proven_at:
            row.until = act.on
    db.session.flush()
    row = MailAddress(
        uid=new_uid(), person_uid=person_uid, address_blind=where, asked_at=act.at, since=act.on
    )
    row.address = address
    one_winner(lambda: db.session.add(row), "changed_meanwhile")
    _uid, code = keep_code(act, person_uid, Purpose.MAIL, where, person_uid)
    text = _(
        "[Anju] Your code is %(code)s. It works once, for 10 minutes. Never tell it to anybody.",
        code=code,
    )
    write_secret(act, to=address, text=text, by_mail=True)


def prove_mail(act: Act, *, person_uid: str) -> None:
    """Use the address asked for, from now on; its code was typed (``check_code``) just before.

    Raises ``Refused('code_wrong', field='code')`` when no code of this very address was.
    """
    rows = _open(person_uid)
    asked = next((row for row in rows if not row.proven_at), None)
    if asked is None or not _typed(act, asked):
        raise Refused("code_wrong", field="code")
    for row in rows:
        if row is not asked:
            row.until = act.on
    db.session.flush()
    asked.proven_at = act.at


def _typed(act: Act, asked: MailAddress) -> bool:
    query = select(OneTimeCode.uid).where(
        OneTimeCode.person_uid == asked.person_uid,
        OneTimeCode.purpose == Purpose.MAIL,
        OneTimeCode.phone_blind == asked.address_blind,
        OneTimeCode.proven_at > act.at - FRESH,
    )
    return db.session.scalar(query.limit(1)) is not None


def forget_mail(act: Act, *, person_uid: str) -> None:
    """Nothing goes to an address of this person any more."""
    for row in _open(person_uid):
        row.until = act.on
