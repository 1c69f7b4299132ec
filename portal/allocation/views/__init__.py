"""Pages of allocation, on one blueprint."""

from flask import Blueprint

bp = Blueprint("allocation", __name__)
