"""What a resident's visit remembers between pages, and which application is meant.

Name and phone lie sealed in the visit's row until the code proves the phone; URLs carry nothing.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import NoReturn

from flask import abort, redirect, url_for

from portal.applications.codes import State
from portal.applications.intake import cases
from portal.applications.intake.cases import NoCase, OwnCase
from portal.identity import Purpose
from portal.kernel.act import Kind
from portal.kernel.crypto import seal, unseal
from portal.kernel.errors import Missing
from portal.kernel.levels import PROVEN, Level
from portal.kernel.web.doors import who
from portal.kernel.web.sessions import begin_visit, here

TYPED, RECEIPT = "visit.typed", "visit.receipt"
KEPT = ("draft", "about", "typed", "co", "receipt", "via")


@dataclass(frozen=True)
class Typed:
    """What was typed to get a code, and how the code is found again (see ``send_code``).

    ``reach``: whether the code went anywhere; for a person or draft that does not exist all looks
    the same and leads nowhere. ``waits``: the code was not typed yet.
    """

    name: str
    phone: str
    ticket: str
    purpose: str = Purpose.APPLY
    reach: bool = True
    waits: bool = True


def begin_draft(person_uid: str, draft_uid: str, told: Typed) -> None:
    """A visit that only knows what was typed (I0)."""
    begin_visit(Kind.RESIDENT, person_uid, level=Level.I0)
    turn_to(draft_uid, told)


def turn_to(draft_uid: str, told: Typed) -> None:
    """This visit is about that draft from now on."""
    here().put("draft", draft_uid)
    here().put("about", draft_uid)
    here().put("typed", seal(TYPED, draft_uid, json.dumps(asdict(told), ensure_ascii=False)))


def typed() -> Typed | None:
    """What was typed in this visit, if anything was."""
    kept, uid = here().take("typed"), here().take("draft")
    return Typed(**json.loads(unseal(TYPED, uid, kept))) if kept and uid else None


def raise_level(level: Level) -> None:
    """The code was right: a new session id, the same draft."""
    visit = here().visit
    assert visit is not None
    begin_visit(Kind.RESIDENT, visit.uid, level=level, keep=KEPT)


def keep_receipt(application_uid: str, code: str) -> None:
    """The receipt code stays in this visit until the resident says it is kept."""
    if code:
        here().put("receipt", seal(RECEIPT, application_uid, code))


def receipt_code(application_uid: str) -> str:
    """The receipt code, while it may still be shown."""
    kept = here().take("receipt")
    return unseal(RECEIPT, application_uid, kept) if kept else ""


def forget_receipt() -> None:
    """Shown once: from now on only its hash is left."""
    if here().visit is not None:
        here().put("receipt", "")


def fresh_client(client: str) -> None:
    """A session of its own for each person at a window (none: between two of them).

    A new id, and nothing carried on: what was kept for the last client, and every form they
    left open on the screen, belongs to a visit that is over. The clerk is not proven anew.
    """
    me = who()
    begin_visit(Kind.STAFF, me.uid, duty=me.duty.uid if me.duty else "", proven=False)
    here().put("client", client)


def _gone() -> NoReturn:
    abort(redirect(url_for("applications.resume", over=1)))


def in_flow() -> OwnCase:
    """The application of this visit's flow; a visit that ended leads to "go on with it"."""
    me = who()
    if me.kind is not Kind.RESIDENT:
        _gone()
    found = cases.case(here().take("draft"))
    if found is None and me.level >= PROVEN:
        found = cases.draft_of(me.uid)
    if found is None:
        _gone()
    if me.level < Level.I1:
        abort(redirect(url_for("applications.code")))
    return found


def draft_here() -> OwnCase:
    """The draft being filled in; handed in already leads to its own page."""
    found = in_flow()
    if found.application.state != State.DRAFT:
        abort(redirect(url_for("applications.mine")))
    return found


def my_case_if_any() -> OwnCase | NoCase | None:
    """Like ``my_case``; a resident without an application gets a page that says so."""
    found = my_case()
    return NoCase(who().uid) if found is None and who().kind is Kind.RESIDENT else found


def papers_case() -> OwnCase | None:
    """The application papers are brought for: this visit's draft, else the person's own."""
    draft = cases.case(here().take("draft")) if who().kind is Kind.RESIDENT else None
    if draft is not None and draft.application.state == State.DRAFT:
        return draft
    return my_case()


def my_case() -> OwnCase | None:
    """The application of the person signed in; for staff there is none (``Missing``).

    Below I1R only the one this visit is about: knowing an ID number opens nothing else.
    """
    me = who()
    if me.kind is Kind.STAFF:
        # They may answer and withdraw for others, but from the file, not from "my".
        raise Missing("application")
    if me.kind is not Kind.RESIDENT:
        return None
    return cases.nearest_of(me.uid) if me.level >= PROVEN else cases.case(me.about)
