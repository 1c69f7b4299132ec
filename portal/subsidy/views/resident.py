"""A household's own pages: what is paid, how it is worked out, the agreement, the account."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import get_locale

from portal.kernel import deadlines
from portal.kernel.access import allowed
from portal.kernel.directory import people, person_name
from portal.kernel.errors import Missing
from portal.kernel.levels import Field, may_see
from portal.kernel.policy import rulebook
from portal.kernel.web.amounts import working_rows
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.forms import perform
from portal.kernel.workings import read_lines
from portal.subsidy import words
from portal.subsidy.codes import TERM_KIND, PaymentState, Permission, State, StopReason
from portal.subsidy.forms import AccountForm, AgreementForm, GiveUpForm
from portal.subsidy.months import first_day, last_day, month_of, next_month
from portal.subsidy.queries import (
    Agreement,
    agreement_of_person,
    asked_payee,
    current_payee,
    newest_terms,
    payee_row,
    payments_of,
    working_of,
)
from portal.subsidy.recovered import TOLD, open_of, recoveries_of
from portal.subsidy.services.agreements import sign_agreement, stop
from portal.subsidy.services.payees import NewPayee, name_payee
from portal.subsidy.views import blueprint

_SHOWN = 12


def my_agreement() -> Agreement:
    """The agreement that counts whoever is here, or ``Missing``."""
    found = agreement_of_person(who().uid)
    if found is None:
        raise Missing("agreement")
    return found


def _next_month(agreement: Agreement) -> str | None:
    """The month to be paid next, if any is."""
    if agreement.state not in (State.ACTIVE, State.SIGNED) or agreement.first_month is None:
        return None
    done = {p.month for p in payments_of(agreement.uid) if p.state != PaymentState.RETURNED}
    month = max(agreement.first_month, month_of(act().on))
    return next_month(month) if month in done else month


@blueprint.get("/my/subsidy")
@needs(Permission.SEE_OWN)
def my_subsidy() -> str:
    """How much, when, where to."""
    agreement = agreement_of_person(who().uid)
    if agreement is None or not allowed(who(), Permission.SEE_OWN_AGREEMENT, agreement):
        return render_template("subsidy/none.html")
    terms = newest_terms(agreement.uid)
    account = may_see(who().level, Field.PAYEE)
    coming = _next_month(agreement)
    term = deadlines.running(TERM_KIND, agreement.uid)
    return render_template(
        "subsidy/mine.html",
        agreement=agreement,
        terms=terms,
        rows=working_rows(read_lines(terms.working), words.LINES),
        tag=words.AGREEMENT_STATES[str(agreement.state)],
        payments=payments_of(agreement.uid)[:_SHOWN],
        states=words.PAYMENT_STATES,
        payee=current_payee(agreement.uid) if account else None,
        asked=asked_payee(agreement.uid) if account else None,
        coming=coming,
        coming_by=_pay_day(agreement, coming) if coming else None,
        term=term,
        mine=who().uid == agreement.person_uid,
        recoveries=[(row, open_of(row)) for row in recoveries_of(agreement.uid, *TOLD)],
        recovery_states=words.RECOVERY_STATES,
    )


def _pay_day(agreement: Agreement, month: str) -> Any:
    ends = rulebook(agreement.city, on=first_day(month)).rows("subsidy.year_end_due")[0]
    end = last_day(month)
    return min(end, end.replace(month=ends["month"], day=ends["day"]))


@blueprint.get("/my/subsidy/<month>")
@needs(Permission.SEE_OWN_AGREEMENT, of=my_agreement)
def statement(agreement: Agreement, month: str) -> str:
    """One month: how much, how it was worked out, where it went."""
    first_day(month)
    payments = payments_of(agreement.uid)
    of_month = [p for p in payments if p.month == month]
    if not of_month:
        raise Missing("statement")
    payment = of_month[0]
    year = [p for p in payments if p.month[:4] == month[:4]]
    return render_template(
        "subsidy/statement.html",
        agreement=agreement,
        payment=payment,
        earlier=of_month[1:],
        month=month,
        name=person_name(agreement.person_uid),
        payee=payee_row(payment.payee_uid) if may_see(who().level, Field.PAYEE) else None,
        rows=working_rows(working_of(payment), words.LINES),
        tag=words.PAYMENT_STATES[str(payment.state)],
        year=year,
        year_sum=sum(p.fen for p in year if p.state == PaymentState.PAID),
        states=words.PAYMENT_STATES,
        codes=words.RETURN_CODES,
        coming=next_month(month),
        coming_by=_pay_day(agreement, next_month(month)),
        rules=rulebook(agreement.city, on=first_day(month)),
    )


def _agreement_page(agreement: Agreement, form: AgreementForm) -> str:
    rules = rulebook(agreement.city, on=agreement.drafted_on)
    terms = newest_terms(agreement.uid)
    return render_template(
        "subsidy/agreement.html",
        agreement=agreement,
        terms=terms,
        rows=working_rows(read_lines(terms.working), words.LINES),
        tag=words.AGREEMENT_STATES[str(agreement.state)],
        text=rules.texts("subsidy.text"),
        language=str(get_locale()),
        names=people(agreement.people),
        period=rules.period("subsidy.agreement"),
        clause=rules.get("subsidy.area_per_person").clause,
        form=form,
        may_sign=agreement.state == State.DRAFTED and allowed(who(), Permission.SIGN, agreement),
        mine=who().uid == agreement.person_uid,
    )


@blueprint.get("/my/subsidy/agreement")
@needs(Permission.SEE_OWN_AGREEMENT, of=my_agreement)
def my_agreement_page(agreement: Agreement) -> str:
    """Read the agreement; sign it while it waits."""
    form = AgreementForm(version=agreement.version, text_hash=agreement.text_hash)
    return _agreement_page(agreement, form)


def _given(form: AccountForm) -> NewPayee:
    return NewPayee(form.bank.data or "", form.account.data or "", form.holder.data or "")


@blueprint.post("/my/subsidy/agreement")
@needs(Permission.SIGN, of=my_agreement)
def sign(agreement: Agreement) -> Any:
    """Sign, say the rent, name the account."""
    form = AgreementForm()
    return perform(
        form,
        lambda deed: sign_agreement(
            deed, agreement_uid=agreement.uid, version=form.shown,
            agreed_hash=form.text_hash.data or "", rent_paid=form.rent_paid.data or 0,
            payee=_given(form),
        ),
        to=url_for("subsidy.my_subsidy"),
        page=lambda again: _agreement_page(agreement, again),
    )  # fmt: skip


def _account_page(agreement: Agreement, form: AccountForm) -> str:
    return render_template(
        "subsidy/account.html",
        agreement=agreement,
        form=form,
        payee=current_payee(agreement.uid),
        asked=asked_payee(agreement.uid),
    )


@blueprint.get("/my/subsidy/account")
@needs(Permission.NAME_PAYEE, of=my_agreement)
def my_account(agreement: Agreement) -> str:
    """Ask for another account."""
    return _account_page(agreement, AccountForm(version=agreement.version))


@blueprint.post("/my/subsidy/account")
@needs(Permission.NAME_PAYEE, of=my_agreement)
def change_account(agreement: Agreement) -> Any:
    """Name another account; a second person checks it."""
    form = AccountForm()
    return perform(
        form,
        lambda deed: name_payee(
            deed, agreement_uid=agreement.uid, version=form.shown,
            payee=_given(form),
        ),
        to=url_for("subsidy.my_subsidy"),
        page=lambda again: _account_page(agreement, again),
    )  # fmt: skip


def _give_up_page(agreement: Agreement, form: GiveUpForm) -> str:
    return render_template("subsidy/give_up.html", agreement=agreement, form=form)


@blueprint.get("/my/subsidy/give-up")
@needs(Permission.STOP, of=my_agreement)
def ask_give_up(agreement: Agreement) -> str:
    """What giving up means, before it is done."""
    return _give_up_page(agreement, GiveUpForm())


@blueprint.post("/my/subsidy/give-up")
@needs(Permission.STOP, of=my_agreement)
def give_up(agreement: Agreement) -> Any:
    """Stop from the month after."""
    return perform(
        GiveUpForm(),
        lambda deed: stop(deed, household_uid=agreement.household_uid, reason=StopReason.OWN_WISH),
        to=url_for("subsidy.my_subsidy"),
        page=lambda again: _give_up_page(agreement, again),
    )
