"""The counter's pages of agreements: check, change of account, pause, stop."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from portal.kernel.access import allowed
from portal.kernel.act import Act
from portal.kernel.directory import people, staff_names
from portal.kernel.errors import Missing
from portal.kernel.web.amounts import working_rows
from portal.kernel.web.deeds import Deed, post_deeds
from portal.kernel.web.doors import desk_city, desk_region, needs, who
from portal.kernel.web.fields import VersionForm
from portal.kernel.workings import read_lines
from portal.subsidy import words
from portal.subsidy.codes import Permission, State
from portal.subsidy.forms import PayeeForm, StopForm, SuspendForm
from portal.subsidy.queries import (
    Agreement,
    agreement_row,
    agreements_in,
    asked_payee,
    asked_payees,
    current_payee,
    newest_terms,
    payments_of,
)
from portal.subsidy.recovered import recoveries_of
from portal.subsidy.services.agreements import activate, resume, stop, suspend
from portal.subsidy.services.payees import confirm_payee
from portal.subsidy.views import blueprint


def of_agreement(uid: str) -> Agreement:
    """The agreement of the URL."""
    return agreement_row(uid)


@blueprint.get("/money/agreements")
@needs(Permission.SEE_AGREEMENTS)
def agreements() -> str:
    """All agreements of one's region, by state."""
    chosen = request.args.get("state") or None
    rows = agreements_in(desk_region(), chosen if chosen in set(State) else None)
    return render_template(
        "subsidy/agreements.html",
        agreements=rows,
        chosen=chosen,
        states=words.DESK_AGREEMENT_STATES,
        names=people(row.person_uid for row in rows),
        asked={payee.agreement_uid for payee in asked_payees(desk_city())},
        fen={row.uid: newest_terms(row.uid).fen for row in rows},
        seg_items=[
            {
                "label": words.DESK_AGREEMENT_STATES[state.value][1],
                "url": url_for("subsidy.agreements", state=state.value),
                "current": chosen == state.value,
            }
            for state in State
        ],
    )


def _page(agreement: Agreement, **forms: Any) -> str:
    me, terms = who(), newest_terms(agreement.uid)
    given = {
        "account": PayeeForm(formdata=None),
        "suspend": SuspendForm(formdata=None),
        "stop": StopForm(formdata=None),
        **forms,
    }
    return render_template(
        "subsidy/agreement_file.html",
        agreement=agreement,
        terms=terms,
        basis=terms.basis,
        rows=working_rows(read_lines(terms.working), words.LINES),
        tag=words.DESK_AGREEMENT_STATES[str(agreement.state)],
        names=people(agreement.people),
        staff=staff_names({agreement.checked_by} - {None}),  # type: ignore[arg-type]
        payee=current_payee(agreement.uid),
        asked=asked_payee(agreement.uid),
        payments=payments_of(agreement.uid)[:12],
        payment_states=words.PAYMENT_STATES,
        recoveries=recoveries_of(agreement.uid),
        recovery_states=words.RECOVERY_STATES,
        stop_reasons=words.STOP_REASONS,
        forms=given,
        problems=[p for form in forms.values() for p in form.problems],
        may={verb.value: allowed(me, verb, agreement) for verb in Permission},
    )


@blueprint.get("/money/agreements/<uid>")
@needs(Permission.SEE_AGREEMENT, of=of_agreement, looks="agreement")
def agreement_file(agreement: Agreement) -> str:
    """One agreement, and what can be done now."""
    return _page(agreement)


def _answer_payee(act: Act, agreement: Agreement, form: Any) -> Any:
    asked = asked_payee(agreement.uid)
    if asked is None:
        raise Missing("payee")
    return confirm_payee(act, payee_uid=asked.uid, accept=form.answer.data == "accept")


DEEDS = {
    "activate": Deed(
        Permission.ACTIVATE, VersionForm,
        lambda act, agreement, form: activate(
            act, agreement_uid=agreement.uid, version=form.shown
        ),
    ),
    "account": Deed(Permission.CONFIRM_PAYEE, PayeeForm, _answer_payee),
    "suspend": Deed(
        Permission.SUSPEND, SuspendForm,
        lambda act, agreement, form: suspend(
            act, agreement_uid=agreement.uid, reason=form.why.data or ""
        ),
    ),
    "resume": Deed(
        Permission.SUSPEND, VersionForm,
        lambda act, agreement, form: resume(act, agreement_uid=agreement.uid),
    ),
    "stop": Deed(
        Permission.STOP, StopForm,
        lambda act, agreement, form: stop(
            act, household_uid=agreement.household_uid, reason=form.reason.data or ""
        ),
    ),
}  # fmt: skip

post_deeds(
    blueprint, "/money/agreements/<uid>", "agreement", DEEDS, of=of_agreement,
    to=lambda agreement: url_for("subsidy.agreement_file", uid=agreement.uid),
    page=lambda agreement, segment, form: _page(agreement, **{segment: form}),
)  # fmt: skip
