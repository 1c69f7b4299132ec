"""Every route says who may; nobody else gets in; looking never writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from werkzeug.routing import Rule

from portal.kernel.access import allowed
from portal.kernel.act import VISITOR, Kind, Role, Who
from portal.kernel.database import db, new_uid, write
from portal.kernel.levels import Level
from portal.kernel.web.sessions import WebSession
from tests.pages import HouseClient
from tests.visits import resident, staff, visit_as

OPEN = {"static", "preferences.choose_language", "preferences.choose_size"}
ARGUMENT = {
    "month": "2026-02",
    "metric": "subsidy_households",
    "code": "450100",
    "verb": "refuse",
    "topic": "rent",
    "source": "income",
    "name": "units.csv",
    "bar": "x",
}


def rules(app: Flask) -> list[Rule]:
    return sorted(
        (r for r in app.url_map.iter_rules() if r.endpoint not in OPEN), key=lambda r: r.rule
    )


def permission_of(app: Flask, rule: Rule) -> Any:
    return getattr(app.view_functions[rule.endpoint], "__needs__", None)


def address(rule: Rule) -> str:
    url = rule.rule
    for name in rule.arguments:
        url = url.replace(f"<{name}>", ARGUMENT.get(name, new_uid()))
    return url


def test_every_route_declares_who_may(app: Flask) -> None:
    undeclared = [r.rule for r in rules(app) if permission_of(app, r) is None]
    assert undeclared == []


@pytest.fixture
def enter(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[HouseClient, Who]]:
    """Sit down as that role or resident; answers the browser and who it is."""

    def sit(*, role: Role | None = None, level: Level = Level.NONE) -> tuple[HouseClient, Who]:
        who = staff(role) if role else resident(level)
        return visit_as(app, who, monkeypatch), who

    return sit


def walk(app: Flask, client: HouseClient, who: Who) -> Iterator[str]:
    """What is wrong when this person tries every route without a thing of their own."""
    for rule in rules(app):
        view = app.view_functions[rule.endpoint]
        permission = permission_of(app, rule)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = client.open(address(rule), method=method)
            status = answer.status_code
            if status >= 500:
                yield f"{method} {rule.rule}: {status}"
            may = allowed(who, permission, None)
            known = getattr(view, "__of__", None) is None
            if known and not may and method == "GET":
                sent_away = status == 302 and "sign-in" in answer.headers["Location"]
                if not (status == 404 or (who.kind is Kind.VISITOR and sent_away)):
                    yield f"GET {rule.rule}: {status} for {who.kind} {who.role or ''}"
            if known and not may and method == "POST" and status not in (400, 404):
                yield f"POST {rule.rule}: {status} for {who.kind} {who.role or ''}"
            if not known and status == 200 and rule.arguments and method == "GET":
                yield f"GET {rule.rule}: 200 for a thing that does not exist"


def test_a_visitor(app: Flask, client: HouseClient) -> None:
    assert list(walk(app, client, VISITOR)) == []


@pytest.mark.parametrize("role", list(Role))
def test_each_role(app: Flask, enter: Any, role: Role) -> None:
    client, who = enter(role=role)
    assert list(walk(app, client, who)) == []


@pytest.mark.parametrize("level", list(Level)[1:])
def test_each_level_of_resident(app: Flask, enter: Any, level: Level) -> None:
    client, who = enter(level=level)
    assert list(walk(app, client, who)) == []


WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
NOTES = ("attempt", "view", "throttle", "web_session")


@pytest.mark.parametrize("role", [None, Role.CITY_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMIN])
def test_looking_writes_nothing_but_notes(
    app: Flask, client: HouseClient, enter: Any, role: Any
) -> None:
    browser = client if role is None else enter(role=role)[0]
    seen: list[str] = []

    def remember(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        words = statement.split(None, 3)
        if words[0].upper() in WRITES:
            table = words[1] if words[0].upper() == "UPDATE" else words[2]
            if table.strip('"') not in NOTES:
                seen.append(statement[:90])

    event.listen(db.engine, "before_cursor_execute", remember)
    try:
        for rule in rules(app):
            if "GET" in (rule.methods or set()):
                browser.get(address(rule))
    finally:
        event.remove(db.engine, "before_cursor_execute", remember)
    assert seen == []


def test_every_page_carries_its_headers(app: Flask, client: HouseClient) -> None:
    for path in ("/", "/apply", "/nowhere"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_a_visitor_gets_no_session_row(app: Flask, client: HouseClient) -> None:
    client.get("/")
    client.get("/apply")
    with write():
        assert db.session.scalar(select(WebSession.id_hash).limit(1)) is None
