"""What stands around every page: whose service it is, and the links at its foot."""

from __future__ import annotations

from typing import Any

from flask import g, url_for
from flask_babel import gettext as _

from portal.front.home import city
from portal.front.views import bp
from portal.kernel.act import Kind
from portal.kernel.regions import region
from portal.kernel.web.doors import who
from portal.kernel.web.navigation import Link


def _footer() -> list[Link]:
    links = [
        (_("Windows and helpers"), "front.windows"),
        (_("Is this letter real?"), "notifications.verify"),
        (_("The rules"), "front.rules"),
        (_("Data and how it is worked out"), "open_data.data"),
    ]
    if who().kind is Kind.RESIDENT:
        links.insert(0, (_("Who has seen my file"), "audit.who_looked"))
    return [Link(label, url_for(endpoint), False) for label, endpoint in links]


@bp.app_context_processor
def frame() -> dict[str, Any]:
    """Names and links of the frame, worked out once a request."""
    if "footer" not in g:
        place = region(city()).label()
        g.place_name = _("%(place)s public rental housing", place=place)
        g.office = _("%(place)s housing security centre", place=place)
        g.footer = _footer()
    return {}
