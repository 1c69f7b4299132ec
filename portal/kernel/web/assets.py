"""Addresses of static files carry a hash of their content, so browsers may keep them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

FOREVER = "public, max-age=31536000, immutable"
_known: dict[tuple[str, int, int], str] = {}


def fingerprint(file: Path) -> str:
    """Return the first 8 hex digits of the SHA-256 of a file. Raises FileNotFoundError."""
    seen = file.stat()
    key = (str(file), seen.st_mtime_ns, seen.st_size)
    if key not in _known:
        _known[key] = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
    return _known[key]


def asset(path: str) -> str:
    """Return the address of a file under static/, e.g. ``asset("css/anju.css")``.

    Raises FileNotFoundError for a file that is not there: a page must not name what we do not ship.
    """
    folder = Path(current_app.static_folder or "static")
    return url_for("static", filename=path, v=fingerprint(folder / path))


def keep_hashed(response: Response) -> Response:
    """Let browsers keep a static file for a year when the address carries its present hash."""
    if request.endpoint != "static" or response.status_code not in (200, 304):
        return response
    wanted = request.args.get("v")
    file = Path(current_app.static_folder or "static") / (request.view_args or {})["filename"]
    hashed = wanted is not None and file.is_file() and wanted == fingerprint(file)
    response.headers["Cache-Control"] = FOREVER if hashed else "no-cache"
    return response


def init_assets(app: Flask) -> None:
    """Give templates ``asset`` and static answers their lifetime."""
    app.jinja_env.globals["asset"] = asset
    app.after_request(keep_hashed)
