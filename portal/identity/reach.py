"""How a person is reached, without saying where: for whoever writes to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from portal.identity.languages import languages_of
from portal.identity.models import MailAddress
from portal.identity.phones import reached_by_phone
from portal.kernel.database import db


@dataclass(frozen=True)
class Reach:
    """The language somebody is written to in, whether a phone and a proven mailbox are known."""

    language: str
    phone: bool
    mail: bool


_BY_MAIL = select(MailAddress.person_uid).where(
    MailAddress.person_uid.in_(bindparam("people", expanding=True)),
    MailAddress.until.is_(None),
    MailAddress.proven_at.is_not(None),
)


def reach_of(person_uids: Iterable[str]) -> dict[str, Reach]:
    """How each of these is reached; a few statements, however many they are."""
    uids = list(person_uids)
    phones = reached_by_phone(uids)
    mails = set(db.session.scalars(_BY_MAIL, {"people": uids}))
    return {
        uid: Reach(language, uid in phones, uid in mails)
        for uid, language in languages_of(uids).items()
    }
