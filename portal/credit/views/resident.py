"""A person's own page: what is intended and why, until when to answer, what runs."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from portal.credit import notices, pages, queries
from portal.credit.codes import TOLD, Permission
from portal.credit.forms import DefenceForm, StepForm
from portal.credit.machine import CASE
from portal.credit.queries import Case
from portal.credit.views import blueprint
from portal.credit.words import BARS
from portal.kernel.errors import Missing
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.forms import perform


def own_case(uid: str) -> Case:
    """A case of the address, once its person has been told."""
    found = queries.case_row(uid)
    if found.state not in TOLD:
        raise Missing("case")
    return found


@blueprint.get("/my/credit")
@needs(Permission.SEE_OWN_CREDIT)
def mine() -> str:
    """Cases, bars and standing of the person."""
    on, me = act().on, who().uid
    return render_template(
        "credit/mine.html", cases=pages.told_of(me, on), bar_words=BARS,
        bars=[bar for bar in queries.bars_of(me) if bar.runs(on)],
    )  # fmt: skip


def _page(thing: Case, form: DefenceForm) -> str:
    on = act().on
    return render_template(
        "credit/mine_case.html", case=thing, told=pages.told(thing, on), form=form,
        notice=queries.text_of(thing.notice_uid), decision=queries.text_of(thing.decision_uid),
        defences=pages.defences(thing), remedies=pages.remedies(thing), on=on,
        bars=[b for b in queries.bars_of_case(thing.uid) if b.person_uid == who().uid],
        bar_words=BARS, bar_note=pages.bar_note(thing, on),
        may_ask=CASE.find(thing, "ask_hearing") is not None
        and CASE.refusal(thing, "ask_hearing", act()) is None,
    )  # fmt: skip


@blueprint.get("/my/credit/<uid>")
@needs(Permission.SEE_OWN_CASE, of=own_case)
def my_case(thing: Case) -> str:
    """One case: what is intended or decided, and the answer."""
    return _page(thing, DefenceForm(version=str(thing.version)))


@blueprint.post("/my/credit/<uid>/defend")
@needs(Permission.DEFEND, of=own_case)
def defend(thing: Case) -> Any:
    """Take down what the person says."""
    form = DefenceForm()

    def say(act: Any) -> Any:
        said = notices.defend(act, case_uid=thing.uid, text=form.text.data or "")
        flash(_("We have it. Someone reads it and answers before anything is decided."), "good")
        return said

    return perform(
        form, say, to=url_for("credit.my_case", uid=thing.uid),
        page=lambda form: _page(thing, form),
    )  # fmt: skip


@blueprint.post("/my/credit/<uid>/hearing")
@needs(Permission.DEFEND, of=own_case)
def ask_hearing(thing: Case) -> Any:
    """Ask to be heard."""
    form = StepForm()

    def ask(act: Any) -> Any:
        asked = notices.ask_hearing(act, case_uid=thing.uid)
        flash(_("We tell you the day of the hearing at least seven working days ahead."), "good")
        return asked

    return perform(
        form, ask, to=url_for("credit.my_case", uid=thing.uid),
        page=lambda form: _page(thing, DefenceForm(version=str(thing.version), formdata=None)),
    )  # fmt: skip
