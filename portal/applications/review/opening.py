"""What the addresses of the counter open: a file, a public list, an objection."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.applications.codes import ObjectionState, State
from portal.applications.models import (
    AfterCheck,
    Application,
    ApplicationMember,
    CheckDraw,
    Notice,
    Objection,
)
from portal.applications.review import aftercheck, objections, publicity, reexamination
from portal.applications.review.cards import DueCard, due_card
from portal.applications.review.letters import reason_words
from portal.applications.review.texts import read
from portal.eligibility import Finding, condition_label, seen_words
from portal.households import people_names
from portal.kernel.act import Duty
from portal.kernel.database import db, load
from portal.kernel.deadlines import Deadline
from portal.kernel.errors import Missing
from portal.kernel.regions import lies_in

File = Application
PublicList = Notice
Dissent = Objection
Named = ApplicationMember
Check = AfterCheck
Draw = CheckDraw


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
        .where(Objection.state == ObjectionState.OPEN, lies_in(Application, duty.region))
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


@dataclass(frozen=True)
class Compared:
    """One condition then and now, in words."""

    name: str
    then: str
    now: str
    outcome: str
    changed: bool


@dataclass(frozen=True)
class CheckFile:
    """One after-check with everything its page shows."""

    number: str
    name: str
    asked_on: date | None
    rows: tuple[Compared, ...]
    text: str
    due: DueCard | None


def open_check(uid: str) -> AfterCheck:
    """An after-check; its place is its application's."""
    return load(AfterCheck, uid)


def open_draw(uid: str) -> CheckDraw:
    """A month's draw; its place is its city."""
    return load(CheckDraw, uid)


def check_file(check: AfterCheck, on: date) -> CheckFile:
    """What the approval stood on beside what the registers say now."""
    application = load(Application, check.application_uid)
    told = aftercheck.comparison(check)
    clock = db.session.get(Deadline, check.deadline_uid)
    return CheckFile(
        number=application.number or "",
        name=people_names([application.applicant_uid]).get(application.applicant_uid, ""),
        asked_on=date.fromisoformat(told["on"]) if told else None,
        rows=tuple(_compared(row) for row in told.get("rows", ())),
        text=str(read(check.text_uid).get("text", "")),
        due=due_card(clock, on) if clock is not None and clock.open else None,
    )


def _compared(row: dict[str, Any]) -> Compared:
    then, now = Finding.from_json(row["then"]), Finding.from_json(row["now"])
    return Compared(
        str(condition_label(then.code).plain),
        seen_words(then),
        seen_words(now),
        now.outcome.value,
        (then.outcome, then.seen) != (now.outcome, now.seen),
    )
