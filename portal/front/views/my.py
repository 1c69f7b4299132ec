"""The resident's own page; it changes with the stage."""

from __future__ import annotations

from flask import current_app, render_template

from portal.front.access import Permission
from portal.front.mine import overview
from portal.front.views import bp
from portal.identity import assured_level
from portal.kernel.demo import legal_today
from portal.kernel.levels import Level
from portal.kernel.web.doors import needs, who


@bp.get("/my")
@needs(Permission.MY)
def my() -> str:
    """Where do I stand, what must I do."""
    me = who()
    return render_template(
        "front/my.html",
        mine=overview(me.uid, legal_today()),
        level=me.level,
        proven=me.level >= Level.I2,
        # Seen at a window since this visit began: only a fresh sign-in carries the higher level.
        seen=assured_level(me.uid) >= Level.I2,
        demo=current_app.config["DEMO"],
    )
