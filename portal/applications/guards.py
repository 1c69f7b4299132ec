"""What must hold before an application moves: questions ``(application, act) -> code or None``."""

from __future__ import annotations

from sqlalchemy import func, select

from portal.applications.codes import DisputeState, DuplicateState, Ground, ObjectionState
from portal.applications.models import (
    Answer,
    Application,
    Dispute,
    DuplicateFile,
    DuplicateSet,
    ManualItem,
    Notice,
    NoticeEntry,
    Objection,
    Screening,
    Signature,
    Supplement,
)
from portal.applications.procedure import (
    PASSED,
    barred,
    deciding_stage,
    newest_records,
    open_record,
    procedure_of,
    stage_of,
    working_stages,
)
from portal.kernel.act import Act, Kind
from portal.kernel.database import db
from portal.kernel.levels import Ability, Level, opens
from portal.kernel.policy import Stage


def promise_signed(thing: Application, act: Act) -> str | None:
    """The applicant signed the promise or chose papers (N1 art. 8)."""
    signed = db.session.scalar(
        select(Signature.uid).where(
            Signature.application_uid == thing.uid,
            Signature.person_uid == thing.applicant_uid,
        )
    )
    return None if signed else "not_signed"


def may_accept(thing: Application, act: Act) -> str | None:
    """The duty of the first stage accepts; whoever typed the file in may not check it."""
    first = procedure_of(thing)[0]
    return _wrong_hands(thing, act, first)


def no_supplement_yet(thing: Application, act: Act) -> str | None:
    """What is missing is asked for once only (N1 art. 8), and not during public notice."""
    asked = db.session.scalar(select(Supplement.uid).where(Supplement.application_uid == thing.uid))
    if asked:
        return "asked_already"
    return work_stage_open(thing, act)


def work_stage_open(thing: Application, act: Act) -> str | None:
    """No notice hangs, and the stage (the first, before acceptance) is this duty's."""
    return _workable(thing, act, _stage(thing))


def _workable(thing: Application, act: Act, stage: Stage | None) -> str | None:
    if stage is None:
        return "no_stage_open"
    return "notice_hangs" if stage.publicity else _wrong_hands(thing, act, stage)


def _stage(thing: Application) -> Stage | None:
    record = open_record(thing.uid)
    if record is not None:
        return stage_of(thing, record.stage)
    return None if thing.stage else procedure_of(thing)[0]


def _wrong_hands(thing: Application, act: Act, stage: Stage) -> str | None:
    if act.by.kind is Kind.STAFF and act.by.role != stage.duty:
        return "not_your_stage"
    return "self_review" if barred(thing, act, stage) else None


def someone_else_before(thing: Application, act: Act) -> str | None:
    """Whoever typed it in, did an excluded earlier stage, or is tied, does not decide on it."""
    stage = _stage(thing)
    if stage is not None and barred(thing, act, stage):
        return "self_review"
    deciding = deciding_stage(procedure_of(thing))
    return "self_review" if barred(thing, act, deciding) else own_value(thing, act)


def own_value(thing: Application, act: Act) -> str | None:
    """Whoever took a value from papers, or let one stand, does not decide on the file."""
    mine = select(Answer.uid).where(
        Answer.application_uid == thing.uid, Answer.by_uid == act.by.uid
    )
    return "own_value" if db.session.scalar(mine.limit(1)) is not None else None


def stage_may_pass(thing: Application, act: Act) -> str | None:
    """A working stage is open, it is this duty's, and it is not the one that decides."""
    record = open_record(thing.uid)
    if record is None:
        return "no_stage_open"
    stage = stage_of(thing, record.stage)
    if stage is not None and stage.code == deciding_stage(procedure_of(thing)).code:
        return "decide_here"
    return _workable(thing, act, stage)


def may_send_back(thing: Application, act: Act) -> str | None:
    """There is an earlier stage to go back to, and the present one is this duty's."""
    record = open_record(thing.uid)
    if record is None:
        return "no_stage_open"
    if record.stage == procedure_of(thing)[0].code:
        return "nothing_before"
    return _workable(thing, act, stage_of(thing, record.stage))


def last_stage_reached(thing: Application, act: Act) -> str | None:
    """Earlier stages passed, the deciding one open, all known, met and looked at, signer proven."""
    stages = procedure_of(thing)
    deciding = deciding_stage(stages)
    record = open_record(thing.uid)
    newest = newest_records(thing.uid)
    earlier = [s for s in working_stages(stages) if s.code != deciding.code]
    if record is None or record.stage != deciding.code:
        return "stages_open"
    if any(s.code not in newest or newest[s.code].outcome != PASSED for s in earlier):
        return "stages_open"
    return (
        _wrong_hands(thing, act, deciding)
        or own_value(thing, act)
        or _still_public(thing, act)
        or findings_bar(thing)
        or _items_open(thing.uid)
        or ("benefit_open" if open_benefits(thing.uid) else None)
        or _signer(thing)
    )


def _still_public(thing: Application, act: Act) -> str | None:
    hanging = db.session.scalar(
        select(Notice.uid)
        .join(NoticeEntry, NoticeEntry.notice_uid == Notice.uid)
        .where(NoticeEntry.application_uid == thing.uid, Notice.closes_on >= act.on)
    )
    if hanging:
        return "notice_hangs"
    return "objection_open" if open_objections(thing.uid) else None


def open_objections(application_uid: str) -> bool:
    """Is an objection against a notice still to be answered?"""
    found = db.session.scalar(
        select(Objection.uid).where(
            Objection.application_uid == application_uid,
            Objection.state == ObjectionState.OPEN,
            Objection.notice_uid.is_not(None),
        )
    )
    return found is not None


def findings_bar(thing: Application) -> str | None:
    """What in the newest screening keeps the file from being approved: a code, or ``None``."""
    screening = db.session.scalar(
        select(Screening)
        .where(Screening.application_uid == thing.uid)
        .order_by(Screening.at.desc(), Screening.uid)
        .limit(1)
    )
    if screening is None:
        return "not_screened"
    asked = db.session.scalar(
        select(func.max(Answer.asked_at)).where(Answer.application_uid == thing.uid)
    )
    if asked is not None and asked > screening.at:
        return "facts_newer"
    if _disputed(thing.uid):
        return "dispute_open"
    if screening.not_met:
        return "findings_not_met"
    return "findings_unknown" if screening.unknown else None


def _disputed(application_uid: str) -> bool:
    found = db.session.scalar(
        select(Dispute.uid).where(
            Dispute.application_uid == application_uid, Dispute.state == DisputeState.OPEN
        )
    )
    return found is not None


def _items_open(application_uid: str) -> str | None:
    found = db.session.scalar(
        select(ManualItem.uid)
        .where(ManualItem.application_uid == application_uid, ManualItem.closed_on.is_(None))
        .limit(1)
    )
    return "items_open" if found else None


def open_benefits(application_uid: str) -> list[DuplicateSet]:
    """Sets in which somebody of the file is helped in another city and nobody has looked yet."""
    return list(
        db.session.scalars(
            select(DuplicateSet)
            .join(DuplicateFile, DuplicateFile.set_uid == DuplicateSet.uid)
            .where(
                DuplicateFile.application_uid == application_uid,
                DuplicateSet.ground == Ground.BENEFIT,
                DuplicateSet.state == DuplicateState.OPEN,
            )
            .order_by(DuplicateSet.found_on, DuplicateSet.uid)
        )
    )


def _signer(thing: Application) -> str | None:
    return None if opens(Level(thing.proof_level), Ability.BE_LISTED) else "signer_not_proven"
