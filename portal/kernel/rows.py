"""Rows that verbs read and write by the thousand: asked once, inserted without ceremony.

A statement that is built beforehand is compared and compiled once, which is most of what one
row costs; an insert that steps back by itself needs no savepoint.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Insert, Table, event, insert, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, SessionTransaction, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from portal.kernel.database import Base, Row, db
from portal.kernel.errors import Conflict

T = TypeVar("T")
R = TypeVar("R", bound=Row)


# --- asked once --------------------------------------------------------------


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What ``read`` answers, asked once in a transaction; the next one asks anew.

    For what verbs ask many times and hardly ever change; who changes it calls ``ask_anew``. A
    key that begins with a model is forgotten by itself when a row of it comes or goes.
    """
    session = db.session()
    info = session.info
    if session.new or session.deleted:
        session.flush()
    kept = info.get("once")
    if kept is None or kept[0] is not _innermost():
        answer = read()  # which begins the transaction, if none was open
        info["once"] = (_innermost(), {key: answer})
        return answer
    if key not in kept[1]:
        kept[1][key] = read()
    found: T = kept[1][key]
    return found


def _innermost() -> SessionTransaction | None:
    """A savepoint counts as a transaction of its own: what was learnt in it may be undone."""
    session = db.session()
    return session.get_nested_transaction() or session.get_transaction()


@event.listens_for(Session, "after_flush")
def _came_or_went(session: Session, _context: object) -> None:
    kept = session.info.get("once")
    if kept is not None:
        models = {type(row) for row in (*session.new, *session.deleted)}
        for key in [k for k in kept[1] if isinstance(k, tuple) and k[0] in models]:
            del kept[1][key]


def ask_anew() -> None:
    """Forget what ``once`` was told in this transaction."""
    db.session().info.pop("once", None)


# --- inserted ----------------------------------------------------------------


def table_of(model: type[Base]) -> Table:
    """The table below a model, for statements that need no rows of it in memory."""
    return cast(Table, model.__table__)


@cache
def _into(model: type[Base]) -> Insert:
    return insert(table_of(model))


@cache
def _into_if_free(model: type[Base], dialect: str) -> Any:
    kind: Any = postgresql if dialect == "postgresql" else sqlite
    statement = kind.insert(table_of(model)).on_conflict_do_nothing()
    return statement.inline().execution_options(preserve_rowcount=True)


def append(model: type[Base], values: dict[str, Any]) -> Any:
    """Write one row at once (``values`` by column) that this verb has no more to do with.

    Returns its primary key.
    """
    key = db.session.connection().execute(_into(model), values).inserted_primary_key
    assert key is not None
    return key[0]


def append_all(model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Write many such rows, all with the same columns, by one statement."""
    if rows:
        db.session.connection().execute(_into(model).inline(), rows)


def append_if_free(model: type[Base], values: dict[str, Any]) -> bool:
    """Write one such row unless a unique index holds one like it; was it written?"""
    connection = db.session.connection()
    done = connection.execute(_into_if_free(model, connection.dialect.name), values)
    return done.rowcount == 1


@cache
def _columns(model: type[Base]) -> tuple[tuple[str, str], ...]:
    return tuple((a.key, a.columns[0].key) for a in inspect(model).column_attrs)


def only_one(row: R, code: str) -> R:
    """Insert a row of which a unique index lets only one stand; ``Conflict`` to the second.

    Like ``one_winner`` for one new row, but the loser's leaves nothing to be rolled back.
    """
    session = db.session()
    session.flush()  # what it points at stands before it
    columns = _columns(type(row))
    values = {column: row.__dict__[name] for name, column in columns if name in row.__dict__}
    connection = session.connection()
    done = connection.execute(_into_if_free(type(row), connection.dialect.name), values)
    if done.rowcount != 1:
        raise Conflict(code)
    written = cast(Mapping[str, Any], done.last_inserted_params())
    for name, column in columns:
        set_committed_value(row, name, written.get(column))
    make_transient_to_detached(row)
    session.add(row)
    return row
