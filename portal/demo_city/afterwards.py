"""What goes otherwise than planned: months paid too much, homes given up too often."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal import allocation, housing, subsidy, waitlist
from portal.demo_city.plot import City
from portal.demo_city.rounds import Round
from portal.kernel.database import db
from portal.kernel.levels import Level
from portal.subsidy import RecoveryState

TOO_MUCH = 4_000
"""Fen a month that were too much."""

STOPS = (
    RecoveryState.CONFIRMED, RecoveryState.SETTLED, RecoveryState.REJECTED, RecoveryState.REVOKED,
    RecoveryState.PROPOSED,
)  # fmt: skip

RELUCTANT = 4
"""Households that give up every home they are offered; at most half of a round."""


def plan_recoveries(city: City) -> None:
    """Five households were paid too much in January; each recovery ends elsewhere."""
    city.course.plan(date(2026, 2, 5), _propose, city)


def _propose(city: City) -> None:
    pay, course = city.payments, city.course
    homes = [h for h in city.subsidised if h.person not in city.actors and pay.state(h) == "active"]
    for home, stop in zip(homes, STOPS, strict=False):
        db.session.rollback()
        agreement = pay.agreement(home)
        paid = subsidy.recoverable(agreement)
        if not paid:
            continue
        pay_back = stop == RecoveryState.SETTLED
        uid = course.do(
            subsidy.propose_recovery,
            course.by(pay.maker),
            agreement_uid=agreement,
            # More than half a month takes longer than one month to come back.
            months={paid[0][0].uid: paid[0][1] if stop == STOPS[0] else min(TOO_MUCH, paid[0][1])},
            ground="change_not_told",
            way=subsidy.Way.PAY_BACK if pay_back else subsidy.Way.SET_OFF,
            text="孩子一月已迁出户口，没有按时申报。",
        ).uid
        if stop != RecoveryState.PROPOSED:
            course.plan(course.working_days(course.day, 1), _decide, city, uid, stop)


def _version(uid: str) -> int:
    db.session.rollback()
    return subsidy.recovery_row(uid).version


def _decide(city: City, uid: str, stop: str) -> None:
    pay, course = city.payments, city.course
    named: dict[str, Any] = {"recovery_uid": uid, "version": _version(uid)}
    if stop == RecoveryState.REJECTED:
        reason = "户口迁出日期有误"
        course.do(subsidy.reject_recovery, course.by(pay.approver), **named, reason=reason)
        return
    course.do(subsidy.confirm_recovery, course.by(pay.approver), **named)
    day = course.working_days(course.day, 3)
    if stop == RecoveryState.SETTLED:
        course.plan(day, _pay_back, city, uid)
    elif stop == RecoveryState.REVOKED:
        course.plan(day, _revoke, city, uid)


def _pay_back(city: City, uid: str) -> None:
    db.session.rollback()
    city.course.do(
        subsidy.take_repayment,
        city.course.by(city.payments.maker),
        recovery_uid=uid,
        fen=subsidy.recovery_row(uid).fen,
        method="transfer",
    )


def _revoke(city: City, uid: str) -> None:
    city.course.do(
        subsidy.revoke_recovery,
        city.course.by(city.payments.officer),
        recovery_uid=uid,
        version=_version(uid),
        reason="复核：孩子仍在本户",
    )


# --- homes given up -----------------------------------------------------------------


def give_up(city: City, this: Round, but_layout: str) -> None:
    """Households that want none of the homes, the same in every round, give theirs up."""
    db.session.rollback()
    open_ones = [o for o in allocation.offers_of(this.uid) if o.state == allocation.OfferState.OPEN]
    units = housing.units([o.unit_uid for o in open_ones])
    for offer in open_ones:
        room = len(city.reluctant) < min(RELUCTANT, (len(open_ones) + 1) // 2)
        fits = offer.person_uid not in city.actors and units[offer.unit_uid].layout != but_layout
        if room and fits:
            city.reluctant.append(offer.person_uid)
        if offer.person_uid in city.reluctant:
            me = city.course.resident(offer.person_uid, Level.I2)
            city.course.do(allocation.waive, me, offer_uid=offer.uid, reason="too_far")


def decide_waivers(city: City) -> None:
    """One is excused, one taken off the list, one leaves by itself, one still waits."""
    course, officer = city.course, city.rounds.officer
    for person, end in zip(city.reluctant, ("excuse", "sign_removal", "leaves", ""), strict=False):
        db.session.rollback()
        entry = waitlist.entry_of_person(person)
        row = allocation.open_waiver_of(entry.uid) if entry is not None else None
        if entry is None or row is None:
            continue
        uid, version, me = row.uid, row.version, course.resident(person)
        if end == "leaves":
            course.do(waitlist.remove, me, entry_uid=entry.uid, reason="own_wish")
        elif end:
            course.do(
                getattr(allocation, end),
                course.by(officer),
                review_uid=uid,
                version=version,
                text="母亲住院，有出院小结，这次不计。"
                if end == "excuse"
                else "三次放弃，没有说明正当理由。",
            )
        else:
            course.do(allocation.explain, me, review_uid=uid, text="三套都离孩子学校太远。")
