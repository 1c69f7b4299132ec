"""Pages that cross packages; they own no table and no verb."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("front", __name__)
demo_bp = Blueprint("demo", __name__, url_prefix="/demo")
"""Registered in demo mode only."""
