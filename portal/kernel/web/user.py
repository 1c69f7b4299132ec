"""Flask-Login's view of who is here: it reads our visit, it keeps nothing of its own."""

from __future__ import annotations

from flask import Request
from flask_login import UserMixin

from portal.kernel.act import Kind, Who
from portal.kernel.web.doors import who


class User(UserMixin):  # type: ignore[misc]
    """``current_user``: the principal of this request."""

    def __init__(self, principal: Who) -> None:
        self.principal = principal

    def get_id(self) -> str:
        """Kind and uid."""
        return f"{self.principal.kind}:{self.principal.uid}"


def load_user(_request: Request) -> User | None:
    """The signed-in principal, or none."""
    principal = who()
    return None if principal.kind is Kind.VISITOR else User(principal)
