"""The demo door: be anyone with one click, read the phones, move time. Demo mode only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.exchange import MemberCard, cast_cards
from portal.front.access import Permission
from portal.front.demo_time import nearest_deadline, tomorrow, walk_to
from portal.front.stories import DESKS, STORIES, Story
from portal.front.views import demo_bp
from portal.identity import (
    demo_sign_in_resident,
    demo_sign_in_staff,
    duties_of,
    staff_names,
)
from portal.kernel.act import Role
from portal.kernel.demo import demo_roles, legal_today
from portal.kernel.errors import Missing
from portal.kernel.levels import Level
from portal.kernel.regions import region
from portal.kernel.web.doors import needs
from portal.kernel.web.navigation import ROLE_LABELS
from portal.kernel.web.sessions import end_visit
from portal.notifications import demo_messages

WORKING = ("staff", "colleague")
"""Who sits at a desk: the posts, and the second persons for what takes two."""


@dataclass(frozen=True)
class Seat:
    """One member of staff one can be."""

    code: str
    role: str
    name: str
    place: str


def _member(code: str) -> MemberCard:
    for household in cast_cards().values():
        for member in household.members:
            if member.token == code:
                return member
    raise Missing("demo")


def _name(story: Story) -> str:
    return _member(story.code).name


def _seats() -> list[tuple[Any, list[Seat]]]:
    rows = [row for row in demo_roles() if row.kind in WORKING]
    names = staff_names(row.uid for row in rows)
    by_role: dict[Role, list[Seat]] = {}
    for row in rows:
        duty = next((d for d in duties_of(row.uid) if d.uid == row.duty_uid), None)
        if duty:
            by_role.setdefault(duty.role, []).append(
                Seat(row.code, str(ROLE_LABELS[duty.role]), names[row.uid],
                     region(duty.region).label())
            )  # fmt: skip
    return [
        (title, [seat for role in roles for seat in by_role.get(role, [])])
        for title, roles in DESKS
    ]


@demo_bp.get("/")
@needs(Permission.DEMO)
def door() -> str:
    """List the people one can be, what their phones received, and what falls due next."""
    return render_template(
        "front/demo.html",
        stories=[(story, _name(story)) for story in STORIES],
        desks=_seats(),
        messages=demo_messages(6),
        next_day=tomorrow(),
        next_deadline=nearest_deadline(),
        today=legal_today(),
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
    if row is None or not row.uid:
        return redirect(url_for("demo.papers", code=code))
    level = Level.I1R if code in ("huang-zhiqiang", "huang-yuzhen") else Level.I2
    demo_sign_in_resident(person_uid=row.uid, level=level)
    return redirect(url_for("front.my"))


@demo_bp.get("/papers/<code>")
@needs(Permission.DEMO)
def papers(code: str) -> str:
    """The made-up ID card and phone of someone who has not applied yet."""
    story = next((s for s in STORIES if s.code == code), None)
    if story is None:
        raise Missing("demo")
    return render_template("front/papers.html", story=story, card=_member(code))


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
    """Return to the page the strip stood on, if it was one of ours and may be read again."""
    path = request.form.get("next", "")
    ours = path.startswith("/") and not path.startswith("//")
    return redirect(path if ours else url_for("demo.door"))
