"""Pages of credit: officers' queue and cases, a resident's own page."""

from flask import Blueprint

blueprint = Blueprint("credit", __name__)

from portal.credit.views import casework as casework  # noqa: E402
from portal.credit.views import resident as resident  # noqa: E402
