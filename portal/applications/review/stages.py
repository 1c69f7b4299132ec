"""The stages of a city's procedure: accept, pass on, send back, and what a day brings."""

from __future__ import annotations

from datetime import date

from portal.applications.codes import Permission, State
from portal.applications.guards import open_objections
from portal.applications.machine import APPLICATION
from portal.applications.models import Application, Notice, StageRecord
from portal.applications.procedure import (
    PASSED,
    RECUSED,
    SENT_BACK,
    has_recused,
    open_record,
    procedure_of,
    round_of,
    rules_of,
    stage_after,
    working_stages,
)
from portal.applications.review import clocks, publicity
from portal.applications.review.texts import kept, said
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.daily import daily
from portal.kernel.database import db, lock
from portal.kernel.errors import Conflict, Refused
from portal.kernel.journal import record_step
from portal.kernel.policy import Stage


def taken(application_uid: str, version: int | None = None) -> Application:
    """The application under lock, as the page showed it; ``Conflict('changed_meanwhile')``."""
    application = lock(Application, application_uid)
    if version is not None and version != application.version:
        raise Conflict("changed_meanwhile", uid=application_uid)
    return application


def accept(act: Act, *, application_uid: str, version: int | None = None) -> Application:
    """Complete: the procedure begins (N1 art. 8).

    Raises ``Conflict('not_from_here')``, ``NotYours``,
    ``Refused('not_your_stage' | 'self_review')``.
    """
    application = taken(application_uid, version)
    policy = rules_of(application).fingerprint
    APPLICATION.advance(application, "accept", act, policy=policy)
    begin_procedure(act, application)
    return application


def begin_procedure(act: Act, application: Application) -> None:
    """Open the first stage and let the whole time run."""
    clocks.end(application.uid, clocks.ACCEPTANCE, on=act.on, why="accepted")
    clocks.start_total(application, since=act.on)
    open_stage(act, application, procedure_of(application)[0], number=1)


def open_stage(
    act: Act, application: Application, stage: Stage, *, number: int, since: date | None = None
) -> StageRecord:
    """Open a stage; one of public notice puts the household on today's list."""
    since = since or act.on
    if stage.publicity:
        publicity.post(act, application, stage)
        since = act.on
    clause = clocks.ground(rules_of(application).get(_key(application)))
    deadline = clocks.start(
        application, clocks.PUBLIC if stage.publicity else clocks.STAGE, since=since,
        period=stage.clock, clause=clause,
    )  # fmt: skip
    record = StageRecord(
        city=application.city,
        application_uid=application.uid,
        round=number,
        stage=stage.code,
        role=stage.duty,
        opened_on=since,
        deadline_uid=deadline.uid,
    )
    db.session.add(record)
    application.stage = stage.code
    application.assignee = None
    db.session.flush()
    return record


def _key(application: Application) -> str:
    return f"procedure.class_{(application.klass or 'B').lower()}"


def close_stage(
    act: Act, application: Application, outcome: str, *, on: date | None = None, text_uid: str = ""
) -> StageRecord:
    """Close what is open. ``Refused('no_stage_open')`` when nothing is."""
    record = open_record(application.uid)
    if record is None:
        raise Refused("no_stage_open")
    record.closed_on, record.outcome = on or act.on, outcome
    record.by_uid = act.by.uid if act.duty else None
    record.payload_uid = text_uid or None
    clocks.end(application.uid, clocks.STAGE, clocks.PUBLIC, on=on or act.on, why=outcome)
    return record


def pass_stage(
    act: Act, *, application_uid: str, version: int | None = None, text: str = ""
) -> Application:
    """This stage is done, the next begins.

    Raises ``Refused``: ``no_stage_open``, ``notice_hangs``, ``not_your_stage``,
    ``self_review`` (another stage of this person excludes it), ``decide_here``.
    """
    application = taken(application_uid, version)
    note = kept(act, "application.opinion", {"text": text.strip()}) if text.strip() else ""
    APPLICATION.advance(
        application, "pass_stage", act, reason=application.stage, payload=note or None,
        policy=rules_of(application).fingerprint,
    )  # fmt: skip
    record = close_stage(act, application, PASSED, text_uid=note)
    move_on(act, application, record)
    return application


def move_on(
    act: Act, application: Application, record: StageRecord, *, since: date | None = None
) -> None:
    """Open the stage after this one, if there is one."""
    following = stage_after(procedure_of(application), record.stage)
    if following is not None:
        open_stage(act, application, following, number=record.round, since=since)


def send_back(
    act: Act, *, application_uid: str, stage: str, text: str, version: int | None = None
) -> Application:
    """Back to an earlier stage of work, saying what is wrong there; a new round begins.

    Raises ``Refused('nothing_before' | 'stage_not_before' | 'text_missing' | …)``.
    """
    application = taken(application_uid, version)
    body = said(text, "text")
    target = next((s for s in earlier_stages(application) if s.code == stage), None)
    if target is None:
        code = APPLICATION.refusal(application, "send_back", act)
        raise Refused(code or "stage_not_before", field="stage")
    note = kept(act, "application.sent_back", {"text": body, "stage": stage})
    APPLICATION.advance(
        application, "send_back", act, reason=stage, payload=note,
        policy=rules_of(application).fingerprint,
    )  # fmt: skip
    close_stage(act, application, SENT_BACK, text_uid=note)
    open_stage(act, application, target, number=round_of(application.uid) + 1)
    return application


def earlier_stages(application: Application) -> list[Stage]:
    """The stages of work before the open one."""
    found: list[Stage] = []
    for stage in working_stages(procedure_of(application)):
        if stage.code == application.stage:
            break
        if not stage.publicity:
            found.append(stage)
    return found


def begin_again(act: Act, application: Application, *, reason: str, text_uid: str) -> None:
    """An upheld objection: everything is looked at again from the first stage."""
    record_step(
        act, machine=APPLICATION.name, thing=application, source=application.state,
        verb="recheck", target=application.state, reason=reason, payload=text_uid,
        clause="N1 art. 9",
    )  # fmt: skip
    if open_record(application.uid) is not None:
        close_stage(act, application, SENT_BACK, text_uid=text_uid)
    clocks.go_on(application.uid, clocks.TOTAL, on=act.on)
    first = procedure_of(application)[0]
    open_stage(act, application, first, number=round_of(application.uid) + 1)


def _over(act: Act) -> list[str]:
    """First the files, then the lists they hung on: a list stands until all of it went on."""
    return [*publicity.ended_for(act.on), *(notice.uid for notice in publicity.over(act.on))]


@daily(_over)
def publicity_due(act: Act, uid: str) -> None:
    """What hung on a list whose last day is over goes on; then the list comes down."""
    notice = db.session.get(Notice, uid)
    if notice is not None:
        publicity.take_down(act, notice)
        return
    last_day = publicity.last_day_of(uid)
    if last_day is not None and last_day < act.on:
        end_publicity(act, lock(Application, uid), last_day)


def end_publicity(act: Act, application: Application, last_day: date) -> None:
    """Go on from public notice, unless the file left it or an objection is open.

    The days after ``last_day`` count again, even if this runs later.
    """
    record = open_record(application.uid)
    if record is None or application.state != State.IN_REVIEW:
        return
    if record.stage != application.stage or not _is_public(application, record):
        return
    if open_objections(application.uid):
        return
    clocks.go_on(application.uid, clocks.TOTAL, clocks.PUBLIC, on=last_day)
    APPLICATION.advance(
        application, "close_publicity", act, policy=rules_of(application).fingerprint
    )
    close_stage(act, application, PASSED, on=last_day)
    move_on(act, application, record, since=last_day)


def _is_public(application: Application, record: StageRecord) -> bool:
    return any(s.code == record.stage and s.publicity for s in procedure_of(application))


def recuse(act: Act, *, application_uid: str) -> Application:
    """“I am tied to this household”: from now on every stage of it is somebody else's."""
    application = taken(application_uid)
    require(act.by, Permission.ASSIGN, application)
    if not has_recused(application.uid, act.by.uid):
        record_step(
            act, machine=APPLICATION.name, thing=application, source=application.state,
            verb=RECUSED, target=application.state, reason="tied",
        )  # fmt: skip
    if application.assignee == act.by.uid:
        application.assignee = None
    return application


def assign(act: Act, *, application_uid: str, staff_uid: str | None) -> Application:
    """Give the file to a member of staff, or back to the team (``None``)."""
    application = taken(application_uid)
    require(act.by, Permission.ASSIGN, application)
    if staff_uid and has_recused(application.uid, staff_uid):
        raise Refused("self_review", field="staff_uid")
    application.assignee = staff_uid
    record_step(
        act, machine=APPLICATION.name, thing=application, source=application.state,
        verb="assign", target=application.state, reason=staff_uid or "",
    )  # fmt: skip
    return application


def add_note(act: Act, *, application_uid: str, text: str) -> Application:
    """A note in the file, for colleagues; sealed and not editable."""
    application = taken(application_uid)
    require(act.by, Permission.ASSIGN, application)
    note = kept(act, "application.note", {"text": said(text, "text")})
    record_step(
        act, machine=APPLICATION.name, thing=application, source=application.state,
        verb="note", target=application.state, payload=note,
    )  # fmt: skip
    return application
