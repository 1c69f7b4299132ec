"""After handing in: where it stands, condition by condition, answer, withdraw."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from portal.applications.codes import Permission
from portal.applications.forms.resident import PlainForm, SupplementForm
from portal.applications.intake import consents, drafts, paperlist, progress, reading, saying
from portal.applications.intake.cases import NoCase, OwnCase
from portal.applications.intake.said import said_wrong
from portal.applications.intake.subjects import TAKING, WHYS, items_of
from portal.applications.machine import APPLICATION
from portal.applications.review import supplements
from portal.applications.review.contesting import contest_of, requests_of
from portal.applications.views import bp, contradicting, visits
from portal.applications.views.contradicting import Way
from portal.kernel.act import Act
from portal.kernel.database import db
from portal.kernel.deadlines import Deadline
from portal.kernel.errors import Missing
from portal.kernel.levels import Ability, Field, may_see, opens
from portal.kernel.policy import rulebook
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.forms import perform


def _page(template: str, case: OwnCase, /, **given: Any) -> str:
    return render_template(
        f"applications/resident/{template}.html", case=case, application=case.application,
        state=saying.STATES[case.application.state], **given,
    )  # fmt: skip


def _supplement(case: OwnCase) -> tuple[list[str], Any] | None:
    asked = supplements.supplement_of(case.uid)
    if asked is None or asked.answered_on is not None:
        return None
    due = db.session.get(Deadline, asked.deadline_uid)
    return [item.text for item in items_of(case.uid)], due


@bp.get("/my/application")
@needs(Permission.SEE_STAGE, of=visits.my_case_if_any)
def mine(case: OwnCase | NoCase) -> str:
    """Where it stands and what happened."""
    if isinstance(case, NoCase):
        return render_template("applications/resident/none.html")
    return _mine(case)


def _mine(case: OwnCase) -> str:
    application, viewer = case.application, who()
    own = viewer.uid == application.applicant_uid
    draft = application.state == "draft"
    return _page(
        "mine", case, own=own, draft=draft,
        timeline=progress.timeline(application, requests=requests_of(application.uid)),
        contest=contest_of(application, act().on) if own else None,
        may_contest=opens(viewer.level, Ability.OBJECT),
        steps_next=[] if draft or application.state in saying.CLOSED
        else progress.next_steps(application, act().on, viewer.level),
        adults=[
            a for a in reading.co_adults(application, viewer.level) if a.person_uid != viewer.uid
        ],
        unspoken=reading.unspoken(application, viewer.level)
        if application.state in TAKING and not draft else [],
        supplement=_supplement(case) if own else None,
        said=said_wrong(application, viewer.uid),
        groups=_groups(case), whys=WHYS, undecided=application.state in TAKING and not draft,
        findings=progress.findings_view(application, viewer.uid, viewer.level),
        sees_facts=may_see(viewer.level, Field.OWN_FACTS),
        wish=progress.wish_words(application.wish),
        district=progress.place_words(application.district),
        family=consents.agreement(application.uid, viewer.uid).family,
        may_withdraw=own and APPLICATION.find(application, "withdraw") is not None,
    )  # fmt: skip


def _groups(case: OwnCase) -> list[Any]:
    """Papers that were brought, or that are needed now."""
    viewer = who()
    found = paperlist.own_groups(case.application, viewer.uid, viewer.level, act().on)
    return [group for group in found if group.pages or group.needed]


def _way(source: str) -> Way:
    return Way(
        url_for("applications.say_wrong_later", source=source), url_for("applications.findings"),
        _("Back"),
    )  # fmt: skip


@bp.get("/my/application/wrong/<source>")
@needs(Permission.SEE_OWN, of=visits.my_case)
def wrong_later(case: OwnCase, source: str) -> str:
    """Say what is right, after handing in."""
    return contradicting.page(case, source, _way(source))


@bp.post("/my/application/wrong/<source>")
@needs(Permission.SEE_OWN, of=visits.my_case)
def say_wrong_later(case: OwnCase, source: str) -> Any:
    """From now on this counts as unknown until somebody checked."""
    return contradicting.say(case, source, _way(source))


def _may_be_wrong(case: OwnCase) -> list[tuple[str, str]]:
    """Facts of the viewer's own that can be said to be wrong now: source and title."""
    if case.application.state not in TAKING:
        return []
    view = reading.facts_view(case.application, who().uid, who().level, act().on)
    return [(s.source, s.title) for s in view.sections if s.mine and not s.disputed]


@bp.get("/my/application/findings")
@needs(Permission.SEE_OWN, of=visits.my_case)
def findings(case: OwnCase) -> str:
    """Condition by condition, with what may be shown."""
    view = progress.findings_view(case.application, who().uid, who().level)
    if view is None:
        raise Missing("screening")
    return _page("findings", case, view=view, wrongs=_may_be_wrong(case))


@bp.post("/my/application/family/<choice>")
@needs(Permission.SEE_OWN, of=visits.my_case)
def show_family(case: OwnCase, choice: str) -> Any:
    """Let the other adults of the household see my values, or stop it."""
    rules = rulebook(case.place, on=act().on)

    def verb(deed: Act) -> None:
        consents.show_family(
            deed, case.application, person_uid=deed.by.uid, rules=rules, shown=choice == "yes"
        )

    return perform(PlainForm(), verb, to=url_for("applications.mine"), page=lambda f: _mine(case))


def _withdraw_page(case: OwnCase) -> str:
    return _page("withdraw", case)


@bp.get("/my/application/withdraw")
@needs(Permission.WITHDRAW, of=visits.my_case)
def withdraw(case: OwnCase) -> str:
    """What taking it back means."""
    if APPLICATION.find(case.application, "withdraw") is None:
        raise Missing("move")
    return _withdraw_page(case)


@bp.post("/my/application/withdraw")
@needs(Permission.WITHDRAW, of=visits.my_case)
def take_back(case: OwnCase) -> Any:
    """Take it back."""

    def verb(deed: Act) -> None:
        drafts.withdraw(deed, application_uid=case.uid)
        flash(_("Your application is withdrawn. You can apply again at any time."), "good")

    return perform(
        PlainForm(), verb, to=url_for("applications.mine"), page=lambda f: _withdraw_page(case)
    )


def _answer_page(case: OwnCase, form: SupplementForm) -> str:
    asked = _supplement(case)
    if asked is None:
        raise Missing("supplement")
    groups = paperlist.own_groups(case.application, who().uid, who().level, act().on)
    return _page(
        "supplement", case, form=form, deadline=asked[1],
        groups=[group for group in groups if group.why == "asked"],
    )  # fmt: skip


@bp.get("/my/application/supplement")
@needs(Permission.ANSWER_SUPPLEMENT, of=visits.my_case)
def supplement(case: OwnCase) -> str:
    """What is missing, and room for the answer."""
    return _answer_page(case, SupplementForm())


@bp.post("/my/application/supplement")
@needs(Permission.ANSWER_SUPPLEMENT, of=visits.my_case)
def answer_supplement(case: OwnCase) -> Any:
    """Send it, all at once."""
    form = SupplementForm()

    def verb(deed: Act) -> None:
        supplements.answer(deed, application_uid=case.uid, text=form.text.data or "")
        flash(_("We have what you sent. The clock runs on."), "good")

    return perform(
        form, verb, to=url_for("applications.mine"), page=lambda f: _answer_page(case, f)
    )
