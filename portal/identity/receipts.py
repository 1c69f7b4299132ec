"""Receipt codes: shown once, kept as a keyed hash; with a code to the known phone they sign in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from portal.identity.models import Receipt
from portal.kernel.act import Act
from portal.kernel.crypto import blind, blinds
from portal.kernel.database import db
from portal.kernel.identifiers import new_receipt_code, normalise_receipt_code


@dataclass(frozen=True)
class Held:
    """Who was given a receipt code, and for which application."""

    person_uid: str
    about: str


def issue_receipt(act: Act, *, person_uid: str, about: str = "") -> str:
    """A fresh receipt code for this person, as it is shown: ``36YD 1ZBW DGDBS-P``.

    ``about`` is the application it was given for: all it opens to somebody not proven.
    """
    code = new_receipt_code()
    db.session.add(
        Receipt(
            person_uid=person_uid, about=about, issued_on=act.on,
            code_hash=blind("receipt", normalise_receipt_code(code)),
        )
    )  # fmt: skip
    return code


def holder_of_receipt(typed: str) -> Held | None:
    """Whom a receipt code was given to, or ``None``.

    Raises ``Refused('receipt_code_malformed' | 'receipt_code_check')`` for a slip of the pen.
    """
    code = normalise_receipt_code(typed)
    row = db.session.scalar(
        select(Receipt).where(
            Receipt.code_hash.in_(blinds("receipt", code)), Receipt.ended_on.is_(None)
        )
    )
    return Held(row.person_uid, row.about) if row else None


def end_receipts(act: Act, *, person_uid: str) -> None:
    """None of this person's receipt codes signs in any more (lost paper)."""
    for row in db.session.scalars(
        select(Receipt).where(Receipt.person_uid == person_uid, Receipt.ended_on.is_(None))
    ):
        row.ended_on = act.on
