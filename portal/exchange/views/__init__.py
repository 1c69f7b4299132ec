"""Two doors: one for departments, without session or form token, and the desk's."""

from flask import Blueprint

partners = Blueprint("partners", __name__, url_prefix="/exchange/v1")
"""What partners send us: a signature instead of a session."""

blueprint = Blueprint("exchange", __name__)
"""The desk's pages."""
