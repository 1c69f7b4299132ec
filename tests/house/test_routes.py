"""Every route says who may; every answer carries its headers."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from portal.kernel.database import db, write
from portal.kernel.web.sessions import WebSession
from tests.pages import HouseClient

OPEN = {"static", "preferences.choose_language", "preferences.choose_size"}


def rules(app: Flask) -> list[Rule]:
    return sorted(
        (r for r in app.url_map.iter_rules() if r.endpoint not in OPEN), key=lambda r: r.rule
    )


def permission_of(app: Flask, rule: Rule) -> Any:
    return getattr(app.view_functions[rule.endpoint], "__needs__", None)


def test_every_route_declares_who_may(app: Flask) -> None:
    undeclared = [r.rule for r in rules(app) if permission_of(app, r) is None]
    assert undeclared == []


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
