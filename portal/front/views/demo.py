"""The demo door: be anyone with one click, read the phones, move time. Demo mode only."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.front.access import Permission
from portal.front.demo_people import FATES, WORKING, applicant, card_of, happen, newcomers, seats
from portal.front.demo_time import nearest_deadline, tomorrow, walk_to
from portal.front.stories import STORIES
from portal.front.views import demo_bp
from portal.identity import (
    assured_level,
    demo_sign_in_resident,
    demo_sign_in_staff,
)
from portal.kernel.act import Kind
from portal.kernel.demo import demo_roles, legal_today
from portal.kernel.errors import Missing
from portal.kernel.levels import Level
from portal.kernel.web.doors import needs, who
from portal.kernel.web.preferences import safe_next
from portal.kernel.web.sessions import end_visit
from portal.notifications import demo_messages


@demo_bp.get("/")
@needs(Permission.DEMO)
def door() -> str:
    """List the people one can be, what their phones received, and what falls due next."""
    me = who()
    cards = [(story, card_of(story.code)) for story in STORIES]
    unborn = {row.code for row in demo_roles("resident") if not row.uid}
    return render_template(
        "front/demo.html",
        stories=[(s, card.name, s.code in unborn and applicant(card)) for s, card in cards],
        newcomers=newcomers(),
        desks=seats(),
        messages=demo_messages(6),
        next_day=tomorrow(),
        next_deadline=nearest_deadline(),
        today=legal_today(),
        resident=me.name if me.kind is Kind.RESIDENT else "",
        fates=FATES,
    )


@demo_bp.get("/phones")
@needs(Permission.DEMO)
def phones() -> str:
    """All messages the demo's phones received."""
    return render_template("front/phones.html", messages=demo_messages(300))


@demo_bp.post("/be/<code>")
@needs(Permission.DEMO)
def be(code: str) -> Response:
    """Become that person; who has not applied yet starts with the papers in hand."""
    row = next((r for r in demo_roles() if r.code == code), None)
    if row is not None and row.kind in WORKING:
        demo_sign_in_staff(staff_uid=row.uid, duty_uid=row.duty_uid)
        return redirect(url_for("front.desk"))
    end_visit()
    if row is not None and row.uid:
        level = Level.I1R if code in ("huang-zhiqiang", "huang-yuzhen") else Level.I2
        demo_sign_in_resident(person_uid=row.uid, level=level)
        return redirect(url_for("front.my"))
    came = applicant(card_of(code))
    if not came:
        return redirect(url_for("demo.papers", code=code))
    demo_sign_in_resident(person_uid=came, level=assured_level(came))
    return redirect(url_for("front.my"))


@demo_bp.get("/papers/<code>")
@needs(Permission.DEMO)
def papers(code: str) -> str:
    """The made-up ID card and phone of someone who has not applied yet."""
    return render_template("front/papers.html", card=card_of(code))


@demo_bp.post("/fate/<what>")
@needs(Permission.DEMO)
def fate(what: str) -> Response:
    """Something happens in the life of the resident one is."""
    me = who()
    if me.kind is not Kind.RESIDENT:
        raise Missing("demo")
    happen(me.uid, what, legal_today())
    flash(_("It happened. The registers say so when they are asked next."), "good")
    return redirect(url_for("demo.door"))


@demo_bp.post("/next-day")
@needs(Permission.DEMO)
def next_day() -> Response:
    """Move to the next working day."""
    walk_to(tomorrow())
    return _back()


@demo_bp.post("/next-deadline")
@needs(Permission.DEMO)
def next_deadline() -> Response:
    """Move to the day of the next deadline."""
    day = nearest_deadline()
    if day:
        walk_to(day)
    return _back()


def _back() -> Response:
    """Return to the page the strip stood on, if it was one of ours."""
    return redirect(safe_next(request.form.get("next") or url_for("demo.door")))
