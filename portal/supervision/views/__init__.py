"""Pages of supervision."""

from flask import Blueprint

blueprint = Blueprint("supervision", __name__)
