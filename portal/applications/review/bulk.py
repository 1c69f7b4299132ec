"""Several files at once: first what would happen to each, then one write for each of them.

Whatever stands in the way of one file stops that file only. What is so already is not done again,
so pressing twice does nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from portal import identity
from portal.applications.access import REVIEWERS
from portal.applications.codes import Permission, State
from portal.applications.models import Application
from portal.applications.procedure import has_recused, open_record, procedure_of
from portal.applications.review import stages
from portal.applications.review.caseload import whole_caseload
from portal.applications.review.choosing import possible
from portal.applications.review.selecting import Filters
from portal.households import people_names
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.database import db
from portal.kernel.errors import Conflict, Refused
from portal.kernel.journal import steps_of
from portal.kernel.regions import covers, lies_in

MOST = 200
"""Files of one go."""

ASSIGN, ACCEPT = "assign", "accept"
NEEDED = {ASSIGN: Permission.ASSIGN, ACCEPT: Permission.ACCEPT}
DONE, ALREADY = "done", "already"


@dataclass(frozen=True)
class Deed:
    """What is to be done to each file; ``staff_uid`` is whom it is assigned to."""

    action: str
    staff_uid: str = ""


@dataclass(frozen=True)
class Line:
    """One file of the go: ``DONE`` (or would be), ``ALREADY``, or the code of why not."""

    uid: str
    version: int
    name: str
    number: str
    code: str


def whole(act: Act, filters: Filters) -> list[str]:
    """The uids of all that the filters show, in order, at most ``MOST``."""
    found: list[str] = []
    assert act.duty is not None
    for part in whole_caseload(act.duty, filters, act.on, act.by.uid):
        found.extend(row.uid for row in part)
        if len(found) >= MOST:
            break
    return found[:MOST]


def looked_at(act: Act, uids: Iterable[str], deed: Deed) -> list[Line]:
    """What would happen to each; what lies elsewhere is left out. Nothing is written."""
    assert act.duty is not None
    wanted = list(dict.fromkeys(uids))[:MOST]
    rows = db.session.scalars(
        select(Application).where(
            Application.uid.in_(wanted),
            Application.state != State.DRAFT,
            lies_in(Application, act.duty.region),
        )
    )
    found = {row.uid: row for row in rows}
    names = people_names(row.applicant_uid for row in found.values())
    return [
        Line(
            uid, row.version, names.get(row.applicant_uid, ""), row.number or "",
            verdict(act, row, deed),
        )
        for uid in wanted
        if (row := found.get(uid)) is not None
    ]  # fmt: skip


def verdict(act: Act, application: Application, deed: Deed) -> str:
    """``DONE``, ``ALREADY``, or the code of why it cannot be done to this file."""
    if deed.action == ACCEPT:
        if _accepted_by(application, act.by.uid):
            return ALREADY
        return possible(application, ACCEPT, act) or DONE
    if application.assignee == deed.staff_uid:
        return ALREADY
    if has_recused(application.uid, deed.staff_uid):
        return "self_review"
    return DONE if _is_theirs(act, application, deed.staff_uid) else "assignee_other_duty"


def _accepted_by(application: Application, staff_uid: str) -> bool:
    return application.state == State.IN_REVIEW and any(
        step.verb == ACCEPT and step.actor == staff_uid for step in steps_of(application.uid)
    )


def _is_theirs(act: Act, application: Application, staff_uid: str) -> bool:
    """Do they hold the duty of the open stage where the file belongs?"""
    record = open_record(application.uid)
    role = record.role if record is not None else procedure_of(application)[0].duty
    return any(
        duty.role == role and covers(duty.region, application.place)
        for duty in identity.duties_of(staff_uid, act.on)
    )


def carry_out(act: Act, *, application_uid: str, version: int, deed: Deed) -> str:
    """Do it to one file, in a write of its own; ``DONE`` or ``ALREADY``.

    Raises ``NotYours``, ``Conflict('changed_meanwhile')`` and ``Refused`` with the verdict.
    """
    application = stages.taken(application_uid)
    require(act.by, NEEDED[deed.action], application)
    code = verdict(act, application, deed)
    if code == ALREADY:
        return ALREADY
    if version != application.version:
        raise Conflict("changed_meanwhile", uid=application_uid)
    if code != DONE:
        raise Refused(code)
    if deed.action == ACCEPT:
        stages.accept(act, application_uid=application_uid)
    else:
        stages.assign(act, application_uid=application_uid, staff_uid=deed.staff_uid)
    return DONE


def colleagues(act: Act) -> dict[str, str]:
    """uid → name of those a file of this duty's region may be given to."""
    assert act.duty is not None
    return identity.colleagues(REVIEWERS, act.duty.region)
