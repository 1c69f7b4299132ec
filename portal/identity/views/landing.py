"""Where somebody goes after signing in."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from portal.kernel.act import Duty, Role
from portal.kernel.web.preferences import safe_next

_FIRST_PAGE: dict[Role, str] = {
    Role.WINDOW_CLERK: "/desk/window",
    Role.FINANCE_MAKER: "/money",
    Role.FINANCE_APPROVER: "/money",
    Role.ENFORCEMENT: "/credit",
    Role.LEGAL_REVIEWER: "/credit",
    Role.DECISION_MAKER: "/credit",
    Role.CREDIT_OFFICER: "/credit",
    Role.AUDITOR: "/audit",
    Role.AUDIT_ADMIN: "/audit",
    Role.REGION_SUPERVISOR: "/region",
    Role.OPERATOR: "/op",
    Role.SYSTEM_ADMIN: "/admin/people",
    Role.SECURITY_ADMIN: "/admin/duties",
}


def exists(path: str) -> bool:
    """Does this house have a page at that path?"""
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return False
    try:
        adapter.match(path, method="GET")
    except HTTPException:
        return False
    return True


def wanted() -> str:
    """The page somebody wanted before they were asked to sign in, else an empty string."""
    target = safe_next(request.args.get("next"))
    return "" if target == "/" else target


def first_page(duty: Duty | None) -> str:
    """The first page of a duty; the list of duties for someone without."""
    if duty is None:
        return "/staff/duties"
    path = _FIRST_PAGE.get(duty.role, "/desk")
    return path if exists(path) else "/staff/duties"


def home_of_resident() -> str:
    """A resident's own page."""
    return "/my" if exists("/my") else "/my/settings"
