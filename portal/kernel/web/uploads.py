"""Files over the wire: more room on the routes that take them, and out again under a sandbox."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request, send_file

from portal.kernel.web.sessions import here

View = TypeVar("View", bound=Callable[..., Any])

SANDBOX = "sandbox; default-src 'none'"


def takes_files(view: View) -> View:
    """This route may be sent a file: up to ``MAX_UPLOAD_LENGTH`` bytes, by who is signed in."""
    view.__takes_files__ = True  # type: ignore[attr-defined]
    return view


def init_uploads(app: Flask) -> None:
    """Raise the limit before anybody reads the form (the CSRF check is the first to).

    What is larger than half a megabyte goes to a temporary file while it arrives.
    """
    app.url_value_preprocessor(_make_room)


def _make_room(endpoint: str | None, values: dict[str, Any] | None) -> None:
    view = current_app.view_functions.get(endpoint or "")
    if getattr(view, "__takes_files__", False) and here().visit is not None:
        request.max_content_length = current_app.config["MAX_UPLOAD_LENGTH"]


def sent(storage: Any, most: int) -> bytes:
    """What was sent, read as far as one byte more than ``most``."""
    content: bytes = storage.stream.read(most + 1)
    return content


def serve(content: bytes, *, media_type: str, name: str) -> Response:
    """A file somebody handed in: a picture to be seen in a page, all else as an attachment.

    It may do nothing: no script, no form, no origin of its own. ``name`` is ours, never theirs.
    """
    response = send_file(
        BytesIO(content), mimetype=media_type, download_name=name,
        as_attachment=not media_type.startswith("image/"), etag=False,
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
