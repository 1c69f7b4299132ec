"""Administrators: accounts by one, duties by another, jobs; never any case data."""

from __future__ import annotations

import secrets
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from portal.identity.codes import Permission
from portal.identity.duties import all_duties, end_duty, give_duty, held_duty
from portal.identity.forms import DutyForm, PlainForm, StaffForm
from portal.identity.passwords import hash_password, totp_address
from portal.identity.staff import (
    account,
    all_staff,
    create_staff,
    disable_staff,
    enable_staff,
    renew_access,
)
from portal.identity.views import bp
from portal.identity.views.staff import duty_label, needs_step_up
from portal.kernel.act import Duty, Role
from portal.kernel.database import write
from portal.kernel.errors import Conflict, Refused
from portal.kernel.outbox import parked_jobs, put_back, waiting_jobs
from portal.kernel.regions import Level, covers, tree
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.errorpages import explain
from portal.kernel.web.fields import Choice
from portal.kernel.web.forms import perform
from portal.kernel.web.navigation import ROLE_LABELS

PAGE = 50
Option = Choice | tuple[str, Any]


# --- accounts ----------------------------------------------------------------


def _people(form: StaffForm) -> str:
    rows = all_staff(after=request.args.get("after", ""), limit=PAGE)
    more = url_for("identity.people", after=rows[-1].login) if len(rows) == PAGE else None
    held = all_duties(row.uid for row in rows)
    counts = {uid: len(duties) for uid, duties in held.items()}
    return render_template(
        "identity/people.html", form=form, rows=rows, counts=counts, more=more, me=who().uid
    )


@bp.get("/admin/people")
@needs(Permission.PEOPLE)
def people() -> Any:
    """Accounts of staff, and a form for a new one."""
    return _people(StaffForm())


def _shown_once(staff_uid: str, password: str) -> str:
    staff = account(staff_uid)
    return render_template(
        "identity/access_once.html",
        login=staff.login, name=staff.name, password=password,
        secret=staff.totp_secret, address=totp_address(staff),
    )  # fmt: skip


@bp.post("/admin/people")
@needs(Permission.PEOPLE)
@needs_step_up
def add_person() -> Any:
    """Make an account; password and authenticator secret are on the answer only."""
    form = StaffForm()
    if not form.validate():
        return _people(form), 422
    password = secrets.token_urlsafe(15)
    hashed = hash_password(password)
    try:
        with write():
            uid = create_staff(
                act(), login=form.login.data or "", name=form.name.data or "", password=hashed
            ).uid
    except (Refused, Conflict) as refusal:
        form.refuse("login", explain(refusal.code, **refusal.facts))
        return _people(form), 422
    return _shown_once(uid, password)


@bp.post("/admin/people/<uid>/renew")
@needs(Permission.PEOPLE)
@needs_step_up
def renew_person(uid: str) -> Any:
    """Give a new password and authenticator secret."""
    if not PlainForm().validate():
        return _people(StaffForm()), 422
    password = secrets.token_urlsafe(15)
    hashed = hash_password(password)
    with write():
        renew_access(act(), staff_uid=uid, password=hashed)
    return _shown_once(uid, password)


@bp.post("/admin/people/<uid>/disable")
@needs(Permission.PEOPLE)
@needs_step_up
def disable_person(uid: str) -> Any:
    """No more sign-in for this account."""
    return perform(
        PlainForm(),
        lambda act: disable_staff(act, staff_uid=uid),
        to=url_for("identity.people"),
        page=lambda form: _people(StaffForm()),
    )


@bp.post("/admin/people/<uid>/enable")
@needs(Permission.PEOPLE)
@needs_step_up
def enable_person(uid: str) -> Any:
    """Sign-in again for this account."""
    return perform(
        PlainForm(),
        lambda act: enable_staff(act, staff_uid=uid),
        to=url_for("identity.people"),
        page=lambda form: _people(StaffForm()),
    )


# --- duties ------------------------------------------------------------------


def _duty_form() -> DutyForm:
    form = DutyForm()
    me, nobody = who(), ("", _("Please choose"))
    mine = me.duty.region if me.duty else ""
    people: list[Option] = [
        (row.uid, f"{row.name} ({row.login})")
        for row in all_staff(limit=500)
        if row.uid != me.uid and row.disabled_at is None
    ]
    form.staff_uid.offer([nobody, *people])
    form.role.offer([nobody, *((role.value, label) for role, label in ROLE_LABELS.items())])
    shown = (Level.REGION, Level.CITY, Level.COUNTY, Level.STREET)
    places: list[Option] = [
        (each.code, f"{each.label()} {each.code}")
        for each in tree().values()
        if each.level in shown and each.until is None and covers(mine, each.code)
    ]
    form.region.offer([nobody, *places])
    return form


def _duties(form: DutyForm) -> str:
    rows = all_staff(after=request.args.get("after", ""), limit=PAGE)
    more = url_for("identity.all_duties_page", after=rows[-1].login) if len(rows) == PAGE else None
    held = all_duties(row.uid for row in rows)
    lines = [
        (row, duty, duty_label(Duty(duty.uid, Role(duty.role), duty.region)))
        for row in rows
        for duty in held.get(row.uid, ())
    ]
    return render_template(
        "identity/all_duties.html", form=form, lines=lines, more=more, me=who().uid
    )


@bp.get("/admin/duties")
@needs(Permission.DUTIES)
def all_duties_page() -> Any:
    """Who holds which duty where, and a form to give one."""
    return _duties(_duty_form())


@bp.post("/admin/duties")
@needs(Permission.DUTIES)
@needs_step_up
def add_duty() -> Any:
    """Give a duty to somebody else."""
    form = _duty_form()
    return perform(
        form,
        lambda act: give_duty(
            act,
            staff_uid=form.staff_uid.data,
            role=Role(form.role.data),
            region=form.region.data,
        ),
        to=url_for("identity.all_duties_page"),
        page=_duties,
    )


@bp.post("/admin/duties/<uid>/end")
@needs(Permission.DUTIES, of=held_duty)
@needs_step_up
def finish_duty(held: Any) -> Any:
    """End a duty at once."""
    return perform(
        PlainForm(),
        lambda act: end_duty(act, duty_uid=held.uid),
        to=url_for("identity.all_duties_page"),
        page=lambda form: _duties(_duty_form()),
    )


# --- jobs --------------------------------------------------------------------


@bp.get("/admin/jobs")
@needs(Permission.JOBS)
def jobs() -> Any:
    """Jobs that were given up after several tries."""
    return render_template(
        "identity/jobs.html", rows=parked_jobs(), waiting=waiting_jobs(), form=PlainForm()
    )


@bp.post("/admin/jobs/<int:job>/again")
@needs(Permission.JOBS)
def job_again(job: int) -> Any:
    """Have a job tried afresh."""
    return perform(
        PlainForm(),
        lambda act: put_back(act, job),
        to=url_for("identity.jobs"),
        page=lambda form: jobs(),
    )
