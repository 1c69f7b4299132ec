"""Questions to recoveries: what is open, what is settled, what a month really was."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from portal.kernel.claims import holder_of
from portal.kernel.database import db, load
from portal.kernel.money import Fen
from portal.kernel.regions import lies_in
from portal.subsidy.codes import RECOVERED, PaymentState, RecoveryState
from portal.subsidy.models import Payment, Repayment, SetOff
from portal.subsidy.models import Recovery as Recovery

ON_THE_WAY = (PaymentState.LISTED, PaymentState.SENT, PaymentState.PAID)
OWED = (RecoveryState.CONFIRMED, RecoveryState.SETTLED)
TOLD = (*OWED, RecoveryState.REVOKED)
"""States a household knows of: a proposal is not a decision yet."""


def recovery_row(uid: str) -> Recovery:
    """The row itself, for views and verbs; or ``Missing``."""
    return load(Recovery, uid)


def recoveries_in(region: str, state: str | None = None, limit: int = 200) -> Sequence[Recovery]:
    """Recoveries of a region, the newest first."""
    question = select(Recovery).where(lies_in(Recovery, region))
    if state:
        question = question.where(Recovery.state == state)
    return db.session.scalars(
        question.order_by(Recovery.proposed_on.desc(), Recovery.number.desc()).limit(limit)
    ).all()


def recoveries_of(agreement_uid: str, *states: str) -> Sequence[Recovery]:
    """Recoveries of an agreement (in these states), the oldest first."""
    question = select(Recovery).where(Recovery.agreement_uid == agreement_uid)
    if states:
        question = question.where(Recovery.state.in_(states))
    return db.session.scalars(question.order_by(Recovery.proposed_on, Recovery.number)).all()


def recoverable(agreement_uid: str) -> list[tuple[Payment, Fen]]:
    """Paid months that no recovery stands on, newest first, with what each was worth."""
    rows = db.session.scalars(
        select(Payment)
        .where(Payment.agreement_uid == agreement_uid, Payment.state == PaymentState.PAID)
        .order_by(Payment.month.desc(), Payment.uid)
    )
    return [(row, worth(row)) for row in rows if holder_of(RECOVERED, row.uid) is None]


def worth(payment: Payment) -> Fen:
    """What the month was worth to the household: what was paid and what was set off."""
    return payment.fen + sum(one.fen for one in set_offs_of(payment.uid))


def set_offs_of(payment_uid: str) -> Sequence[SetOff]:
    """What was set off from a payment (below 0: given back with it)."""
    return db.session.scalars(
        select(SetOff).where(SetOff.payment_uid == payment_uid).order_by(SetOff.uid)
    ).all()


def set_offs_for(recovery_uid: str) -> Sequence[tuple[SetOff, Payment]]:
    """What was set off for a recovery, by month, with the payment it was set off from."""
    rows = db.session.execute(
        select(SetOff, Payment)
        .join(Payment, Payment.uid == SetOff.payment_uid)
        .where(SetOff.recovery_uid == recovery_uid)
        .order_by(Payment.month, Payment.uid)
    )
    return [(one, payment) for one, payment in rows]


def repayments_of(recovery_uid: str) -> Sequence[Repayment]:
    """What was paid back at the counter, oldest first."""
    return db.session.scalars(
        select(Repayment)
        .where(Repayment.recovery_uid == recovery_uid)
        .order_by(Repayment.at, Repayment.receipt)
    ).all()


def open_of(recovery: Recovery) -> Fen:
    """What is still to come back, set-offs on their way counted; below 0: to be given back."""
    return _owed(recovery) - _came_back(recovery.uid, ON_THE_WAY)


def outstanding(recovery: Recovery) -> Fen:
    """What has really not come back yet: a set-off counts once its payment arrived."""
    return _owed(recovery) - _came_back(recovery.uid, (PaymentState.PAID,))


def _owed(recovery: Recovery) -> Fen:
    return recovery.fen if recovery.state in OWED else 0


def _came_back(recovery_uid: str, states: Sequence[PaymentState]) -> Fen:
    set_off = db.session.scalar(
        select(func.coalesce(func.sum(SetOff.fen), 0))
        .join(Payment, Payment.uid == SetOff.payment_uid)
        .where(SetOff.recovery_uid == recovery_uid, Payment.state.in_(states))
    )
    repaid = db.session.scalar(
        select(func.coalesce(func.sum(Repayment.fen), 0)).where(
            Repayment.recovery_uid == recovery_uid
        )
    )
    return int(set_off or 0) + int(repaid or 0)
