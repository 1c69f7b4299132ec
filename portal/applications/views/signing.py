"""Wish, check, signature, receipt: the second half of the flow."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from portal.applications.codes import Permission, State
from portal.applications.forms.resident import PlainForm, SignForm, WishForm
from portal.applications.intake import (
    cases,
    consents,
    drafts,
    people,
    progress,
    reading,
    saying,
    signing,
)
from portal.applications.intake.cases import OwnCase
from portal.applications.views import bp, visits
from portal.applications.views.resident import page
from portal.eligibility import sources_asked
from portal.households import person
from portal.identity import (
    Purpose,
    check_code,
    code_is_fresh,
    phone_of,
    platform_is_fresh,
    send_code,
    via_platform,
)
from portal.kernel.act import Act
from portal.kernel.errors import Conflict, Refused
from portal.kernel.levels import Ability, Field, Level, may_see, opens
from portal.kernel.policy import rulebook
from portal.kernel.regions import children
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.errorpages import explain
from portal.kernel.web.forms import perform

# --- wish ---------------------------------------------------------------------------


def _same(case: OwnCase, form: Any) -> None:
    """Was the page made from the draft as it is now? Else say what changed."""
    now = progress.look(case.application, who().level)
    before = progress.Look.parse(form.seen.data or "")
    if str(case.application.version) != str(form.version.data) and before != now:
        changed = progress.changes(before, now) if before else []
        raise Conflict("changed_meanwhile", changes=changed)


def stamped(form: Any, case: OwnCase) -> Any:
    """Write version and look of the draft into the form's hidden fields."""
    if not form.is_submitted():
        form.version.data = str(case.application.version)
        form.seen.data = progress.look(case.application, who().level).text()
    return form


def _wish_form(case: OwnCase) -> WishForm:
    form = WishForm(data={
        "wish": case.application.wish, "district": case.application.district,
        "lives_in": case.application.place,
    })  # fmt: skip
    counties = [
        (c.code, c.name_en if saying.english() else c.name) for c in children(case.application.city)
    ]
    form.district.offer([("", _("Choose a district")), *counties])
    form.lives_in.offer([("", _("Choose a district")), *counties])
    return form


def _settled(case: OwnCase) -> bool:
    """Does the hukou already say which district handles it?"""
    if not may_see(who().level, Field.OWN_FACTS):
        return False
    known = people.newest(case.uid).get(("hukou", case.application.applicant_uid))
    region = people.told(known).get("region", "")
    return region in {c.code for c in children(case.application.city)}


def _wish_page(case: OwnCase, form: WishForm) -> str:
    return page("wish", form=stamped(form, case), settled=_settled(case))  # fmt: skip


@bp.get("/apply/wish")
@needs(Permission.FILL, of=visits.draft_here)
def wish(case: OwnCase) -> str:
    """A home, a subsidy or either; and where."""
    return _wish_page(case, _wish_form(case))


@bp.post("/apply/wish")
@needs(Permission.FILL, of=visits.draft_here)
def save_wish(case: OwnCase) -> Any:
    """Keep the wish."""
    form, settled = _wish_form(case), _settled(case)

    def verb(deed: Act) -> Any:
        _same(case, form)
        return drafts.save_wish(
            deed, application_uid=case.uid, wish=form.wish.data or "",
            district=form.district.data or "",
            lives_in=None if settled else (form.lives_in.data or form.district.data),
        )  # fmt: skip

    return perform(form, verb, to=url_for("applications.check"), page=lambda f: _wish_page(case, f))


# --- check and sign -------------------------------------------------------------------


@bp.get("/apply/check")
@needs(Permission.FILL, of=visits.draft_here)
def check(case: OwnCase) -> Any:
    """Everything once more before the signature."""
    application = case.application
    if application.wish is None:
        return redirect(url_for("applications.wish"))
    applicant = application.applicant_uid
    view = reading.facts_view(application, who().uid, who().level, act().on)
    why = signing.refusal(application, act())
    return page(
        "check", name=drafts.applicant_name(application, who().level),
        id_masked=person(applicant).id_masked, phone=_phone(applicant), view=view,
        application=application, agreement=consents.agreement(application.uid, applicant),
        wish=progress.wish_words(application.wish),
        district=progress.place_words(application.district),
        handled=progress.place_words(application.place),
        stopped=explain(why[0], **why[1]) if why else "",
    )  # fmt: skip


def _phone(person_uid: str) -> str | None:
    """The number typed in this visit; what else is known only to somebody proven."""
    told = visits.typed()
    if told and told.phone:
        return told.phone
    return phone_of(person_uid) if may_see(who().level, Field.CONTACT) else None


def _fresh(case: OwnCase) -> bool:
    """Was the person proven a moment ago, by a code or by the unified identity platform?"""
    rules = rulebook(case.application.place, on=act().on)
    minutes = rules.value("intake.code_reuse_minutes")
    return platform_is_fresh(minutes) or code_is_fresh(case.application.applicant_uid, minutes)


def _sign_page(case: OwnCase, form: SignForm) -> str:
    application = case.application
    rules = rulebook(application.place, on=act().on)
    why = signing.refusal(application, act())
    return page(
        "sign", form=stamped(form, case), application=application,
        promise=signing.promise(rules, "en" if saying.english() else "zh"),
        name=drafts.applicant_name(application, who().level), fresh=_fresh(case),
        via=via_platform(),
        blocked=signing.may_promise(application, act()), explain=explain,
        stopped=explain(why[0], **why[1]) if why else "",
        adults=[a for a in reading.co_adults(application, who().level) if a.state == "waiting"],
        count=len(sources_asked(rules)),
    )  # fmt: skip


@bp.get("/apply/sign")
@needs(Permission.FILL, of=visits.draft_here)
def sign(case: OwnCase) -> Any:
    """Read it, then sign."""
    if case.application.wish is None:
        return redirect(url_for("applications.wish"))
    return _sign_page(case, SignForm())


@bp.post("/apply/sign/code")
@needs(Permission.FILL, of=visits.draft_here)
def sign_code(case: OwnCase) -> Any:
    """A code for signing, when the first one is too old."""
    phone = _phone(case.application.applicant_uid)

    def verb(deed: Act) -> None:
        if phone:
            send_code(
                deed, person_uid=deed.by.uid, phone=phone, purpose=Purpose.SIGN, ticket=case.uid
            )
            flash(_("We sent you a code for signing."), "good")

    return perform(
        PlainForm(), verb, to=url_for("applications.sign"),
        page=lambda f: _sign_page(case, SignForm()),
    )  # fmt: skip


@bp.post("/apply/sign")
@needs(Permission.FILL, of=visits.in_flow)
def submit(case: OwnCase) -> Any:
    """Sign and hand in; sent twice leads to the same receipt."""
    form = SignForm()
    if case.application.state == State.DRAFT and form.validate() and not _fresh(case):
        refused = _spend_code(case, form)
        if refused:
            return refused

    def verb(deed: Act) -> signing.Receipt:
        if cases.locked(case.uid).state == State.DRAFT:
            _same(case, form)
        return signing.submit(
            deed, application_uid=case.uid, route=form.route.data or "",
            name=form.signature.data or "",
        )  # fmt: skip

    def to(receipt: signing.Receipt) -> str:
        visits.keep_receipt(receipt.application_uid, receipt.code)
        return url_for("applications.done")

    return perform(form, verb, to=to, page=lambda f: _sign_page(case, f))


def _spend_code(case: OwnCase, form: SignForm) -> Any:
    try:
        if not form.code.data:
            raise Refused("code_needed", field="code")
        check_code(
            act(), person_uid=case.application.applicant_uid, purpose=Purpose.SIGN,
            typed=form.code.data, ticket=case.uid,
        )  # fmt: skip
    except Refused as refusal:
        form.refuse(refusal.field, explain(refusal.code, **refusal.facts))
        return _sign_page(case, form), 422
    return None


# --- the receipt ------------------------------------------------------------------------


@bp.get("/apply/done")
@needs(Permission.FILL, of=visits.in_flow)
def done(case: OwnCase) -> Any:
    """We have it: number, receipt code, what comes next."""
    application = case.application
    if application.received_at is None:
        return redirect(url_for("applications.facts_page"))
    receipt = visits.receipt_code(application.uid)
    address = url_for("identity.sign_in", _external=True)
    return page(
        "done", application=application, name=drafts.applicant_name(application, who().level),
        parts=receipt.split(" ") if receipt else [],
        address=f"{address}#{receipt.replace(' ', '').replace('-', '')}",
        steps_next=progress.next_steps(application, act().on, who().level),
        adults=[a for a in reading.co_adults(application, who().level) if a.state == "waiting"],
        evidence=application.route == "evidence",
        proven=opens(Level(application.proof_level), Ability.SIGN_COMMITMENT),
    )  # fmt: skip


@bp.post("/apply/done")
@needs(Permission.FILL, of=visits.in_flow)
def kept(case: OwnCase) -> Any:
    """The code is written down: it is not shown again."""
    if PlainForm().validate():
        visits.forget_receipt()
    return redirect(url_for("applications.mine"))
