"""Pages of the register of persons."""

from flask import Blueprint

blueprint = Blueprint("households", __name__)

from portal.households.views import casework as casework  # noqa: E402
