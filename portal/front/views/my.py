"""The resident's own page; it changes with the stage."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for

from portal.applications import unproven_of
from portal.front.access import Permission
from portal.front.mine import overview
from portal.front.views import bp
from portal.identity import assured_level, platform_open
from portal.kernel.demo import legal_today
from portal.kernel.levels import PROVEN, Level
from portal.kernel.web.doors import needs, who


@bp.get("/my")
@needs(Permission.MY)
def my() -> Any:
    """Where do I stand, what must I do."""
    me = who()
    if me.level < PROVEN:
        # Of all that goes by this name, only the application this visit is about is theirs.
        return redirect(url_for("applications.mine"))
    return render_template(
        "front/my.html",
        mine=overview(me.uid, legal_today()),
        proven=me.level >= Level.I2,
        # Seen at a window since this visit began: only a fresh sign-in carries the higher level.
        seen=assured_level(me.uid) >= Level.I2,
        typed=bool(unproven_of(me.uid)),
        platform=platform_open(),
    )
