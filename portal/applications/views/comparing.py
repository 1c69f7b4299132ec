"""Files with something in common: the list, the files beside each other, and the finding."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.applications.codes import DuplicateState, Ground, Permission
from portal.applications.forms.casework import ComparedForm
from portal.applications.review import comparing, duplicates
from portal.applications.review.comparing import Files, open_set
from portal.applications.views import bp
from portal.applications.views.casework import duty
from portal.kernel.access import allowed
from portal.kernel.act import Act
from portal.kernel.database import new_uid
from portal.kernel.regions import region
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.forms import perform

GROUND_WORDS = {
    Ground.PERSON: _l("The same person stands in each file."),
    Ground.BENEFIT: _l("The same person has a home or subsidy in one city and asks in another."),
    Ground.NAMESAKE: _l("One name and day of birth, with different ID numbers."),
    Ground.PHONE: _l("The applicants are reached at one phone number."),
    Ground.ACCOUNT: _l("The subsidies are paid into one account."),
}
STATE_WORDS = {
    DuplicateState.OPEN: _l("To compare"), DuplicateState.SAME: _l("The same person twice"),
    DuplicateState.DIFFERENT: _l("Different people"),
    DuplicateState.HELPER: _l("A helper's phone or account"),
    DuplicateState.OVER: _l("Closed by itself"),
}  # fmt: skip


@bp.get("/desk/duplicates")
@needs(Permission.SEE_DUPLICATES)
def duplicate_sets() -> str:
    """What waits to be compared in my region, oldest first."""
    page = comparing.waiting(duty(), request.args.get("after", ""))
    return render_template(
        "applications/casework/duplicates.html", page=page, grounds=GROUND_WORDS, place=region,
        next_url=url_for("applications.duplicate_sets", after=page.next) if page.next else None,
        first_url=url_for("applications.duplicate_sets") if request.args.get("after") else None,
    )  # fmt: skip


def _page(found: Files, form: ComparedForm) -> str:
    return render_template(
        "applications/casework/duplicate.html", found=found, form=form, token=new_uid(),
        side=comparing.side_by_side(found, who(), act().on), place=region,
        ground=GROUND_WORDS[Ground(found.ground)], states=STATE_WORDS,
        may_settle=allowed(who(), Permission.SETTLE_DUPLICATE, found),
    )  # fmt: skip


@bp.get("/desk/duplicates/<uid>")
@needs(Permission.SEE_DUPLICATES, of=open_set, looks="file")
def duplicate_set(found: Files) -> str:
    """The files beside each other, names covered."""
    return _page(found, ComparedForm(data={"version": found.version}))


@bp.post("/desk/duplicates/<uid>")
@needs(Permission.SETTLE_DUPLICATE, of=open_set)
def settle_duplicate(found: Files) -> Any:
    """The same, different, or a helper's; signed with the reason."""
    form, uid = ComparedForm(), found.uid

    def verb(deed: Act) -> None:
        duplicates.settle(
            deed, set_uid=uid, verb=form.outcome.data, text=form.text.data or "",
            version=int(form.version.data or 0),
        )  # fmt: skip
        flash(_("Signed. Thank you."), "good")

    return perform(
        form,
        verb,
        to=url_for("applications.duplicate_sets"),
        page=lambda f: _page(open_set(uid), f),
    )
