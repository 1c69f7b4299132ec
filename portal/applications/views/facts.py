"""“Is this right?”: what the departments said, what is wrong, who else answers."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from portal.applications.codes import Permission
from portal.applications.forms.resident import AskCoForm, PlainForm
from portal.applications.intake import arrival, cases, drafts, people, reading, saying
from portal.applications.intake.cases import OwnCase
from portal.applications.intake.said import said_wrong
from portal.applications.views import bp, contradicting, visits
from portal.applications.views.contradicting import Way
from portal.applications.views.resident import page
from portal.kernel.act import Act
from portal.kernel.policy import rulebook
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.forms import perform


def _facts_page(case: OwnCase, asking: AskCoForm | None = None) -> str:
    view = reading.facts_view(case.application, who().uid, who().level, act().on)
    forms = {}
    for adult in view.adults:
        mine = asking is not None and asking.person.data == adult.person_uid
        form = asking if mine and asking else AskCoForm(formdata=None, prefix="")
        if not mine:
            form.person.data = adult.person_uid
        # Two forms of one page must not share ids.
        form.phone.id = f"phone-{adult.uid}"
        form.person.id = f"person-{adult.uid}"
        forms[adult.person_uid] = form
    return page(
        "facts", view=view, forms=forms, application=case.application, relations=saying.RELATIONS,
        problems=asking.problems if asking is not None else [], me_uid=who().uid,
        said=[one for one in said_wrong(case.application, who().uid) if one.open],
    )  # fmt: skip


@bp.get("/apply/facts")
@needs(Permission.FILL, of=visits.draft_here)
def facts_page(case: OwnCase) -> str:
    """What the departments said about us."""
    return _facts_page(case)


@bp.post("/apply/facts")
@needs(Permission.FILL, of=visits.draft_here)
def facts_right(case: OwnCase) -> Any:
    """Mine is right; on to the wish."""
    if not PlainForm().validate():
        return _facts_page(case), 422
    return redirect(url_for("applications.wish"))


@bp.post("/apply/facts/again")
@needs(Permission.FILL, of=visits.draft_here)
def ask_again(case: OwnCase) -> Any:
    """Ask those who were silent once more."""
    if PlainForm().validate():
        arrival.fetch(act(), case.uid)
    return redirect(url_for("applications.facts_page"))


def _way(source: str) -> Way:
    return Way(
        url_for("applications.say_wrong", source=source), url_for("applications.facts_page"),
        _("Back"),
    )  # fmt: skip


@bp.get("/apply/facts/wrong/<source>")
@needs(Permission.FILL, of=visits.draft_here)
def wrong(case: OwnCase, source: str) -> str:
    """Say what is right."""
    return contradicting.page(case, source, _way(source))


@bp.post("/apply/facts/wrong/<source>")
@needs(Permission.FILL, of=visits.draft_here)
def say_wrong(case: OwnCase, source: str) -> Any:
    """From now on this counts as unknown until somebody checked."""
    return contradicting.say(case, source, _way(source))


@bp.post("/apply/facts/people/<person_uid>/<choice>")
@needs(Permission.FILL, of=visits.draft_here)
def choose_people(case: OwnCase, person_uid: str, choice: str) -> Any:
    """Another adult of the hukou applies too, or does not."""
    rules = rulebook(case.application.place, on=act().on)

    def verb(deed: Act) -> None:
        application = drafts.editable(case.uid)
        if choice == "in":
            people.include(deed, application, person_uid=person_uid, rules=rules)
        else:
            people.leave_out(deed, application, person_uid=person_uid)
        drafts.touch(application)

    return perform(
        PlainForm(), verb, to=url_for("applications.facts_page"), page=lambda f: _facts_page(case)
    )


@bp.post("/apply/facts/co")
@needs(Permission.FILL, of=visits.draft_here)
def ask_co(case: OwnCase) -> Any:
    """Send the other adult a message; they answer for themselves."""
    form = AskCoForm()

    def verb(deed: Act) -> None:
        application = cases.locked(case.uid)
        people.ask_co_applicant(
            deed, application, person_uid=form.person.data or "", phone=form.phone.data or ""
        )
        flash(_("The message is on its way."), "good")

    return perform(
        form, verb, to=url_for("applications.facts_page"), page=lambda f: _facts_page(case, f)
    )
