"""Receipt codes: shown once, kept as a keyed hash; with a code to the known phone they sign in."""

from __future__ import annotations

from sqlalchemy import select

from portal.identity.models import Receipt
from portal.kernel.act import Act
from portal.kernel.crypto import blind, blinds
from portal.kernel.database import db
from portal.kernel.identifiers import new_receipt_code, normalise_receipt_code


def issue_receipt(act: Act, *, person_uid: str) -> str:
    """A fresh receipt code for this person, as it is shown: ``36YD 1ZBW DGDBS-P``."""
    code = new_receipt_code()
    db.session.add(
        Receipt(
            person_uid=person_uid, code_hash=blind("receipt", normalise_receipt_code(code)),
            issued_on=act.on,
        )
    )  # fmt: skip
    return code


def holder_of_receipt(typed: str) -> str | None:
    """The person a receipt code was given to, or ``None``.

    Raises ``Refused('receipt_code_malformed' | 'receipt_code_check')`` for a slip of the pen.
    """
    code = normalise_receipt_code(typed)
    return db.session.scalar(
        select(Receipt.person_uid).where(
            Receipt.code_hash.in_(blinds("receipt", code)), Receipt.ended_on.is_(None)
        )
    )


def end_receipts(act: Act, *, person_uid: str) -> None:
    """None of this person's receipt codes signs in any more (lost paper)."""
    for row in db.session.scalars(
        select(Receipt).where(Receipt.person_uid == person_uid, Receipt.ended_on.is_(None))
    ):
        row.ended_on = act.on
