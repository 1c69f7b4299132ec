"""The door of every route: who may, of which thing; and the act it hands to the verb."""

from __future__ import annotations

import inspect
import secrets
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, g, redirect, request, url_for

from portal.kernel.access import allowed, for_staff_only
from portal.kernel.act import VISITOR, Act, Channel, Kind, Who
from portal.kernel.database import utcnow
from portal.kernel.demo import legal_today
from portal.kernel.errors import NotYours
from portal.kernel.journal import note_view
from portal.kernel.regions import Level as RegionLevel
from portal.kernel.regions import city_of, level
from portal.kernel.web.sessions import here

View = TypeVar("View", bound=Callable[..., Any])
Loader = Callable[..., Any]


def who() -> Who:
    """Who is at the keyboard; duties are read afresh each request, so an ended duty is gone."""
    if "who" not in g:
        visit = here().visit
        principal = current_app.extensions["anju.principal"]
        g.who = (principal(visit) if visit else None) or VISITOR
        g.signed_in = g.who.kind is not Kind.VISITOR
    found: Who = g.who
    return found


def act() -> Act:
    """This request's act: built once, the same for note and verb."""
    if "act" not in g:
        me = who()
        window = bool(here().take("client"))
        g.act = Act(
            by=me,
            duty=me.duty,
            on=legal_today(),
            at=utcnow(),
            channel=Channel.WINDOW if window else Channel.ONLINE,
            request=g.setdefault("request_id", secrets.token_hex(8)),
        )
    found: Act = g.act
    return found


def desk_region() -> str:
    """The region of the duty being exercised; ``NotYours`` without one."""
    duty = who().duty
    if duty is None:
        raise NotYours("no_duty")
    return duty.region


def desk_city() -> str:
    """The city a staff page is about: the duty's own, else (a duty above cities) this house's.

    Raises ``NotYours`` without a duty.
    """
    region = desk_region()
    if level(region) in (RegionLevel.NATION, RegionLevel.REGION):
        return str(current_app.config["SETTINGS"].city)
    return city_of(region)


def needs(
    permission: StrEnum, *, of: Loader | None = None, looks: str | None = None
) -> Callable[[View], View]:
    """Declare who may use a route.

    ``of`` loads the thing from the URL's arguments (those it names are consumed) and the view
    gets it as first argument. ``looks`` names what personal data the page shows: staff's look
    is then noted before the page is made. A visitor is sent to sign in; anyone else who may not
    gets the same page as for what does not exist.
    """

    def decorate(view: View) -> View:
        eaten = set(inspect.signature(of).parameters) if of else set()

        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            me = who()
            if of is None:
                thing, passed = None, arguments
            else:
                thing = of(**{k: v for k, v in arguments.items() if k in eaten})
                passed = {k: v for k, v in arguments.items() if k not in eaten}
            if not allowed(me, permission, thing):
                if me.kind is Kind.VISITOR and request.method == "GET":
                    door = "staff_sign_in" if for_staff_only(permission) else "sign_in"
                    return redirect(url_for(f"identity.{door}", next=request.full_path.rstrip("?")))
                raise NotYours(permission.value)
            if looks and me.kind is Kind.STAFF and thing is not None:
                purpose = str(here().take("purpose") or looks)
                note_view(act(), thing.uid, looks, purpose)
            return view(thing, **passed) if of else view(**passed)

        guarded.__needs__ = permission  # type: ignore[attr-defined]
        guarded.__of__ = of  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate
