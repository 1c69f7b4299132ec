"""The look of every page: templates, filters, and the wiring of the other modules of this package.

Layouts read ``g.nav`` (objects with label, url, current), ``g.me`` (name, role_label, is_staff,
level), ``g.demo`` (today, next_day, next_deadline, who and their addresses) and
``g.place_name``; each may be absent.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import segno
from flask import Flask, current_app, g, request, session, url_for
from flask_babel import lazy_gettext as _l
from jinja2 import BaseLoader, ChoiceLoader, PackageLoader, PrefixLoader
from markupsafe import Markup

from portal.kernel.web.assets import init_assets
from portal.kernel.web.errorpages import init_error_pages
from portal.kernel.web.figures import FILTERS
from portal.kernel.web.headers import init_headers
from portal.kernel.web.preferences import preferences
from portal.kernel.web.words import ROOT, init_words

STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"


def _loader(present: BaseLoader | None) -> ChoiceLoader:
    """Put the govuk macros beside the house's templates, under their own prefix."""
    own = [present] if present is not None else []
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    return ChoiceLoader([*own, macros])


def here() -> str:
    """Return the address under which the visitor may open this page again.

    The answer to a form stands in for the page the form was on, whose address the browser
    tells; the form's own address often takes nothing but forms.
    """
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    came = urlsplit(request.referrer or "")
    return came._replace(scheme="", netloc="").geturl() if came.netloc == request.host else "/"


def _page_facts() -> dict[str, Any]:
    """What each layout may ask for without a view having to say it."""
    return {"large": bool(session.get("large")), "here": here()}


def sign_out_url() -> str | None:
    """Return where "sign out" posts to: ``g.me.sign_out_url``, else identity's route."""
    given: str | None = getattr(g.get("me"), "sign_out_url", None)
    if given is None and "identity.sign_out" in current_app.view_functions:
        return url_for("identity.sign_out")
    return given


def qr_svg(text: str) -> Markup:
    """Draw a QR code as inline SVG that scales with its box; no style of its own."""
    drawn = segno.make(text, error="m", micro=False)
    # Made here from squares only; nothing of the text becomes markup.
    return Markup(drawn.svg_inline(omitsize=True, svgclass=None, lineclass=None, border=1))  # noqa: S704


def static_folder() -> Path:
    """Return the folder of the compiled assets, for ``Flask(static_folder=...)``."""
    return STATIC


def template_folder() -> Path:
    """Return the folder of the templates; pass it to ``Flask(template_folder=...)``."""
    return TEMPLATES


def init_look(app: Flask) -> None:
    """Give an app its look: templates, words, assets, headers, preferences, error pages.

    Settings: ``HOTLINE`` (default 12345), ``PLACE_NAME`` (beside the wordmark), ``OFFICE``
    (who runs the site), ``HSTS``. Call it once, before the first request.
    """
    app.config.setdefault("HOTLINE", "12345")
    app.config.setdefault("PLACE_NAME", _l("Public rental housing"))
    app.config.setdefault("OFFICE", None)
    app.jinja_loader = _loader(app.jinja_loader)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.filters["qr_svg"] = qr_svg
    app.jinja_env.globals.setdefault("csrf_token", lambda: "")
    app.jinja_env.globals["sign_out_url"] = sign_out_url
    app.jinja_env.globals["new_token"] = lambda: secrets.token_urlsafe(18)
    app.context_processor(_page_facts)
    init_words(app)
    init_assets(app)
    init_headers(app)
    init_error_pages(app)
    app.register_blueprint(preferences)
