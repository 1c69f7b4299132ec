"""For chiefs: what is late, where and with whom; and what other offices asked to verify."""

from __future__ import annotations

from flask import render_template

from portal.applications.codes import Permission
from portal.applications.review.entrust import entrusted_to
from portal.applications.review.late import what_is_late
from portal.applications.views import bp
from portal.applications.views.casework import address, duty
from portal.kernel.web.doors import act, needs


@bp.get("/desk/late")
@needs(Permission.SEE_LATE)
def late() -> str:
    """What is late in my region."""
    return render_template(
        "applications/casework/late.html", late=what_is_late(duty(), act().on), address=address
    )


@bp.get("/desk/entrusted")
@needs(Permission.SEE_CASELOAD)
def entrusted() -> str:
    """What other desks asked this office to verify: the questions, then the last answers."""
    return render_template(
        "applications/casework/entrusted.html", rows=entrusted_to(duty(), act().on)
    )
