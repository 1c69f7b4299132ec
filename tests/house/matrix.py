"""Who may, walked with real things: seats, browsers, and one request at a time.

A post that would be carried out is stopped at its commit, so that the next one finds everything
as it was.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import delete, event, insert, text
from werkzeug.exceptions import HTTPException

from portal.identity.models import Staff
from portal.identity.passwords import new_totp_secret
from portal.kernel.act import VISITOR, Kind, Role, Who
from portal.kernel.database import Base, aside, db, load, new_uid, utcnow, write
from portal.kernel.errors import HouseError
from portal.kernel.levels import Level
from portal.kernel.web.sessions import VISIT_COOKIE, WebSession
from tests.casework import officer

HOME, COUNTY, NEXT_COUNTY, ELSEWHERE, REGION = "450100", "450103", "450105", "450200", "450000"
NOTES = ("attempt", "view", "throttle", "web_session")
"""Tables that remember who tried and who looked: all that a refusal may write."""

T = TypeVar("T")
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
_WRITE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


class Carried(BaseException):
    """A post came to its commit; nothing of it was kept."""


@dataclass(frozen=True)
class Seat:
    """Somebody at a keyboard; ``kept`` is what their visit remembers from earlier pages."""

    name: str
    who: Who
    kept: Mapping[str, Any] = field(default_factory=dict)

    def at(self, level: Level) -> Seat:
        """The same resident, proven only so far."""
        return replace(self, name=f"{self.name}@{level.name}", who=replace(self.who, level=level))

    @property
    def key(self) -> str:
        """One browser per person, level and memory."""
        return f"{self.name} {self.who.uid} {dict(self.kept)}"


VISITING = Seat("visitor", VISITOR)


def someone(name: str, person_uid: str, level: Level = Level.I2, **kept: Any) -> Seat:
    """A resident; ``about`` names what their visit reaches below I1R."""
    who = Who(Kind.RESIDENT, person_uid, level=level, name=name, about=kept.get("about", ""))
    return Seat(name, who, kept)


def offices(region: str, roles: tuple[Role, ...] = tuple(Role)) -> dict[Role, Seat]:
    """One new member of staff per role, with that one duty in the region."""
    seats = {}
    for role in roles:
        who = officer(role, region=region, name=f"{role.value} {region}")
        with write():
            load(Staff, who.uid).totp_secret = new_totp_secret()
        seats[role] = Seat(f"{role.value}/{region}", who)
    return seats


@dataclass(frozen=True)
class Answer:
    """What came back; status 0: carried out, but for its commit."""

    status: int
    html: str = ""
    location: str = ""

    @property
    def carried(self) -> bool:
        """It would have been committed."""
        return self.status == 0

    @property
    def sent_away(self) -> bool:
        """Asked to sign in."""
        return self.status == 302 and "sign-in" in self.location

    @property
    def main(self) -> str:
        """What the page says, without its frame."""
        found = _MAIN.search(self.html)
        return found[0] if found else self.html


class Keyboards:
    """A browser per seat; what a request did to a visit is undone before the seat's next one."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._opened: dict[str, tuple[dict[str, str], str]] = {}

    def _sit(self, seat: Seat, secret: str) -> None:
        if seat.who.kind is Kind.VISITOR:
            return
        who, now = seat.who, utcnow()
        hashed = hashlib.sha256(secret.encode()).hexdigest()
        row = {
            "id_hash": hashed, "kind": who.kind, "uid": who.uid, "level": int(who.level),
            "duty": who.duty.uid if who.duty else "", "created": now, "last_seen": now,
            "stepped_up": now, "ends": now + timedelta(hours=8),
            "data": json.dumps(dict(seat.kept)),
        }  # fmt: skip
        with self.app.app_context(), aside() as connection:
            connection.execute(delete(WebSession).where(WebSession.id_hash == hashed))
            connection.execute(insert(WebSession), [row])

    def _cookies(self, seat: Seat) -> tuple[dict[str, str], str]:
        if seat.key not in self._opened:
            secret = new_uid() * 2
            self._sit(seat, secret)
            client = self.app.test_client()
            client.set_cookie(VISIT_COOKIE, secret)
            found = _TOKEN.search(client.get("/estates").get_data(as_text=True))
            cookie = client.get_cookie("anju")
            assert found is not None
            assert cookie is not None
            self._opened[seat.key] = ({VISIT_COOKIE: secret, "anju": cookie.value}, found[1])
        return self._opened[seat.key]

    def ask(
        self, seat: Seat, method: str, url: str, data: Mapping[str, Any] | None = None,
        *, token: bool = True,
    ) -> Answer:  # fmt: skip
        """One request of that seat. Whatever a page raises is raised here."""
        cookies, csrf = self._cookies(seat)
        client = self.app.test_client()
        for name, value in cookies.items():
            client.set_cookie(name, value)
        sent = {**(data or {}), **({"csrf_token": csrf} if token else {})}
        try:
            response = client.open(url, method=method, data=sent if method == "POST" else None)
        except Carried:
            return Answer(0)
        finally:
            db.session.rollback()
        if method == "POST" and response.status_code < 400:
            self._sit(seat, cookies[VISIT_COOKIE])
        return Answer(
            response.status_code, response.get_data().decode("utf-8", "replace"),
            response.headers.get("Location", ""),
        )  # fmt: skip

    def in_its_visit(self, seat: Seat, url: str, asked: Callable[[], T]) -> T | None:
        """Ask something as in a request of that seat; ``None`` where the house raises."""
        cookies, _csrf = self._cookies(seat)
        jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
        with self.app.app_context(), self.app.test_request_context(url, headers={"Cookie": jar}):
            try:
                return asked()
            except (HouseError, HTTPException):
                return None


@contextmanager
def nothing_is_kept() -> Iterator[list[str]]:
    """Stop every ``write()`` at its commit; collects the tables that were written all the same."""
    kept: list[str] = []

    def stop(session: Any) -> None:
        if session.info.get("writing"):
            session.flush()
            raise Carried

    def remember(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found = _WRITE.match(statement)
        if found and found[1] not in NOTES:
            connection.info.setdefault("written", []).append(found[1])

    def done(connection: Any) -> None:
        kept.extend(connection.info.pop("written", ()))

    def undone(connection: Any) -> None:
        connection.info.pop("written", None)

    hooks = (
        (db.session, "before_commit", stop), (db.engine, "before_cursor_execute", remember),
        (db.engine, "commit", done), (db.engine, "rollback", undone),
    )  # fmt: skip
    for target, name, hook in hooks:
        event.listen(target, name, hook)
    try:
        yield kept
    finally:
        for target, name, hook in hooks:
            event.remove(target, name, hook)


def fingerprint() -> dict[str, int]:
    """How many rows each table has, but for the notes; one statement."""
    tables = sorted(name for name in Base.metadata.tables if name not in NOTES)
    counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables)
    found = {name: int(count) for name, count in db.session.execute(text(counts))}
    db.session.rollback()
    return found
