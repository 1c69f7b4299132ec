"""The last waiver: the household may say why, a person decides whether it stays on the list."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from portal import credit, housing
from portal.allocation import waivers
from portal.allocation.codes import WAIVERS, Permission, WaiverState
from portal.allocation.forms import ExcuseForm, RemovalForm, SayForm
from portal.allocation.machine import WAIVER
from portal.allocation.queries import (
    WaiverReview,
    given_up_offers,
    waiver_row,
    waivers_in,
)
from portal.allocation.reading import offer_tag
from portal.allocation.views import bp
from portal.allocation.words import WAIVE_REASONS, WAIVER_STATES
from portal.households import people_names
from portal.kernel.access import allowed
from portal.kernel.deadlines import running
from portal.kernel.directory import staff_names
from portal.kernel.payloads import text_of
from portal.kernel.web.deeds import Deed, post_deeds
from portal.kernel.web.doors import act, desk_region, needs, who
from portal.kernel.web.errorpages import explain
from portal.kernel.web.forms import perform


@bp.get("/desk/waivers")
@needs(Permission.SEE_WAIVERS)
def desk_waivers() -> Any:
    """Households of which a person has to decide, the longest waiting first."""
    every = request.args.get("all") == "1"
    rows = waivers_in(desk_region(), only_open=not every)
    return render_template(
        "allocation/desk_waivers.html", rows=rows, every=every, states=WAIVER_STATES,
        names=people_names({row.person_uid for row in rows}), today=act().on,
        due={row.uid: running(WAIVERS, row.uid) for row in rows},
    )  # fmt: skip


def _page(row: WaiverReview, **forms: Any) -> Any:
    offers = given_up_offers(row.entry_uid)
    refusal = WAIVER.refusal(row, "sign_removal", act()) if row.state == WaiverState.OPEN else None
    return render_template(
        "allocation/desk_waiver.html", row=row, offers=offers, offer_tag=offer_tag,
        homes=housing.units([offer.unit_uid for offer in offers]), reasons=WAIVE_REASONS,
        name=people_names([row.person_uid]).get(row.person_uid, ""), states=WAIVER_STATES,
        statement=text_of(row.statement_uid), decision=text_of(row.reasons_uid),
        by=staff_names([row.decided_by]) if row.decided_by else {}, due=running(WAIVERS, row.uid),
        blocked=explain(refusal) if refusal else "",
        may_decide=row.state == WaiverState.OPEN
        and allowed(who(), Permission.DECIDE_WAIVERS, row),
        forms={
            "remove": RemovalForm(formdata=None), "excuse": ExcuseForm(formdata=None), **forms
        },
        problems=[p for form in forms.values() for p in form.problems],
    )  # fmt: skip


@bp.get("/desk/waivers/<uid>")
@needs(Permission.SEE_WAIVERS, of=waiver_row, looks="allocation_waiver")
def desk_waiver(row: WaiverReview) -> Any:
    """One household: what it gave up, what it says, and the decision."""
    return _page(row)


DEEDS = {
    "remove": Deed(
        Permission.DECIDE_WAIVERS, RemovalForm,
        lambda act, row, form: waivers.sign_removal(
            act, review_uid=row.uid, version=form.shown, text=form.grounds.data or ""
        ),
        lambda _row: _("Signed. The household is told, with its remedies."),
    ),
    "excuse": Deed(
        Permission.DECIDE_WAIVERS, ExcuseForm,
        lambda act, row, form: waivers.excuse(
            act, review_uid=row.uid, version=form.shown, text=form.text.data or ""
        ),
        lambda _row: _("Excused. The household waits on at its place and is told."),
    ),
}  # fmt: skip

post_deeds(
    bp, "/desk/waivers/<uid>", "waiver", DEEDS, of=waiver_row,
    to=lambda row: url_for("allocation.desk_waiver", uid=row.uid),
    page=lambda row, segment, form: _page(row, **{segment: form}),
)  # fmt: skip


def _mine(row: WaiverReview, form: SayForm) -> Any:
    decided = row.decided_on if row.state == WaiverState.REMOVED else None
    return render_template(
        "allocation/my_waiver.html", row=row, form=form, state=WAIVER_STATES[row.state],
        statement=text_of(row.statement_uid), decision=text_of(row.reasons_uid),
        due=running(WAIVERS, row.uid),
        remedies=credit.remedy_rows(row.city, decided) if decided else [],
    )  # fmt: skip


@bp.get("/my/waiver/<uid>")
@needs(Permission.EXPLAIN_WAIVERS, of=waiver_row)
def my_waiver(row: WaiverReview) -> Any:
    """What is decided about, what one may say, what was decided and how to contest it."""
    return _mine(row, SayForm())


@bp.post("/my/waiver/<uid>")
@needs(Permission.EXPLAIN_WAIVERS, of=waiver_row)
def say_why(row: WaiverReview) -> Any:
    """Say why the homes were given up, before a person decides."""
    form = SayForm()

    def tell(act: Any) -> Any:
        flash(_("Thank you. The person who decides reads this."), "good")
        return waivers.explain(act, review_uid=row.uid, text=form.text.data or "")

    return perform(
        form, tell, to=url_for("allocation.my_waiver", uid=row.uid),
        page=lambda form: _mine(row, form),
    )  # fmt: skip
