"""Counting tries across processes and restarts: per account and per source, never for ever."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, String, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.crypto import blind
from portal.kernel.database import Model, UTCDateTime, aside, db, table_args, utcnow
from portal.kernel.errors import TooMany


class Throttle(Model):
    """Tries of one key (hashed) in one window."""

    __tablename__ = "throttle"
    __table_args__ = table_args(retention="access")

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    began: Mapped[datetime] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column()


def _begun(connection: Connection, key: str, now: datetime) -> Any:
    """The row of this key, locked; made first if need be, by whoever comes first."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    first = dialect.insert(Throttle).values(key=key, began=now, tries=0)
    # Setting what is there locks the row, so no other try slips in before ours is counted.
    locked = first.on_conflict_do_update(
        index_elements=[Throttle.key], set_={"tries": Throttle.tries}
    )
    return connection.execute(locked.returning(Throttle.began, Throttle.tries)).one()


def _end(began: datetime, tries: int, limit: int, seconds: int) -> datetime:
    """When the window ends, as long as nobody tries on: it has doubled with each ``limit``."""
    rounds = min(max(0, (tries - 1) // limit), 12)
    return began + timedelta(seconds=min(seconds * 2**rounds, 3600))


def count_try(kind: str, value: str, *, limit: int = 5, seconds: int = 60) -> None:
    """Count one try, committed at once; raises ``TooMany`` when the window is full.

    The window doubles for whoever goes on trying: 60 s, 120 s … at most an hour.
    """
    key = blind(f"throttle.{kind}", value)
    now = utcnow()
    with aside() as connection:
        row = _begun(connection, key, now)
        fresh = row.tries == 0 or now >= _end(row.began, row.tries, limit, seconds)
        tries, began = (1, now) if fresh else (row.tries + 1, row.began)
        connection.execute(
            update(Throttle).where(Throttle.key == key).values(began=began, tries=tries)
        )
    db.session.rollback()
    if tries > limit:
        wait = _end(began, tries, limit, seconds) - now
        raise TooMany("too_many", minutes=max(1, math.ceil(wait.total_seconds() / 60)))


def forget_tries(kind: str, value: str) -> None:
    """Success clears the count."""
    with aside() as connection:
        connection.execute(delete(Throttle).where(Throttle.key == blind(f"throttle.{kind}", value)))
    db.session.rollback()
