"""Language and text size: two buttons on every page, kept in the signed session cookie."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, session
from werkzeug.wrappers import Response

LANGUAGES = ("zh_Hans_CN", "en")

preferences = Blueprint("preferences", __name__, url_prefix="/preferences")


def safe_next(target: str | None) -> str:
    """Return ``target`` when it is a path on this site, else ``/``.

    A path starts with exactly one slash; backslashes and control characters, which browsers
    may read as a second slash, are refused.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return "/"
    if "\\" in target or any(ord(mark) < 33 for mark in target):
        return "/"
    return target


@preferences.post("/language")
def choose_language() -> Response:
    """Remember the language of the pages; 400 for one we do not speak."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        abort(400)
    session["language"] = language
    return redirect(safe_next(request.form.get("next")), 303)


@preferences.post("/size")
def choose_size() -> Response:
    """Remember large or normal text; 400 for anything else."""
    size = request.form.get("size", "")
    if size not in ("large", "normal"):
        abort(400)
    session["large"] = size == "large"
    return redirect(safe_next(request.form.get("next")), 303)
