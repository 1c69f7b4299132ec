"""That a request comes from a partner, and comes once: kept in the database for all processes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from portal.exchange.models import Nonce
from portal.exchange.signing import NONCE_LIFE_SECONDS, SigningKey, Verifier
from portal.kernel.act import Act
from portal.kernel.daily import daily
from portal.kernel.database import aside, db, utcnow


def verifier(keys: Mapping[str, SigningKey]) -> Verifier:
    """Checks what partners send us; a nonce counts for every process and outlives a restart."""
    return Verifier(keys, remember=remember)


def remember(key_id: str, nonce: str) -> bool:
    """Was this nonce never used? A short transaction of its own, before any other work.

    Whoever comes second waits for the first and is refused.
    """
    until = utcnow() + timedelta(seconds=NONCE_LIFE_SECONDS)
    with aside() as connection:
        dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
        insert = dialect.insert(Nonce).values(key_id=key_id, nonce=nonce, until=until)
        first = insert.on_conflict_do_nothing().returning(Nonce.nonce)
        fresh = connection.execute(first).one_or_none()
    db.session.rollback()
    return fresh is not None


@daily(lambda act: [Nonce.__tablename__])
def forget_nonces(act: Act, _table: str) -> None:
    """What could no longer be repeated need not be remembered."""
    db.session.execute(delete(Nonce).where(Nonce.until < act.at))
