"""Sessions: a signed cookie for what is nobody's secret, a server-side row for who one is.

The cookie ``anju`` holds CSRF token, language and size. The cookie ``anju_visit`` holds a
random 256-bit id; table ``web_session`` holds only its SHA-256. A visitor without sign-in or
draft gets no row. Rows are read and written on connections of their own, never with the
request's changes. Logout deletes the row, so a copied cookie is dead.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask, Request, Response, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from sqlalchemy import String, Text, bindparam, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.act import Kind
from portal.kernel.database import Model, UTCDateTime, db, table_args, utcnow
from portal.kernel.levels import Level

VISIT_COOKIE = "anju_visit"
IDLE = {Kind.STAFF: timedelta(minutes=15), Kind.RESIDENT: timedelta(minutes=30)}
DEMO_IDLE = timedelta(hours=4)
LONGEST = timedelta(hours=12)
TOUCH_EVERY = timedelta(seconds=60)


class WebSession(Model):
    """One signed-in visit."""

    __tablename__ = "web_session"
    __table_args__ = table_args(retention="access")

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    uid: Mapped[str] = mapped_column(String(22), index=True)
    duty: Mapped[str] = mapped_column(String(22), default="")
    level: Mapped[int] = mapped_column(default=0)
    created: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen: Mapped[datetime] = mapped_column(UTCDateTime)
    stepped_up: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ends: Mapped[datetime] = mapped_column(UTCDateTime)
    data: Mapped[str] = mapped_column(Text, default="{}")


@dataclass
class Visit:
    """What the request knows of the session row."""

    id_hash: str
    kind: Kind
    uid: str
    duty: str = ""
    level: Level = Level.NONE
    stepped_up: datetime | None = None
    data: dict[str, Any] = field(default_factory=dict)
    created: datetime = field(default_factory=utcnow)
    last_seen: datetime = field(default_factory=utcnow)
    secret: str | None = None
    before: str = ""


class HouseSession(SecureCookieSession):
    """The signed cookie's dict, with ``visit`` beside it."""

    visit: Visit | None = None
    replaced: str | None = None

    def put(self, key: str, value: Any) -> None:
        """Keep a small JSON value in the visit's row (needs a visit)."""
        if self.visit is None:
            raise RuntimeError("no visit to keep it in")
        self.visit.data[key] = value

    def take(self, key: str, default: Any = None) -> Any:
        """A value kept in the visit's row."""
        return self.visit.data.get(key, default) if self.visit else default


def here() -> HouseSession:
    """This request's session."""
    return cast(HouseSession, session)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def begin_visit(
    kind: Kind,
    uid: str,
    *,
    level: Level = Level.NONE,
    duty: str = "",
    keep: tuple[str, ...] = (),
    proven: bool = True,
) -> None:
    """A new id at sign-in, step-up and duty switch; the old row ends. ``keep`` carries data on.

    ``proven=False`` (a duty switch) proves nothing anew: the last step-up and the longest end
    of the visit before stay as they were.
    """
    mine = here()
    old = mine.visit
    secret = secrets.token_urlsafe(32)
    _leave(mine)
    mine.visit = Visit(
        id_hash=_hash(secret),
        kind=kind,
        uid=uid,
        duty=duty,
        level=level,
        stepped_up=utcnow() if proven else (old.stepped_up if old else None),
        data={key: old.data[key] for key in keep if old and key in old.data},
        created=old.created if old and not proven else utcnow(),
        secret=secret,
    )
    # At I0 nothing is proven and nothing opens: whoever goes back to mend a slip may send again.
    if level is not Level.I0:
        mine.pop("csrf_token", None)


def _leave(mine: HouseSession) -> None:
    # A visit begun in this very request has no row yet; the one before it still has to go.
    if mine.visit is not None and mine.visit.secret is None:
        mine.replaced = mine.visit.id_hash
    mine.visit = None


def end_visit() -> None:
    """Sign out here: the row is deleted with the response."""
    mine = here()
    _leave(mine)
    mine.pop("csrf_token", None)


def end_visits_of(uid: str) -> None:
    """Sign a person out everywhere (inside ``write()``): password change, disabled, lost phone."""
    db.session.execute(delete(WebSession).where(WebSession.uid == uid))


_BY_HASH = select(WebSession.__table__).where(WebSession.id_hash == bindparam("hash"))


class HouseSessions(SecureCookieSessionInterface):
    """Flask's signed cookie plus the row."""

    session_class = HouseSession

    def open_session(self, app: Flask, request: Request) -> HouseSession | None:
        """Read cookie and row, the row on a connection of its own."""
        mine = cast("HouseSession | None", super().open_session(app, request))
        secret = request.cookies.get(VISIT_COOKIE)
        if mine is not None and secret:
            mine.visit = self._read(app, _hash(secret))
        return mine

    @staticmethod
    def _read(app: Flask, id_hash: str) -> Visit | None:
        with db.engine.connect() as connection:
            row = connection.execute(_BY_HASH, {"hash": id_hash}).one_or_none()
        if row is None:
            return None
        kind = Kind(row.kind)
        idle = DEMO_IDLE if app.config.get("DEMO") else IDLE.get(kind, IDLE[Kind.RESIDENT])
        now = utcnow()
        if now > row.ends or now > row.last_seen + idle:
            return None
        return Visit(
            id_hash=id_hash,
            kind=kind,
            uid=row.uid,
            duty=row.duty,
            level=Level(row.level),
            stepped_up=row.stepped_up,
            data=json.loads(row.data),
            created=row.created,
            last_seen=row.last_seen,
            before=row.data,
        )

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Write after the response was made; only what changed."""
        super().save_session(app, session, response)
        mine = cast(HouseSession, session)
        visit, now = mine.visit, utcnow()
        data = json.dumps(visit.data, ensure_ascii=False, sort_keys=True) if visit else ""
        with_row = visit is not None and visit.secret is not None
        stale = visit is not None and (data != visit.before or now - visit.last_seen > TOUCH_EVERY)
        if not (mine.replaced or with_row or stale):
            return
        with (
            db.engine.connect().execution_options(anju_write=True) as connection,
            connection.begin(),
        ):
            if mine.replaced:
                connection.execute(delete(WebSession).where(WebSession.id_hash == mine.replaced))
            if visit is not None and visit.secret is not None:
                connection.execute(
                    insert(WebSession).values(
                        id_hash=visit.id_hash, kind=visit.kind, uid=visit.uid, duty=visit.duty,
                        level=int(visit.level), created=visit.created, last_seen=now,
                        stepped_up=visit.stepped_up, ends=visit.created + LONGEST, data=data,
                    )
                )  # fmt: skip
            elif visit is not None:
                connection.execute(
                    update(WebSession)
                    .where(WebSession.id_hash == visit.id_hash)
                    .values(last_seen=now, data=data)
                )
        self._cookie(app, visit, response)

    @staticmethod
    def _cookie(app: Flask, visit: Visit | None, response: Response) -> None:
        if visit is None:
            response.delete_cookie(VISIT_COOKIE, path="/")
        elif visit.secret:
            response.set_cookie(
                VISIT_COOKIE,
                visit.secret,
                httponly=True,
                samesite="Lax",
                secure=bool(app.config["SESSION_COOKIE_SECURE"]),
                path="/",
            )
