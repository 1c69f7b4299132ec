"""A resident signs in with receipt code and phone, sees their settings, signs out."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.identity.assurance import assured_level, lapsed
from portal.identity.codes import Permission, Purpose
from portal.identity.forms import CodeForm, LanguageForm, MailForm, PlainForm, ReceiptForm
from portal.identity.languages import choose_language, languages_of
from portal.identity.mail import ask_mail, forget_mail, mail_asked, mail_of, prove_mail
from portal.identity.messages import mail_port
from portal.identity.one_time import check_code
from portal.identity.phones import phone_of
from portal.identity.platform import platform_open, renewal
from portal.identity.receipts import Held
from portal.identity.signin import ask_sign_in, count_resident
from portal.identity.views import bp
from portal.identity.views.landing import home_of_resident, wanted
from portal.identity.views.unified import via_platform
from portal.kernel.access import allowed
from portal.kernel.act import Kind
from portal.kernel.database import new_uid, utcnow
from portal.kernel.errors import Missing, Refused
from portal.kernel.identifiers import mask_mail
from portal.kernel.journal import note_attempt
from portal.kernel.levels import Field, Level, may_see
from portal.kernel.throttle import count_try
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.errorpages import explain
from portal.kernel.web.forms import perform
from portal.kernel.web.sessions import begin_visit, end_visit, end_visits_of, here

PENDING = "sign_in"
PENDING_SECONDS = 660
MAILS = 5
MAIL_SECONDS = 600
"""Codes one person may have sent to addresses, and in which time: nobody floods mailboxes."""


def _start(form: ReceiptForm) -> str:
    return render_template(
        "identity/sign_in.html", form=form, next=wanted(), platform=platform_open(),
        left=bool(request.args.get("left")),
    )  # fmt: skip


@bp.get("/sign-in")
@needs(Permission.SIGN_IN)
def sign_in() -> Any:
    """Ask for the receipt code."""
    if who().kind is Kind.RESIDENT and who().level >= Level.I1:
        return redirect(wanted() or home_of_resident())
    return _start(ReceiptForm())


@bp.post("/sign-in")
@needs(Permission.SIGN_IN)
def ask_for_code() -> Any:
    """Send a code, or do as if; the answer is the same."""
    form = ReceiptForm()
    if not form.validate():
        return _start(form), 422
    code = form.receipt_code.data
    count_resident(request.remote_addr or "", code)
    target = url_for("identity.sign_in_code", next=wanted() or None)
    asked: list[Held] = []
    ticket = new_uid()
    answer = perform(
        form,
        lambda act: asked.append(ask_sign_in(act, receipt_code=code, ticket=ticket)),
        to=target,
        page=_start,
    )
    if asked:
        held, now = asked[0], int(utcnow().timestamp())
        here()[PENDING] = [held.person_uid, now, ticket, held.about]
    return answer


def _pending() -> tuple[Held, str] | None:
    """Who is asked for a code, and the ticket of this asking."""
    found = here().get(PENDING)
    if not found or utcnow().timestamp() - found[1] > PENDING_SECONDS:
        return None
    return Held(str(found[0]), str(found[3])), str(found[2])


def _ask(form: CodeForm) -> str:
    return render_template("identity/sign_in_code.html", form=form, next=wanted())


@bp.get("/sign-in/code")
@needs(Permission.SIGN_IN)
def sign_in_code() -> Any:
    """Ask for the code sent to the phone."""
    if _pending() is None:
        return redirect(url_for("identity.sign_in", next=wanted() or None))
    return _ask(CodeForm())


@bp.post("/sign-in/code")
@needs(Permission.SIGN_IN)
def check_sign_in_code() -> Any:
    """Let them in when the code fits."""
    pending, form = _pending(), CodeForm()
    if pending is None:
        return redirect(url_for("identity.sign_in", next=wanted() or None))
    if not form.validate():
        return _ask(form), 422
    held, ticket = pending
    person_uid = held.person_uid
    try:
        check_code(
            act(), person_uid=person_uid, purpose=Purpose.SIGN_IN, typed=form.code.data,
            ticket=ticket,
        )  # fmt: skip
    except Refused as refusal:
        note_attempt(act(), refusal.code, subject=person_uid, endpoint=request.endpoint or "")
        form.refuse("code", _("This code does not fit, or it is older than 10 minutes."))
        return _ask(form), 422
    here().pop(PENDING, None)
    level = max(Level.I1, assured_level(person_uid))
    if lapsed(person_uid, act().on):
        level = max(level, renewal()(act(), person_uid))
    begin_visit(Kind.RESIDENT, person_uid, level=level)
    here().put("about", held.about)
    return redirect(wanted() or home_of_resident())


@bp.post("/sign-out")
@needs(Permission.SIGN_IN)
def sign_out() -> Any:
    """Sign out here: the row of this visit is deleted, a copied cookie is dead."""
    staff, left = who().kind is Kind.STAFF, via_platform()
    end_visit()
    flash(_("You are signed out."), "good")
    if staff:
        return redirect(url_for("identity.staff_sign_in"))
    return redirect(url_for("identity.sign_in", left=1 if left else None))


@bp.get("/my/settings")
@needs(Permission.OWN_SETTINGS)
def settings() -> Any:
    """Phone, language, text size, signing out everywhere."""
    return _settings()


def _settings(
    language: LanguageForm | None = None, mail: MailForm | None = None, code: CodeForm | None = None
) -> str:
    me = who()
    may_mail = mail_port() is not None and allowed(me, Permission.OWN_MAIL)
    return render_template(
        "identity/settings.html",
        level=me.level, form=PlainForm(), via=via_platform(),
        phone=phone_of(me.uid) if may_see(me.level, Field.CONTACT) else None,
        ends_all=allowed(me, Permission.END_ALL_VISITS),
        language=language or LanguageForm(language=languages_of([me.uid])[me.uid]),
        may_choose=allowed(me, Permission.OWN_LANGUAGE),
        mail=mail or MailForm(), code=code or CodeForm(), may_mail=may_mail,
        mail_used=_masked(mail_of(me.uid)), mail_asked=_masked(mail_asked(me.uid)),
    )  # fmt: skip


def _masked(address: str | None) -> str:
    return mask_mail(address) if address else ""


@bp.post("/my/settings/language")
@needs(Permission.OWN_LANGUAGE)
def written_language() -> Any:
    """Choose the language of letters, texts and e-mail."""
    form = LanguageForm()
    answer = perform(
        form,
        lambda act: choose_language(act, person_uid=act.by.uid, language=form.language.data),
        to=url_for("identity.settings"),
        page=lambda form: _settings(language=form),
    )
    if not form.errors:
        flash(_("From now on we write to you in this language."), "good")
    return answer


@bp.post("/my/settings/mail")
@needs(Permission.OWN_MAIL)
def leave_mail() -> Any:
    """Leave an address; a code goes there before anything else does."""
    if mail_port() is None:
        raise Missing("mail")
    form, me = MailForm(), who()
    if form.validate():
        count_try("mail.asked", me.uid, limit=MAILS, seconds=MAIL_SECONDS)
    return perform(
        form,
        lambda act: ask_mail(act, person_uid=act.by.uid, address=form.mail.data),
        to=url_for("identity.settings"),
        page=lambda form: _settings(mail=form),
    )


@bp.post("/my/settings/mail/code")
@needs(Permission.OWN_MAIL)
def check_mail_code() -> Any:
    """The code was read in that mailbox: from now on the address is used."""
    form, me = CodeForm(), who()
    if not form.validate():
        return _settings(code=form), 422
    try:
        check_code(act(), person_uid=me.uid, purpose=Purpose.MAIL, typed=form.code.data)
    except Refused as refusal:
        note_attempt(act(), refusal.code, subject=me.uid, endpoint=request.endpoint or "")
        form.refuse("code", explain(refusal.code))
        return _settings(code=form), 422
    answer = perform(
        form,
        lambda act: prove_mail(act, person_uid=act.by.uid),
        to=url_for("identity.settings"),
        page=lambda form: _settings(code=form),
    )
    if not form.errors:
        flash(_("From now on we write to this address too."), "good")
    return answer


@bp.post("/my/settings/mail/forget")
@needs(Permission.OWN_MAIL)
def stop_mail() -> Any:
    """No more mail, and no address waiting for its code."""
    answer = perform(
        PlainForm(),
        lambda act: forget_mail(act, person_uid=act.by.uid),
        to=url_for("identity.settings"),
        page=lambda form: _settings(),
    )
    flash(_("We send no more e-mail."), "good")
    return answer


@bp.post("/my/settings/sign-out-everywhere")
@needs(Permission.END_ALL_VISITS)
def sign_out_everywhere() -> Any:
    """End all visits of this person, on every device."""
    answer = perform(
        PlainForm(),
        lambda act: end_visits_of(act.by.uid),
        to=url_for("identity.sign_in", left=1 if via_platform() else None),
        page=lambda form: _settings(),
    )
    end_visit()
    flash(_("You are signed out everywhere."), "good")
    return answer
