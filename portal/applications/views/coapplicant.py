"""The other adult: a link that names nobody, a code of their own, their own answers."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from portal.applications.codes import Permission
from portal.applications.forms.resident import CodeForm, CoForm, LastFourForm
from portal.applications.intake import (
    arrival,
    cases,
    consents,
    people,
    promises,
    saying,
    signing,
)
from portal.applications.intake.cases import Asked
from portal.applications.views import bp, visits
from portal.applications.views.resident import attempt, page
from portal.eligibility import sources_asked
from portal.households import id_number_of, person
from portal.identity import Purpose, bind_phone, check_code, phone_of, platform_open, send_code
from portal.kernel.act import Act, Kind
from portal.kernel.database import new_uid, write
from portal.kernel.errors import Missing, Refused
from portal.kernel.identifiers import mask_mobile, plain
from portal.kernel.levels import PROVEN, Level
from portal.kernel.policy import rulebook
from portal.kernel.throttle import count_try
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.errorpages import explain
from portal.kernel.web.forms import perform
from portal.kernel.web.sessions import begin_visit, here

PURPOSE = Purpose.CO_APPLICANT


def asked_here() -> Asked | None:
    """Whom this visit is about, once a link was followed; staff follow none (``Missing``)."""
    if who().kind is Kind.STAFF:
        raise Missing("member")
    found = here().take("co")
    return cases.asked(found[0]) if found else None


def _link_page(form: LastFourForm, member_uid: str) -> str:
    return page("co_link", form=form, member_uid=member_uid, platform=platform_open())


@bp.get("/sign/co/<member_uid>")
@needs(Permission.START)
def co_link(member_uid: str) -> Any:
    """Somebody in your family applies: is it you who was asked?"""
    member, me = people.co_member(member_uid), who()
    if me.kind is Kind.RESIDENT and me.level >= PROVEN and me.uid == member.person_uid:
        # Proven already, say by the unified identity platform: no code is needed.
        here().put("co", [member.uid, ""])
        return redirect(url_for("applications.co_answer"))
    return _link_page(LastFourForm(), member_uid)


@bp.post("/sign/co/<member_uid>")
@needs(Permission.START)
def co_begin(member_uid: str) -> Any:
    """The end of the ID number fits: send a code to this person's own phone."""
    member, form, ticket = people.co_member(member_uid), LastFourForm(), new_uid()
    if form.validate():
        count_try("co", f"{request.remote_addr} {member_uid}", limit=5, seconds=300)

    def verb(deed: Act) -> None:
        if plain(form.last_four.data or "") != id_number_of(member.person_uid)[-4:]:
            raise Refused("last_four_wrong", field="last_four")
        phone = phone_of(member.person_uid, typed=True)
        if not member.adult or member.relation == people.APPLICANT or phone is None:
            raise Missing("member")
        send_code(deed, person_uid=member.person_uid, phone=phone, purpose=PURPOSE, ticket=ticket)

    def to(_none: None) -> str:
        begin_visit(Kind.RESIDENT, member.person_uid, level=Level.I0)
        here().put("co", [member.uid, ticket])
        here().put("about", member.application_uid)
        return url_for("applications.co_code")

    return perform(form, verb, to=to, page=lambda f: _link_page(f, member_uid))


def _code_page(form: CodeForm) -> str:
    asked = asked_here()
    phone = phone_of(asked.person_uid, typed=True) if asked else None
    return page("co_code", form=form, phone=mask_mobile(phone) if phone else "")


@bp.get("/sign/co/code")
@needs(Permission.START)
def co_code() -> Any:
    """Type the code."""
    if asked_here() is None:
        raise Missing("member")
    return _code_page(CodeForm())


@bp.post("/sign/co/code")
@needs(Permission.START)
def co_arrive() -> Any:
    """The code is right; is the phone this person's own?"""
    form, asked = CodeForm(), asked_here()
    if asked is None or who().uid != asked.person_uid:
        raise Missing("member")

    def deed() -> Any:
        level = _prove(asked.person_uid, form.code.data or "", here().take("co")[1])
        visits.raise_level(level)
        if level < PROVEN:
            return redirect(url_for("applications.co_window"))
        return redirect(url_for("applications.co_answer"))

    return attempt(form, deed, _code_page)


def _prove(person_uid: str, typed: str, ticket: str) -> Level:
    """I1R when the operators confirm the phone as this person's own."""
    check_code(act(), person_uid=person_uid, purpose=PURPOSE, typed=typed, ticket=ticket)
    phone, name = phone_of(person_uid, typed=True) or "", person(person_uid).name
    found = arrival.checked(person_uid, name, phone, act().on)
    with write():
        bind_phone(act(), person_uid=person_uid, phone=phone, proven=True)
        arrival.remember(act(), person_uid, name, phone, found)
    return found.level


@bp.get("/sign/co/window")
@needs(Permission.START)
def co_window() -> str:
    """This phone is not registered in your name: a window helps."""
    return page("co_window")


def _answer_page(asked: Asked, form: CoForm) -> str:
    application = asked.application
    rules = rulebook(application.place, on=act().on)
    language = "en" if saying.english() else "zh"
    rows = [r for r in sources_asked(rules) if r["about"] != "applicant"]
    return page(
        "co_answer", form=form, rows=rows, english=saying.english(),
        text=consents.notice_text(rules, language), promise=signing.promise(rules, language),
        applicant=person(application.applicant_uid).name, name=person(asked.person_uid).name,
        blocked=promises.no_promise(application, asked.person_uid, act().on), explain=explain,
    )  # fmt: skip


@bp.get("/sign/co")
@needs(Permission.AGREE_AS_CO, of=asked_here)
def co_answer(asked: Asked) -> str:
    """Two equal answers, and the promise."""
    return _answer_page(asked, CoForm())


@bp.post("/sign/co")
@needs(Permission.AGREE_AS_CO, of=asked_here)
def co_sign(asked: Asked) -> Any:
    """Keep the answer, then ask the departments it opens."""
    form, uid = CoForm(), asked.member.application_uid

    def verb(deed: Act) -> str:
        signing.sign_as_co(
            deed, member=asked.member, name=form.signature.data or "",
            agreed=form.agree.data == "yes", sensitive=form.sensitive.data == "yes",
            family=form.family.data == "yes",
        )  # fmt: skip
        return url_for("applications.mine")

    answer = perform(form, verb, to=lambda url: url, page=lambda f: _answer_page(asked, f))
    if getattr(answer, "status_code", 0) == 302 and request.method == "POST":
        signing.after_co(act(), uid, asked.person_uid)
    return answer
