"""The life of a lease: drafted from an accepted offer, signed by both sides, lived in, ended."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from portal import households, housing, waitlist
from portal.kernel import claims, deadlines
from portal.kernel.act import Act, house_act
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import Period, Unit, add
from portal.kernel.daily import daily
from portal.kernel.database import db, lock, new_uid, one_winner
from portal.kernel.errors import Conflict, Refused
from portal.kernel.journal import log
from portal.kernel.numbers import next_number
from portal.kernel.outbox import publish
from portal.kernel.policy import Rulebook, rulebook
from portal.kernel.references import city_letters
from portal.kernel.workings import stored
from portal.tenancy import codes
from portal.tenancy.codes import LIVE_ASSISTANCE, Clock, EndReason, State, VoidReason
from portal.tenancy.events import LeaseEnded, LeasePrepared, LeaseSigned, LeaseVoided, MovedIn
from portal.tenancy.holdover import bill_held_over
from portal.tenancy.machine import LEASE
from portal.tenancy.models import Lease, LeaseMember
from portal.tenancy.queries import text_hash
from portal.tenancy.rent import rent_for


def prepare_lease(payload: dict[str, Any], act: Act) -> Lease:
    """Handler of ``OfferAccepted``: draft the lease; the same offer again is the same lease."""
    found = db.session.scalar(select(Lease).where(Lease.offer_uid == payload["uid"]))
    if found is not None:
        return found
    rules = rulebook(payload["city"], on=act.on.replace(day=1))
    lease = one_winner(lambda: _draft(act, payload, rules), "lease_exists")
    clause = rules.get("allocation.sign").clause
    _run(act, lease, Clock.SIGN, rules.period("allocation.sign"), clause)
    publish(LeasePrepared(lease.uid, lease.city, lease.household_uid, lease.person_uid), act)
    return lease


def _draft(act: Act, payload: dict[str, Any], rules: Rulebook) -> Lease:
    unit = housing.unit(payload["unit_uid"])
    rent = rent_for(unit, rules)
    text = rules.texts("lease.text")
    city = payload["city"]
    number = next_number(f"{city}-lease", act.on.year)
    lease = Lease(
        uid=new_uid(), city=city, place=unit.place,
        number=f"{city_letters(city)}{act.on.year}-L-{number:06d}",
        unit_uid=unit.uid, household_uid=payload["household_uid"],
        person_uid=payload["person_uid"], offer_uid=payload["uid"],
        entry_uid=payload.get("entry_uid", ""),
        application_uid=payload.get("application_uid", ""), owner_kind=str(unit.owner_kind),
        area=unit.area, rent_fen=rent.fen,
        deposit_fen=rent.fen * rules.value("rent.deposit_months"),
        working=stored(rent.lines), clause=rent.clause, policy=rules.fingerprint,
        text_version=text.version, text_hash=text_hash(text), drafted_on=act.on,
    )  # fmt: skip
    LEASE.begin(lease, act, policy=rules.fingerprint)
    _name_members(lease, act, rules)
    return lease


def _name_members(lease: Lease, act: Act, rules: Rulebook) -> None:
    grown = rules.value("eligibility.capacity_age")
    for one in households.living_members(lease.household_uid, act.on, grown=grown):
        db.session.add(LeaseMember(city=lease.city, lease_uid=lease.uid, **asdict(one)))
    db.session.flush()
    db.session.refresh(lease, ["members"])


def sign_lease(act: Act, *, lease_uid: str, version: int, agreed_hash: str) -> Lease:
    """The tenant signs (I2). Every adult named takes the claim to one assistance.

    Raises ``Refused("lease_text_changed")``, ``Refused("assisted_already")``, ``Conflict``.
    """
    lease = lock(Lease, lease_uid)
    _same(lease, version)
    if agreed_hash != lease.text_hash:
        raise Refused("lease_text_changed")
    LEASE.advance(lease, "sign", act, policy=lease.policy, payload=None)
    lease.signed_at, lease.signed_on, lease.signed_by = act.at, act.on, act.by.uid
    for member in lease.members:
        if member.adult:
            _claim(member.person_uid, lease, act.on)
    return lease


def _claim(person_uid: str, lease: Lease, on: date) -> None:
    try:
        claims.take(LIVE_ASSISTANCE, person_uid, holder=lease.uid, on=on)
    except Conflict as conflict:
        raise Refused("assisted_already") from conflict


def countersign(act: Act, *, lease_uid: str, version: int) -> Lease:
    """The landlord's side signs: the contract stands from today; filing and term run.

    The household leaves the queue as housed. Raises ``Refused("already_countersigned")``.
    """
    lease = lock(Lease, lease_uid)
    _same(lease, version)
    LEASE.advance(lease, "countersign", act, policy=lease.policy)
    rules = rulebook(lease.city, on=act.on)
    lease.countersigned_on, lease.countersigned_by = act.on, act.by.uid
    lease.starts_on = act.on
    lease.ends_on = _last_day(act.on, rules)
    housing.let(act, unit_uid=lease.unit_uid, holder=lease.uid, reserved_for=lease.offer_uid)
    _close(lease, act, "signed", Clock.SIGN)
    filing = rules.get("lease.filing")
    _run(act, lease, Clock.FILE, rules.period("lease.filing"), filing.clause)
    _run_to(act, lease, Clock.TERM, lease.ends_on, codes.TERM_CLAUSE)
    if lease.entry_uid:
        waitlist.house(house_act(act), entry_uid=lease.entry_uid)
    publish(
        LeaseSigned(
            lease.uid, lease.city, lease.household_uid, lease.person_uid, lease.unit_uid,
            lease.entry_uid, lease.application_uid,
        ),
        act,
    )  # fmt: skip
    return lease


def _last_day(start: date, rules: Rulebook) -> date:
    """The day before the same day after the term, which is never longer than the law allows."""
    term, longest = rules.period("lease.term"), rules.period("lease.term_max")
    calendar = load_calendar()
    end = min(add(start, term, calendar).date, add(start, longest, calendar).date)
    return end - timedelta(days=1)


def hand_over(act: Act, *, lease_uid: str, version: int, keys_handed: int) -> Lease:
    """Keys change hands: the household lives there from today, rent runs from today.

    Raises ``Refused("not_countersigned")``, ``Refused("keys_missing", field="keys")``.
    """
    lease = lock(Lease, lease_uid)
    _same(lease, version)
    if keys_handed < 1:
        raise Refused("keys_missing", field="keys")
    LEASE.advance(lease, "hand_over", act, policy=lease.policy)
    lease.handed_over_on, lease.handed_over_by = act.on, act.by.uid
    lease.keys_handed = keys_handed
    publish(MovedIn(lease.uid, lease.city, lease.household_uid, lease.person_uid), act)
    return lease


def file_lease(act: Act, *, lease_uid: str, version: int, filing_number: str) -> Lease:
    """The lease was filed with the department (N1 art. 17), under that number.

    Raises ``Conflict("lease_filed_already")``, ``Refused("filing_number_missing")``.
    """
    lease = lock(Lease, lease_uid)
    _same(lease, version)
    if lease.countersigned_on is None:
        raise Refused("not_countersigned")
    if lease.filed_on is not None:
        raise Conflict("lease_filed_already")
    if not filing_number.strip():
        raise Refused("filing_number_missing", field="filing_number")
    lease.filed_on, lease.filing_number = act.on, filing_number.strip()[:40]
    _close(lease, act, "filed", Clock.FILE)
    log(act, "lease.file", lease.uid, {"on": act.on})
    return lease


def void_lease(act: Act, *, lease_uid: str, reason: str) -> Lease:
    """A lease not in force falls away: the home is free again, claims end.

    Raises ``Refused("lease_in_force")`` once both have signed.
    """
    lease = lock(Lease, lease_uid)
    if lease.countersigned_on is not None:
        raise Refused("lease_in_force")
    LEASE.advance(lease, "void", act, reason=VoidReason(reason))
    lease.end_reason, lease.ended_on = str(VoidReason(reason)), act.on
    housing.release(act, unit_uid=lease.unit_uid)
    claims.release_all(lease.uid, on=act.on)
    _close(lease, act, "void", *Clock)
    publish(
        LeaseVoided(
            lease.uid, lease.city, lease.household_uid, lease.person_uid, lease.offer_uid,
            lease.entry_uid, reason,
        ),
        act,
    )  # fmt: skip
    return lease


def end_lease(act: Act, *, lease_uid: str, reason: str) -> Lease:
    """The home is handed back and empty: the tenancy is over; ``reason`` is an ``EndReason``.

    What is owed stays owed; days held over are billed up to today.
    Raises ``Conflict("not_from_here")`` unless lived in.
    """
    lease = lock(Lease, lease_uid)
    LEASE.advance(lease, "end", act, reason=EndReason(reason))
    bill_held_over(act, lease, until=act.on)
    lease.ended_on, lease.end_reason = act.on, str(EndReason(reason))
    housing.vacate(act, unit_uid=lease.unit_uid)
    claims.release_all(lease.uid, on=act.on)
    _close(lease, act, "ended", Clock.TERM, Clock.RENEW, Clock.FILE)
    publish(
        LeaseEnded(
            lease.uid, lease.city, lease.household_uid, lease.person_uid, lease.unit_uid, reason
        ),
        act,
    )
    return lease


def _unsigned(act: Act) -> list[str]:
    return deadlines.overdue_subjects(act.on, kind=Clock.SIGN)


@daily(_unsigned)
def lapse_unsigned(act: Act, lease_uid: str) -> None:
    """A lease not signed within the time for signing falls away."""
    if lock(Lease, lease_uid).state == State.DRAFTED:
        void_lease(act, lease_uid=lease_uid, reason=VoidReason.NOT_SIGNED)


def _same(lease: Lease, version: int) -> None:
    if lease.version != int(version):
        raise Conflict("changed_meanwhile", uid=lease.uid)


def _run(act: Act, lease: Lease, kind: Clock, period: Period, clause: str) -> None:
    deadlines.open_deadline(
        kind=kind, subject_kind="lease", subject_uid=lease.uid, city=lease.city, since=act.on,
        period=period, clause=clause or kind.value,
    )  # fmt: skip


def _run_to(act: Act, lease: Lease, kind: Clock, due: date, clause: str) -> None:
    _run(act, lease, kind, Period((due - act.on).days, Unit.DAY), clause)


def _close(lease: Lease, act: Act, why: str, *kinds: Clock) -> None:
    for kind in kinds:
        running = deadlines.running(kind, lease.uid)
        if running is not None:
            deadlines.close(running, on=act.on, why=why)
