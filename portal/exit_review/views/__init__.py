"""Pages of re-checks: the desk's queue, one re-check, a household's own page."""

from flask import Blueprint

blueprint = Blueprint("exit_review", __name__)

from portal.exit_review.views import casework as casework  # noqa: E402
from portal.exit_review.views import resident as resident  # noqa: E402
