"""The links of a frame: what the packages offer, as far as this person may go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.kernel.access import allowed
from portal.kernel.act import Kind, Role
from portal.kernel.levels import Field, may_see
from portal.kernel.package import NavItem, Package
from portal.kernel.regions import region
from portal.kernel.web.doors import who

ROLE_LABELS: dict[Role, LazyString] = {
    Role.WINDOW_CLERK: _l("Service window"),
    Role.CIVIL_AFFAIRS: _l("Civil affairs review"),
    Role.DISTRICT_REVIEWER: _l("District housing review"),
    Role.CITY_OFFICER: _l("City housing centre"),
    Role.OPERATOR: _l("Operator"),
    Role.FINANCE_MAKER: _l("Finance, maker"),
    Role.FINANCE_APPROVER: _l("Finance, approver"),
    Role.ENFORCEMENT: _l("Enforcement"),
    Role.LEGAL_REVIEWER: _l("Legal review"),
    Role.DECISION_MAKER: _l("Decision-maker"),
    Role.CREDIT_OFFICER: _l("Credit records"),
    Role.AUDITOR: _l("Audit"),
    Role.REGION_SUPERVISOR: _l("Region supervision"),
    Role.NOTARY: _l("Notary"),
    Role.SYSTEM_ADMIN: _l("System administration"),
    Role.SECURITY_ADMIN: _l("Security administration"),
    Role.AUDIT_ADMIN: _l("Audit administration"),
}


AUDIENCES = {Kind.STAFF: "staff", Kind.RESIDENT: "resident"}
ROOM = {"staff": 7, "resident": 5, "public": 6}
"""How many links stand beside each other, per audience; the others are under "More"."""


@dataclass(frozen=True)
class Link:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Me:
    """Who the frame says is here."""

    name: str
    role_label: str
    place: str
    is_staff: bool
    level: int
    sign_out_url: str
    duties_url: str | None


def _links(items: Iterable[NavItem]) -> tuple[list[Link], list[Link]]:
    """The links of the bar and those under "More"; exactly one or none is current."""
    me = who()
    audience = AUDIENCES.get(me.kind, "public")
    offered = [i for i in items if i.audience == audience and allowed(me, i.permission)]
    offered.sort(key=lambda i: (me.role not in i.first_for, i.order, i.endpoint))
    urls = {item.endpoint: url_for(item.endpoint) for item in offered}
    here = _current(urls)
    links = [Link(str(i.label), urls[i.endpoint], i.endpoint == here) for i in offered]
    room = ROOM[audience]
    return links[:room], links[room:]


def _current(urls: dict[str, str]) -> str | None:
    """The destination this page belongs to: of its own package, with the longest address."""
    package = f"{request.blueprint}."
    same = [endpoint for endpoint in urls if endpoint.startswith(package)]
    near = [endpoint for endpoint in same if _leads_to(urls[endpoint], request.path)]
    if near:
        return max(near, key=lambda endpoint: len(urls[endpoint]))
    return same[0] if len(same) == 1 and urls[same[0]] != "/" else None


def _leads_to(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url + "/"))


def _me() -> Me | None:
    me = who()
    if me.kind not in (Kind.STAFF, Kind.RESIDENT):
        return None
    duty = me.duty
    role = str(ROLE_LABELS[duty.role]) if duty else ""
    place = region(duty.region).label() if duty else ""
    staff = me.kind is Kind.STAFF
    return Me(
        me.name, role, place, staff, int(me.level), url_for("identity.sign_out"),
        url_for("identity.duties") if staff else None,
    )  # fmt: skip


def _sees(field: str) -> bool:
    """For templates: may whoever is here see that class of fields (the table of levels)?"""
    me = who()
    return me.kind is Kind.RESIDENT and may_see(me.level, Field(field))


def install(app: Flask, house: tuple[Package, ...]) -> None:
    """Give every page ``g.nav``, ``g.nav_more`` and ``g.me`` (once per request)."""
    items = tuple(item for package in house for item in package.nav)
    app.jinja_env.globals["sees"] = _sees

    @app.context_processor
    def frame() -> dict[str, Any]:
        if "nav" not in g:
            g.nav, g.nav_more = _links(items)
            g.me = _me()
            demo = current_app.extensions.get("anju.demo_strip")
            g.demo = demo() if demo else None
        return {}
