"""Staff passwords (Argon2id) and their authenticator codes (TOTP, each used once)."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cache
from threading import BoundedSemaphore

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import update

from portal.identity.models import Staff
from portal.kernel.database import aside, db
from portal.kernel.errors import Refused

SHORTEST, LONGEST = 14, 128
STEP_SECONDS = 30
ISSUER = "Anju"

_hasher = PasswordHasher()
_at_once = BoundedSemaphore(2)
"""Argon2id takes 64 MiB each time; more at once would let a visitor exhaust the memory."""


@dataclass(frozen=True)
class PasswordHash:
    """A password already hashed, so that no hashing happens inside ``write()``."""

    value: str = field(repr=False)


def hash_password(password: str) -> PasswordHash:
    """Hash it (a quarter of a second). Raises ``Refused('password_length')``."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refused("password_length", field="password", shortest=SHORTEST, longest=LONGEST)
    with _at_once:
        return PasswordHash(_hasher.hash(password))


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


def password_fits(staff: Staff | None, password: str) -> bool:
    """Does it fit? Takes the same time whether or not there is such a member of staff."""
    with _at_once:
        try:
            _hasher.verify(staff.password_hash if staff else _nobody(), password)
        except (VerificationError, InvalidHashError):
            return False
    return staff is not None and staff.disabled_at is None


def new_totp_secret() -> str:
    """A fresh secret for an authenticator app (base32, 160 bits)."""
    return pyotp.random_base32()


def totp_address(staff: Staff) -> str:
    """The ``otpauth`` address an authenticator app reads from a QR code."""
    secret = staff.totp_secret or ""
    return pyotp.TOTP(secret).provisioning_uri(name=staff.login, issuer_name=ISSUER)


def spend_totp(staff: Staff, typed: str) -> bool:
    """Is this the code of now (or 30 s before or after), and not used yet? Outside ``write()``."""
    totp = pyotp.TOTP(staff.totp_secret or "")
    now = int(time.time()) // STEP_SECONDS
    step = next(
        (
            step
            for step in (now, now - 1, now + 1)
            if pyotp.utils.strings_equal(totp.generate_otp(step), typed)
        ),
        None,
    )
    if step is None:
        return False
    with aside() as connection:
        won = connection.execute(
            update(Staff)
            .where(Staff.uid == staff.uid, Staff.totp_counter < step, Staff.disabled_at.is_(None))
            .values(totp_counter=step)
        )
    db.session.rollback()
    return bool(won.rowcount == 1)


def demo_totp(staff: Staff) -> str:
    """The next code this account may use, for the demonstration's pages only."""
    now = int(time.time()) // STEP_SECONDS
    step = min(max(now, staff.totp_counter + 1), now + 1)
    return pyotp.TOTP(staff.totp_secret or "").generate_otp(step)
