"""Department notices at the desk: the list, one matter, and its end."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from portal.exchange.codes import NoticeKind, Permission, State
from portal.exchange.forms import SettleForm
from portal.exchange.machine import MATTER
from portal.exchange.notices import reading, showing
from portal.exchange.notices.finding import Found
from portal.exchange.notices.reading import Choice, NoticeMatter
from portal.exchange.notices.receiving import concerned_nobody
from portal.exchange.notices.settling import settle
from portal.exchange.views import blueprint
from portal.exchange.words import KINDS, OUTCOMES, STATES, SUBJECTS
from portal.kernel.access import allowed
from portal.kernel.act import Duty
from portal.kernel.payloads import read_payload
from portal.kernel.regions import region
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.forms import perform

ALL = "all"


def _duty() -> Duty:
    duty = who().duty
    assert duty is not None
    return duty


def _address(state: str, choice: Choice, after: str = "") -> str:
    return url_for(
        "exchange.department_notices", state=state, kind=list(choice.kinds) or None,
        city=list(choice.cities) or None, after=after or None,
    )  # fmt: skip


@blueprint.get("/desk/department-notices")
@needs(Permission.SEE_NOTICES)
def department_notices() -> str:
    """What departments told us, for whom, and what it led to."""
    duty, state = _duty(), request.args.get("state", State.OPEN.value)
    state = state if state in set(State) else ALL
    cities = reading.cities_within(duty.region)
    choice = Choice(
        () if state == ALL else (state,),
        tuple(k for k in request.args.getlist("kind") if k in set(NoticeKind)),
        tuple(c for c in request.args.getlist("city") if c in cities),
    )
    after = request.args.get("after", "")
    lines, following = reading.worklist(duty.region, choice, after)
    return render_template(
        "exchange/notices.html", rows=showing.rows(lines),
        states=_states(state, choice, reading.counts(duty.region)),
        groups=_groups(choice, cities), state=state, clear_url=_address(state, Choice()),
        next_url=_address(state, choice, following) if following else None,
        first_url=_address(state, choice) if after else None, nobody=concerned_nobody(),
    )  # fmt: skip


def _states(chosen: str, choice: Choice, counted: dict[str, int]) -> list[dict[str, Any]]:
    numbers = {s.value: counted.get(s.value, 0) for s in STATES_IN_ORDER}
    words = {s.value: str(STATES[s][1]) for s in STATES_IN_ORDER} | {ALL: _("All")}
    numbers[ALL] = sum(numbers.values())
    return [
        {"label": f"{label} {numbers[s]}", "current": s == chosen, "url": _address(s, choice)}
        for s, label in words.items()
    ]


STATES_IN_ORDER = (State.OPEN, State.ASKING, State.HANDED_ON, State.UNCHANGED, State.SETTLED)


def _groups(choice: Choice, cities: list[str]) -> list[dict[str, Any]]:
    kinds = [
        {"value": k.value, "label": KINDS[k], "checked": k in choice.kinds} for k in NoticeKind
    ]
    groups = [{"legend": _("Kind of notice"), "name": "kind", "items": kinds}]
    if len(cities) > 1:
        places = [
            {"value": c, "label": region(c).label(), "checked": c in choice.cities} for c in cities
        ]
        groups.append({"legend": _("City"), "name": "city", "items": places})
    return groups


def the_matter(uid: str) -> NoticeMatter:
    """The matter of the address."""
    return reading.matter_row(uid)


@blueprint.get("/desk/department-notices/<uid>")
@needs(Permission.SEE_NOTICE, of=the_matter, looks="department_notice")
def notice(thing: NoticeMatter) -> str:
    """One notice and one file: what differs, what is proposed, what can be done."""
    return _page(thing, SettleForm())


def _page(thing: NoticeMatter, form: SettleForm) -> str:
    if not form.version.data:
        form.version.data = str(thing.version)
    told, found = reading.notice_row(thing.notice_uid), Found.from_text(thing.found)
    may = allowed(who(), Permission.SETTLE, thing) and MATTER.find(thing, "settle") is not None
    return render_template(
        "exchange/notice.html", matter=thing, notice=told, row=showing.rows([(thing, told)])[0],
        changes=showing.changes(found), people=showing.people(found), first=found.before is None,
        asked=found.after is not None, unasked=found.unasked, silent=showing.silent(found),
        subject=SUBJECTS[thing.subject], state=STATES[thing.state],
        proposal=showing.proposal(thing, act().on), file_url=showing.file_url(thing, who()),
        led_url=showing.led_url(thing, who()), later=showing.later(thing),
        timeline=showing.timeline(thing), form=form if may else None,
        outcome=OUTCOMES[thing.outcome] if thing.outcome else "",
        said=read_payload(thing.payload_uid)["text"] if thing.payload_uid else "",
    )  # fmt: skip


@blueprint.post("/desk/department-notices/<uid>/settle")
@needs(Permission.SETTLE, of=the_matter)
def settle_matter(thing: NoticeMatter) -> Any:
    """Say what came of it."""
    form = SettleForm()
    return perform(
        form,
        lambda act: settle(
            act, matter_uid=thing.uid, outcome=form.outcome.data, text=form.text.data or "",
            version=form.version.data,
        ),
        to=url_for("exchange.notice", uid=thing.uid),
        page=lambda form: _page(thing, form),
    )  # fmt: skip
