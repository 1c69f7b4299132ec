"""Where an application stands in its city's procedure: the stages, who passed which, what is open.

The stages are dated data (``procedure.class_a``, ``procedure.class_b``); those in force on the day
of submission count to the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import get_locale
from sqlalchemy import bindparam, select

from portal.applications.models import Application, StageRecord
from portal.kernel.act import Act
from portal.kernel.database import db
from portal.kernel.journal import steps_of
from portal.kernel.policy import Rulebook, Stage, rulebook
from portal.kernel.rows import once

PASSED = "passed"
SENT_BACK = "sent_back"
REFUSED = "refused"
APPROVED = "approved"
RECUSED = "recuse"


def rules_of(application: Application) -> Rulebook:
    """The rules of the day of submission. Raises ``NoRule``."""
    return rulebook(application.place, on=application.submitted_on or application.started_on)


def klass_of(application: Application) -> str:
    """``a`` or ``b`` as the keys of the rules spell it; not screened yet counts as ``b``."""
    return (application.klass or "B").lower()


def procedure_of(application: Application) -> tuple[Stage, ...]:
    """The city's stages for this class, in order. Raises ``NoRule``."""
    return rules_of(application).procedure(f"class_{klass_of(application)}")


def working_stages(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """Those somebody works on: a clock that runs from another stage follows the decision."""
    codes = {stage.code for stage in stages}
    return tuple(stage for stage in stages if stage.clock.start not in codes)


def deciding_stage(stages: Sequence[Stage]) -> Stage:
    """The one that ends with the decision."""
    return working_stages(stages)[-1]


def stage_of(application: Application, code: str) -> Stage | None:
    """The stage of that code in this application's procedure."""
    return next((s for s in procedure_of(application) if s.code == code), None)


def stage_named(place: str, on: date, code: str) -> str:
    """The name of a stage of either class in the page's language; else its code."""
    rules = rulebook(place, on=on)
    for klass in ("class_a", "class_b"):
        for stage in rules.procedure(klass):
            if stage.code == code:
                return stage.name_en if str(get_locale()) == "en" else stage.name
    return code


def stage_after(stages: Sequence[Stage], code: str) -> Stage | None:
    """The stage that follows ``code``; after the last there is none."""
    codes = [stage.code for stage in stages]
    place = codes.index(code) + 1
    return stages[place] if place < len(stages) else None


_RECORDS = select(StageRecord).where(StageRecord.application_uid == bindparam("application"))


def records_of(application_uid: str) -> list[StageRecord]:
    """All stages opened so far, by round; those sent back included."""
    rows = once(
        (StageRecord, application_uid),
        lambda: db.session.scalars(_RECORDS, {"application": application_uid}).all(),
    )
    return sorted(rows, key=lambda row: (row.round, row.opened_on, row.closed_on is None))


def open_record(application_uid: str) -> StageRecord | None:
    """The stage being worked on."""
    return next((row for row in records_of(application_uid) if row.closed_on is None), None)


def newest_records(application_uid: str) -> dict[str, StageRecord]:
    """Per stage, what happened to it the last time it was opened."""
    return {row.stage: row for row in records_of(application_uid)}


def round_of(application_uid: str) -> int:
    """How often the procedure was begun; 0 before acceptance."""
    return max((row.round for row in records_of(application_uid)), default=0)


def barred(application: Application, act: Act, stage: Stage) -> bool:
    """Did this member of staff do a stage that excludes this one, or type the file in?

    Whoever declared a tie to the household is barred from every stage (回避).
    """
    me = act.by.uid
    if application.entered_by and application.entered_by == me:
        return True
    if has_recused(application.uid, me):
        return True
    return any(
        row.by_uid == me and row.stage in stage.not_same_as for row in records_of(application.uid)
    )


def has_recused(application_uid: str, staff_uid: str) -> bool:
    """Did they declare that they may not deal with this household?"""
    return any(
        step.verb == RECUSED and step.actor == staff_uid for step in steps_of(application_uid)
    )
