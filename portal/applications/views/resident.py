"""From the start page to the receipt: at most seven pages, each with one job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.applications.codes import Permission
from portal.applications.forms.resident import (
    CodeForm,
    PlainForm,
    ResumeForm,
    WhoForm,
)
from portal.applications.intake import arrival, consents, drafts, saying
from portal.applications.views import bp, visits
from portal.eligibility import sources_asked
from portal.households import find_person
from portal.identity import check_code, phone_of, send_code
from portal.kernel.act import Act, Kind
from portal.kernel.errors import Refused
from portal.kernel.identifiers import mask_mobile
from portal.kernel.levels import Level
from portal.kernel.throttle import count_try
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.errorpages import explain
from portal.kernel.web.forms import perform
from portal.kernel.web.sessions import end_visit, here

STEPS = 7


def page(template: str, /, **given: Any) -> str:
    """A page of the flow."""
    return render_template(f"applications/resident/{template}.html", steps=STEPS, **given)


def attempt(form: Any, deed: Callable[[], Any], again: Callable[[Any], Any]) -> Any:
    """Like ``perform`` for deeds that ask outside and write in steps of their own."""
    if not form.validate():
        return again(form), 422
    try:
        return deed()
    except Refused as refusal:
        form.refuse(refusal.field, explain(refusal.code, **refusal.facts))
        return again(form), 422


def _city() -> str:
    return str(request.values.get("city") or current_app.config["SETTINGS"].city)


# --- start and who ---------------------------------------------------------------


@bp.get("/apply")
@needs(Permission.START)
def start() -> str:
    """What I need, what I do not."""
    rules = drafts.city_rules(_city(), act().on)
    return page("start", count=len(sources_asked(rules)), city=_city())


def _who_page(form: WhoForm) -> str:
    rules = drafts.city_rules(_city(), act().on)
    text = consents.notice_text(rules, "en" if saying.english() else "zh")
    rows = sources_asked(rules)
    form.city.data = _city()
    return page(
        "who", form=form, text=text, rows=rows, english=saying.english(),
        by_law=[r for r in rows if not r["consent"]],
        asked=[r for r in rows if r["consent"]],
    )  # fmt: skip


@bp.get("/apply/who")
@needs(Permission.START)
def who_are_you() -> str:
    """Three fields, the notice, two equal answers."""
    return _who_page(WhoForm())


@bp.post("/apply/who")
@needs(Permission.START)
def begin() -> Any:
    """Begin a draft and send the code."""
    form = WhoForm()
    drafts.city_rules(_city(), act().on)

    def verb(deed: Act) -> Any:
        return drafts.start(
            deed, city=_city(), id_number=form.id_number.data or "", name=form.name.data or "",
            phone=form.phone.data or "", agreed=form.agree.data == "yes",
            sensitive=form.sensitive.data == "yes",
        )  # fmt: skip

    def to(draft: Any) -> str:
        visits.begin_draft(
            draft.applicant_uid, draft.uid, name=form.name.data or "", phone=form.phone.data or ""
        )
        return url_for("applications.code")

    if form.validate():
        count_try("apply", request.remote_addr or "", limit=120, seconds=60)
    return perform(form, verb, to=to, page=_who_page)


# --- the code ---------------------------------------------------------------------


def _code_page(form: CodeForm) -> Any:
    phone = visits.typed().get("phone", "")
    return page("code", form=form, phone=mask_mobile(phone) if phone else "")


@bp.get("/apply/code")
@needs(Permission.START)
def code() -> Any:
    """Type the code."""
    if who().kind is not Kind.RESIDENT:
        return redirect(url_for("applications.resume", over=1))
    if who().level >= Level.I1:
        return redirect(url_for("applications.facts_page"))
    return _code_page(CodeForm())


@bp.post("/apply/code")
@needs(Permission.START)
def arrive() -> Any:
    """The code is right: find the people, ask the departments, show what came."""
    form, me = CodeForm(), who()
    if me.kind is not Kind.RESIDENT:
        return redirect(url_for("applications.resume", over=1))
    if me.level >= Level.I1:
        return redirect(url_for("applications.facts_page"))

    def deed() -> Any:
        known = visits.typed()
        if not known:
            check_code(act(), person_uid=me.uid, purpose="apply", typed=form.code.data or "")
        come = arrival.arrive(
            act(), application_uid=here().take("draft"), name=known["name"],
            phone=known["phone"], typed=form.code.data or "",
        )  # fmt: skip
        visits.raise_level(come.level)
        here().put("draft", come.application_uid)
        if come.where is arrival.Arrived.APPLIED:
            flash(explain("already_applied"), "need")
            return redirect(url_for("applications.mine"))
        return redirect(url_for("applications.facts_page"))

    return attempt(form, deed, _code_page)


@bp.post("/apply/code/again")
@needs(Permission.START)
def code_again() -> Any:
    """Another code, to the same phone."""
    known, me = visits.typed(), who()

    def verb(deed: Act) -> None:
        if known and me.kind is Kind.RESIDENT:
            send_code(deed, person_uid=me.uid, phone=known["phone"], purpose="apply")
            flash(_("We sent a new code. The earlier one no longer works."), "good")

    return perform(PlainForm(), verb, to=url_for("applications.code"), page=_code_page)


# --- resume -------------------------------------------------------------------------------


def _resume_page(form: ResumeForm) -> str:
    return page("resume", form=form, over=request.args.get("over"))


@bp.get("/apply/resume")
@needs(Permission.START)
def resume() -> str:
    """Go on with what was begun."""
    return _resume_page(ResumeForm())


@bp.post("/apply/resume")
@needs(Permission.START)
def find_draft() -> Any:
    """Send a code if there is a draft of this person and phone; the page is the same if not."""
    form = ResumeForm()
    if form.validate():
        count_try("resume", request.remote_addr or "", limit=30, seconds=60)

    def verb(deed: Act) -> None:
        known = find_person(form.id_number.data or "")
        draft = drafts.draft_of(known.uid) if known else None
        phone = form.phone.data or ""
        if known is None or draft is None or phone != phone_of(known.uid):
            visits.begin_decoy()
            return
        send_code(deed, person_uid=known.uid, phone=phone, purpose="apply")
        visits.begin_draft(known.uid, draft.uid, name=known.name, phone=phone)

    return perform(form, verb, to=url_for("applications.code"), page=_resume_page)


@bp.post("/apply/stop")
@needs(Permission.START)
def stop() -> Any:
    """Leave; the draft stays."""
    if PlainForm().validate():
        end_visit()
    return redirect(url_for("applications.start"))
