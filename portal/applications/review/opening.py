"""What the addresses of the counter open: a file, a public list, an objection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from portal.applications.codes import ObjectionState, State
from portal.applications.models import Application, Notice, Objection
from portal.applications.review import objections, publicity, reexamination
from portal.applications.review.cards import DueCard, due_card
from portal.applications.review.letters import reason_words
from portal.applications.review.selecting import reach
from portal.applications.review.texts import read
from portal.households import people_names
from portal.kernel.act import Duty
from portal.kernel.database import db, load
from portal.kernel.deadlines import Deadline
from portal.kernel.errors import Missing

File = Application
PublicList = Notice
Dissent = Objection


@dataclass(frozen=True)
class DissentRow:
    """One objection in the list of the desk."""

    uid: str
    name: str
    number: str
    kind: str
    raised_on: date
    due: DueCard | None


@dataclass(frozen=True)
class DissentFile:
    """One objection with what it is about."""

    application: Application
    notice: Notice | None
    kind: str
    public: bool
    open: bool
    name: str
    by: str
    text: str
    answer: str
    due: DueCard | None
    reasons: tuple[str, ...]


def open_file(uid: str) -> Application:
    """A file of the counter; a draft is nobody's business yet (``Missing``)."""
    application = load(Application, uid)
    if application.state == State.DRAFT:
        raise Missing("application")
    return application


def open_list(uid: str, on: date) -> Notice:
    """A list while it hangs; ``Missing`` before and after."""
    publicity.notice_on(uid, on)
    return load(Notice, uid)


def open_dissent(uid: str) -> Objection:
    """An objection; its place is its application's."""
    return load(Objection, uid)


def kind_words(objection: Objection) -> str:
    """What sort of objection it is."""
    if objection.kind == objections.KIND:
        return _("Objection to a public list")
    if objection.kind == reexamination.KIND_LATE:
        return _("Re-examination, asked for late")
    return _("Re-examination")


def waiting(duty: Duty, on: date, limit: int = 200) -> list[DissentRow]:
    """What waits for an answer in the region of that duty, soonest due first."""
    found = db.session.execute(
        select(Objection, Application, Deadline)
        .join(Application, Application.uid == Objection.application_uid)
        .join(Deadline, Deadline.uid == Objection.deadline_uid)
        .where(Objection.state == ObjectionState.OPEN, reach(duty))
        .order_by(Deadline.due, Objection.uid)
        .limit(limit)
    ).all()
    names = people_names([application.applicant_uid for _o, application, _d in found])
    return [
        DissentRow(
            o.uid, names.get(a.applicant_uid, ""), a.number or "", kind_words(o), o.raised_on,
            due_card(d, on),
        )
        for o, a, d in found
    ]  # fmt: skip


def dissent_file(objection: Objection, on: date) -> DissentFile:
    """Everything its page shows."""
    application = load(Application, objection.application_uid)
    clock = db.session.get(Deadline, objection.deadline_uid)
    public = objection.kind == objections.KIND
    names = people_names([application.applicant_uid, objection.by_uid or ""])
    reasons = () if public else reexamination.last_reasons(application.uid)
    return DissentFile(
        application=application,
        notice=db.session.get(Notice, objection.notice_uid) if objection.notice_uid else None,
        kind=kind_words(objection),
        public=public,
        open=objection.state == ObjectionState.OPEN,
        name=names.get(application.applicant_uid, ""),
        by=names.get(objection.by_uid or "", "—"),
        text=str(read(objection.text_uid).get("text", "")),
        answer=str(read(objection.answer_uid).get("text", "")),
        due=due_card(clock, on) if clock is not None else None,
        reasons=tuple(reason_words(code) for code in reasons),
    )
