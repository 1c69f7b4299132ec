"""The page on which a full ID number may be seen."""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from portal.households.codes import Permission, Purpose
from portal.households.forms import RevealForm
from portal.households.queries import PersonPlace, person, place_of_person
from portal.households.reveals import reveal_number, reveals_left
from portal.households.views import blueprint
from portal.kernel.demo import legal_today
from portal.kernel.errors import Refused
from portal.kernel.web.doors import act, needs
from portal.kernel.web.errorpages import explain


def in_place(uid: str) -> PersonPlace:
    """The person with the region whose staff care for them."""
    return place_of_person(uid, legal_today())


def _way_back(given: str | None) -> str | None:
    """Only a page of the counter; an address from outside is dropped."""
    ours = bool(given) and str(given).startswith("/desk/") and "\\" not in str(given)
    return given if ours else None


def _page(thing: PersonPlace, form: RevealForm) -> str:
    return render_template(
        "households/reveal.html",
        person=person(thing.uid),
        form=form,
        left=reveals_left(act()),
        back=_way_back(form.back.data),
    )


@blueprint.get("/desk/person/<uid>/reveal")
@needs(Permission.REVEAL, of=in_place, looks="person")
def ask_reveal(thing: PersonPlace) -> Any:
    """Ask for the purpose."""
    form = RevealForm(back=request.args.get("back", ""))
    return _page(thing, form)


@blueprint.post("/desk/person/<uid>/reveal")
@needs(Permission.REVEAL, of=in_place)
def reveal(thing: PersonPlace) -> Response | tuple[str, int]:
    """Remember the look, then show the number once."""
    form = RevealForm()
    if not form.validate():
        return _page(thing, form), 422
    try:
        number = reveal_number(
            act(),
            person_uid=thing.uid,
            purpose=form.purpose.data,
            detail=form.detail.data or "",
        )
    except Refused as refusal:
        beside = "detail" if form.purpose.data == Purpose.OTHER else refusal.field
        form.refuse(beside, explain(refusal.code))
        return _page(thing, form), 422
    page = render_template(
        "households/revealed.html",
        person=person(thing.uid),
        number=number,
        left=reveals_left(act()),
        back=_way_back(form.back.data),
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
