"""Pages of the register of homes."""

from flask import Blueprint

blueprint = Blueprint("housing", __name__)

from portal.housing.views import casework as casework  # noqa: E402
from portal.housing.views import public as public  # noqa: E402
