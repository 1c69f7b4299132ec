"""Staff accounts: made by a system administrator, worth nothing until a duty is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from portal.identity.codes import Permission
from portal.identity.models import Staff
from portal.identity.passwords import PasswordHash, hash_password, new_totp_secret
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.database import db, load, new_uid, one_winner
from portal.kernel.errors import Refused
from portal.kernel.journal import log
from portal.kernel.web.sessions import end_visits_of

Account = Staff
"""What pages may call a row of ``staff``."""


def account(uid: str) -> Account:
    """The account of that uid, or ``Missing``."""
    return load(Staff, uid)


def active_account(uid: str) -> Account | None:
    """The account of that uid if it exists and is not disabled."""
    row = db.session.get(Staff, uid)
    return row if row is not None and row.disabled_at is None else None


def _login(text: str) -> str:
    login = text.strip().lower()
    if not 2 <= len(login) <= 60 or not all(c.isalnum() or c in "._-@" for c in login):
        raise Refused("login_malformed", field="login")
    return login


def create_staff(
    act: Act, *, login: str, name: str, password: str | PasswordHash, totp_secret: str | None = None
) -> Staff:
    """A new account without duties; ``.totp_secret`` is for its owner's app, shown once.

    Pages pass ``hash_password(...)``, made before ``write()``. Raises ``NotYours``,
    ``Refused('login_malformed' | 'password_length')``, ``Conflict('login_taken')``.
    """
    require(act.by, Permission.PEOPLE)
    hashed = password if isinstance(password, PasswordHash) else hash_password(password)
    row = Staff(
        uid=new_uid(), login=_login(login), name=name.strip(), password_hash=hashed.value,
        created_by=act.by.uid, created_at=act.at,
    )  # fmt: skip
    row.totp_secret = totp_secret or new_totp_secret()

    def insert() -> Staff:
        db.session.add(row)
        return row

    one_winner(insert, "login_taken")
    log(act, "identity.staff_created", row.uid)
    return row


def disable_staff(act: Act, *, staff_uid: str) -> None:
    """No more sign-in, and every open visit ends. Raises ``Refused('not_oneself')``."""
    require(act.by, Permission.PEOPLE)
    if staff_uid == act.by.uid:
        raise Refused("not_oneself")
    row = load(Staff, staff_uid)
    row.disabled_at = row.disabled_at or act.at
    end_visits_of(staff_uid)
    log(act, "identity.staff_disabled", staff_uid)


def enable_staff(act: Act, *, staff_uid: str) -> None:
    """Let someone disabled sign in again."""
    require(act.by, Permission.PEOPLE)
    load(Staff, staff_uid).disabled_at = None
    log(act, "identity.staff_enabled", staff_uid)


def renew_access(act: Act, *, staff_uid: str, password: str | PasswordHash) -> Staff:
    """A new password and authenticator secret, as after a loss; every open visit ends."""
    require(act.by, Permission.PEOPLE)
    row = load(Staff, staff_uid)
    hashed = password if isinstance(password, PasswordHash) else hash_password(password)
    row.password_hash, row.totp_secret = hashed.value, new_totp_secret()
    end_visits_of(staff_uid)
    log(act, "identity.staff_renewed", staff_uid)
    return row


def staff_by_login(login: str) -> Staff | None:
    """The account of that login, disabled or not."""
    return db.session.scalar(select(Staff).where(Staff.login == login.strip().lower()))


def staff_names(uids: Iterable[str]) -> dict[str, str]:
    """uid → name; unknown uids are left out."""
    rows = db.session.execute(select(Staff.uid, Staff.name).where(Staff.uid.in_(set(uids))))
    return {uid: name for uid, name in rows}


def all_staff(after: str = "", limit: int = 50) -> Sequence[Staff]:
    """Accounts by login, a page at a time."""
    return db.session.scalars(
        select(Staff).where(Staff.login > after).order_by(Staff.login).limit(limit)
    ).all()
