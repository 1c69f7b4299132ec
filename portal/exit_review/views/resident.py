"""A household's own page: what was found, what it means, by when, what can be done."""

from __future__ import annotations

from flask import render_template

from portal.exit_review import pages, queries
from portal.exit_review.codes import Permission
from portal.exit_review.views import blueprint
from portal.exit_review.words import KINDS, PROPOSALS, STATES
from portal.households import household_of
from portal.kernel.access import allowed
from portal.kernel.web.doors import act, needs, who


@blueprint.get("/my/review")
@needs(Permission.SEE_MY_REVIEW)
def mine() -> str:
    """The newest re-check of the person's household."""
    on, me = act().on, who()
    home = household_of(me.uid, on)
    found = queries.review_of_household(home) if home else None
    if found is None or not allowed(me, Permission.SEE_OWN, found):
        return render_template("exit_review/mine.html", review=None)
    return render_template(
        "exit_review/mine.html", review=found, state=STATES[found.state],
        kind=KINDS[found.kind], findings=pages.findings(found, me.uid),
        proposal=PROPOSALS[found.proposal] if found.proposal else "",
        due=pages.box(queries.running_due(found), on), leaving=pages.leaving(found),
        grounds=pages.ground_labels(found) if found.served_on else [],
        notice=pages.text_of(found.notice_uid) if found.served_on else "",
        rent=pages.rent_words(found), after=pages.hold_over_words(found, on),
        remedies=pages.remedies(found),
    )  # fmt: skip
