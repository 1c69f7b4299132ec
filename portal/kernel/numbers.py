"""Running numbers without gaps: one counter row per series and year."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, bindparam, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.database import Model, db, table_args, writing
from portal.kernel.rows import table_of


class NumberSeries(Model):
    """The last number given in a series (say ``NN-application``) in a year."""

    __tablename__ = "number_series"
    __table_args__ = table_args(retention="reference")

    series: Mapped[str] = mapped_column(String(64), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


_SERIES = table_of(NumberSeries)
_NEXT = (
    update(_SERIES)
    .where(_SERIES.c.series == bindparam("of_series"), _SERIES.c.year == bindparam("of_year"))
    .values(last=_SERIES.c.last + 1)
    .returning(_SERIES.c.last)
)


def _count_up(series: str, year: int) -> int | None:
    found = db.session.connection().execute(_NEXT, {"of_series": series, "of_year": year})
    number: int | None = found.scalar()
    return number


def next_number(series: str, year: int) -> int:
    """The next number, from 1. A rolled back transaction gives its number back.

    The counter row stays locked until the transaction ends, so two verbs never share
    a number. Raises ``RuntimeError`` outside ``write()``.
    """
    if not writing():
        raise RuntimeError("a number is given inside write() only")
    number = _count_up(series, year)
    if number is None:
        dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
        first = dialect.insert(NumberSeries).values(series=series, year=year, last=0)
        db.session.execute(first.on_conflict_do_nothing())
        number = _count_up(series, year)
    assert number is not None
    return number
