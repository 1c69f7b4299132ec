"""What other packages see of an application, and the moves they make with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from portal.applications.codes import State
from portal.applications.intake.drafts import let_go
from portal.applications.machine import APPLICATION
from portal.applications.models import Application, ApplicationMember
from portal.kernel.act import Act
from portal.kernel.database import db, load, lock

OVER = (State.REFUSED, State.WITHDRAWN, State.ENDED)


@dataclass(frozen=True)
class ApplicationCard:
    """An application without its values. ``groups`` are codes, ``G08:severe`` with sub-group."""

    uid: str
    city: str
    place: str
    number: str | None
    state: str
    stage: str
    applicant_uid: str
    household_uid: str | None
    wish: str | None
    district: str | None
    route: str | None
    klass: str | None
    groups: tuple[str, ...]
    proof_level: int
    channel: str
    started_on: date
    submitted_on: date | None
    version: int

    @property
    def people(self) -> tuple[str, ...]:
        """Whose it is, for ``own``."""
        return (self.applicant_uid,)


def card(row: Application) -> ApplicationCard:
    """The card of a row."""
    return ApplicationCard(
        row.uid, row.city, row.place, row.number, row.state, row.stage, row.applicant_uid,
        row.household_uid, row.wish, row.district, row.route, row.klass,
        row.groups, row.proof_level, row.channel,
        row.started_on, row.submitted_on, row.version,
    )  # fmt: skip


def application(uid: str) -> ApplicationCard:
    """An application by uid, or ``Missing``."""
    return card(load(Application, uid))


def who_withdrew(uid: str) -> list[str]:
    """The applicant of a withdrawn application; nobody for a draft, which reached nobody.

    Anybody can begin a draft in another's name: taking it back must not send that person post.
    """
    found = load(Application, uid)
    return [] if found.submitted_on is None else [found.applicant_uid]


def applications_of(uid: str) -> list[ApplicationCard]:
    """All of a household or of a person (applicant or named), newest first; drafts last."""
    named = select(ApplicationMember.application_uid).where(ApplicationMember.person_uid == uid)
    rows = db.session.scalars(
        select(Application)
        .where(or_(Application.household_uid == uid, Application.uid.in_(named)))
        .order_by(
            Application.received_at.is_(None), Application.received_at.desc(), Application.uid
        )
    )
    return [card(row) for row in rows]


def open_application_of(person_uid: str) -> ApplicationCard | None:
    """The handed-in application that names this person and is not over."""
    over = {state.value for state in (*OVER, State.DRAFT)}
    return next((c for c in applications_of(person_uid) if c.state not in over), None)


def mark_waitlisted(act: Act, application_uid: str) -> Application:
    """The household was registered on the waiting list; already there means unchanged."""
    return _move(act, application_uid, "list", State.WAITLISTED)


def mark_agreement(act: Act, application_uid: str) -> Application:
    """The household signed a subsidy agreement; already there means unchanged."""
    return _move(act, application_uid, "agree", State.AGREEMENT)


def end(act: Act, application_uid: str, reason: str) -> Application:
    """Over after approval (housed, lapsed, false promise); claims are released."""
    row = _move(act, application_uid, "end", State.ENDED, reason)
    let_go(act, row)
    return row


def _move(act: Act, uid: str, verb: str, target: State, reason: str = "") -> Application:
    row = lock(Application, uid)
    if row.state != target:
        APPLICATION.advance(row, verb, act, reason=reason)
    return row
