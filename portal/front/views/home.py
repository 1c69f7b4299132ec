"""The public home."""

from __future__ import annotations

from flask import render_template

from portal.front.access import Permission
from portal.front.home import figures, news
from portal.front.views import bp
from portal.kernel.demo import legal_today
from portal.kernel.web.doors import needs


@bp.get("/")
@needs(Permission.HOME)
def home() -> str:
    """Take everyone to their question."""
    today = legal_today()
    return render_template("front/home.html", figures=figures(today), news=news(today))
