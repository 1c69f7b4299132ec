"""Sign-in through the unified identity platform: leave, come back, say that it is you.

Name and ID number are in no address. Until the person has confirmed, they lie sealed in the
visit's row; on a shared computer the platform may still know the person before.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from portal.identity.codes import Permission
from portal.identity.forms import PlainForm
from portal.identity.platform import IdentityPlatform, Proven, platform, register
from portal.identity.signin import note_sign_in
from portal.identity.views import bp
from portal.identity.views.landing import home_of_resident, wanted
from portal.kernel.act import Act, Kind
from portal.kernel.crypto import Unsealable, seal, unseal
from portal.kernel.database import new_uid, utcnow
from portal.kernel.errors import HouseError, Missing, Refused, Unavailable
from portal.kernel.journal import note_attempt
from portal.kernel.levels import Level
from portal.kernel.throttle import count_try
from portal.kernel.web.doors import act, needs, who
from portal.kernel.web.forms import perform
from portal.kernel.web.sessions import begin_visit, end_visit, here

GONE, PROVEN, VIA = "platform", "proven", "via"
SECONDS = 600
TRIES = 120


def _platform() -> IdentityPlatform:
    found = platform()
    if found is None:
        raise Missing("platform")
    return found


def _trouble(code: str, status: int) -> Any:
    return render_template("identity/platform_trouble.html", code=code), status


def _failed(error: HouseError) -> Any:
    note_attempt(act(), error.code, endpoint=request.endpoint or "")
    return _trouble(error.code, error.status if isinstance(error, Unavailable) else 422)


@bp.get("/sign-in/platform")
@needs(Permission.USE_PLATFORM)
def to_platform() -> Any:
    """Off to the platform; what must fit on the way back stays sealed in the cookie."""
    asked = _platform()
    count_try("platform.source", request.remote_addr or "", limit=TRIES)
    try:
        departure = asked.depart()
    except Unavailable as error:
        return _failed(error)
    uid, at = new_uid(), int(utcnow().timestamp())
    kept = json.dumps({"kept": departure.kept, "next": wanted(), "at": at})
    here()[GONE] = [uid, seal("identity.departure", uid, kept)]
    return redirect(departure.url)


def _kept() -> dict[str, Any] | None:
    """What was kept on leaving: once, and not for longer than ten minutes."""
    found = here().pop(GONE, None)
    if not found:
        return None
    try:
        kept: dict[str, Any] = json.loads(unseal("identity.departure", *found))
    except Unsealable:
        return None
    return kept if utcnow().timestamp() - kept["at"] <= SECONDS else None


@bp.get("/sign-in/platform/back")
@needs(Permission.USE_PLATFORM)
def from_platform() -> Any:
    """Back again: check the answer and ask the platform who it is. Nothing is written yet."""
    asked, kept = _platform(), _kept()
    count_try("platform.source", request.remote_addr or "", limit=TRIES)
    if kept is None:
        return _trouble("platform_late", 422)
    try:
        proven = asked.arrive(kept["kept"], request.args.to_dict())
    except Unavailable as error:
        return _failed(error)
    except Refused as error:
        if error.code == "platform_stopped":
            return _trouble(error.code, 200)
        return _failed(error)
    if who().kind is not Kind.RESIDENT:
        begin_visit(Kind.RESIDENT, new_uid(), level=Level.I0)
    uid = new_uid()
    told = json.dumps(asdict(proven), ensure_ascii=False)
    here().put(PROVEN, [uid, seal("identity.proven", uid, told), int(utcnow().timestamp())])
    return redirect(url_for("identity.confirm_platform", next=kept["next"] or None))


def _proven() -> Proven | None:
    found = here().take(PROVEN)
    if not found or utcnow().timestamp() - found[2] > SECONDS:
        return None
    return Proven(**json.loads(unseal("identity.proven", found[0], found[1])))


def _page(form: PlainForm, proven: Proven) -> str:
    return render_template(
        "identity/platform_confirm.html", form=form, proven=proven, next=wanted()
    )


@bp.get("/sign-in/platform/confirm")
@needs(Permission.USE_PLATFORM)
def confirm_platform() -> Any:
    """The platform's answer, masked: is this you?"""
    proven = _proven()
    if proven is None:
        return redirect(url_for("identity.sign_in", next=wanted() or None))
    return _page(PlainForm(), proven)


@bp.post("/sign-in/platform/confirm")
@needs(Permission.USE_PLATFORM)
def confirmed_platform() -> Any:
    """Yes: take the proof over; the visit goes on under a new id, as that person (I2)."""
    proven, form = _proven(), PlainForm()
    if proven is None:
        return redirect(url_for("identity.sign_in", next=wanted() or None))
    if request.form.get("answer") == "no":
        end_visit()
        flash(_("Good that you looked. Please sign out at the platform, then sign in as you."),
              "need")  # fmt: skip
        return redirect(url_for("identity.sign_in", left=1))
    uids: list[str] = []

    def verb(deed: Act) -> None:
        uids.append(register()(deed, proven))
        note_sign_in(deed, "platform_sign_in", uids[0])

    answer = perform(
        form, verb, to=wanted() or home_of_resident(),
        page=lambda f: _page(f, proven),
    )  # fmt: skip
    if uids:
        _come_in(uids[0])
    return answer


def _come_in(uid: str) -> None:
    """What a visit had begun in somebody else's name does not come along."""
    before = here().visit
    same = before is not None and before.uid == uid
    kept = tuple(key for key in before.data if key != PROVEN) if before and same else ()
    begin_visit(Kind.RESIDENT, uid, level=Level.I2, keep=kept)
    here().put(VIA, "platform")


def via_platform() -> bool:
    """Did whoever is here sign in through the platform?"""
    return bool(here().take(VIA) == "platform")


def platform_is_fresh(minutes: int) -> bool:
    """Was that less than ``minutes`` (of real time) ago?"""
    visit = here().visit
    since = visit.stepped_up if visit is not None and via_platform() else None
    return since is not None and (utcnow() - since).total_seconds() < minutes * 60


@bp.get("/sign-in/platform/leave")
@needs(Permission.USE_PLATFORM)
def leave_platform() -> Any:
    """Sign out at the platform too."""
    return redirect(_platform().leave() or url_for("identity.sign_in"))
