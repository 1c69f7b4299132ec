"""The connectors page: which departments answer, and on what ground they are asked."""

from __future__ import annotations

from typing import cast

from flask import current_app, render_template

from portal.applications import silence_words
from portal.exchange.codes import Permission
from portal.exchange.connectors import connectors
from portal.exchange.departments import HttpFactSource
from portal.exchange.views import blueprint
from portal.kernel.web.doors import act, desk_city, needs


@blueprint.get("/desk/connectors")
@needs(Permission.CONNECTORS)
def connectors_page() -> str:
    """Who answers, who does not, and why each is asked."""
    source = cast(HttpFactSource, current_app.extensions["anju.facts"])
    resting = {each.value for each in source.resting()}
    return render_template(
        "exchange/connectors.html",
        rows=connectors(desk_city(), act().on, act().at, resting),
        silence_words=silence_words,
    )
