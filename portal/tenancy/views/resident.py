"""A tenant's own pages: the home, the lease, the rent."""

from __future__ import annotations

from typing import Any

from flask import render_template, url_for
from flask_babel import get_locale

from portal import housing
from portal.kernel import deadlines
from portal.kernel.access import allowed
from portal.kernel.errors import Missing
from portal.kernel.policy import rulebook
from portal.kernel.web.amounts import working_rows
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.forms import perform
from portal.tenancy import words
from portal.tenancy.codes import HOLD_OVER_CLAUSE, Clock, Permission, State
from portal.tenancy.forms import SignForm
from portal.tenancy.queries import (
    Lease,
    arrears,
    bills_of,
    lease_of_person,
    names_of,
    owed,
    working_of,
)
from portal.tenancy.services import sign_lease
from portal.tenancy.views import blueprint


def my_lease() -> Lease:
    """The lease that names whoever is here, or ``Missing``."""
    found = lease_of_person(who().uid)
    if found is None:
        raise Missing("lease")
    return found


def state_tag(lease: Lease) -> tuple[str, Any]:
    """Family and label of where a lease stands, for the tenant."""
    if lease.state == State.SIGNED and lease.countersigned_on:
        return words.BOTH_SIGNED
    return words.STATES[str(lease.state)]


def _address(lease: Lease) -> str:
    unit = housing.unit(lease.unit_uid)
    return unit.label_en if str(get_locale()) == "en" else unit.label


@blueprint.get("/my/home")
@needs(Permission.SEE_HOME)
def my_home() -> Any:
    """Where I live, and what I must do."""
    lease = lease_of_person(who().uid)
    if lease is None or not allowed(who(), Permission.SEE_OWN_LEASE, lease):
        return render_template("tenancy/no_home.html")
    today = act().on
    return render_template(
        "tenancy/home.html",
        lease=lease,
        address=_address(lease),
        unit=housing.unit(lease.unit_uid),
        tag=state_tag(lease),
        sign_by=deadlines.running(Clock.SIGN, lease.uid),
        late=arrears(lease.uid, today),
        owed=owed(lease),
        bills=bills_of(lease.uid)[:1],
        today=today,
    )


def _lease_page(lease: Lease, form: SignForm) -> str:
    rules = rulebook(lease.city, on=lease.drafted_on)
    may_sign = lease.state == State.DRAFTED and allowed(who(), Permission.SIGN, lease)
    return render_template(
        "tenancy/lease.html",
        lease=lease,
        address=_address(lease),
        unit=housing.unit(lease.unit_uid),
        tag=state_tag(lease),
        text=rules.texts("lease.text"),
        language=str(get_locale()),
        rows=working_rows(working_of(lease), words.LINES),
        names=names_of(lease),
        term=rules.period("lease.term"),
        filing=rules.period("lease.filing"),
        form=form,
        may_sign=may_sign,
        tenant=who().uid == lease.person_uid,
        sign_by=deadlines.running(Clock.SIGN, lease.uid),
    )


@blueprint.get("/my/home/lease")
@needs(Permission.SEE_OWN_LEASE, of=my_lease)
def my_lease_page(lease: Lease) -> str:
    """Read the lease; sign it while it waits for a signature."""
    return _lease_page(lease, SignForm(version=lease.version, text_hash=lease.text_hash))


@blueprint.post("/my/home/lease")
@needs(Permission.SIGN, of=my_lease)
def sign(lease: Lease) -> Any:
    """Sign."""
    form = SignForm()
    return perform(
        form,
        lambda deed: sign_lease(
            deed, lease_uid=lease.uid, version=form.shown,
            agreed_hash=form.text_hash.data or "",
        ),
        to=url_for("tenancy.my_home"),
        page=lambda again: _lease_page(lease, again),
    )  # fmt: skip


@blueprint.get("/my/home/rent")
@needs(Permission.SEE_OWN_LEASE, of=my_lease)
def my_rent(lease: Lease) -> str:
    """What I pay, what I paid."""
    today, bills = act().on, bills_of(lease.uid)
    return render_template(
        "tenancy/rent.html",
        lease=lease,
        address=_address(lease),
        bills=bills,
        kinds=words.BILLS,
        worked={bill.uid: working_rows(bill.lines, words.LINES) for bill in bills},
        hold_over_clause=HOLD_OVER_CLAUSE,
        rows=working_rows(working_of(lease), words.LINES),
        late=arrears(lease.uid, today),
        owed=owed(lease),
        today=today,
    )
