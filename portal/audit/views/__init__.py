"""Pages of this package."""

from flask import Blueprint

blueprint = Blueprint("audit", __name__)
