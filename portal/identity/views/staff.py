"""Staff sign in with password and authenticator, choose a duty, prove themselves again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.identity.codes import Permission
from portal.identity.duties import duties_of
from portal.identity.forms import PlainForm, StaffSignInForm, TotpForm
from portal.identity.passwords import demo_totp, password_fits, spend_totp
from portal.identity.signin import as_staff, count_staff, note_sign_in
from portal.identity.staff import Account, account, active_account, staff_by_login
from portal.identity.views import bp
from portal.identity.views.landing import first_page, wanted
from portal.kernel.act import Duty, Kind
from portal.kernel.database import utcnow, write
from portal.kernel.errors import Missing
from portal.kernel.journal import note_attempt
from portal.kernel.regions import region
from portal.kernel.throttle import count_try, forget_tries
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.navigation import ROLE_LABELS
from portal.kernel.web.preferences import safe_next
from portal.kernel.web.sessions import begin_visit, here

PENDING = "staff_sign_in"
PENDING_SECONDS = 300
View = TypeVar("View", bound=Callable[..., Any])


# --- sign in -----------------------------------------------------------------


def _start(form: StaffSignInForm) -> str:
    return render_template("identity/staff_sign_in.html", form=form, next=wanted())


@bp.get("/staff/sign-in")
@needs(Permission.SIGN_IN)
def staff_sign_in() -> Any:
    """Ask for login and password."""
    if who().kind is Kind.STAFF:
        return redirect(wanted() or first_page(who().duty))
    return _start(StaffSignInForm())


@bp.post("/staff/sign-in")
@needs(Permission.SIGN_IN)
def check_password() -> Any:
    """Go on to the authenticator code when login and password fit."""
    form = StaffSignInForm()
    if not form.validate():
        return _start(form), 422
    login, password = form.login.data or "", form.password.data or ""
    count_staff(request.remote_addr or "", login)
    staff = staff_by_login(login)
    if not password_fits(staff, password) or staff is None:
        note_attempt(act(), "sign_in_wrong", endpoint=request.endpoint or "")
        form.refuse("password", _("Login or password does not fit."))
        return _start(form), 422
    here()[PENDING] = [staff.uid, int(utcnow().timestamp())]
    return redirect(url_for("identity.staff_code", next=wanted() or None))


def _pending() -> Account | None:
    found = here().get(PENDING)
    if not found or utcnow().timestamp() - found[1] > PENDING_SECONDS:
        return None
    return active_account(str(found[0]))


def _ask(form: TotpForm, staff: Account, template: str) -> str:
    shown = demo_totp(staff) if current_app.config.get("DEMO") else None
    return render_template(template, form=form, next=wanted(), demo_code=shown)


def _totp_fits(form: TotpForm, staff: Account) -> bool:
    """Check form and code; count every try, remember the wrong ones."""
    if not form.validate():
        return False
    uid = staff.uid
    count_try("staff.totp", uid)
    if spend_totp(staff, form.code.data or ""):
        forget_tries("staff.totp", uid)
        return True
    note_attempt(act(), "totp_wrong", subject=uid, endpoint=request.endpoint or "")
    form.refuse("code", _("This code does not fit, or it was used already. Wait for the next one."))
    return False


@bp.get("/staff/code")
@needs(Permission.SIGN_IN)
def staff_code() -> Any:
    """Ask for the authenticator's code."""
    staff = _pending()
    if staff is None:
        return redirect(url_for("identity.staff_sign_in", next=wanted() or None))
    return _ask(TotpForm(), staff, "identity/staff_code.html")


@bp.post("/staff/code")
@needs(Permission.SIGN_IN)
def check_totp() -> Any:
    """Let them in, in their first duty."""
    staff, form = _pending(), TotpForm()
    if staff is None:
        return redirect(url_for("identity.staff_sign_in", next=wanted() or None))
    if not _totp_fits(form, staff):
        return _ask(form, staff, "identity/staff_code.html"), 422
    here().pop(PENDING, None)
    uid, login = staff.uid, staff.login
    duties = duties_of(uid)
    duty = duties[0] if duties else None
    with write():
        note_sign_in(as_staff(act(), uid, duty), "signed_in")
    forget_tries("staff.login", login)
    begin_visit(Kind.STAFF, uid, duty=duty.uid if duty else "")
    return redirect(wanted() or first_page(duty))


# --- duties ------------------------------------------------------------------


def duty_label(duty: Duty) -> str:
    """Role and region in the page's language."""
    return f"{ROLE_LABELS[duty.role]} · {region(duty.region).label()}"


@bp.get("/staff/duties")
@needs(Permission.STAFF_OWN)
def duties() -> Any:
    """The duties one holds, to work in another."""
    me = who()
    rows = [(duty, duty_label(duty)) for duty in duties_of(me.uid)]
    return render_template("identity/duties.html", rows=rows, current=me.duty)


@bp.post("/staff/duty")
@needs(Permission.STAFF_OWN)
def switch_duty() -> Any:
    """Work in another duty: a new visit, a line in the log, no new proof."""
    uid, form = who().uid, PlainForm()
    if not form.validate():
        return redirect(url_for("identity.duties"))
    wished = request.form.get("duty", "")
    duty = next((d for d in duties_of(uid) if d.uid == wished), None)
    if duty is None:
        raise Missing("duty")
    with write():
        note_sign_in(as_staff(act(), uid, duty), "duty_switched")
    begin_visit(Kind.STAFF, uid, duty=duty.uid, proven=False)
    return redirect(first_page(duty))


# --- proving oneself again ---------------------------------------------------


def stepped_up(minutes: int = 5) -> bool:
    """Has this member of staff typed an authenticator code within the last ``minutes``?"""
    visit = here().visit
    if visit is None or visit.kind is not Kind.STAFF or visit.stepped_up is None:
        return False
    return (utcnow() - visit.stepped_up).total_seconds() < minutes * 60


def needs_step_up(view: View) -> View:
    """Below ``@needs``: ask for an authenticator code first if the last is over 5 minutes old.

    What was posted is not carried out; the member of staff comes back to the page it came from.
    """

    @wraps(view)
    def guarded(*given: Any, **named: Any) -> Any:
        if stepped_up():
            return view(*given, **named)
        back = request.full_path.rstrip("?")
        if request.method != "GET":
            came = urlsplit(request.referrer or "")
            here_too = came.netloc == request.host and came.path
            back = came.path if here_too else first_page(who().duty)
        return redirect(url_for("identity.step_up", next=back), 303)

    return guarded  # type: ignore[return-value]


@bp.get("/staff/step-up")
@needs(Permission.STAFF_OWN)
def step_up() -> Any:
    """Ask for a fresh authenticator code."""
    return _ask(TotpForm(), account(who().uid), "identity/step_up.html")


@bp.post("/staff/step-up")
@needs(Permission.STAFF_OWN)
def check_step_up() -> Any:
    """Prove oneself again; the visit goes on under a new id."""
    me, form = who(), TotpForm()
    staff = account(me.uid)
    if not _totp_fits(form, staff):
        return _ask(form, account(me.uid), "identity/step_up.html"), 422
    with write():
        note_sign_in(act(), "stepped_up")
    visit = here().visit
    kept = tuple(visit.data) if visit else ()
    begin_visit(Kind.STAFF, me.uid, duty=me.duty.uid if me.duty else "", keep=kept)
    target = safe_next(request.args.get("next"))
    return redirect(first_page(me.duty) if target == "/" else target)
