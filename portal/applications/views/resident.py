"""From the start page to the receipt: at most seven pages, each with one job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.applications.codes import Permission
from portal.applications.forms.resident import (
    CodeForm,
    PlainForm,
    ProvenForm,
    ResumeForm,
    WhoForm,
)
from portal.applications.intake import arrival, consents, drafts, saying
from portal.applications.views import bp, visits
from portal.eligibility import sources_asked
from portal.households import find_person, person
from portal.identity import (
    Purpose,
    phone_of,
    platform_open,
    send_code,
    standing,
)
from portal.kernel.act import Act, Kind
from portal.kernel.database import new_uid
from portal.kernel.errors import Missing, Refused
from portal.kernel.identifiers import mask_mobile, plain
from portal.kernel.levels import PROVEN, Level
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
    return page(
        "start", count=len(sources_asked(rules)), city=_city(), platform=platform_open(),
        proven=_proven(),
    )  # fmt: skip


def _who_page(form: WhoForm | ProvenForm) -> str:
    rules = drafts.city_rules(_city(), act().on)
    text = consents.notice_text(rules, "en" if saying.english() else "zh")
    rows = sources_asked(rules)
    form.city.data = _city()
    me = who()
    return page(
        "who", form=form, text=text, rows=rows, english=saying.english(),
        by_law=[r for r in rows if not r["consent"]],
        asked=[r for r in rows if r["consent"]],
        me=person(me.uid) if isinstance(form, ProvenForm) else None,
        phone=phone_of(me.uid) if isinstance(form, ProvenForm) else None,
        platform=platform_open(),
    )  # fmt: skip


def _proven() -> bool:
    """Is whoever is here taken for the person named, so that they need not say who they are?"""
    return who().kind is Kind.RESIDENT and who().level >= PROVEN


def _form() -> WhoForm | ProvenForm:
    if not _proven():
        return WhoForm()
    form = ProvenForm()
    if phone_of(who().uid):
        del form.phone
    return form


@bp.get("/apply/who")
@needs(Permission.START)
def who_are_you() -> str:
    """Who applies, the notice, two equal answers."""
    return _who_page(_form())


@bp.post("/apply/who")
@needs(Permission.START)
def begin() -> Any:
    """Begin a draft and send the code; who is proven and can be reached needs none."""
    form = _form()
    drafts.city_rules(_city(), act().on)
    if isinstance(form, ProvenForm):
        return _begin_proven(form)

    def verb(deed: Act) -> Any:
        return drafts.start(
            deed, city=_city(), id_number=form.id_number.data or "", name=form.name.data or "",
            phone=form.phone.data or "", agreed=form.agree.data == "yes",
            sensitive=form.sensitive.data == "yes",
        )  # fmt: skip

    def to(draft: Any) -> str:
        told = visits.Typed(form.name.data or "", form.phone.data or "", draft.uid)
        visits.begin_draft(draft.applicant_uid, draft.uid, told)
        return url_for("applications.code")

    if form.validate():
        _count(form.id_number.data or "", form.phone.data or "")
    return perform(form, verb, to=to, page=_who_page)


def _count(id_number: str, phone: str) -> None:
    """Per source, and per source and number or phone: nobody uses up another's tries."""
    source = request.remote_addr or ""
    count_try("apply", source, limit=120, seconds=60)
    count_try("apply.person", f"{source} {plain(id_number)}", limit=6, seconds=600)
    count_try("apply.phone", f"{source} {phone}", limit=4, seconds=600)


def _begin_proven(form: ProvenForm) -> Any:
    phone = str(form.phone.data or "") if "phone" in form else ""
    begun: list[str] = []

    def verb(deed: Act) -> str:
        draft = drafts.start_proven(
            deed, city=_city(), agreed=form.agree.data == "yes",
            sensitive=form.sensitive.data == "yes", phone=phone,
        )  # fmt: skip
        begun.append(draft.uid)
        return url_for("applications.code" if phone else "applications.facts_page")

    if form.validate() and phone:
        _count(who().uid, phone)
    answer = perform(form, verb, to=lambda url: url, page=_who_page)
    if not begun:
        return answer
    told = visits.Typed(who().name, phone, begun[0], waits=bool(phone))
    visits.turn_to(begun[0], told)
    return answer if phone else _arrived(arrival.come_in(act(), application_uid=begun[0]))


# --- the code ---------------------------------------------------------------------


def _code_page(form: CodeForm) -> Any:
    told = visits.typed()
    # Going on with a draft, nobody is told whether that number is the right one.
    sent = told is not None and told.purpose == Purpose.APPLY
    return page("code", form=form, phone=mask_mobile(told.phone) if told and sent else "")


def _waiting() -> Any:
    """Away from the code's page when no code is waited for; else nothing."""
    if who().kind is not Kind.RESIDENT:
        return redirect(url_for("applications.resume", over=1))
    told = visits.typed()
    if who().level >= Level.I1 and not (told and told.waits):
        return redirect(url_for("applications.facts_page"))
    return None


@bp.get("/apply/code")
@needs(Permission.START)
def code() -> Any:
    """Type the code."""
    return _waiting() or _code_page(CodeForm())


@bp.post("/apply/code")
@needs(Permission.START)
def arrive() -> Any:
    """The code is right: find the people, ask the departments, show what came."""
    away = _waiting()
    if away:
        return away

    def deed() -> Any:
        told = visits.typed()
        if told is None:
            raise Missing("draft")
        come = arrival.arrive(
            act(), application_uid=here().take("draft"), name=told.name, phone=told.phone,
            typed=form.code.data or "", purpose=told.purpose, ticket=told.ticket,
        )  # fmt: skip
        visits.raise_level(come.level)
        return _arrived(come)

    form = CodeForm()
    return attempt(form, deed, _code_page)


def _arrived(come: arrival.Arrival) -> Any:
    told = visits.typed()
    if told:
        visits.turn_to(come.application_uid, replace(told, waits=False))
    if come.where is arrival.Arrived.APPLIED:
        flash(explain("already_applied"), "need")
        return redirect(url_for("applications.mine"))
    return redirect(url_for("applications.facts_page"))


@bp.post("/apply/code/again")
@needs(Permission.START)
def code_again() -> Any:
    """Another code, to the same phone."""
    told, me = visits.typed(), who()

    def verb(deed: Act) -> None:
        if told and told.phone and me.kind is Kind.RESIDENT:
            send_code(
                deed, person_uid=me.uid, phone=told.phone, purpose=told.purpose,
                ticket=told.ticket, reach=told.reach,
            )  # fmt: skip
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
    """Send a code if there is a draft of this person and phone; all else is the same if not."""
    form = ResumeForm()
    if form.validate():
        count_try("resume", request.remote_addr or "", limit=30, seconds=60)
        _count(form.id_number.data or "", form.phone.data or "")

    def verb(deed: Act) -> None:
        known, phone = find_person(form.id_number.data or ""), form.phone.data or ""
        holder = known.uid if known else new_uid()
        draft, proven = drafts.draft_of(holder), standing(holder, phone)
        # What somebody proven began is not opened by a number that proves less.
        there = draft is not None and proven >= min(draft.proof_level, int(PROVEN))
        told = visits.Typed(
            known.name if known else "", phone, new_uid(), Purpose.RESUME, reach=there
        )
        send_code(
            deed, person_uid=holder, phone=phone, purpose=told.purpose, ticket=told.ticket,
            reach=there,
        )  # fmt: skip
        visits.begin_draft(holder, draft.uid if draft and there else new_uid(), told)

    return perform(form, verb, to=url_for("applications.code"), page=_resume_page)


@bp.post("/apply/stop")
@needs(Permission.START)
def stop() -> Any:
    """Leave; the draft stays."""
    if PlainForm().validate():
        end_visit()
    return redirect(url_for("applications.start"))
