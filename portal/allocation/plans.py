"""The life of a plan: draft, publish, check, offer, close; or void, with everything kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from portal import housing, waitlist
from portal.allocation.codes import (
    CHECK_JOB,
    PUBLICITY,
    SECOND_CHECK,
    WINDOW,
    CandidateState,
    Method,
    OfferState,
    Permission,
    PlanState,
    VoidReason,
)
from portal.allocation.machine import CANDIDATE, PLAN
from portal.allocation.models import Candidate, Offer, Plan, PlanUnit
from portal.allocation.offering import give_offers, void
from portal.allocation.rules import rent_price
from portal.kernel import deadlines
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.calendar_days import load_calendar
from portal.kernel.canonical import fingerprint
from portal.kernel.clock import add
from portal.kernel.database import db, load, lock, new_uid
from portal.kernel.errors import Conflict, Refused
from portal.kernel.journal import log
from portal.kernel.numbers import next_number
from portal.kernel.outbox import enqueue
from portal.kernel.policy import rulebook
from portal.kernel.references import city_letters


def draft_plan(
    act: Act,
    *,
    queue_uid: str,
    title: str,
    title_en: str,
    unit_uids: Sequence[str],
    opens_on: date,
    closes_on: date,
    method: str = Method.QUEUE_SELECT,
) -> Plan:
    """A new plan with these homes, kept for it once it is published.

    Raises ``Refused``: ``plan_without_homes``, ``window_order``, ``window_past``,
    ``window_short`` (with the first lawful day), ``method_not_allowed``, ``rent_unknown``;
    ``Conflict('unit_taken')``.
    """
    queue = waitlist.queue(queue_uid)
    require(act.by, Permission.DRAFT, queue)
    rules = rulebook(queue.city, on=act.on)
    if method not in set(Method) or method not in rules.value("allocation.methods_allowed"):
        raise Refused("method_not_allowed", field="method")
    least = add(opens_on, rules.period(WINDOW), load_calendar()).date
    _check_window(act, opens_on, closes_on, least)
    if not unit_uids:
        raise Refused("plan_without_homes", field="units")
    year = act.on.year
    plan = Plan(
        uid=new_uid(), city=queue.city, year=year,
        number=next_number(f"{city_letters(queue.city)}-plan", year), title=title.strip(),
        title_en=title_en.strip() or title.strip(), method=str(method), queue_uid=queue_uid,
        klass=queue.klass, opens_on=opens_on, closes_on=closes_on, drafted_by=act.by.uid,
        policy=rules.fingerprint,
    )  # fmt: skip
    PLAN.begin(plan, act, policy=rules.fingerprint)
    _add_units(plan, list(dict.fromkeys(unit_uids)), rules.rows("rent.rates"))
    return plan


def _check_window(act: Act, opens_on: date, closes_on: date, least: date) -> None:
    if opens_on < act.on:
        raise Refused("window_past", field="opens_on")
    if closes_on < opens_on:
        raise Refused("window_order", field="closes_on")
    if closes_on < least:
        raise Refused("window_short", field="closes_on", day=least)


def _add_units(plan: Plan, unit_uids: Sequence[str], rates: Sequence[dict[str, object]]) -> None:
    found = housing.units(unit_uids)
    for n, uid in enumerate(unit_uids, start=1):
        home = found.get(uid)
        if home is None or home.city != plan.city or home.state != housing.UnitState.AVAILABLE:
            raise Conflict("unit_taken", uid=uid)
        db.session.add(
            PlanUnit(
                uid=new_uid(), city=plan.city, plan_uid=plan.uid, unit_uid=uid,
                layout=home.layout, place_in_plan=n,
                rent_price=rent_price(rates, home.owner_kind, home.floor_position),
            )
        )  # fmt: skip
    db.session.flush()


def publish_plan(act: Act, *, plan_uid: str, version: int | None = None) -> Plan:
    """Make it public and keep its homes; by another person than the drafter.

    ``Conflict('unit_taken')`` when a home went to someone else meanwhile.
    """
    plan = _take(plan_uid, version)
    PLAN.advance(plan, "publish", act, policy=plan.policy)
    plan.published_by, plan.published_on = act.by.uid, act.on
    for row in units_of(plan.uid):
        housing.reserve(act, unit_uid=row.unit_uid, holder=plan.uid)
    rules = rulebook(plan.city, on=act.on)
    deadlines.open_deadline(
        kind=SECOND_CHECK, subject_kind="allocation_plan", subject_uid=plan.uid, city=plan.city,
        since=plan.closes_on, period=rules.period(SECOND_CHECK),
        clause=rules.get(SECOND_CHECK).clause,
    )  # fmt: skip
    return plan


def start_check(act: Act, *, plan_uid: str) -> int:
    """Have every undecided household examined again; how many jobs were asked for.

    ``Conflict('not_from_here')`` unless published; ``Refused('window_open')``.
    """
    plan = lock(Plan, plan_uid)
    require(act.by, Permission.CHECK, plan)
    if plan.state != PlanState.PUBLISHED:
        raise Conflict("not_from_here")
    if act.on <= plan.closes_on:
        raise Refused("window_open")
    undecided = (CandidateState.REGISTERED.value, CandidateState.DOUBTFUL.value)
    rows = db.session.scalars(
        select(Candidate).where(Candidate.plan_uid == plan_uid, Candidate.state.in_(undecided))
    ).all()
    for row in rows:
        enqueue(
            CHECK_JOB,
            {"candidate": row.uid, "household": row.household_uid, "on": act.on.isoformat()},
            key=f"{CHECK_JOB}:{row.uid}:{row.version}:{act.on}",
            act=act,
        )
    log(act, "allocation_plan.start_check", plan.uid, {"households": len(rows), "on": act.on})
    return len(rows)


def finish_check(act: Act, *, plan_uid: str, version: int | None = None) -> Plan:
    """Freeze who takes part, in the order of the waiting list, under one fingerprint."""
    plan = _take(plan_uid, version)
    PLAN.advance(plan, "finish_check", act)
    rows = db.session.scalars(
        select(Candidate).where(
            Candidate.plan_uid == plan_uid, Candidate.state == CandidateState.PASSED
        )
    ).all()
    cards = waitlist.entries({row.entry_uid for row in rows})
    in_line = [row for row in rows if cards[row.entry_uid].ord is not None]
    in_line.sort(key=lambda row: cards[row.entry_uid].ord or b"")
    for n, row in enumerate(in_line, start=1):
        CANDIDATE.advance(row, "seat", act)
        row.seq = n
    for row in rows:
        if row.state == CandidateState.PASSED:
            CANDIDATE.advance(row, "leave_out", act)
    plan.roster_hash = fingerprint([row.number for row in in_line])
    plan.checked_on = act.on
    _close(SECOND_CHECK, plan.uid, act, "checked")
    log(act, "allocation_plan.roster", plan.uid, {"root": plan.roster_hash, "on": act.on})
    return plan


def open_offers(act: Act, *, plan_uid: str, version: int | None = None) -> Plan:
    """Offer the homes, in the frozen order, to as many households as there are homes."""
    plan = _take(plan_uid, version)
    PLAN.advance(plan, "open_offers", act)
    give_offers(act, plan)
    return plan


def offer_next(act: Act, *, plan_uid: str) -> int:
    """Offer what is free to whoever is next; how many offers were made."""
    plan = lock(Plan, plan_uid)
    require(act.by, Permission.OFFER, plan)
    if plan.state != PlanState.OFFERING:
        raise Conflict("not_from_here")
    return give_offers(act, plan)


def close_plan(act: Act, *, plan_uid: str, version: int | None = None) -> Plan:
    """Every offer is answered: homes left over are free again, the result is on public notice."""
    plan = _take(plan_uid, version)
    PLAN.advance(plan, "close", act)
    plan.closed_on = act.on
    _free_units(act, plan)
    rules = rulebook(plan.city, on=act.on)
    deadlines.open_deadline(
        kind=PUBLICITY, subject_kind="allocation_plan", subject_uid=plan.uid, city=plan.city,
        since=act.on, period=rules.period(PUBLICITY), clause=rules.get(PUBLICITY).clause,
    )  # fmt: skip
    return plan


def ask_void(act: Act, *, plan_uid: str, reason: str, version: int | None = None) -> Plan:
    """Propose to void a plan; another person decides. ``Refused('void_reason')``."""
    plan = _take(plan_uid, version)
    require(act.by, Permission.VOID, plan)
    if reason not in (VoidReason.MISTAKE, VoidReason.OBJECTION, VoidReason.UNITS_LOST):
        raise Refused("void_reason", field="reason")
    if plan.state in (PlanState.CLOSED, PlanState.VOID):
        raise Conflict("not_from_here")
    plan.void_reason, plan.void_asked_by = reason, act.by.uid
    log(act, "allocation_plan.ask_void", plan.uid, {"reason": reason, "on": act.on})
    return plan


def void_plan(act: Act, *, plan_uid: str, version: int | None = None) -> Plan:
    """Void it: open offers fall, homes are free again, all that happened stays readable.

    An accepted offer stays: it has a household's word and ours.
    """
    plan = _take(plan_uid, version)
    drafted = plan.state == PlanState.DRAFT
    PLAN.advance(plan, "void", act, reason=plan.void_reason or "")
    for offer in db.session.scalars(
        select(Offer).where(Offer.plan_uid == plan.uid, Offer.state == OfferState.OPEN)
    ).all():
        void(act, offer_uid=offer.uid, reason=VoidReason.PLAN_VOID)
    if not drafted:
        _free_units(act, plan)
    _close(SECOND_CHECK, plan.uid, act, "void")
    return plan


def units_of(plan_uid: str) -> Sequence[PlanUnit]:
    """The rows of a plan's homes, in the order of the plan."""
    return db.session.scalars(
        select(PlanUnit).where(PlanUnit.plan_uid == plan_uid).order_by(PlanUnit.place_in_plan)
    ).all()


def row_of(plan_uid: str) -> Plan:
    """The row of a plan, to ask its machine what may come next."""
    return load(Plan, plan_uid)


def _take(plan_uid: str, version: int | None) -> Plan:
    plan = lock(Plan, plan_uid)
    if version is not None and version != plan.version:
        raise Conflict("changed_meanwhile", uid=plan_uid)
    return plan


def _free_units(act: Act, plan: Plan) -> None:
    homes = housing.units([row.unit_uid for row in units_of(plan.uid)])
    for home in homes.values():
        if home.state == housing.UnitState.RESERVED and home.holder == plan.uid:
            housing.release(act, unit_uid=home.uid, holder=plan.uid)


def _close(kind: str, subject_uid: str, act: Act, why: str) -> None:
    running = deadlines.running(kind, subject_uid)
    if running is not None:
        deadlines.close(running, on=act.on, why=why)
