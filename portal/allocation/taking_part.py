"""How a household takes part in a round: it registers, is examined again, a person decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from portal import applications, households, waitlist
from portal.allocation.codes import (
    CHECK_JOB,
    CandidateState,
    ExcludeReason,
    Permission,
    PlanState,
)
from portal.allocation.machine import CANDIDATE
from portal.allocation.models import Candidate, Plan, PlanUnit
from portal.allocation.rules import fitting_layouts
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.database import db, load, lock, new_uid
from portal.kernel.errors import Conflict, Refused
from portal.kernel.policy import rulebook
from portal.kernel.worker import Handler
from portal.waitlist import EntryCard

BASIS = "《公共租赁住房管理办法》第十二条"


def layouts_for(entry: EntryCard, on: date) -> tuple[str, ...]:
    """Layouts a household may have by its size and ages today."""
    people = households.composition(entry.household_uid, on)
    ages = [one.age(on) for one in households.persons(m.person_uid for m in people)]
    if not ages:
        return ()
    return fitting_layouts(rulebook(entry.place, on=on).rows("allocation.unit_sizes"), ages)


def layouts_in(plan_uid: str) -> tuple[str, ...]:
    """Layouts a plan has homes of."""
    rows = db.session.scalars(
        select(PlanUnit.layout).where(PlanUnit.plan_uid == plan_uid).distinct()
    )
    return tuple(sorted(rows))


def register_interest(act: Act, *, plan_uid: str, entry_uid: str, layout: str) -> Candidate:
    """Take part in a round with one layout; before the window closes the layout may be changed.

    ``Refused``: ``window_open_not``, ``not_in_this_queue``, ``not_waiting``,
    ``layout_not_for_you``, ``layout_not_in_plan``; ``excluded_…`` with the reason: who was
    taken out does not come back by registering, only by a person's word.
    """
    plan, entry = lock(Plan, plan_uid), waitlist.entry(entry_uid)
    require(act.by, Permission.REGISTER_INTEREST, entry)
    if plan.state != PlanState.PUBLISHED or not plan.opens_on <= act.on <= plan.closes_on:
        raise Refused("window_open_not")
    if entry.queue_uid != plan.queue_uid:
        raise Refused("not_in_this_queue")
    if entry.state != waitlist.EntryState.WAITING:
        raise Refused("not_waiting")
    if layout not in layouts_in(plan_uid):
        raise Refused("layout_not_in_plan", field="layout")
    if layout not in layouts_for(entry, act.on):
        raise Refused("layout_not_for_you", field="layout")
    known = candidate_of(plan_uid, entry_uid)
    if known is not None:
        return _again(act, known, layout)
    row = Candidate(
        uid=new_uid(), city=plan.city, place=entry.place, plan_uid=plan_uid, entry_uid=entry_uid,
        household_uid=entry.household_uid, person_uid=entry.person_uid,
        application_uid=entry.application_uid, number=entry.number, size=entry.size,
        layout=layout, registered_on=act.on, seq=None,
    )  # fmt: skip
    CANDIDATE.begin(row, act, reason=layout, only="registered_already")
    return row


def _again(act: Act, row: Candidate, layout: str) -> Candidate:
    if row.state == CandidateState.EXCLUDED:
        raise Refused(f"excluded_{row.reason}")
    back = row.state == CandidateState.WITHDRAWN
    CANDIDATE.advance(row, "return" if back else "change_layout", act, reason=layout)
    row.layout, row.registered_on = layout, act.on
    return row


def withdraw_interest(act: Act, *, plan_uid: str, entry_uid: str) -> Candidate:
    """Do without this round; it costs nothing. ``Refused('window_open_not')`` after the window."""
    entry = waitlist.entry(entry_uid)
    require(act.by, Permission.REGISTER_INTEREST, entry)
    row = candidate_of(plan_uid, entry_uid)
    if row is None:
        raise Refused("window_open_not")
    CANDIDATE.advance(row, "withdraw", act)
    return row


def candidate_of(plan_uid: str, entry_uid: str) -> Candidate | None:
    """The row of an entry in a round."""
    return db.session.scalar(
        select(Candidate).where(Candidate.plan_uid == plan_uid, Candidate.entry_uid == entry_uid)
    )


# --- the second check ------------------------------------------------------------


def examine(payload: dict[str, Any], key: str) -> applications.Recheck:
    """Outside half of the job: ask the departments again."""
    return applications.re_examine_household(
        payload["household"], date.fromisoformat(payload["on"]), "second_check", BASIS
    )


def examined(payload: Mapping[str, Any], act: Act, found: applications.Recheck) -> None:
    """Inside half: who meets every condition passes; anyone else waits for a person's word."""
    row = lock(Candidate, payload["candidate"])
    if row.state not in (CandidateState.REGISTERED, CandidateState.DOUBTFUL):
        return
    plan, ruling = load(Plan, row.plan_uid), found.ruling
    if plan.state != PlanState.PUBLISHED:
        return
    row.examined_on, row.policy = act.on, ruling.policy
    row.findings = tuple(str(f.code) for f in ruling.ordered if f.outcome != "met")
    row.proposal = str(ruling.outcome)
    if ruling.lawful and str(ruling.klass) != plan.klass:
        row.proposal = ExcludeReason.CLASS_CHANGED
    if not waitlist.entry(row.entry_uid).standing:
        row.proposal = ExcludeReason.NOT_WAITING
    verb = "pass" if row.proposal == "met" else "doubt"
    CANDIDATE.advance(row, verb, act, reason=row.proposal, policy=row.policy)


second_check = Handler(CHECK_JOB, examined, outside=examine)
"""The job that examines one household again; ``subscriptions`` lists it."""


def decide_candidate(
    act: Act, *, candidate_uid: str, passed: bool, reason: str = "", version: int | None = None
) -> Candidate:
    """A person's word on one household before the list is frozen.

    ``Refused``: ``exclude_reason``, ``not_examined``; ``Conflict``: ``not_from_here``,
    ``changed_meanwhile``.
    """
    row = lock(Candidate, candidate_uid)
    if version is not None and version != row.version:
        raise Conflict("changed_meanwhile", uid=candidate_uid)
    if load(Plan, row.plan_uid).state != PlanState.PUBLISHED:
        raise Conflict("not_from_here")
    if not passed and reason not in set(ExcludeReason):
        raise Refused("exclude_reason", field="reason")
    reason = "" if passed else reason
    CANDIDATE.advance(row, "admit" if passed else "exclude", act, reason=reason, policy=row.policy)
    row.reason = reason
    return row
