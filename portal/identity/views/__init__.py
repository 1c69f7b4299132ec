"""Pages of signing in, of one's own settings, and of the administrators."""

from flask import Blueprint

bp = Blueprint("identity", __name__)
