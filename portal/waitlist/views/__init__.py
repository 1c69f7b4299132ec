"""Pages of the waiting list, on one blueprint."""

from flask import Blueprint

bp = Blueprint("waitlist", __name__)
