"""The auditor's workbench: find a life, verify the log, decide everything again."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for

from portal.audit.anomalies import Oddity, whole_house
from portal.audit.codes import Permission
from portal.audit.forms import FindForm
from portal.audit.integrity import seals
from portal.audit.notes import public_bytes
from portal.audit.records import households_about, households_by_number, people_named
from portal.audit.replaying import Replays, replay_all
from portal.audit.sealing import holders, signing_key, waiting
from portal.audit.verifying import Verification, verify
from portal.audit.views import blueprint
from portal.audit.words import (
    FAULTS,
    ODD,
    REPLAYED,
    decision_words,
    look_words,
    purpose_words,
)
from portal.households import composition, find_person, household, households_of, person
from portal.kernel import directory
from portal.kernel.access import allowed
from portal.kernel.demo import legal_today
from portal.kernel.errors import Missing, Refused
from portal.kernel.names import name_match
from portal.kernel.web.doors import needs, who
from portal.kernel.web.errorpages import explain
from portal.kernel.web.sessions import here


def _oddities() -> list[dict[str, Any]]:
    found = whole_house()
    every = [each for some in found.values() for each in some]
    homes = households_about({each.subject for each in every})
    staff = directory.staff_names(each.who for each in every if each.who)

    def shown(each: Oddity) -> dict[str, Any]:
        machine, _dot, verb = each.what.partition(".")
        what = decision_words(machine, verb) if verb and machine != "person" else ""
        home = homes.get(each.subject)
        mine = home is not None and allowed(who(), Permission.SEE_LIFE, household(home))
        return {
            "at": each.at, "who": staff.get(each.who, ""), "count": each.count,
            "what": what or look_words(each.what), "code": each.what,
            "purpose": purpose_words(each.purpose, each.what) if each.purpose else "",
            "household": home if mine else None,
        }  # fmt: skip

    return [
        {"odd": odd.value, "title": ODD[odd], "count": len(some), "rows": [shown(e) for e in some]}
        for odd, some in found.items()
    ]


def _page(
    form: FindForm,
    verification: Verification | None = None,
    replays: Replays | None = None,
) -> str:
    return render_template(
        "audit/workbench.html",
        form=form,
        seals=seals(),
        waiting=waiting(),
        oddities=_oddities(),
        verification=verification,
        replays=replays,
        faults=FAULTS,
        replayed=REPLAYED,
    )


@blueprint.get("/audit")
@needs(Permission.AUDIT)
def workbench() -> str:
    """Find a household; how the seals stand; what looks odd."""
    return _page(FindForm(purpose=here().take("purpose", "")))


def _found(query: str) -> list[str]:
    """Households meant by a name, an ID number, a case number, or a household's own uid."""
    homes: list[str] = []
    today = legal_today()
    try:
        homes.append(household(query).uid)
    except Missing:
        homes += households_by_number(query)
        one = find_person(query)
        people = [one.uid] if one else people_named(name_match(query))
        homes += [uid for each in people for uid in households_of(each, today)]
    unique = list(dict.fromkeys(homes))
    return [uid for uid in unique if allowed(who(), Permission.SEE_LIFE, household(uid))]


def _line(uid: str) -> dict[str, Any]:
    home = household(uid)
    members = composition(uid, legal_today())
    first = person(members[0].person_uid) if members else None
    return {
        "uid": uid, "name": first.name if first else "", "formed_on": home.formed_on,
        "id_masked": first.id_masked if first else "", "size": len(members),
    }  # fmt: skip


@blueprint.post("/audit")
@needs(Permission.AUDIT)
def find() -> Any:
    """Remember the purpose, then show the household (or choose among several)."""
    form = FindForm()
    if not form.validate():
        return _page(form), 422
    try:
        homes = _found((form.query.data or "").strip())
    except Refused:
        homes = []
    if not homes:
        form.refuse("query", explain("no_household_found"))
        return _page(form), 422
    here().put("purpose", (form.purpose.data or "").strip())
    if len(homes) == 1:
        return redirect(url_for("audit.household_life", uid=homes[0]))
    return render_template("audit/found.html", homes=[_line(uid) for uid in homes])


@blueprint.post("/audit/verify")
@needs(Permission.AUDIT)
def verify_now() -> str:
    """Hash every line anew and compare with every checkpoint."""
    outcome = verify(holders(), public_bytes(signing_key()))
    return _page(FindForm(formdata=None, purpose=here().take("purpose", "")), verification=outcome)


@blueprint.post("/audit/replay")
@needs(Permission.AUDIT)
def replay_now() -> str:
    """Decide everything again."""
    outcome = replay_all()
    return _page(FindForm(formdata=None, purpose=here().take("purpose", "")), replays=outcome)
