"""The headers every answer carries. No inline script or style, no foreign origin, no framing."""

from __future__ import annotations

from flask import Flask, Response, current_app, g, request

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
PERMISSIONS_POLICY = ", ".join(
    f"{power}=()" for power in ("geolocation", "microphone", "camera", "payment", "usb")
)
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
}


def harden(response: Response) -> Response:
    """Add the headers; a page seen while signed in is never kept by a browser or a proxy.

    A policy that the view itself set (``uploads.serve``) is stricter and stands.
    """
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        if g.get("signed_in"):
            response.headers["Cache-Control"] = "no-store"
        else:
            response.headers.setdefault("Cache-Control", "private, no-cache")
    if not current_app.debug and current_app.config.get("HSTS", True):
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def init_headers(app: Flask) -> None:
    """Harden every answer; ``HSTS = False`` in the settings is for plain HTTP."""
    app.after_request(harden)
