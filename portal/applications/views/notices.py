"""Public notice: what hangs today, one list, and an objection to a line of it."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from portal.applications.codes import Permission
from portal.applications.forms.casework import ObjectForm
from portal.applications.intake import saying
from portal.applications.procedure import stage_named
from portal.applications.review import objections, publicity
from portal.applications.review.opening import PublicList, open_list
from portal.applications.views import bp
from portal.kernel.act import Act, Kind
from portal.kernel.database import new_uid
from portal.kernel.errors import Missing
from portal.kernel.levels import Ability, opens
from portal.kernel.policy import rulebook
from portal.kernel.regions import region
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.forms import perform


def a_notice(uid: str) -> PublicList:
    """A list while it hangs; ``Missing`` before and after."""
    return open_list(uid, act().on)


def _name(place: str) -> str:
    return region(place).label()


@bp.get("/notices")
@needs(Permission.SEE_NOTICES)
def notices() -> str:
    """What hangs today."""
    cards = publicity.hanging(act().on)
    rows = [(card, _name(card.place), stage_named(card.place, card.opened_on, card.stage))
            for card in cards]  # fmt: skip
    return render_template("applications/public/notices.html", rows=rows)


@bp.get("/notices/<uid>")
@needs(Permission.SEE_NOTICES, of=a_notice)
def notice(thing: PublicList) -> str:
    """One list: masked names, size, class."""
    card, lines = publicity.notice_on(thing.uid, act().on)
    text = rulebook(thing.place, on=act().on).texts("intake.publicity_notice")
    me = who()
    return render_template(
        "applications/public/notice.html", card=card, lines=lines, place=_name(thing.place),
        stage=stage_named(thing.place, thing.opened_on, thing.stage),
        words=text.in_language("en" if saying.english() else "zh"),
        may_object=me.kind is Kind.VISITOR
        or (me.kind is Kind.RESIDENT and opens(me.level, Ability.OBJECT)),
    )  # fmt: skip


def _line(thing: PublicList, entry: str) -> publicity.NoticeLine:
    _card, lines = publicity.notice_on(thing.uid, act().on)
    found = next((line for line in lines if line.uid == entry), None)
    if found is None:
        raise Missing("notice_entry")
    return found


def _object_page(thing: PublicList, entry: str, form: ObjectForm) -> str:
    card, _lines = publicity.notice_on(thing.uid, act().on)
    return render_template(
        "applications/public/object.html", card=card, line=_line(thing, entry), form=form,
        token=new_uid(), place=_name(thing.place),
    )  # fmt: skip


@bp.get("/notices/<uid>/object/<entry>")
@needs(Permission.OBJECT, of=a_notice)
def object_to(thing: PublicList, entry: str) -> str:
    """Say why this household should not be on the list."""
    return _object_page(thing, entry, ObjectForm())


@bp.post("/notices/<uid>/object/<entry>")
@needs(Permission.OBJECT, of=a_notice)
def raise_objection(thing: PublicList, entry: str) -> Any:
    """Kept sealed; only those who look into it read it."""
    form = ObjectForm()
    line = _line(thing, entry)

    def verb(deed: Act) -> None:
        objections.raise_objection(deed, entry_uid=line.uid, text=form.text.data or "")
        flash(_("We have your objection. We answer within the days of the rules."), "good")

    return perform(
        form, verb, to=url_for("applications.notice", uid=thing.uid),
        page=lambda f: _object_page(thing, entry, f),
    )  # fmt: skip
