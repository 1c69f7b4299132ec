"""What homes there are and what they cost, for everybody."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template
from flask_babel import get_locale

from portal.housing.codes import Permission, UnitState
from portal.housing.queries import (
    EstateCard,
    estate,
    estates,
    in_stock,
    layouts_of,
    states_by_estate,
    unit_states,
)
from portal.housing.rents import EXAMPLE_AREA, rents_of
from portal.housing.views import blueprint
from portal.housing.words import LAYOUT_LABELS, OWNER_LABELS
from portal.kernel import policy
from portal.kernel.demo import legal_today
from portal.kernel.regions import region
from portal.kernel.web.doors import needs


def in_english() -> bool:
    """Is this page read in English?"""
    return str(get_locale()).startswith("en")


def said(thing: Any) -> str:
    """The name of data in the page's language."""
    return str(thing.name_en if in_english() else thing.name)


@blueprint.get("/estates")
@needs(Permission.SEE_ESTATES)
def list_estates() -> str:
    """What homes are there?"""
    city = current_app.config["SETTINGS"].city
    states = unit_states(city)
    by_estate = states_by_estate(city)
    today = legal_today()
    rules = policy.rulebook(city, on=today)
    return render_template(
        "housing/estates.html",
        city=region(city),
        said=said,
        today=today,
        total=in_stock(states),
        free=states[UnitState.AVAILABLE],
        let=states[UnitState.LEASED],
        estates=[
            {
                "estate": each,
                "county": region(each.place),
                "total": in_stock(by_estate[each.uid]),
                "free": by_estate[each.uid][UnitState.AVAILABLE],
                "rents": rents_of(rules, each.owner_kind),
            }
            for each in estates(city)
        ],
        owners=OWNER_LABELS,
    )


def known_estate(uid: str) -> EstateCard:
    """The estate of the address."""
    return estate(uid)


@blueprint.get("/estates/<uid>")
@needs(Permission.SEE_ESTATES, of=known_estate)
def show_estate(thing: EstateCard) -> str:
    """One estate: what is there, what does it cost?"""
    today = legal_today()
    return render_template(
        "housing/estate.html",
        estate=thing,
        said=said,
        county=region(thing.place),
        today=today,
        layouts=layouts_of(thing.uid),
        rents=rents_of(policy.rulebook(thing.city, on=today), thing.owner_kind),
        example_area=EXAMPLE_AREA,
        labels=LAYOUT_LABELS,
        owners=OWNER_LABELS,
    )
