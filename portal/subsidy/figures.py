"""A run in figures: by class, by reason of holding, and what was checked of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.kernel.claims import Claim
from portal.kernel.database import db
from portal.kernel.money import Fen
from portal.kernel.workings import read_lines
from portal.subsidy.codes import SUBSIDY_MONTH, HoldReason, PaymentState
from portal.subsidy.models import Payee, Payment, Run
from portal.subsidy.months import month_before
from portal.subsidy.queries import holds_in, payments_in

CLASSES = ("a_high", "a_low", "b", "graduates")
_STEEP = 5
"""A change of more than one part in five of last month's amount is pointed out."""


@dataclass(frozen=True)
class Group:
    """One class (or reason) with households, fen and the change to the month before."""

    code: str
    households: int
    fen: Fen
    change: int = 0


@dataclass(frozen=True)
class Check:
    """One automatic check: ``outcome`` met, not_met or heed; of how many how many fit."""

    code: str
    outcome: str
    fits: int
    of: int


@dataclass(frozen=True)
class RunFigures:
    """All a maker and an approver look at."""

    groups: tuple[Group, ...]
    total: Group
    holds: tuple[Group, ...]
    checks: tuple[Check, ...]
    states: dict[str, int]


def run_figures(run: Run) -> RunFigures:
    """Count a run; changes are measured against the payments of the month before."""
    payments = payments_in(run.uid)
    before = _month(run.city, month_before(run.month))
    groups = tuple(
        Group(
            code,
            sum(p.klass == code for p in payments),
            sum(p.fen for p in payments if p.klass == code),
            sum(p.klass == code for p in payments) - sum(p.klass == code for p in before),
        )
        for code in CLASSES
    )
    total = Group("total", len(payments), sum(p.fen for p in payments), len(payments) - len(before))
    held: dict[str, list[int]] = {}
    for hold in holds_in(run.uid):
        held.setdefault(hold.reason, []).append(hold.fen)
    holds = tuple(
        Group(reason.value, len(held[reason.value]), sum(held[reason.value]))
        for reason in HoldReason
        if reason.value in held
    )
    return RunFigures(
        tuple(g for g in groups if g.households or g.change),
        total,
        holds,
        _checks(run, payments, before),
        dict(Counter(str(p.state) for p in payments)),
    )


def _month(city: str, month: str) -> Sequence[Payment]:
    return db.session.scalars(
        select(Payment).where(
            Payment.city == city,
            Payment.month == month,
            Payment.state.in_((PaymentState.LISTED, PaymentState.SENT, PaymentState.PAID)),
        )
    ).all()


def _checks(run: Run, payments: Sequence[Payment], before: Sequence[Payment]) -> tuple[Check, ...]:
    count = len(payments)
    once = len({(p.agreement_uid, p.month, p.kind) for p in payments})
    rows = db.session.execute(
        select(Payee.uid, Payee.person_uid)
        .join(Payment, Payment.payee_uid == Payee.uid)
        .where(Payment.run_uid == run.uid)
    )
    owners = {uid: owner for uid, owner in rows}
    own = sum(owners.get(p.payee_uid) == p.person_uid for p in payments)
    steep = _steep(payments, before)
    return (
        _check("once", once, count),
        _check("own_account", own, count),
        _check("claims_held", _claimed(run), count),
        _check("below_rent", sum(_below_rent(p) for p in payments), count),
        Check("steep_change", "heed" if steep else "met", count - steep, count),
        _check("sum", count if sum(p.fen for p in payments) == run.total_fen else 0, count),
    )


def _check(code: str, fits: int, of: int) -> Check:
    return Check(code, "met" if fits == of else "not_met", fits, of)


def _claimed(run: Run) -> int:
    """Payments that hold their people's claim to the month, which no other city can hold too."""
    if run.state == "void":
        return run.count
    return int(
        db.session.scalar(
            select(func.count(func.distinct(Claim.holder)))
            .join(Payment, Payment.uid == Claim.holder)
            .where(Payment.run_uid == run.uid, Claim.kind == SUBSIDY_MONTH)
        )
        or 0
    )


def _below_rent(payment: Payment) -> bool:
    known = {line.code: line.value for line in read_lines(payment.working)}
    return known.get("subsidy_month", payment.fen) <= known.get("rent_paid", payment.fen)


def _steep(payments: Sequence[Payment], before: Sequence[Payment]) -> int:
    known = {p.agreement_uid: p.fen for p in before}
    return sum(
        abs(p.fen - known[p.agreement_uid]) * _STEEP > known[p.agreement_uid]
        for p in payments
        if p.agreement_uid in known
    )
