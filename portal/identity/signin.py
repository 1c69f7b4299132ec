"""Signing in, below the pages: the same answer and the same work, whoever asks."""

from __future__ import annotations

from dataclasses import replace

from portal.identity.codes import Purpose
from portal.identity.one_time import send_code
from portal.identity.phones import phone_of
from portal.identity.receipts import Held, holder_of_receipt
from portal.kernel.act import Act, Duty, Kind, Who
from portal.kernel.database import new_uid
from portal.kernel.journal import log
from portal.kernel.throttle import count_try

SOURCE_TRIES = 20
SOURCE_SECONDS = 300
RECEIPT_TRIES = 4
RECEIPT_SECONDS = 600


def count_resident(source: str, receipt_code: str) -> None:
    """Count a try by source and by code, whether or not the code exists; ``TooMany``."""
    count_try("sign_in.source", source, limit=SOURCE_TRIES, seconds=SOURCE_SECONDS)
    count_try("sign_in.receipt", receipt_code, limit=RECEIPT_TRIES, seconds=RECEIPT_SECONDS)


def count_staff(source: str, login: str) -> None:
    """Count a try by source and by login, whether or not the login exists; ``TooMany``."""
    count_try("staff.source", source, limit=SOURCE_TRIES)
    count_try("staff.login", login.strip().lower())


def ask_sign_in(act: Act, *, receipt_code: str, ticket: str) -> Held:
    """Send a code to the phone of whoever holds this receipt; who that is.

    Where there is no such receipt, or no phone, a code nobody gets is kept for a uid nobody
    has: what follows looks the same and ends the same.
    """
    nobody = Held(new_uid(), new_uid())
    holder = holder_of_receipt(receipt_code) or nobody
    phone = phone_of(holder.person_uid)
    asked = holder if phone else nobody
    send_code(act, person_uid=asked.person_uid, phone=phone, purpose=Purpose.SIGN_IN, ticket=ticket)
    return asked


def as_staff(act: Act, staff_uid: str, duty: Duty | None) -> Act:
    """The same act, by the member of staff who has just proven who they are."""
    return replace(act, by=Who(Kind.STAFF, staff_uid, duty=duty), duty=duty)


def note_sign_in(act: Act, what: str, uid: str = "") -> None:
    """Write who signed in, stepped up or changed duty, in which duty, to the log."""
    duty = act.duty
    body = {"role": duty.role.value, "region": duty.region} if duty else {}
    log(act, f"identity.{what}", uid or act.by.uid, body)
