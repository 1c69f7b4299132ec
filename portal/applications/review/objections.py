"""Objections to a publicity list: raised while it hangs, looked into within their days."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from portal.applications.codes import NoticeState, ObjectionState, Permission, State
from portal.applications.events import ObjectionRaised
from portal.applications.models import (
    Application,
    ApplicationMember,
    Notice,
    NoticeEntry,
    Objection,
)
from portal.applications.procedure import has_recused, open_record, stage_of
from portal.applications.review import clocks
from portal.applications.review.machines import OBJECTION, PUBLICITY
from portal.applications.review.stages import begin_again, end_publicity
from portal.applications.review.texts import kept, said
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.database import db, load, lock, new_uid
from portal.kernel.deadlines import Deadline, close
from portal.kernel.errors import Conflict, Missing, Refused
from portal.kernel.outbox import publish

KIND = PUBLICITY
UPHELD = "objection_upheld"


def raise_objection(
    act: Act, *, entry_uid: str, text: str, by_person: str | None = None
) -> Objection:
    """Somebody says that a listed household should not be there.

    At a window ``by_person`` is who stands there. The list must still hang; the stage's clock
    stands still until it is answered. Raises ``Refused``: ``notice_closed``, ``own_household``,
    ``text_missing``; ``Conflict('objected_already')``; ``NotYours`` below I1R.
    """
    entry = db.session.get(NoticeEntry, entry_uid)
    if entry is None:
        raise Missing("notice_entry")
    notice, application = load(Notice, entry.notice_uid), lock(Application, entry.application_uid)
    require(act.by, Permission.OBJECT, notice)
    if notice.state != NoticeState.OPEN or not notice.opened_on <= act.on <= notice.closes_on:
        raise Refused("notice_closed")
    person = act.by.uid if act.duty is None else by_person
    _check(application, person)
    body = kept(act, "application.objection", {"text": said(text, "text")})
    objection = _new(act, application, KIND, person, body, "procedure.objection_check")
    objection.notice_uid = notice.uid
    OBJECTION.begin(objection, act)
    if _on_notice(application, notice):
        clocks.hold(application.uid, clocks.PUBLIC, on=act.on)
    publish(
        ObjectionRaised(uid=objection.uid, city=application.city, application_uid=application.uid),
        act,
    )
    return objection


def _check(application: Application, person: str | None) -> None:
    if application.state not in (State.IN_REVIEW, State.SUPPLEMENT, State.ENTRUSTED):
        raise Refused("notice_closed")
    if person is None:
        return
    own = select(ApplicationMember.uid).where(
        ApplicationMember.application_uid == application.uid,
        ApplicationMember.person_uid == person,
    )
    if db.session.scalar(own) is not None:
        raise Refused("own_household")
    before = select(Objection.uid).where(
        Objection.application_uid == application.uid,
        Objection.by_uid == person,
        Objection.state == ObjectionState.OPEN,
    )
    if db.session.scalar(before) is not None:
        raise Conflict("objected_already")


def _on_notice(application: Application, notice: Notice) -> bool:
    record = open_record(application.uid)
    stage = stage_of(application, record.stage) if record else None
    return stage is not None and stage.publicity and stage.code == notice.stage


def _new(
    act: Act, application: Application, kind: str, person: str | None, body: str, key: str
) -> Objection:
    uid = new_uid()
    clock = clocks.OBJECTION if kind == KIND else clocks.REEXAMINATION
    deadline = clocks.start_by_rule(application, clock, key, since=act.on, subject=uid)
    return Objection(
        uid=uid,
        city=application.city,
        application_uid=application.uid,
        kind=kind,
        by_uid=person,
        text_uid=body,
        raised_on=act.on,
        deadline_uid=deadline.uid,
    )


def uphold(act: Act, *, objection_uid: str, text: str, version: int | None = None) -> Objection:
    """The objection is right: the household is looked at again from the first stage.

    Refusing stays a decision of its own, with its reasons. Raises ``NotYours``,
    ``Refused('self_review' | 'text_missing')``, ``Conflict('not_from_here')``.
    """
    objection, application = _taken(act, objection_uid, version)
    answer = _settle(act, objection, "uphold", text)
    if application.state == State.IN_REVIEW:
        begin_again(act, application, reason=UPHELD, text_uid=answer)
    return objection


def dismiss(act: Act, *, objection_uid: str, text: str, version: int | None = None) -> Objection:
    """The objection does not hold; after the last one the file goes on. Raises as ``uphold``."""
    objection, application = _taken(act, objection_uid, version)
    _settle(act, objection, "dismiss", text)
    notice = load(Notice, objection.notice_uid or "")
    if open_against(application.uid):
        return objection
    if notice.state == NoticeState.CLOSED:
        # The list is down already, so only the answer was waited for: time counts from today.
        end_publicity(act, application, act.on)
    elif _on_notice(application, notice):
        clocks.go_on(application.uid, clocks.PUBLIC, on=act.on)
    return objection


def _taken(act: Act, uid: str, version: int | None) -> tuple[Objection, Application]:
    objection = lock(Objection, uid)
    if version is not None and version != objection.version:
        raise Conflict("changed_meanwhile", uid=uid)
    application = lock(Application, objection.application_uid)
    require(act.by, Permission.HEAR_OBJECTION, application)
    if objection.kind != KIND:
        raise Missing("objection")
    if application.entered_by == act.by.uid or has_recused(application.uid, act.by.uid):
        raise Refused("self_review")
    return objection, application


def _settle(act: Act, objection: Objection, verb: str, text: str) -> str:
    answer = kept(act, "application.objection_answer", {"text": said(text, "text")})
    OBJECTION.advance(objection, verb, act, payload=answer)
    objection.settled_on, objection.settled_by = act.on, act.by.uid
    objection.answer_uid = answer
    clock = db.session.get(Deadline, objection.deadline_uid)
    if clock is not None and clock.open:
        close(clock, on=act.on, why=verb)
    db.session.flush()
    return answer


def open_against(application_uid: str) -> Sequence[Objection]:
    """Objections against the notice of this household that nobody has answered."""
    return db.session.scalars(
        select(Objection).where(
            Objection.application_uid == application_uid,
            Objection.kind == KIND,
            Objection.state == ObjectionState.OPEN,
        )
    ).all()


def objections_of(application_uid: str) -> Sequence[Objection]:
    """All objections and requests for re-examination about one application, oldest first."""
    return db.session.scalars(
        select(Objection)
        .where(Objection.application_uid == application_uid)
        .order_by(Objection.raised_on, Objection.uid)
    ).all()


def any_upheld(application_uid: str) -> bool:
    """Was an objection found right (a reason of its own for refusing)?"""
    return any(
        o.kind == KIND and o.state == ObjectionState.UPHELD for o in objections_of(application_uid)
    )
