"""Several files at once: tick, see what would happen to each, then let it happen."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from portal.applications.codes import Permission
from portal.applications.review import bulk
from portal.applications.review.bulk import ACCEPT, ALREADY, ASSIGN, DONE, Deed, Line
from portal.applications.views import bp
from portal.applications.views.casework import address, filters_told
from portal.kernel.database import write
from portal.kernel.errors import HouseError, Missing, NotYours
from portal.kernel.web.doors import act, needs
from portal.kernel.web.errorpages import explain

_ROW = re.compile(r"([A-Za-z0-9_-]{22}):([0-9]{1,9})")


def _deed(people: dict[str, str]) -> Deed | None:
    """What the form asks for; ``None`` while something is still to be chosen."""
    action, staff = request.form.get("action", ""), request.form.get("staff", "")
    if action == ACCEPT:
        return Deed(ACCEPT)
    return Deed(ASSIGN, staff) if action == ASSIGN and staff in people else None


def _again() -> Any:
    flash(_("Please tick at least one file and choose what to do."), "need")
    return redirect(address(filters_told()))


@bp.post("/desk/bulk")
@needs(Permission.ASSIGN)
def bulk_look() -> Any:
    """What would happen to each of the ticked files; nothing is written."""
    filters, people = filters_told(), bulk.colleagues(act())
    uids = request.form.getlist("uid")
    if request.form.get("whole") == "yes":
        uids = bulk.whole(act(), filters)
    deed = _deed(people)
    lines = bulk.looked_at(act(), uids, deed or Deed(ASSIGN))
    if not lines or request.form.get("action") not in (ASSIGN, ACCEPT):
        return _again()
    return _page(lines, deed, people, done=False)


@bp.post("/desk/bulk/do")
@needs(Permission.ASSIGN)
def bulk_do() -> Any:
    """Each file in a write of its own; what refuses is shown beside it."""
    people = bulk.colleagues(act())
    deed, given = _deed(people), request.form.getlist("row")[: bulk.MOST]
    pairs = {found[1]: int(found[2]) for row in given if (found := _ROW.fullmatch(row))}
    if deed is None or not pairs:
        return _again()
    lines = bulk.looked_at(act(), pairs, deed)
    done = [replace(line, code=_one(line, pairs[line.uid], deed)) for line in lines]
    return _page(done, deed, people, done=True)


def _one(line: Line, version: int, deed: Deed) -> str:
    try:
        with write():
            return bulk.carry_out(act(), application_uid=line.uid, version=version, deed=deed)
    except (Missing, NotYours):
        return "not_here"
    except HouseError as error:
        return error.code


def _page(lines: list[Line], deed: Deed | None, people: dict[str, str], *, done: bool) -> str:
    filters = filters_told()
    return render_template(
        "applications/casework/bulk.html",
        lines=lines, deed=deed, people=people, done=done,
        action=request.form.get("action"), said=lambda code: _said(code, deed, people, done),
        good=sum(line.code == DONE for line in lines),
        back=address(filters),
        look_url=address(filters, "applications.bulk_look"),
        do_url=address(filters, "applications.bulk_do"),
    )  # fmt: skip


def _said(code: str, deed: Deed | None, people: dict[str, str], done: bool) -> tuple[str, str]:
    """Family of the tag and words for what would happen, or did."""
    if code == ALREADY:
        return "hand", _("It is so already; nothing is done")
    if code != DONE:
        return "ended", explain(code)
    if deed is not None and deed.action == ASSIGN:
        name = people[deed.staff_uid]
        return "good", _("Now with %(name)s", name=name) if done else _(
            "Would go to %(name)s", name=name
        )
    return "good", _("Accepted") if done else _("Would be accepted")
