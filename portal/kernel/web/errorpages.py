"""The pages of what goes wrong: one table from error to status and page; packages bring words.

A page that may not be seen and a page that does not exist look the same. Nothing personal, no
stack and no code name is ever shown.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Flask, Response, abort, current_app, g, make_response, render_template, request
from flask_babel import gettext, lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal.kernel.act import Kind
from portal.kernel.errors import HouseError, NotYours
from portal.kernel.journal import note_attempt
from portal.kernel.web.doors import act, who
from portal.kernel.web.figures import day, moment
from portal.kernel.web.kernel_words import KERNEL_WORDS

# str-like on purpose: Flask-Babel's LazyString, or a plain str in tests.
Words = Any

WORDS: dict[str, Words] = dict(KERNEL_WORDS)

PAGES: dict[int, str] = {
    400: "errors/refused.html",
    403: "errors/missing.html",
    404: "errors/missing.html",
    405: "errors/missing.html",
    409: "errors/conflict.html",
    413: "errors/refused.html",
    422: "errors/refused.html",
    429: "errors/too_many.html",
    500: "errors/broken.html",
    503: "errors/unavailable.html",
}
_HTTP_WORDS: dict[int, Words] = {
    400: lazy_gettext("We could not read what was sent. Please go back and try again."),
    413: lazy_gettext(
        "This file is too large. Please choose a smaller one or take the photo again."
    ),
}


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def register_words(words: Mapping[str, Words]) -> None:
    """Say what the error codes of a package mean: ``{"applications.closed": _l("…")}``.

    Blanks such as ``%(days)s`` are filled from the error's facts. Raises ValueError when
    a code is already spoken for with other words.
    """
    for code, text in words.items():
        if code in WORDS and WORDS[code] != text:
            raise ValueError(f"{code} has words already")
        WORDS[code] = text


def _said(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else value


def explain(code: str, **facts: Any) -> str:
    """Return the words for an error code in the page's language, its blanks filled.

    Days and moments among the facts are written the way the page writes them. A code
    nobody registered gets one general sentence and a line in the log.
    """
    words = WORDS.get(code)
    if words is None:
        current_app.logger.error("no words for error code %s", code)
        return str(gettext("This cannot be done now. Ask at a window or call us if you need it."))
    filled = _Facts({name: _said(value) for name, value in facts.items()})
    return str(words) % filled if filled or "%(" in str(words) else str(words)


def _page(status: int, **facts: Any) -> Response:
    page = PAGES.get(status, PAGES[400 if status < 500 else 500])
    shown = 404 if page == PAGES[404] else status
    response = make_response(render_template(page, status=shown, **facts), shown)
    response.headers["Cache-Control"] = "no-store"
    return response


def render_error(error: HouseError) -> Response:
    """Turn an error of the house into its page and status.

    409 shows ``facts["changes"]`` (label, before, after) when given; 429 needs
    ``facts["minutes"]``, which are real and also sent as Retry-After.
    """
    if error.status == 404:
        return _page(404)
    facts = dict(error.facts)
    changes = facts.pop("changes", [])
    text = explain(error.code, **facts)
    response = _page(error.status, text=text, changes=changes, minutes=facts.get("minutes"))
    if error.status == 429 and facts.get("minutes"):
        response.headers["Retry-After"] = str(int(facts["minutes"]) * 60)
    return response


def refuse(error: HouseError) -> Response:
    """Answer an error of the house; what a signed-in person may not do is noted as an attempt."""
    if isinstance(error, NotYours) and who().kind is not Kind.VISITOR:
        note_attempt(act(), error.code, endpoint=request.endpoint or "")
    return render_error(error)


def render_http_error(error: HTTPException) -> Response:
    """Turn an error of the web framework into its page; redirects pass through."""
    status = error.code or 500
    if status < 400:
        return make_response(error.get_response())
    if isinstance(error, CSRFError):
        text = gettext("This page was open too long. Go back, reload it and try again.")
        return _page(400, text=text)
    if status >= 500 and status != 503:
        number = g.get("request_id") or secrets.token_hex(4)
        current_app.logger.error("error %s shown as number %s", status, number)
        return _page(500, number=number)
    response = _page(status, text=str(_HTTP_WORDS.get(status, _HTTP_WORDS[400])), minutes=None)
    if status == 429 and isinstance(getattr(error, "retry_after", None), int):
        response.headers["Retry-After"] = str(error.retry_after)  # type: ignore[attr-defined]
    return response


def _readable() -> None:
    # Nobody types a NUL, and PostgreSQL keeps none: refused here, not by each query. What partners
    # sign is theirs to read byte by byte, and nothing of it may be read before.
    if request.blueprint == "partners":
        return
    sent = [request.path, *(text for pair in request.values.items(multi=True) for text in pair)]
    if any("\0" in text for text in sent):
        abort(400)


def init_error_pages(app: Flask) -> None:
    """Register the pages for errors of the house and of the framework."""
    app.before_request(_readable)
    app.register_error_handler(HouseError, render_error)
    app.register_error_handler(HTTPException, render_http_error)
