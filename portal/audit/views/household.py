"""One life: what happened, who decided, who looked, and whether the records are what they were."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.audit.bundles import bundle_of
from portal.audit.codes import Permission
from portal.audit.integrity import lines, seals
from portal.audit.life import drawn, life
from portal.audit.records import leaves
from portal.audit.replaying import Replay, replays_of
from portal.audit.views import blueprint
from portal.audit.words import ODD, REPLAYED
from portal.households import HouseholdCard, household
from portal.kernel.demo import legal_today
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.sessions import here

LOOKS_SHOWN = 12


def home(uid: str) -> HouseholdCard:
    """The household with its place."""
    return household(uid)


def _newest(replays: list[Replay] | None) -> dict[str, Replay]:
    """The case → its newest comparison done again."""
    return {each.subject: each for each in replays or []}


def _page(thing: HouseholdCard, replays: list[Replay] | None = None) -> str:
    today = legal_today()
    found = life(thing.uid, today)
    return render_template(
        "audit/household.html",
        life=found,
        chart=drawn(found, today),
        seals=seals(),
        lines=lines(leaves(found.uids)),
        replays=replays,
        by_case=_newest(replays),
        replayed=REPLAYED,
        odd_words=ODD,
        purpose=here().take("purpose", ""),
        looks_shown=None if request.args.get("looks") == "all" else LOOKS_SHOWN,
        me=who(),
        now=act().at,
    )


@blueprint.get("/audit/household/<uid>")
@needs(Permission.SEE_LIFE, of=home, looks="household")
def household_life(thing: HouseholdCard) -> Any:
    """One household's life; without a purpose there is nothing to see."""
    if not here().take("purpose"):
        flash(_("Say first why you look."), "need")
        return redirect(url_for("audit.workbench"))
    return _page(thing)


@blueprint.post("/audit/household/<uid>/replay")
@needs(Permission.SEE_LIFE, of=home, looks="household")
def replay_household(thing: HouseholdCard) -> str:
    """Decide this household's cases again."""
    found = life(thing.uid, legal_today())
    return _page(thing, replays_of(found.uids))


@blueprint.get("/audit/household/<uid>/bundle.json")
@needs(Permission.SEE_LIFE, of=home, looks="bundle")
def bundle(thing: HouseholdCard) -> Any:
    """The evidence as a file that can be checked without us."""
    if not here().take("purpose"):
        flash(_("Say first why you look."), "need")
        return redirect(url_for("audit.workbench"))
    found = life(thing.uid, legal_today())
    body = bundle_of(act(), thing.uid, found.uids)
    response = Response(json.dumps(body, ensure_ascii=False, indent=1), mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="anju-evidence.json"'
    response.headers["Cache-Control"] = "no-store"
    return response
