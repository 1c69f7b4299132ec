"""Recoveries: proposed by one, confirmed by another, paid back; and a household's own page."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from portal import credit
from portal.identity import needs_step_up
from portal.kernel.access import allowed
from portal.kernel.directory import people, person_name, staff_names
from portal.kernel.errors import Missing
from portal.kernel.money import yuan_text
from portal.kernel.payloads import text_of
from portal.kernel.policy import rulebook
from portal.kernel.web.amounts import month_words
from portal.kernel.web.deeds import Deed, post_deeds
from portal.kernel.web.doors import act, desk_region, needs, who
from portal.kernel.web.fields import VersionForm
from portal.kernel.web.forms import perform
from portal.subsidy import recovered, words
from portal.subsidy.codes import Permission, RecoveryState
from portal.subsidy.forms import ReasonForm, RecoveryForm, RepaymentForm, recovery_form
from portal.subsidy.queries import Agreement, agreement_row
from portal.subsidy.recovered import Recovery, recovery_row
from portal.subsidy.services.recovering import (
    confirm_recovery,
    propose_recovery,
    reject_recovery,
    revoke_recovery,
    take_repayment,
)
from portal.subsidy.views import blueprint


def of_recovery(uid: str) -> Recovery:
    """The recovery of the URL."""
    return recovery_row(uid)


def of_agreement(uid: str) -> Agreement:
    """The agreement of the URL."""
    return agreement_row(uid)


def _grounds(city: str) -> dict[str, str]:
    name = "name_en" if str(get_locale()) == "en" else "name"
    rows = rulebook(city, on=act().on).rows("subsidy.recovery_grounds")
    return {row["code"]: str(row[name]) for row in rows}


@blueprint.get("/money/recoveries")
@needs(Permission.SEE_RECOVERIES)
def recoveries() -> str:
    """Recoveries of one's region, the newest first."""
    chosen = request.args.get("state") or None
    rows = recovered.recoveries_in(desk_region(), chosen if chosen in set(RecoveryState) else None)
    return render_template(
        "subsidy/recoveries.html", rows=rows, chosen=chosen, states=words.RECOVERY_STATES,
        names=people(row.person_uid for row in rows), ways=words.WAYS,
        open={row.uid: recovered.open_of(row) for row in rows}, today=act().on,
        seg_items=[
            {
                "label": words.RECOVERY_STATES[state.value][1],
                "url": url_for("subsidy.recoveries", state=state.value),
                "current": chosen == state.value,
            }
            for state in RecoveryState
        ],
    )  # fmt: skip


def _form(agreement: Agreement) -> RecoveryForm:
    months = [
        (payment.uid, month_words(payment.month), _("Paid: %(fen)s yuan", fen=yuan_text(worth)))
        for payment, worth in recovered.recoverable(agreement.uid)
    ]
    return recovery_form(months, list(_grounds(agreement.city).items()))


def _propose_page(agreement: Agreement, form: RecoveryForm) -> str:
    return render_template(
        "subsidy/recover.html", agreement=agreement, form=form,
        name=person_name(agreement.person_uid),
        months=[field for field in form if field.type == "MoneyField"],
        limit=rulebook(agreement.city, on=act().on).value("subsidy.set_off_max"),
    )  # fmt: skip


@blueprint.get("/money/agreements/<uid>/recover")
@needs(Permission.PROPOSE_RECOVERY, of=of_agreement, looks="agreement")
def ask_recover(agreement: Agreement) -> str:
    """Which months were too much, and why."""
    return _propose_page(agreement, _form(agreement))


@blueprint.post("/money/agreements/<uid>/recover")
@needs(Permission.PROPOSE_RECOVERY, of=of_agreement)
def recover(agreement: Agreement) -> Any:
    """Hand the proposal to a second person."""
    form = _form(agreement)
    return perform(
        form,
        lambda deed: propose_recovery(
            deed, agreement_uid=agreement.uid, months=form.amounts(),
            ground=form.ground.data or "", way=form.way.data or "", text=form.text.data or "",
        ),
        to=lambda made: url_for("subsidy.recovery", uid=made.uid),
        page=lambda again: _propose_page(agreement, again),
    )  # fmt: skip


def _shown(row: Recovery) -> dict[str, Any]:
    """What both the desk and the household see of a recovery."""
    return {
        "recovery": row,
        "ground": _grounds(row.city).get(row.ground, row.ground),
        "text": text_of(row.reasons_uid),
        "ways": words.WAYS,
        "tag": words.RECOVERY_STATES[str(row.state)],
        "open": recovered.open_of(row),
        "set_offs": recovered.set_offs_for(row.uid),
        "repayments": recovered.repayments_of(row.uid),
        "payment_states": words.PAYMENT_STATES,
        "limit": rulebook(row.city, on=act().on).value("subsidy.set_off_max"),
        "remedies": credit.remedy_rows(row.city, row.decided_on)
        if row.decided_on and row.state in (RecoveryState.CONFIRMED, RecoveryState.SETTLED)
        else [],
    }


def _page(row: Recovery, **forms: Any) -> str:
    me = who()
    given = {
        "reject": ReasonForm(formdata=None),
        "revoke": ReasonForm(formdata=None),
        "repayment": RepaymentForm(formdata=None),
        **forms,
    }
    return render_template(
        "subsidy/recovery.html",
        **_shown(row),
        name=person_name(row.person_uid),
        staff=staff_names(uid for uid in (row.proposed_by, row.decided_by) if uid),
        me=me,
        may={verb.value: allowed(me, verb, row) for verb in Permission},
        forms=given,
        problems=[p for form in forms.values() for p in form.problems],
        today=act().on,
    )


@blueprint.get("/money/recoveries/<uid>")
@needs(Permission.SEE_RECOVERIES, of=of_recovery, looks="recovery")
def recovery(row: Recovery) -> str:
    """One recovery: months, ground, who proposed, who confirms, what came back."""
    return _page(row)


DEEDS = {
    "confirm": Deed(
        Permission.CONFIRM_RECOVERY, VersionForm,
        lambda act, row, form: confirm_recovery(act, recovery_uid=row.uid, version=form.shown),
        done=lambda _row: _("Confirmed. The household is told, with its remedies."),
        inner=needs_step_up,
    ),
    "reject": Deed(
        Permission.CONFIRM_RECOVERY, ReasonForm,
        lambda act, row, form: reject_recovery(
            act, recovery_uid=row.uid, version=form.shown, reason=form.reason.data or ""
        ),
    ),
    "revoke": Deed(
        Permission.REVOKE_RECOVERY, ReasonForm,
        lambda act, row, form: revoke_recovery(
            act, recovery_uid=row.uid, version=form.shown, reason=form.reason.data or ""
        ),
        inner=needs_step_up,
    ),
    "repayment": Deed(
        Permission.TAKE_REPAYMENT, RepaymentForm,
        lambda act, row, form: take_repayment(
            act, recovery_uid=row.uid, fen=form.amount.data or 0, method=form.method.data or ""
        ),
        done=lambda made: _("Receipt %(number)s.", number=made.receipt),
    ),
}  # fmt: skip

post_deeds(
    blueprint, "/money/recoveries/<uid>", "recovery", DEEDS, of=of_recovery,
    to=lambda row: url_for("subsidy.recovery", uid=row.uid),
    page=lambda row, segment, form: _page(row, **{segment: form}),
)  # fmt: skip


@blueprint.get("/my/subsidy/recoveries/<uid>")
@needs(Permission.SEE_OWN_AGREEMENT, of=of_recovery)
def my_recovery(row: Recovery) -> str:
    """What was paid too much, why, how it comes back, and what one can do about it."""
    if row.state not in recovered.TOLD:
        raise Missing("recovery")
    return render_template("subsidy/my_recovery.html", **_shown(row))
