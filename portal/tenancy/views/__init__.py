"""Pages of leases and rent."""

from flask import Blueprint

from portal.kernel.web.amounts import month_words

blueprint = Blueprint("tenancy", __name__)
blueprint.add_app_template_filter(month_words, "month_words")

from portal.tenancy.views import casework as casework  # noqa: E402
from portal.tenancy.views import resident as resident  # noqa: E402
