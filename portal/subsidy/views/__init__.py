"""Pages of subsidies: the household's, the money desk's."""

from flask import Blueprint

from portal.kernel.web.amounts import month_words

blueprint = Blueprint("subsidy", __name__)
blueprint.add_app_template_filter(month_words, "month_words")

from portal.subsidy.views import agreements as agreements  # noqa: E402
from portal.subsidy.views import money as money  # noqa: E402
from portal.subsidy.views import recoveries as recoveries  # noqa: E402
from portal.subsidy.views import resident as resident  # noqa: E402
