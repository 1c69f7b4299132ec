"""The database: one session, requests in two phases, types that refuse ambiguity.

A request first *reads* (plain ``BEGIN``), then enters one ``with write():`` which
ends the read snapshot and opens ``BEGIN IMMEDIATE``; loaded rows are read again
under the lock, so a verb decides on what is, not on what was shown.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    Connection,
    DateTime,
    Engine,
    ForeignKeyConstraint,
    MetaData,
    Select,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    bindparam,
    event,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from portal.kernel.errors import Conflict, Missing

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Root of every table; constraint names are fixed so migrations can name them."""

    metadata = MetaData(naming_convention=NAMING)


class HouseSession(Session):
    """A session that knows its engine: there is one, and every statement asks for it."""

    _engine: Any = None

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Any = None, **more: Any
    ) -> Any:
        """The engine, looked up once."""
        if bind is not None:
            return bind
        if self._engine is None:
            self._engine = super().get_bind(mapper, clause, **more)
        return self._engine


db = SQLAlchemy(model_class=Base, session_options={"class_": HouseSession})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

UID_LENGTH = 22
T = TypeVar("T")


def new_uid() -> str:
    """A random 128-bit name for a row (22 URL-safe characters), made before insert."""
    return base64.urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode()


def utcnow() -> datetime:
    """Real time, always aware and in UTC."""
    return datetime.now(UTC)


class UTCDateTime(TypeDecorator[datetime]):
    """A moment; naive values are refused, what comes back is aware and in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Towards the database, in UTC; ``ValueError`` for a naive moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """From the database, aware (SQLite hands back naive UTC)."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Codes(TypeDecorator[tuple[str, ...]]):
    """A few codes in one column, in order and as many as there are; none may hold a comma."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Any) -> str | None:
        """Towards the database; ``ValueError`` for a code that could not be told apart again."""
        if value is not None and any("," in code or not code for code in value):
            raise ValueError("a code is neither empty nor holds a comma")
        return None if value is None else ",".join(value)

    def process_result_value(self, value: str | None, dialect: Any) -> tuple[str, ...] | None:
        """From the database, in the same order."""
        return None if value is None else tuple(value.split(",")) if value else ()


class Row(Model):
    """A table row known by a random ``uid``."""

    __abstract__ = True

    uid: Mapped[str] = mapped_column(String(UID_LENGTH), primary_key=True, default=new_uid)


R = TypeVar("R", bound=Row)


class Versioned:
    """Compare-and-swap: two writers of one row, one winner, the other gets ``Conflict``."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


def table_args(
    *items: Any, retention: str, append_only: bool = False, **info: Any
) -> tuple[Any, ...]:
    """``__table_args__`` that declare how long rows are kept and whether they may change.

    ``retention`` is a class of docs/retention.md; ``append_only`` tables get triggers
    that refuse UPDATE and DELETE on both engines.
    """
    return (*items, {"info": {"retention": retention, "append_only": append_only, **info}})


def case_key() -> UniqueConstraint:
    """Lets children point at (uid, city), so row security by city needs no rewrite."""
    return UniqueConstraint("uid", "city")


def case_fk(column: str, table: str) -> ForeignKeyConstraint:
    """A child's foreign key (``column``, city) → (``table``.uid, ``table``.city)."""
    return ForeignKeyConstraint([column, "city"], [f"{table}.uid", f"{table}.city"])


# --- opening -----------------------------------------------------------------


def _open_sqlite(dbapi: Any, _record: Any) -> None:
    dbapi.isolation_level = None
    cursor = dbapi.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "busy_timeout=10000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("anju_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def prepare_engine(engine: Engine) -> None:
    """Attach the listeners that open SQLite as docs/decisions/0002 says (idempotent)."""
    if engine.dialect.name == "sqlite" and not event.contains(engine, "begin", _begin_sqlite):
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


# --- the two phases ----------------------------------------------------------


@contextmanager
def write() -> Iterator[None]:
    """The one write transaction of a request: commit on leaving, roll back on any error.

    Raises ``Conflict`` when a row changed since it was read, ``RuntimeError`` when nested.
    """
    session = db.session
    if session.info.get("writing"):
        raise RuntimeError("write() never nests: one verb, one transaction")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes outside write(): services are the only writers")
    session.rollback()
    session.connection(execution_options={"anju_write": True})
    session.info["writing"] = True
    session.info["writes"] = session.info.get("writes", 0) + 1
    try:
        yield
        session.commit()
    except StaleDataError as error:
        session.rollback()
        raise Conflict("changed_meanwhile") from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writing"] = False


def writing() -> bool:
    """Is a ``write()`` open in this session?"""
    return bool(db.session.info.get("writing"))


@contextmanager
def snapshot() -> Iterator[None]:
    """Read as of one moment, however many statements it takes; nobody is held up by it."""
    session = db.session
    if session.info.get("writing"):
        raise RuntimeError("a snapshot begins outside write()")
    session.rollback()
    if db.engine.dialect.name == "postgresql":
        # SQLite's plain BEGIN is one already.
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield
    finally:
        session.rollback()


@contextmanager
def aside() -> Iterator[Connection]:
    """A short transaction of its own, for what must outlive a refusal (journal only)."""
    if writing():
        raise RuntimeError("aside() while write() is open would wait for itself")
    with (
        db.engine.connect().execution_options(anju_write=True) as connection,
        connection.begin(),
    ):
        yield connection


def one_winner(insert: Callable[[], T], code: str) -> T:
    """Run ``insert`` in a savepoint; a unique index that refuses it becomes ``Conflict``."""
    db.session.flush()  # so that nobody else's broken row is taken for a lost race
    try:
        with db.session.begin_nested():
            result = insert()
            db.session.flush()
        return result
    except IntegrityError as error:
        raise Conflict(code) from error


# A statement that is built once is compared and compiled once: a third of the time of reading
# one row goes into building it. So the questions that every verb asks are built beforehand.


@cache
def _by_uid(model: type[R]) -> Select[R]:
    return select(model).where(model.uid == bindparam("uid"))


@cache
def _by_uid_locked(model: type[R]) -> Select[R]:
    return _by_uid(model).with_for_update().execution_options(populate_existing=True)


def find(model: type[R], uid: str) -> R | None:
    """The row of that uid, if there is one."""
    session = db.session()
    known: R | None = session.identity_map.get(session.identity_key(model, uid))
    if known is not None and not inspect(known).expired:
        return known
    return session.scalar(_by_uid(model), {"uid": uid}) if uid else None


def load(model: type[R], uid: str) -> R:
    """The row of that uid, or ``Missing`` (404)."""
    found = find(model, uid)
    if found is None:
        raise Missing(model.__name__)
    return found


def lock(model: type[R], uid: str) -> R:
    """The row, read under a row lock where the engine has one (SQLite holds the file)."""
    found: R | None = db.session.scalar(_by_uid_locked(model), {"uid": uid})
    if found is None:
        raise Missing(model.__name__)
    return found


# --- triggers ----------------------------------------------------------------


def trigger_ddl(dialect: str) -> Sequence[str]:
    """The one DDL list: every append-only table refuses UPDATE and DELETE."""
    tables = sorted(t.name for t in Base.metadata.tables.values() if t.info.get("append_only"))
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS keep_{name}_{verb.lower()} BEFORE {verb} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
            for name in tables
            for verb in ("UPDATE", "DELETE")
        ]
    function = (
        "CREATE OR REPLACE FUNCTION anju_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    return [
        function,
        *(
            f"CREATE OR REPLACE TRIGGER keep_{name} BEFORE UPDATE OR DELETE ON {name} "
            "FOR EACH ROW EXECUTE FUNCTION anju_append_only()"
            for name in tables
        ),
    ]


def create_triggers(connection: Connection) -> None:
    """Write the triggers of ``trigger_ddl`` (after create_all and after each migration)."""
    for statement in trigger_ddl(connection.dialect.name):
        connection.execute(text(statement))
