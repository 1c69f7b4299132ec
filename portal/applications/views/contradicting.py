"""“This is wrong”, said while filling in, after handing in, or to a clerk: one page for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from portal.applications.codes import Permission, Proves, State
from portal.applications.forms.papers import WrongForm
from portal.applications.forms.resident import PlainForm
from portal.applications.intake import (
    cases,
    disputes,
    facts,
    people,
    saying,
    subjects,
    values,
    wrong,
)
from portal.applications.intake.cases import OwnCase
from portal.applications.ports import Outcome
from portal.applications.views import bp
from portal.eligibility import sources_asked
from portal.households import people_names
from portal.kernel.act import Act, Kind
from portal.kernel.errors import Missing
from portal.kernel.levels import Field, Level, may_see
from portal.kernel.policy import rulebook
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.fields import Choice
from portal.kernel.web.forms import perform


@dataclass(frozen=True)
class Way:
    """Where the page stands: what it posts to, and where it leads back."""

    here: str
    back: str
    back_text: str


def _viewer(case: OwnCase) -> tuple[str, Level]:
    """Whose facts they are and how sure we are; a clerk speaks for the applicant."""
    me = who()
    staff = me.kind is Kind.STAFF
    return (case.application.applicant_uid, Level.I2) if staff else (me.uid, me.level)


def _form(case: OwnCase, source: str) -> WrongForm:
    rules = rulebook(case.application.place, on=act().on)
    row = next((r for r in sources_asked(rules) if r["code"] == source), None)
    if row is None or source not in values.FIELDS:
        raise Missing("source")
    viewer, level = _viewer(case)
    proven = may_see(level, Field.OWN_FACTS)
    whose = [
        member.person_uid
        for member in subjects.own_members(case.application, viewer, proven=proven)
        if facts.concerns(row, member)
    ]
    if not whose:
        raise Missing("source")
    form, names, me = WrongForm(), people_names(whose), who().uid
    form.whose.offer([Choice(u, _("You") if u == me else names[u]) for u in whose])
    form.values.offer([Choice(f.code, f.label) for f in values.FIELDS[source]])
    return form


def page(case: OwnCase, source: str, way: Way, form: WrongForm | None = None) -> str:
    """Which value is wrong, and what is right."""
    form = form or _form(case, source)
    viewer, level = _viewer(case)
    answer = people.newest(case.uid).get((source, viewer))
    silent = answer is not None and answer.outcome == Outcome.UNAVAILABLE
    told = ""
    if answer is not None and not silent and may_see(level, Field.OWN_FACTS):
        told = saying.said(answer.source, answer.outcome, people.told(answer))
    return render_template(
        "applications/resident/wrong.html", form=form, way=way, told=told, silent=silent,
        name=saying.TITLES[source], layout="staff" if who().kind is Kind.STAFF else "flow",
    )  # fmt: skip


def say(case: OwnCase, source: str, way: Way) -> Any:
    """Write it down; a resident goes on to the papers that show it."""
    form = _form(case, source)

    def verb(deed: Act) -> str:
        wrong.say_wrong(
            deed, application_uid=case.uid, person_uid=form.whose.data or "", source=source,
            values=form.values.data or [], text=form.text.data or "",
        )  # fmt: skip
        flash(_("Noted. Until it is checked, this does not count."), "good")
        if deed.by.kind is Kind.STAFF:
            return way.back
        return url_for(
            "applications.paper_pages", proves=Proves.FACT.value, what=source,
            person_uid=form.whose.data or "",
        )  # fmt: skip

    return perform(form, verb, to=str, page=lambda f: page(case, source, way, f))


def my_dispute(uid: str) -> Any:
    """What somebody said is wrong."""
    return disputes.find(uid)


@bp.post("/my/wrong/<uid>/take-back")
@needs(Permission.SAY_WRONG, of=my_dispute)
def take_back_wrong(dispute: Any) -> Any:
    """It was right after all."""
    case = cases.case(dispute.application_uid)
    draft = case is not None and case.application.state == State.DRAFT
    back = url_for("applications.facts_page" if draft else "applications.mine")

    def verb(deed: Act) -> None:
        wrong.take_back(deed, dispute_uid=dispute.uid)
        flash(_("Taken back. What the department said counts again."), "good")

    return perform(PlainForm(), verb, to=back, page=lambda f: redirect(back))
